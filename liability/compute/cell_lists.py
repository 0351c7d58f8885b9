"""Cells that hold a list, as Parquet and JSON do: as text, each part ends where it ended there."""

from __future__ import annotations

from collections.abc import Iterable

END = "\ufdd0"  # behind each part; Unicode keeps it for such use, and no text holds it


def listed(parts: Iterable[str]) -> str:
    """Return the text of a cell that holds a list; see `parts_of`."""
    return "".join(f"{each}{END}" for each in parts)


def parts_of(text: str, separator: str | None) -> list[str]:
    """Return what a cell names: the parts of a list, or of a text those between separators.

    >>> parts_of(listed(["a;b", "c"]), ";"), parts_of("a; b;", ";"), parts_of("a;b", None)
    (['a;b', 'c'], ['a', 'b'], ['a;b'])
    """
    if text.endswith(END):
        parts = text.split(END)
    else:
        parts = text.split(separator) if separator else [text]
    return [each.strip() for each in parts if each.strip()]


def one_text(text: str) -> str:
    """Return a cell as one text, for what names one thing, and to be shown.

    >>> one_text(listed(["a", "b"])), one_text("a")
    ('a;b', 'a')
    """
    return text.removesuffix(END).replace(END, ";")
