"""One YAML file as data, with the place of every key and value."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from liability.source.problems import Place

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
Path_: TypeAlias = "tuple[str | int, ...]"
Span: TypeAlias = "tuple[int, int, int]"  # line, column, length; from 0


@dataclass(slots=True)
class Document:
    """One YAML file: its data and where each part of it stands.

    Attributes:
        file: the file as the user named it.
        data: text, null, lists and mappings; never numbers, booleans or dates.
        folder: where it lies; the current one, where it was not read from a file.
        repeated: keys that are given again; what they are given again is left out of the data.
    """

    file: str
    data: Data
    folder: Path = Path()
    _lines: list[str] = field(default_factory=list, repr=False)
    _values: dict[Path_, Span] = field(default_factory=dict, repr=False)
    _keys: dict[Path_, Span] = field(default_factory=dict, repr=False)
    repeated: list[Path_] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self._lines

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Return where `path` stands, or the nearest enclosing part that does.

        Args:
            path: mapping keys and list positions from the root.
            key: the place of the key rather than of its value.
        """
        while path:
            span = (self._keys if key else self._values).get(path) or self._values.get(path)
            if span is not None:
                return self._place(span)
            path = path[:-1]
        return self._place((0, 0, 1))

    def _place(self, span: Span) -> Place:
        line, column, length = span
        text = self._lines[line] if line < len(self._lines) else ""
        return Place(self.file, line + 1, column + 1, length, text)


def kind_of(data: Data) -> str:
    """Return what data is, for a message.

    >>> kind_of(["a"]), kind_of("a"), kind_of({"a": "b"}), kind_of(None)
    ('a list', 'text', 'keys', 'nothing')
    """
    if data is None:
        return "nothing"
    return "text" if isinstance(data, str) else "a list" if isinstance(data, list) else "keys"


def part_at(data: Data, path: Path_) -> Data:
    """Return what stands at a path of data; None where nothing does.

    >>> part_at({"a": ["b"]}, ("a", 0)), part_at({"a": ["b"]}, ("a", 0, "c"))
    ('b', None)
    """
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def digest(data: Data) -> str:
    """Return the SHA-256 of data, the same whatever the layout and the order of keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
