"""The compute behind each row of a table whose rows name each other as bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from liability.case.model import Interval
from liability.case.values import is_unknown
from liability.compute.cell_lists import one_text
from liability.compute.policy import policy_of
from liability.compute.table import count_table
from liability.compute.table_map import MapForm
from liability.portfolio.cell_text import text_of
from liability.portfolio.csv_rows import BadRow
from liability.portfolio.plan import Cell, Plan
from liability.portfolio.tables import Table
from liability.rulebook.law import Law

_CHUNK = 100_000
_NOT_KNOWN = ("no-compute", "no-bound")  # no error: of most systems nobody says their compute
SAID_OF_ROWS = (
    "no-name",
    "duplicate-name",
    "refused",
)  # what is found wrong with the row itself too
_HELP = "mend the row; `liability compute --table` says what each row's ledger is"


class Lineages:
    """Counts the lineages of a table, where its map says which columns they are made of.

    The whole table is read for that: a row may name any other.

    Args:
        table: the table.
        plan: which column is which fact; one of the training compute goes before what is counted.
        law: the law in force, whose readings say how to count.

    Attributes:
        plan: the same with the fact that is counted, and what a total states of which it is open
            what comes of it.
        errors: the rows whose lineage cannot be counted, by line, with the column it is about.
    """

    def __init__(self, table: Table, plan: Plan, law: Law) -> None:
        self.plan = plan
        self.errors: dict[int, tuple[BadRow, str]] = {}
        read, name = plan.map, law.rulebook.outcomes.training_compute
        if read is None or read.lineages is None:
            return
        policy = policy_of(law)
        if name is None or name in (each.fact.id for each in plan.cells):
            return
        fact = law.rulebook.facts[name]
        rows, unread = rows_of(table, read)
        found = count_table(rows, read, policy)
        counted: Mapping[int, Interval] = {
            each.line: _stated(each.ledger.training) for each in found.results
        }
        cells = (*plan.cells, Cell(fact, {}, counted=counted))
        self.plan = plan._replace(
            cells=cells, notes=dict(_notes(rows, read.columns.total, counted))
        )
        helps = {"no-name": f"give it one in `{read.columns.model}`"}
        self.errors = {
            each.line: (
                BadRow(each.line, each.code, each.reason, helps.get(each.code, _HELP)),
                each.column,
            )
            for each in found.errors
            if each.code not in _NOT_KNOWN
        } | {each.line: (each, "") for each in unread}


def _notes(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    total: str | None,
    counted: Mapping[int, Interval],
) -> Iterator[tuple[int, str]]:
    """Yield the line of each row whose total gives no best estimate, and what to note of it."""
    for line, cells in rows:
        stated = one_text(cells[total]).strip() if total is not None else ""
        best = counted[line].best if line in counted else None
        if stated and best is None and not is_unknown(stated):
            leaves = "With what the model was made from, it is open what that comes to."
            yield line, f"{total} in the table: {stated}. {leaves}"


def _stated(training: Interval) -> Interval:
    """Return an interval without a low end of zero: nobody stated that, and it bounds nothing."""
    return training if training.low or training.high == 0 else training._replace(low=None)


def columns_of(read: MapForm) -> list[str]:
    """Return every column that a lineage is made of, or that refuses a row, once.

    Where a map makes no lineage, there is none: which rows it refuses, its plan says.
    """
    if read.lineages is None:
        return []
    refuse = [read.refuse.column] if read.refuse is not None else []
    return list(dict.fromkeys([*(column for column, _ in read.columns.named()), *refuse]))


def columns_read(plan: Plan) -> list[str]:
    """Return every column that is read for the cases of a table and for its lineages, once."""
    lineages = columns_of(plan.map) if plan.map is not None else []
    return list(dict.fromkeys([*plan.columns(), *lineages]))


def rows_of(table: Table, read: MapForm) -> tuple[list[tuple[int, dict[str, str]]], list[BadRow]]:
    """Return the cells of each row by column, as `count_table` takes them, and what is unread.

    Args:
        table: the table.
        read: which of its columns say what a lineage is made of.

    Raises:
        ProblemsError: the table is damaged.
    """
    rows: list[tuple[int, dict[str, str]]] = []
    bad: list[BadRow] = []
    for chunk in table.read(_CHUNK, columns_of(read)):
        bad += chunk.bad
        for line, row in zip(chunk.lines, chunk.frame.iter_rows(named=True), strict=True):
            rows.append((line, {name: text_of(each) or "" for name, each in row.items()}))
    return rows, bad
