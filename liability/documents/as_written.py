"""Entries of a pack as its files have them: where each stands, and the conditions in it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from liability.rulebook.packs import pack_files
from liability.rulebook.sources import shown
from liability.source.document import part_at
from liability.source.yaml import Data, read

_WIDTH, _INDENT = 60, 2  # of what holds more than one thing
_CONDITIONS = ("when", "unless", "test")  # of a rule or a finding


class Written(NamedTuple):
    """The conditions of an entry, each below its key, and the file and the line of its id."""

    conditions: dict[str, str]
    place: str


def as_written(folder: Path, *path: str) -> Written | None:
    """Return what a pack has of an entry; None where its files changed and have it no more.

    Args:
        folder: of the pack.
        path: the section and the id; of a member of a subject `entries`, the subject and the id.
    """
    for file in pack_files(folder):
        if path[-1].encode() not in file.read_bytes():  # so that few are read as YAML
            continue
        document = read(file, shown(file))
        found = part_at(document.data, path)
        if found is not None:
            said = {key: "\n".join(_lines(part_at(found, (key,)), _WIDTH)) for key in _CONDITIONS}
            place = document.place(path, key=True)
            return Written(said, f"{place.file}:{place.line}")
    return None


def _lines(condition: Data, room: int) -> list[str]:
    """Return a condition in YAML, what fits into a line on one; aliases are written out."""
    whole, within, made = _whole(condition), room - _INDENT, list[str]()
    if len(whole) <= room:
        return [whole]
    if isinstance(condition, list):
        for part in condition:
            first, *more = _lines(part, within)
            made += [f"- {first}", *(f"  {each}" for each in more)]
    elif isinstance(condition, dict):
        for key, part in condition.items():
            line = f"{key}: {_whole(part)}"
            below = [f"{key}:", *(f"  {each}" for each in _lines(part, within))]
            made += [line] if len(line) <= room else below
    return made or [whole]


def _whole(condition: Data) -> str:
    if isinstance(condition, list):
        return f"[{', '.join(map(_whole, condition))}]"
    if isinstance(condition, dict):
        return f"{{{', '.join(f'{key}: {_whole(part)}' for key, part in condition.items())}}}"
    return condition or ""
