"""Rows of JSON lines, an object on each line, whose values cells can hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from liability.case.model import POINTS
from liability.portfolio.cell_text import text_of
from liability.portfolio.csv_rows import BadRow, is_utf_8
from liability.portfolio.headings import UNNAMED
from liability.portfolio.refusals import NOT_UTF_8

_NO_NAME = '""'  # a key, as JSON has it
_TWICE = " stands twice"


def keys_of(path: Path) -> tuple[list[str], list[str], int]:
    """Return the keys of all objects, those that not every row has, and how many rows there are.

    A key has a row where it holds what a cell can hold.
    """
    keys: dict[str, None] = {}
    held: Counter[str] = Counter()
    objects = unread = 0
    for _, row in objects_of(path):
        if isinstance(row, BadRow):
            unread += 1
            continue
        keys |= dict.fromkeys(row)
        if not is_empty(row):
            objects += 1
            held.update(key for key, value in row.items() if not _is_nested(value))
    return list(keys), [each for each in keys if held[each] < objects], objects + unread


def objects_of(path: Path) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
    """Yield the object on each line that is not blank."""
    with path.open("rb") as stream:
        for line, text in enumerate(stream, 1):
            if text.strip():
                yield line, _object(line, text)


def is_empty(row: dict[str, Any] | BadRow) -> bool:
    """Return whether no cell of a row holds anything: such a row is none."""
    return isinstance(row, dict) and not any(
        each.strip() if isinstance(each, str) else each is not None for each in row.values()
    )


def values_of(
    line: int, row: dict[str, Any] | BadRow, columns: Sequence[str]
) -> list[str | None] | BadRow:
    """Return the cells of a row in some columns."""
    if isinstance(row, BadRow):
        return row
    taken = {each: row.get(each) for each in columns}
    if taken.get(UNNAMED) is not None:
        taken[UNNAMED] = _NO_NAME  # as what a column without a heading is called
    nested = next((each for each in columns if _is_nested(taken[each])), None)
    if nested is None:
        return [text_of(each) for each in taken.values()]
    readable = {key: text_of(each) for key, each in taken.items() if not _is_nested(each)}
    return BadRow(line, "nested", *_why_nested(nested, taken[nested]), readable)


def _object(line: int, text: bytes) -> dict[str, Any] | BadRow:
    """Return the object on a line."""
    written = text.decode("utf-8-sig", "surrogateescape")
    try:
        row = _JSON.decode(written)
    except (ValueError, RecursionError) as error:
        if not is_utf_8(written):
            return BadRow(line, *NOT_UTF_8)
        why = getattr(error, "msg", None) or str(error)[:80]
        where = f", at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        reason = f"the line is no JSON: {why[:1].lower()}{why[1:]}{where}"
        advice = "keep one of the two" if why.endswith(_TWICE) else "write one object on each line"
        return BadRow(line, "no-json", reason, advice)
    if not isinstance(row, dict):
        return BadRow(line, "no-json", "the line is no JSON object", 'write it as `{"case": …}`')
    if not is_utf_8(written):
        return BadRow(line, *NOT_UTF_8, _texts_in(row))
    if b"\\u" in text and not is_utf_8(json.dumps(row, ensure_ascii=False)):
        reason = "the row holds half of a character, as `\\ud800`"
        advice = "write the character itself, or both halves"
        return BadRow(line, "not-utf-8", reason, advice, _texts_in(row))
    return row


def _texts_in(row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the cells of a row that hold text which can be read."""
    return {key: each for key, each in row.items() if isinstance(each, str) and is_utf_8(each)}


def _is_nested(value: Any) -> bool:
    """Return whether a value is more than a text or a list of texts."""
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)


def _why_nested(key: str, value: Any) -> tuple[str, str]:
    """Say what a value is that no cell can hold, and what to write instead."""
    if isinstance(value, list):
        reason = f"`{key}` holds a list of more than texts and figures"
        return reason, "write texts or figures in it; what only a case lists goes into a case file"
    reason = f"`{key}` holds a mapping, where a cell is wanted"
    if not value:
        return reason, "leave it out"
    if value.keys() <= set(POINTS):
        named = ", ".join(f"`{key} {each}`" for each in value)
        return reason, f"write each under a key of its own: {named}; a map has to name them"
    if "." in key:
        return reason, "write the value alone; evidence and notes go into a case file"
    return reason, f"write what is in it under keys of their own, as `{key}.{next(iter(value))}`"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which each key stands once.

    Raises:
        ValueError: one stands there twice, and one of its values would be lost.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"`{key}`{_TWICE}")
        found[key] = value
    return found


_JSON = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_once)
