"""The ledgers of a table: row by row, as a frame or JSON lines; and in summary on the screen."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.case.as_json import number
from liability.compute.comparisons import comparisons
from liability.compute.ledger import Ledger
from liability.compute.remarks import remarks
from liability.compute.table import RowError, RowResult, TableResult, reasons
from liability.compute.table_map import MapForm
from liability.determination.edition import edition
from liability.determination.json_values import state_of_finding
from liability.documents.flowing import flowing
from liability.documents.ledger_words import amount
from liability.documents.tables import labelled, section, table
from liability.documents.words import NOTICE
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import listing, of, tr
from liability.source.visible import visible_json

_MOST_NAMES, _MOST_NEAR, _BY = 8, 40, 40
ERROR_COLUMNS = ("line", "model", "code", "reason")


def result_row(result: RowResult, law: Law) -> dict[str, Any]:
    """Return a row's ledger as one flat record."""
    ledger, training = result.ledger, result.ledger.training
    counted = ledger.counted[result.model]
    fact = law.rulebook.outcomes.compute["training"]
    held = comparisons(law, {fact: training})
    return {
        "line": result.line,
        "model": result.model,
        "by": result.by,
        "when": result.when.isoformat() if result.when else None,
        "training_low": number(training.low or None),
        "training_best": number(training.best),
        "training_high": number(training.high),
        "naive_low": number(ledger.naive.low or None),
        "naive_best": number(ledger.naive.best),
        "naive_high": number(ledger.naive.high),
        "method": counted.method,
        "contains": counted.contains,
        "contradicted": counted.contradicted,
        "behind": len(ledger.shares) - 1,
        **{each.finding.id: state_of_finding(each.found) for each in held},
        "remarks": "; ".join(each.message for each in remarks(ledger)),
    }


def results_frame(found: TableResult, law: Law) -> pl.DataFrame:
    """Return the results as rows of text."""
    rows = [result_row(each, law) for each in found.results]
    return _frame(rows, list(rows[0]) if rows else ["line", "model"])


def results_jsonl(found: TableResult, law: Law) -> str:
    """Return results and errors as JSON, one row a line."""
    lines: list[dict[str, Any]] = [result_row(each, law) for each in found.results]
    lines += [error_row(each) for each in found.errors]
    return visible_json(
        "".join(
            json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n"
            for each in sorted(lines, key=lambda each: each["line"])
        )
    )


def error_row(error: RowError) -> dict[str, Any]:
    """Return an error as one flat record."""
    return {name: getattr(error, name) for name in ERROR_COLUMNS}


def errors_frame(found: TableResult) -> pl.DataFrame:
    """Return the rows that could not be resolved, with the reason of each, as rows of text."""
    return _frame([error_row(each) for each in found.errors], ERROR_COLUMNS)


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: [_cell(row[name]) for row in rows] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value in (None, "") else str(value)


def table_screen(found: TableResult, read: MapForm, law: Law, width: int) -> RenderableType:
    """Return what became of a table, for a terminal of `width` columns."""
    return Group(*_parts(found, read, law, width - 2))


def _parts(found: TableResult, read: MapForm, law: Law, width: int) -> Iterator[RenderableType]:
    yield Text(read.table, style="bold underline")
    book, day = law.rulebook, tr("law as of {day}", day=law.as_of)
    yield flowing(Text(f"{say(book.title)} {edition(book)} · {day}", style="dim"))
    yield Text()
    yield labelled(
        [
            (tr("rows"), str(found.rows)),
            (tr("results"), str(len(found.results))),
            (tr("not resolved"), str(len(found.errors))),
        ]
    )
    rows = [result_row(each, law) for each in found.results]
    titles = _threshold_titles(found, law)
    yield from section(
        tr("Thresholds"),
        table(
            (tr("Finding"), tr("Met"), tr("Not met"), tr("Undetermined")),
            [
                (title, *(str(count) for count in _counts(rows, finding)))
                for finding, title in titles.items()
            ],
            width,
        ),
    )
    yield from section(tr("Totals that hold a base"), _contained(found))
    near = [
        (each.model, _names(each.by), amount(each.ledger.training, "FLOP"))
        for each, row in zip(found.results, rows, strict=True)
        if any(row.get(finding) == "undetermined" for finding in titles)
        and (each.ledger.training.best or each.ledger.training.high)
    ]
    if near:
        head = of(tr("Undetermined although an estimate is there"), str(len(near)))
        heads = (tr("Model"), tr("By"), tr("Training Compute"))
        yield from section(head, table(heads, near[:_MOST_NEAR], width))
    if found.errors:
        yield from section(tr("Not resolved"), _unresolved(found))
    yield Text()
    yield flowing(Text(tr(NOTICE), style="italic dim"))


def _names(by: str) -> str:
    """Return names with room between them to break a line, and no more than fit into one.

    >>> _names("Arc Institute,Stanford University,NVIDIA,Liquid,Goodfire")
    'Arc Institute, Stanford University, …'
    """
    text = re.sub(",(?! )", ", ", by)
    return text if len(text) <= _BY else (text[:_BY].rpartition(" ")[0] or text[:_BY]) + " …"


def _threshold_titles(found: TableResult, law: Law) -> dict[str, str]:
    if not found.results:
        return {}
    fact = law.rulebook.outcomes.compute["training"]
    held = comparisons(law, {fact: found.results[0].ledger.training})
    return {each.finding.id: say(each.finding.title) for each in held}


def _counts(rows: list[dict[str, Any]], finding: str) -> tuple[int, int, int]:
    counts = Counter(row[finding] for row in rows)
    return counts["met"], counts["not_met"], counts["undetermined"]


def _contained(found: TableResult) -> RenderableType | None:
    """Return, of the totals of networks with a base, how many hold the base's compute."""
    counts: Counter[str] = Counter()
    for each in found.results:
        counted = each.ledger.counted[each.model]
        if counted.report is None or not _has_base(each.ledger, each.model):
            continue
        counts["contradicted" if counted.contradicted else counted.contains or "open"] += 1
    words = {
        "all": tr("hold all behind the model"),
        "own": tr("are those of the model's own run"),
        "open": tr("may be either: both are held possible"),
        "contradicted": tr("contradict what the table says of the base: both are held possible"),
    }
    rows = [(str(counts[key]), said) for key, said in words.items() if counts[key]]
    return labelled(rows) if rows else None


def _has_base(ledger: Ledger, model: str) -> bool:
    run = ledger.lineage.maker.get(model)
    return run is not None and bool(run.edges)


def _unresolved(found: TableResult) -> RenderableType:
    rows = []
    for code, count in reasons(found.errors):
        first = [each for each in found.errors if each.code == code]
        said = listing(
            of(each.model or tr("(no name)"), tr("line {line}", line=each.line))
            for each in first[:_MOST_NAMES]
        )
        if count > _MOST_NAMES:
            said = tr("{names}, … and {count} more", names=said, count=count - _MOST_NAMES)
        rows.append((f"{count} × {code}", said))
    return labelled(rows)
