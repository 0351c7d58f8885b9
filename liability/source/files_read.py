"""Which files a run has read: none of them is written over, whoever named it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_READ: set[Path] = set()


def note_read(*paths: Path) -> None:
    """Keep in mind that files are read, or are about to be."""
    _READ.update(paths)


def was_read(path: Path) -> bool:
    """Return whether a file that is there was read, under any name.

    Raises:
        OSError: it is not there.
    """
    asked = path.stat()
    return any(os.path.samestat(asked, each) for each in _statuses())


def _statuses() -> Iterator[os.stat_result]:
    for each in _READ:
        try:
            yield each.stat()
        except (OSError, ValueError):  # it was never there, or is gone
            continue
