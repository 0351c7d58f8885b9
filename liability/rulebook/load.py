"""A folder of rule files to a `Rulebook`: read, validated, checked, and remembered.

Reading and checking the whole pack takes longer than assessing a case, so a checked rulebook is
kept in the user's cache folder under the digest of its files; a changed file is a new digest.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from liability.rulebook.model import Rulebook
from liability.rulebook.packs import (
    DEFAULT_PACK,
    catalog_files,
    is_shipped,
    pack_files,
    pack_folder,
    strays,
)
from liability.source.files_read import note_read
from liability.source.remembered import digest_of_program, recall, remember
from liability.source.yaml import MAX_BYTES

MOST_REMEMBERED = 16  # rulebooks; the oldest are forgotten
_shipped_as: dict[str, Rulebook] = {}  # by name


def load_rulebook(pack: str | Path = DEFAULT_PACK, beside: Path = Path()) -> Rulebook:
    """Load a pack of rules.

    Args:
        pack: the name of a pack that ships with the program, or else the folder of one. A `Path`
            is always a folder.
        beside: where a folder is looked up from.

    Returns:
        The rulebook, checked.

    Raises:
        ProblemsError: there is no such pack, or its files have problems; all are reported.

    >>> load_rulebook("keep-the-future-human")
    Rulebook(id='keep-the-future-human', version='0.1.0', digest='...')
    """
    folder = pack_folder(pack, beside)
    key = _digest_of_files(folder)
    if key is not None:
        book = _loaded_once(key, folder)
    else:
        from liability.rulebook.compile import compile_pack

        book = compile_pack(folder)
    if isinstance(pack, str) and is_shipped(pack):
        _shipped_as[pack] = book
    return book


def load_shipped(pack: str) -> Rulebook:
    """Return a pack that ships, as it was last loaded.

    Raises:
        ProblemsError: it has problems.
    """
    return _shipped_as.get(pack) or load_rulebook(pack)


@lru_cache(maxsize=MOST_REMEMBERED)
def _loaded_once(key: str, folder: Path) -> Rulebook:
    """Return the rulebook of files with this digest: one object, so that its law is made once."""
    rulebook = recall(Rulebook, key)
    if rulebook is None:
        from liability.rulebook.compile import compile_pack

        rulebook = compile_pack(folder)
        remember(key, rulebook, MOST_REMEMBERED)
    return rulebook


def _digest_of_files(folder: Path) -> str | None:
    """Return a digest of a pack's files and of the program; None where a file is not in order."""
    if any(strays(folder)):
        return None
    digest = hashlib.sha256(digest_of_program().encode())
    catalogs = catalog_files(folder).values()
    if not all(file.is_file() for file in catalogs):
        return None
    for file in (*pack_files(folder), *catalogs):
        note_read(file)
        try:
            with file.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError:
            return None
        if len(content) > MAX_BYTES:
            return None
        digest.update(os.fsencode(file.name) + f" {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()
