"""`liability compute --table`: a table of models, each row a result or an error."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path

import polars as pl

from liability.cli.batch_source import law_given, table_named
from liability.cli.console import console, rendered
from liability.cli.given import Given
from liability.cli.output import check_outputs, to_file, write
from liability.cli.result_stream import results_to
from liability.compute.policy import policy_of
from liability.compute.table import RowError, count_table
from liability.compute.table_map import check_columns, lineages_of, load_map
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


def count(
    table: Path,
    map_: str,
    taken: Given,
    format_: StrEnum,
    output: Path | None,
    errors: Path | None,
    *,
    force: bool,
) -> bool:
    """Count a table, and write what became of it; return whether every row is resolved.

    Raises:
        ProblemsError: the table, its map or an option cannot be used.
    """
    document = map_document(map_)
    columns = lineages_of(load_map(document), document)
    with ExitStack() as stack:
        opened = table_named(table, stack)
        check_columns(document, columns, opened.header, opened.name)
        check_once(columns_of(columns), opened.header, opened.name)
        rows, bad = rows_of(opened, columns)
    name = columns.columns.model
    unread = [
        RowError(each.line, name_in(each, name) or "", each.code, each.reason) for each in bad
    ]
    law = law_given(taken, {})
    found = count_table(rows, columns, policy_of(law), unread)
    check_outputs(output, errors, force=force)  # neither is written where the other cannot be
    if errors is not None:
        _write_csv(errors_frame(found), errors, force=force)
    match format_.value:
        case "csv":
            _write_csv(results_frame(found, law), output, force=force)
        case "json":
            write(results_jsonl(found, law), output, force=force, utf_8=True)
        case _:
            out = console(plain=to_file(output))
            text = rendered(out, table_screen(found, columns, law, out.width)) + "\n"
            write(text, output, force=force)
    return not found.errors


def _write_csv(rows: pl.DataFrame, output: Path | None, *, force: bool) -> None:
    with results_to("csv", output, force=force) as writer:
        writer.write(rows)
