"""`liability compute --table`: a table of models, each row a result or an error."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from liability.cli.batch_source import table_named
from liability.cli.console import console, rendered
from liability.cli.given import Given
from liability.cli.output import STANDARD_STREAM, check_outputs, to_file, write
from liability.cli.result_stream import results_to
from liability.compute.policy import policy_of
from liability.compute.table import RowError, TableResult, count_table
from liability.compute.table_map import MapForm, check_columns, lineages_of, load_map
from liability.documents.table_words import (
    errors_frame,
    results_frame,
    results_jsonl,
    table_screen,
)
from liability.portfolio.headings import check_once
from liability.portfolio.inputs import map_document
from liability.portfolio.lineages import columns_of, rows_of
from liability.portfolio.wrong_rows import name_in
from liability.source.problems import Gathered

if TYPE_CHECKING:
    from liability.rulebook.law import Law


class Counted(NamedTuple):
    """What became of the rows of a table, by which map, and under which law."""

    rows: TableResult
    read: MapForm
    law: Law


def counted(table: Path | None, map_: str | None, taken: Given, gathered: Gathered) -> Counted:
    """Count the rows of a table.

    Args:
        table: the table, `-` for standard input; None where it is missing, which is gathered.
        map_: which column is which fact, likewise.
        taken: date, profile, readings and pack, where the user gives them.
        gathered: what is wrong beside it, which is reported with what is wrong here.

    Raises:
        ProblemsError: with all that is wrong with the table, its map and the options.
    """
    with gathered.of_check():
        law = taken.law()
    with gathered.of_check():
        if map_ is not None:
            document = map_document(map_)
            columns = lineages_of(load_map(document), document)
    if str(table) == STANDARD_STREAM:  # which is not waited for where something is wrong
        gathered.report()
    with ExitStack() as stack:
        with gathered.of_check():
            if table is not None:
                opened = table_named(table, stack)
        gathered.report()
        check_columns(document, columns, opened.header, opened.name)
        check_once(columns_of(columns), opened.header, opened.name)
        rows, bad = rows_of(opened, columns)
    name = columns.columns.model
    unread = [
        RowError(each.line, name_in(each, name) or "", each.code, each.reason) for each in bad
    ]
    return Counted(count_table(rows, columns, policy_of(law), unread), columns, law)


def write_counted(
    made: Counted, format_: str, output: Path | None, errors: Path | None, *, force: bool
) -> None:
    """Write what became of the rows of a table.

    Raises:
        ProblemsError: a file may not, or cannot, be written.
    """
    found, columns, law = made
    check_outputs(output, errors, force=force)  # neither is written where the other cannot be
    if errors is not None:
        _write_csv(errors_frame(found), errors, force=force)
    match format_:
        case "csv":
            _write_csv(results_frame(found, law), output, force=force)
        case "json":
            write(results_jsonl(found, law), output, force=force, utf_8=True)
        case _:
            out = console(plain=to_file(output))
            text = rendered(out, table_screen(found, columns, law, out.width)) + "\n"
            write(text, output, force=force)


def _write_csv(rows: pl.DataFrame, output: Path | None, *, force: bool) -> None:
    with results_to("csv", output, force=force) as writer:
        writer.write(rows)
