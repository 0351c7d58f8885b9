"""Where packs of rules lie: with the program, or in a folder of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from liability.source.problems import Place, Problem, ProblemsError, suggestion

DEFAULT_PACK = "keep-the-future-human"
TESTS = "tests"  # the folder of a pack that holds its tests
LANGUAGES = "languages"  # the folder of a pack that holds its texts in other languages
MOST_FILES = 20_000  # files of any kind below a pack's folder
_SUFFIX = ".yaml"


def shipped(folder: str) -> Path:
    """Return a folder that ships with the program: `rules`, `templates` or `cases`.

    In a checkout these are top-level folders; in an installed wheel they lie in the package.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "_shipped" / folder
    return installed if installed.is_dir() else package.parent / folder


def is_shipped(pack: str) -> bool:
    """Return whether a pack of this name ships with the program.

    >>> is_shipped(DEFAULT_PACK), is_shipped("..")
    (True, False)
    """
    return pack in _shipped_packs()


def _shipped_packs() -> list[str]:
    return sorted(each.name for each in shipped("rules").iterdir() if each.is_dir())


def pack_folder(pack: str | Path, beside: Path = Path()) -> Path:
    """Return the folder of a pack.

    Args:
        pack: the name of a pack that ships with the program, or else the folder of one. A `Path`
            is always a folder.
        beside: where a folder is looked up from.

    Raises:
        ProblemsError: there is no such pack.
    """
    known = _shipped_packs()
    if isinstance(pack, str) and not pack.strip():
        advice = "name a folder, or one of: " + ", ".join(f"`{each}`" for each in known)
        raise ProblemsError([Problem("rules/no-pack", "`''` is not a pack of rules", advice)])
    folder = shipped("rules") / pack if pack in known else beside / pack
    if _is_folder(folder) and any(_yaml_files(folder)):
        return folder
    advice = suggestion(Path(pack).name[:200], known)  # what a folder lies in says nothing
    raise ProblemsError([Problem("rules/no-pack", f"`{pack}` is not a pack of rules", advice)])


def pack_files(folder: Path) -> Iterator[Path]:
    """Yield the rule files of a pack: every YAML file but those of its tests."""
    return (file for file in _yaml_files(folder) if file.suffix == _SUFFIX and file.is_file())


def files_of_tests(folder: Path) -> Iterator[Path]:
    """Yield the files of a pack's tests."""
    return (file for file in _yaml_files(folder / TESTS, "") if file.suffix == _SUFFIX)


def catalog_files(folder: Path) -> dict[str, Path]:
    """Return the catalogs of a pack: each language and its PO file."""
    return {file.stem: file for file in sorted((folder / LANGUAGES).glob("*.po"))}


def strays(folder: Path, skip: str = TESTS) -> Iterator[Problem]:
    """Yield what is wrong with files that a reader may take for rule files and that are none."""
    for file in _yaml_files(folder, skip):
        shown = os.fsencode(file).decode("utf-8", "replace")
        place = Place(shown, 1, 1)
        if file.suffix != _SUFFIX:
            name = f"{file.stem}{_SUFFIX}"
            message = f"`{shown}` would not be read: only files in `{_SUFFIX}` are"
            yield Problem("file/not-yaml-by-name", message, f"name it `{name}`", place)
        elif not file.is_file():
            message = f"`{shown}` is not a file that can be read"
            advice = "put a file in its place, or remove the link"
            yield Problem("file/unreadable", message, advice, place)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def _yaml_files(folder: Path, skip: str = TESTS) -> Iterator[Path]:
    """Yield what is named as YAML below a folder, in order; not folders, nor locks of Emacs."""
    found: list[Path] = []
    seen = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != skip)
        seen += len(files) + len(folders)
        if seen > MOST_FILES:
            message = f"`{folder}` holds more than {MOST_FILES} files"
            advice = "name the folder of the rules themselves"
            raise ProblemsError([Problem("rules/too-many-files", message, advice)])
        found += [
            Path(here, each)
            for each in files
            if each.lower().endswith((_SUFFIX, ".yml")) and not each.startswith(".#")
        ]
    yield from sorted(found)
