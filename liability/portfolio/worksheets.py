"""The cells of a sheet of Excel, and which of them no value of their own stands in.

That are cells of a formula that nothing has worked out, and all but the first of merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from liability.portfolio.cell_text import text_of
from liability.portfolio.csv_rows import BadRow
from liability.portfolio.excel_text import read
from liability.portfolio.headings import UNNAMED, Headings
from liability.portfolio.refusals import CELLS
from liability.record import record

_AT_ONCE = 1 << 20  # bytes of a sheet
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+[0-9]+:[A-Z]+[0-9]+)[\"']")
_TO_WORK_OUT = re.compile(rb"<(?:\w+:)?calcPr\s[^>]*?fullCalcOnLoad=[\"'](?:1|true)[\"']")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')  # what a number format shows as it stands
NO_VALUE = object()  # in place of the value of a formula that has none
_TO_HAVE_ONE = (
    "open the workbook in a spreadsheet program and save it, so that it holds the value; or write "
    "the value in place of the formula"
)
_TO_UNMERGE = "unmerge them, and write into each what holds for its row"


@record
class Merged(NamedTuple):
    """Cells that are merged: what they hold stands in the first; in place of the others' values.

    Attributes:
        top: the first of their rows.
        bottom: the last.
        left: the number of the first of their columns.
        right: that of the last.
        name: as `C2:C4`.
    """

    top: int
    bottom: int
    left: int
    right: int
    name: str


class _Reader(ExcelReader):
    """Reads the texts that cells share as they are stored: of some, openpyxl drops a part."""

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    text: Any = Text.from_tree(node)
                    self.shared_strings.append(read(text.content))
                    node.clear()


def opened(path: Path) -> Any:
    """Return a workbook to be read; whoever asks closes it."""
    reader: Any = _Reader(path, read_only=True, data_only=True)
    reader.read()
    stated = reader.archive.read(reader.parser.workbook_part_name)
    asks = bool(_TO_WORK_OUT.search(stated))  # openpyxl says yes of a workbook that does not
    reader.wb.calculation = CalcProperties(fullCalcOnLoad=asks)
    return reader.wb


class _Parser(WorkSheetParser):
    """Reads the values of cells, a percentage as it is shown.

    Tells a formula without a value from a cell that is empty. A program that writes workbooks
    without working them out leaves formulas without values, or with 0 for each, and then the
    workbook asks for all to be worked out. One whose value is an empty text has one: then the cell
    states its type.
    """

    percent_styles: frozenset[int] = frozenset()
    to_work_out = False

    def parse_cell(self, element: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_cell(element)
        empty = found["value"] is None and element.get("t", "n") != "str"
        if (empty or self.to_work_out) and element.find(FORMULA_TAG) is not None:
            found["value"] = NO_VALUE
        elif element.get("t") in ("inlineStr", "str") and found["value"] is not None:
            found["value"] = read(found["value"])
        elif found["style_id"] in self.percent_styles and type(found["value"]) in (int, float):
            found["value"] = f"{(Decimal(repr(found['value'])) * 100).normalize():f}%"
        return found


def cells(
    book: Any, title: str, merged: Sequence[Merged] = ()
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet that hold anything, with their numbers.

    Whatever dimension the sheet states: some programs state fewer rows than there are.

    Args:
        book: the workbook.
        title: of the sheet.
        merged: its merged cells, from the top.
    """
    sheet = book[title]
    waiting, begun = list(reversed(merged)), list[Merged]()
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        parser.percent_styles = _percent_styles(book)
        parser.to_work_out = book.calculation.fullCalcOnLoad
        for line, row in parser.parse():
            values = {each["column"]: each["value"] for each in row if each["value"] is not None}
            begun = [each for each in begun if each.bottom >= line]
            while waiting and waiting[-1].top <= line:
                each = waiting.pop()
                if each.top == line and _holds(values.get(each.left)):  # else there is nothing
                    begun.append(each)
            if any(map(_holds, values.values())):
                for each in begun:
                    covered = range(each.left + (each.top == line), each.right + 1)
                    values |= dict.fromkeys(covered, each)
                yield line, tuple(values.get(at) for at in range(1, max(values) + 1))


def _holds(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def merged_in(book: Any, title: str) -> list[Merged]:
    """Return the merged cells of a sheet, from the top."""
    found: list[bytes] = []
    rest = b""
    with book[title]._get_source() as source:
        for block in iter(partial(source.read, _AT_ONCE), b""):
            whole, _, rest = (rest + block).rpartition(b">")
            found += _MERGED.findall(whole)
    merged = []
    for name in (each.decode() for each in found):
        (top, left), (bottom, right) = map(coordinate_to_tuple, name.split(":"))
        merged.append(Merged(top, bottom, left, right, name))
    return sorted(merged, key=lambda each: each.top)


def _percent_styles(book: Any) -> frozenset[int]:
    """Return the styles of a workbook that show a figure times a hundred, with a sign for it."""
    own = dict(enumerate(book._number_formats, 164))
    return frozenset(
        number
        for number, style in enumerate(book._cell_styles)
        if "%"
        in _LITERAL.sub("", own.get(style.numFmtId) or BUILTIN_FORMATS.get(style.numFmtId, ""))
    )


def cells_in(row: Sequence[Any], heads: Headings, columns: Sequence[str]) -> dict[str, Any]:
    """Return the cells of a row in some columns."""
    places = {each: heads.places.get(each, len(row)) for each in columns}
    found = {each: row[at] if at < len(row) else None for each, at in places.items()}
    if UNNAMED in columns:
        found[UNNAMED] = heads.unnamed_with(row, _stands)
    return found


def _stands(value: Any) -> bool:
    """Return whether a value stands in a cell itself."""
    return _holds(value) and not isinstance(value, Merged)


def unreadable(
    line: int, row: Sequence[Any], heads: Headings, taken: Mapping[str, Any]
) -> BadRow | None:
    """Return why a row cannot be read; None where it can.

    Args:
        line: its number.
        row: its cells.
        heads: the columns of the sheet.
        taken: of its cells those that are asked for, by column.
    """
    said = None
    if any(map(_stands, row[heads.width :])):
        last = get_column_letter(max(at for at, each in enumerate(row, 1) if _stands(each)))
        reason = f"a cell in column {last} stands beyond the last column that has a name"
        said = CELLS, reason, "name its column in the first row, or empty the cell"
    for column, cell in taken.items():
        if said is None and cell is NO_VALUE:
            said = "formula", f"`{column}` holds a formula without a value", _TO_HAVE_ONE
        elif said is None and isinstance(cell, Merged):
            reason = f"`{column}` is merged with other cells, as {cell.name}"
            said = "merged", reason, _TO_UNMERGE
    if said is None:
        return None
    readable = {
        each: text_of(cell)
        for each, cell in taken.items()
        if cell is not NO_VALUE and _stands(cell)
    }
    return BadRow(line, *said, readable)
