"""The cells of a sheet of Excel, and which of them hold a formula that nothing has worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from liability.portfolio.csv_rows import BadRow
from liability.portfolio.excel_text import read

NO_VALUE = object()  # in place of the value of a formula that has none
_TO_HAVE_ONE = (
    "open the workbook in a spreadsheet program and save it, so that it holds the value; or write "
    "the value in place of the formula"
)


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
    reader = _Reader(path, read_only=True, data_only=True)
    reader.read()
    return reader.wb


class _Parser(WorkSheetParser):
    """Reads the values of cells, and tells a formula without one from a cell that is empty.

    A program that writes workbooks without working them out leaves formulas without values. One
    whose value is an empty text has one: then the cell states its type.
    """

    def parse_cell(self, element: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_cell(element)
        if (
            found["value"] is None
            and element.find(FORMULA_TAG) is not None
            and element.get("t", "n") != "str"
        ):
            found["value"] = NO_VALUE
        elif element.get("t") in ("inlineStr", "str") and found["value"] is not None:
            found["value"] = read(found["value"])
        return found


def cells(book: Any, title: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet that hold anything, with their numbers.

    Whatever dimension the sheet states: some programs state fewer rows than there are.
    """
    sheet = book[title]
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for line, row in parser.parse():
            values = {each["column"]: each["value"] for each in row if each["value"] is not None}
            if any(not isinstance(each, str) or each.strip() for each in values.values()):
                yield line, tuple(values.get(at) for at in range(1, max(values) + 1))


def without_value(line: int, row: Sequence[Any], columns: Sequence[str]) -> BadRow | None:
    """Return why a row cannot be read, where a cell of it is a formula without a value."""
    for column, cell in zip(columns, row, strict=True):
        if cell is NO_VALUE:
            reason = f"`{column}` holds a formula without a value"
            return BadRow(line, "formula", reason, _TO_HAVE_ONE)
    return None
