"""Results and errors to files: CSV, JSON lines, Parquet, Excel, as they come."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, get_args
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl

from liability.portfolio.excel_text import stored
from liability.source.problems import Problem, ProblemsError
from liability.source.spreadsheet import FORMULA
from liability.source.visible import visible, visible_json

MOST_IN_EXCEL = 1_048_575  # rows of a sheet, without its head
LONGEST_IN_EXCEL = 32_767  # a text of a cell, in UTF-16


Format = Literal["csv", "jsonl", "parquet", "xlsx"]  # the forms in which results are written
FORMATS: tuple[Format, ...] = get_args(Format)


class Writer(Protocol):
    """Takes results as they come, a chunk whole or not at all."""

    def write(self, frame: pl.DataFrame) -> None:
        """Take some more rows, all with the same columns."""


@contextmanager
def writer(format_: Format, stream: BinaryIO, *, shown: bool = False) -> Iterator[Writer]:
    """Write rows to a stream; when it ends, however it ends, what was taken is a valid file.

    Args:
        format_: the form.
        stream: where to.
        shown: it goes to a terminal, which no cell may steer.
    """
    match format_:
        case "csv":
            yield _Csv(stream, shown=shown)
        case "jsonl":
            yield _JsonLines(stream)
        case "parquet":
            with _Parquet(stream).closing() as made:
                yield made
        case "xlsx":
            with _Excel(stream).closing() as made:
                yield made


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose text no spreadsheet takes for a formula: an apostrophe goes before it."""
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in text
    )


class _Csv:
    def __init__(self, stream: BinaryIO, *, shown: bool) -> None:
        self._stream = stream
        self._shown = shown
        self._begun = False

    def write(self, frame: pl.DataFrame) -> None:
        made = guarded(frame).write_csv(include_header=not self._begun)
        self._stream.write((visible(made) if self._shown else made).encode("utf-8"))
        self._begun = True


class _JsonLines:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, frame: pl.DataFrame) -> None:
        self._stream.write(visible_json(frame.write_ndjson()).encode("utf-8"))


class _Parquet:
    """Writes parts, and joins them at the end: a Parquet file has its index behind its rows."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._schema: pl.Schema | None = None
        self._parts = 0

    @contextmanager
    def closing(self) -> Iterator[_Parquet]:
        with tempfile.TemporaryDirectory(prefix="liability-") as folder:
            self._folder = Path(folder)
            try:
                yield self
            finally:
                if self._parts:
                    files = sorted(self._folder.glob("*.parquet"))
                    parts = pl.scan_parquet(files, glob=False, hive_partitioning=False)
                    parts.sink_parquet(self._stream, maintain_order=True)
                elif self._schema is not None:
                    self._schema.to_frame().write_parquet(self._stream)

    def write(self, frame: pl.DataFrame) -> None:
        self._schema = frame.schema
        if frame.height:
            part = self._folder / f"{self._parts:08}.part"
            made = io.BytesIO()
            frame.write_parquet(made)
            part.write_bytes(made.getbuffer())  # which says as a system does that there is no room
            part.rename(part.with_suffix(".parquet"))
            self._parts += 1


class _Excel:
    def __init__(self, stream: BinaryIO) -> None:
        import openpyxl

        self._stream = stream
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Results")
        self._sheet.freeze_panes = "A2"
        self._rows = 0
        self._begun = False

    @contextmanager
    def closing(self) -> Iterator[_Excel]:
        from openpyxl.worksheet import _writer
        from openpyxl.writer.excel import ExcelWriter

        try:
            yield self
        finally:
            try:
                with ZipFile(self._stream, "w", ZIP_DEFLATED) as archive:
                    ExcelWriter(self._book, archive).save()
            finally:
                for each in _writer.ALL_TEMP_FILES:  # of which some are left where that fails
                    Path(each).unlink(missing_ok=True)

    def write(self, frame: pl.DataFrame) -> None:
        """Take rows.

        Raises:
            ProblemsError: a sheet does not hold so many, or a cell not such a text.
        """
        if not self._begun:
            self._sheet.append([self._cell(each) for each in frame.columns])
            self._begun = True
        if self._rows + frame.height > MOST_IN_EXCEL:
            message = f"a sheet of Excel holds {MOST_IN_EXCEL:,} rows, and there are more"
            raise ProblemsError(
                [Problem("output/too-long", message, "write them as `--format parquet` or `csv`")]
            )
        for row in frame.iter_rows():
            _check_lengths(frame.columns, row)
            self._sheet.append([self._cell(each) for each in row])
        self._rows += frame.height

    def _cell(self, value: object) -> object:
        """Return a cell that shows a value as it is: text is no formula."""
        from openpyxl.cell import WriteOnlyCell

        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, stored(value))
        cell.data_type = "s"
        return cell


def _check_lengths(columns: Sequence[str], row: Sequence[object]) -> None:
    """Refuse a text that a cell of Excel would cut."""
    for name, value in zip(columns, row, strict=True):
        if isinstance(value, str) and len(value.encode("utf-16-le")) // 2 > LONGEST_IN_EXCEL:
            where = f"`{name}` of row {row[columns.index('row')]}" if "row" in columns else name
            message = f"{where} is a text of more than {LONGEST_IN_EXCEL:,} characters, which no "
            advice = "shorten it, or write the results as `--format parquet` or `csv`"
            raise ProblemsError([Problem("output/too-long", message + "cell holds", advice)])
