"""Where packs of rules lie: with the program, or in a folder of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liability.source.problems import Problem, ProblemsError, suggestion

DEFAULT_PACK = "keep-the-future-human"
TESTS = "tests"  # the folder of a pack that holds its tests


def shipped(folder: str) -> Path:
    """Return a folder that ships with the program: `rules`, `templates` or `cases`.

    In a checkout these are top-level folders; in an installed wheel they lie in the package.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "_shipped" / folder
    return installed if installed.is_dir() else package.parent / folder


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
