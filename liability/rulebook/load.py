"""A folder of rule files to a `Rulebook`: read, validated, checked, and remembered.

Reading and checking the whole pack takes longer than assessing a case, so a checked rulebook is
kept in the user's cache folder under the digest of its files; a changed file is a new digest.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path

from liability import __version__
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import DEFAULT_PACK, pack_files, pack_folder, strays
from liability.source.yaml import MAX_BYTES

MOST_REMEMBERED = 16  # rulebooks; the oldest are forgotten


def load_rulebook(pack: str | Path = DEFAULT_PACK) -> Rulebook:
    """Load a pack of rules.

    Args:
        pack: the name of a pack that ships with the program, or the folder of one.

    Returns:
        The rulebook, checked.

    Raises:
        ProblemsError: there is no such pack, or its files have problems; all are reported.

    >>> load_rulebook("keep-the-future-human").id
    'keep-the-future-human'
    """
    folder = pack_folder(pack)
    key = _digest_of_files(folder)
    rulebook = _recall(key) if key else None
    if rulebook is None:
        from liability.rulebook.compile import compile_pack

        rulebook = compile_pack(folder)
        if key:
            _remember(key, rulebook)
    return rulebook


def _digest_of_files(folder: Path) -> str | None:
    """Return a digest of a pack's files and of the program; None where a file is not in order."""
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    program = Path(__file__).parent
    if any(strays(folder)):
        return None
    for file in [*sorted(program.glob("*.py")), *pack_files(folder)]:
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


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("liability")


def _recall(key: str) -> Rulebook | None:
    """Return the remembered rulebook, or None; only a file that this user alone can write."""
    file = _cache_folder() / key
    try:
        status = file.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            return None
        rulebook = pickle.loads(file.read_bytes())
    except Exception:  # noqa: BLE001 - a torn or foreign file is as good as none
        return None
    return rulebook if isinstance(rulebook, Rulebook) else None


def _remember(key: str, rulebook: Rulebook) -> None:
    """Keep the rulebook for next time; a cache that cannot be written is no error."""
    try:
        folder = _cache_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(pickle.dumps(rulebook, protocol=pickle.HIGHEST_PROTOCOL))
        Path(stream.name).replace(folder / key)
        kept = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in kept[MOST_REMEMBERED:]:
            file.unlink()
    except OSError:
        return
