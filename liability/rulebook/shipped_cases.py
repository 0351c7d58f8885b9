"""The cases that ship with the program, under the names that they have in the documentation."""

from __future__ import annotations

from pathlib import Path

from liability.rulebook.packs import shipped

_CASES = "cases"


def at_hand(path: Path) -> Path:
    """Return a path, or what ships with the program under it, as `cases/gpt-4.yaml`.

    A folder `cases` of the user's own is never added to: then a path is what it says.
    """
    if path.parts[:1] != (_CASES,) or ".." in path.parts or Path(_CASES).exists():
        return path
    ships = shipped(_CASES).joinpath(*path.parts[1:])
    return ships if ships.exists() else path
