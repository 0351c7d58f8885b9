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
from collections.abc import Iterator
from pathlib import Path

from liability import __version__
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError, suggestion

DEFAULT_PACK = "keep-the-future-human"
TESTS = "tests"


def shipped(folder: str) -> Path:
    """Return a folder that ships with the program: `rules`, `templates` or `cases`.

    In a checkout these are top-level folders; in an installed wheel they lie in the package.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "_shipped" / folder
    return installed if installed.is_dir() else package.parent / folder


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
    rulebook = _recall(key)
    if rulebook is None:
        from liability.rulebook.compile import compile_pack

        rulebook = compile_pack(folder)
        _remember(key, rulebook)
    return rulebook


def pack_folder(pack: str | Path) -> Path:
    """Return the folder of `pack`; see `load_rulebook`."""
    for folder in (Path(pack), shipped("rules") / pack):
        if folder.is_dir() and next(pack_files(folder), None) is not None:
            return folder
    known = sorted(each.name for each in shipped("rules").iterdir() if each.is_dir())
    raise ProblemsError(
        [Problem("rules/no-pack", f"`{pack}` is not a pack of rules", suggestion(str(pack), known))]
    )


def pack_files(folder: Path) -> Iterator[Path]:
    """Yield the rule files of a pack: every YAML file but those of its tests."""
    for file in sorted(folder.rglob("*.yaml")):
        if TESTS not in file.relative_to(folder).parts:
            yield file


def _digest_of_files(folder: Path) -> str:
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    program = Path(__file__).parent
    for file in [*sorted(program.glob("*.py")), *pack_files(folder)]:
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)} ".encode())
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
    except OSError:
        return
