"""What takes long to read and check is kept in the user's cache folder, for the next run.

A value is found again under the digest of what it was made from, so it is never stale. It is kept
as a pickle, which can run code when it is loaded: a file is read only if it belongs to the user
and nobody else may write it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from liability.source.yaml import Document, Path_

T = TypeVar("T")
# the folders whose code makes what is remembered; "" holds the modules that belong to none
_READERS = ("", "source", "rulebook", "case")
_MOST_PARTS = 64  # of each kind


@cache
def digest_of_program() -> str:
    """Return a digest of the code that reads rules and cases, and of the version of Python."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(__file__).parent.parent
    for folder in _READERS:
        for file in sorted((package / folder).glob("[!.]*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def recall(kind: type[T], key: str) -> T | None:
    """Return what is remembered under a key, or None; a torn or foreign file is as good as none."""
    try:
        file = _folder(kind) / key
        status = file.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            return None
        value = pickle.loads(file.read_bytes())
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it can be made anew
        return None
    return value if isinstance(value, kind) else None


def remember(key: str, value: object, most: int) -> None:
    """Keep a value for next time; a cache that cannot be written is no error.

    Args:
        key: the digest of what it was made from.
        value: the value.
        most: how many of its kind to keep; the oldest are forgotten.
    """
    try:
        folder = _folder(type(value))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
        Path(stream.name).replace(folder / key)
        kept = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in kept[most:]:
            file.unlink()
    except OSError:
        return


def made_of_file(
    kind: type[T], document: Document, path: Path_, also: str, make: Callable[[], T]
) -> T:
    """Return what a file, or a part of it, is made into, from memory where it was made before.

    Args:
        kind: what it is made into.
        document: the file; text that is no file is always made anew.
        path: where in the file the part stands; the whole file where it is empty.
        also: what else it is made from, as text.
        make: makes it.

    Raises:
        ProblemsError: as `make` does; nothing is then remembered.
    """
    if not Path(document.file).is_file():
        return make()
    named = f"{digest_of_program()} {document.file} {path} {also}"
    found = hashlib.sha256(named.encode("utf-8", "surrogatepass"))  # a name may be any bytes
    found.update("\n".join(document.lines).encode("utf-8", "surrogatepass"))
    value = recall(kind, found.hexdigest())
    if value is None:
        value = make()
        remember(found.hexdigest(), value, _MOST_PARTS)
    return value


def _folder(kind: type) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("liability") / kind.__name__.lower()
