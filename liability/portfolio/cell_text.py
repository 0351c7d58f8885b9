"""What the text of one cell says of a fact, read as a case file is; and the text of any cell."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl
from polars import selectors

from liability.case.model import Interval, Known
from liability.case.quantity import EXACT, examples
from liability.case.values import ValueReader
from liability.compute.cell_lists import END, listed, one_text, parts_of
from liability.compute.cell_values import MIDNIGHT, day_in, is_bare
from liability.portfolio.plan import Cell
from liability.record import record
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem
from liability.source.visible import short, unseen
from liability.source.yaml import Document

_COMMA = re.compile(r"[0-9]+,[0-9]+([eE][-+]?[0-9]+)?( .*)?")  # a comma before decimals
_MIDNIGHT = f"{MIDNIGHT}$"


@record
class Said(NamedTuple):
    """What one text says: a value, or None where it is not known; or what is wrong with it."""

    value: Known | None
    wrong: tuple[str, str, str] | None = None


def read_text(cell: Cell, text: str, rulebook: Rulebook) -> Said:
    """Return what a text says of a fact.

    Args:
        cell: the fact, and how it is read.
        text: what stands in the cell, without space around it; of a list see `text_of`.
        rulebook: declares the facts.
    """
    parts, text = parts_of(text, cell.separator), one_text(text)
    if cell.values is not None:
        stands_for = cell.values.get(text)
        several = cell.fact.type == "choices" and not stands_for
        for each in parts if several else [text]:
            if cell.fact.type != "text" and cell.values.leaves_open(each):
                reason = f"`{each}` is not among the `values` that the map names"
                return Said(None, ("unknown-name", reason, f"say there what `{each}` stands for"))
        if stands_for:
            parts, text = parts_of(stands_for, cell.separator), stands_for
        elif several:
            meant = {each: cell.values.get(each) for each in parts}
            parts = [
                part
                for each, named in meant.items()
                for part in (parts_of(named, cell.separator) if named else [each])
            ]
    reader = ValueReader(Document("", None), rulebook)
    data: Any = text
    bare = cell.fact.unit is not None and is_bare(text, cell.fact.unit)
    if cell.fact.type == "choices":
        data = parts[0] if len(parts) == 1 else parts
    elif cell.fact.type == "date":
        data = day_in(text)
    if cell.unit is not None and bare:
        data = f"{text} {cell.unit}"
    value = reader.value(cell.fact, data, (cell.fact.name,))
    if cell.scale is not None and bare and isinstance(value, Interval) and value.best:
        figure = EXACT.multiply(value.best, cell.scale)
        value = reader.value(cell.fact, f"{figure:E}", (cell.fact.name,))
    if reader.problems:
        return Said(None, _wrong(cell, text, data, reader.problems[0]))
    return Said(value)


def _wrong(cell: Cell, text: str, data: Any, found: Problem) -> tuple[str, str, str]:
    """Return what is wrong with a text, as the cell has it."""
    code, advice = found.code.partition("/")[2], found.help
    if cell.fact.unit is not None and "{low" in advice:
        advice = f"write it as {examples(cell.fact.unit)}; an interval in three columns"
        if _COMMA.fullmatch(text):
            advice = f"write a point before decimals, as in `{text.replace(',', '.')}`"
    if cell.columns and (cell.fact.type == "boolean" or _is_named_otherwise(cell)):
        comma = "" if advice.endswith("?") else ","
        advice += f"{comma} or name in the `values` of a map what `{short(text)}` stands for"
    return code, found.message.replace(f"`{data}`", f"`{text}`") + unseen(text), advice


def _is_named_otherwise(cell: Cell) -> bool:
    """Return whether a map says what single values of a choice stand for."""
    return cell.fact.type == "choice" and cell.values is not None


def text_of(given: Any) -> str | None:
    """Return a value that a table holds as the text that a case file would have.

    >>> text_of(2.1e25), text_of(True), text_of(date(2025, 3, 5)), text_of(None)
    ('2.1e+25', 'true', '2025-03-05', None)

    A list that is not empty keeps its parts; see `parts_of`.

    >>> one_text(text_of(["x", None, True])), text_of([]), one_text(text_of([""])), text_of(b"x")
    ('x;null;true', 'none', '""', 'x')
    """
    match given:
        case None | str():
            return given
        case bool():
            return "true" if given else "false"
        case float():
            return repr(given)
        case date():
            return re.sub(_MIDNIGHT, "", str(given))
        case list():
            return listed(map(_element, given)) if given else "none"
        case bytes():  # text that whoever wrote the table did not mark as text
            return given.decode("utf-8", "backslashreplace")
    try:
        return str(given)
    except ValueError:  # an integer of more digits than Python writes
        return str(Decimal(given)) if isinstance(given, int) else type(given).__name__


def _element(given: Any) -> str:
    """Return one value of a list as text; an empty one is shown as such, and stands for nothing."""
    text = "null" if given is None else one_text(text_of(given) or "")
    return text if text.strip() else f'"{text}"'


def as_stated(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in which figures of single precision are what was stated.

    That is the shortest decimal that they stand for: widened, 1e26 would lie above 1e26.
    """
    single = selectors.by_dtype(pl.Float16, pl.Float32)
    lists = selectors.by_dtype(pl.List(pl.Float16), pl.List(pl.Float32))
    element = pl.element().cast(pl.String).cast(pl.Float64)
    return frame.with_columns(single.cast(pl.String).cast(pl.Float64), lists.list.eval(element))


def texts(given: pl.Series) -> pl.Series:
    """Return the cells of a column as texts; see `text_of`."""
    if given.dtype == pl.String:
        return given
    if given.dtype in (pl.Date, pl.Datetime):
        return given.cast(pl.String).str.replace(_MIDNIGHT, "")
    return pl.Series(given.name, [text_of(each) for each in given.to_list()], dtype=pl.String)


def single_texts(given: pl.Series) -> pl.Series:
    """Return the cells of a column that names one thing a row, as texts without space around."""
    whole = texts(given)
    if whole.str.contains(END, literal=True).any():
        whole = whole.str.strip_suffix(END).str.replace_all(END, ";", literal=True)
    return whole.str.strip_chars()
