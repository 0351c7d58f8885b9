"""A table of models to ledgers: every row comes out as a result, or as an error with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from liability.case.lineage import Edge, Estimate, Lineage, Network, Report, Run
from liability.case.model import Interval, exactly
from liability.case.quantity import EXACT, QuantityError, parse_quantity
from liability.case.values import is_unknown
from liability.compute.amounts import known, off_by
from liability.compute.cell_lists import one_text, parts_of
from liability.compute.cell_values import Refused, composed, day_in, is_bare
from liability.compute.ledger import Accountant, Ledger
from liability.compute.policy import Policy
from liability.compute.table_map import COMPUTE, ColumnsForm, MapForm
from liability.knots import knots, round_from
from liability.source.days import DayError, parse_day

_UNKNOWN = "unknown"  # a base of which a cell says no more; no row has this name


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that could not be resolved.

    Attributes:
        line: where it stands in the table, the header being line 1.
        model: the name in it.
        code: a stable code, such as `no-name`.
        reason: one lower-case sentence.
        column: the one that it is about; nothing where it is about the row.
    """

    line: int
    model: str
    code: str
    reason: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row with its ledger."""

    line: int
    model: str
    by: str
    when: date | None
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class TableResult:
    """What became of a table: as many results and errors as it has rows."""

    rows: int
    results: tuple[RowResult, ...]
    errors: tuple[RowError, ...]


@dataclass(slots=True)
class _Row:
    line: int
    model: str
    by: str
    when: date | None
    total: Interval | None
    bases: tuple[str, ...]
    increment: Interval | None


class _RowRefusedError(ValueError):
    def __init__(self, code: str, reason: str, column: str | None) -> None:
        super().__init__(reason)
        self.code = code
        self.column = column or ""


def count_table(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    read: MapForm,
    policy: Policy,
    unread: Sequence[RowError] = (),
) -> TableResult:
    """Count the compute behind every model of a table.

    Args:
        rows: the cells of each row by column, with the line that it begins on.
        read: which column is which fact.
        policy: how to count.
        unread: the rows that could not be read.

    Returns:
        A result or an error for each row, each in the order of the table.
    """
    good, errors = _typed(rows, read)
    good, in_circles = _without_circles(good)
    errors += [*in_circles, *unread]
    least = _least_of_several(rows, errors, read)
    contents = _contents(good, read, policy, least)
    accountant = Accountant(_lineage(good, read, contents, least), policy)
    results = []
    for row in good:
        ledger = accountant.ledger(row.model)
        if known(ledger.training):
            results.append(RowResult(row.line, row.model, row.by, row.when, ledger))
        else:
            errors.append(_nothing_known(row, ledger))
    errors.sort(key=lambda each: each.line)
    return TableResult(len(rows) + len(unread), tuple(results), tuple(errors))


def _nothing_known(row: _Row, ledger: Ledger) -> RowError:
    if all(each.method == "unknown" for each in ledger.counted.values()):
        reason = f"`{row.model}` states no compute, and nothing behind it does"
        return RowError(row.line, row.model, "no-compute", reason)
    reason = f"what `{row.model}` and the rows behind it state gives no bound"
    return RowError(row.line, row.model, "no-bound", reason)


def _typed(
    rows: Sequence[tuple[int, Mapping[str, str]]], read: MapForm
) -> tuple[list[_Row], list[RowError]]:
    named = [_cell(cells, read.columns.model) for _, cells in rows]
    names = Counter(map(composed, named))
    spelt = {composed(name): name for name in named}
    unwanted = read.refuse
    refused = Refused(unwanted.values if unwanted is not None else ())
    good: list[_Row] = []
    errors: list[RowError] = []
    for (line, cells), name in zip(rows, named, strict=True):
        try:
            if not name or is_unknown(name):
                raise _RowRefusedError("no-name", "the row has no name", read.columns.model)
            if (often := names[composed(name)]) > 1:
                reason = f"`{name}` is the name of {often} rows"
                raise _RowRefusedError("duplicate-name", reason, read.columns.model)
            if unwanted is not None and _cell(cells, unwanted.column) in refused:
                said = _cell(cells, unwanted.column)
                reason = f"`{unwanted.column}` of `{name}` says `{said}`"
                raise _RowRefusedError("refused", reason, unwanted.column)
            good.append(_row(line, name, cells, read, spelt))
        except _RowRefusedError as error:
            errors.append(RowError(line, name, error.code, str(error), error.column))
    return good, errors


def _least_of_several(
    rows: Sequence[tuple[int, Mapping[str, str]]], errors: Sequence[RowError], read: MapForm
) -> dict[str, Decimal]:
    """Return the least that a model comes to whose name several rows have: one of them is meant."""
    several = {each.line: each.model for each in errors if each.code == "duplicate-name"}
    spelt, totals = dict[str, str](), dict[str, list[Decimal]]()
    for line, cells in rows:
        if line in several:
            name = composed(several[line])
            spelt[name] = several[line]
            totals.setdefault(name, []).append(_low_of(cells, read.columns))
    return {spelt[name]: min(each) for name, each in totals.items()}


def _low_of(cells: Mapping[str, str], columns: ColumnsForm) -> Decimal:
    try:
        total = _total(cells, columns)
    except _RowRefusedError:
        return Decimal(0)
    return (total.low if total is not None else None) or Decimal(0)


def _row(
    line: int, name: str, cells: Mapping[str, str], read: MapForm, spelt: Mapping[str, str]
) -> _Row:
    """Return what a row states; its bases as the rows spell them that they name."""
    columns = read.columns
    when = _cell(cells, columns.when)
    try:
        day = parse_day(day_in(when)) if when and not is_unknown(when) else None
    except DayError as error:
        raise _RowRefusedError("bad-date", f"{error}: {error.help}", columns.when) from None
    bases: tuple[str, ...] = ()
    if columns.base is not None:
        cell = cells[columns.base.column]
        parts = parts_of(cell, columns.base.separator)
        meant = dict.fromkeys(
            _UNKNOWN if is_unknown(each) else spelt.get(composed(each), each) for each in parts
        )
        bases = () if parts == ["none"] else tuple(meant)
    return _Row(
        line,
        name,
        by if not is_unknown(by := _cell(cells, columns.by)) else "",
        day,
        _total(cells, columns),
        bases,
        _increment(cells, columns),
    )


def _cell(cells: Mapping[str, str], column: str | None) -> str:
    return one_text(cells[column]).strip() if column is not None else ""


def _total(cells: Mapping[str, str], columns: ColumnsForm) -> Interval | None:
    low, best, high = (
        _figure(cells, column, columns) for column in (columns.low, columns.total, columns.high)
    )
    stated = [each for each in (low, best, high) if each is not None]
    if stated != sorted(stated):
        raise _RowRefusedError(
            "out-of-order",
            "its low bound, estimate and high bound are out of order",
            columns.low or columns.total,
        )
    if best is None:
        return Interval(low, None, high) if stated else None
    span = _as_stated(best, cells, columns)
    return Interval(span.low if low is None else low, best, span.high if high is None else high)


def _increment(cells: Mapping[str, str], columns: ColumnsForm) -> Interval | None:
    added = _figure(cells, columns.increment, columns)
    if not added:  # that nothing was added is no estimate
        return None if added is None else exactly(0)
    return _as_stated(added, cells, columns)


def _as_stated(figure: Decimal, cells: Mapping[str, str], columns: ColumnsForm) -> Interval:
    """Return a figure whose ends are not stated: exact, or as far off as an estimate may be."""
    if not columns.estimates:
        return exactly(figure)
    within = columns.within
    factor = within.by_cell.get(_cell(cells, within.column)) if within is not None else None
    return Interval(None, figure, None) if factor is None else off_by(figure, Decimal(factor))


def _figure(cells: Mapping[str, str], column: str | None, columns: ColumnsForm) -> Decimal | None:
    written = _cell(cells, column)
    if not written or is_unknown(written):
        return None
    try:
        figure = parse_quantity(written, COMPUTE)
        if columns.of_bare != 1 and is_bare(written, COMPUTE):
            return parse_quantity(f"{EXACT.multiply(figure, columns.of_bare):E}", COMPUTE)
        return figure
    except QuantityError as error:
        raise _RowRefusedError("bad-quantity", f"{error}, in `{column}`", column) from None


def _without_circles(rows: list[_Row]) -> tuple[list[_Row], list[RowError]]:
    """Take out the rows that stand behind themselves, each with the shortest way round."""
    names = {row.model for row in rows}
    graph = {row.model: [each for each in row.bases if each in names] for row in rows}
    said: dict[str, str] = {}
    for knot in knots(graph):
        members = {*knot}
        for name in knot:
            if name not in said:
                circle = round_from(name, graph, members)
                way = " → ".join(f"`{each}`" for each in reversed(circle))
                for each in circle:
                    said.setdefault(each, way)
    errors = [
        RowError(
            row.line, row.model, "circle", f"`{row.model}` goes into itself: {said[row.model]}"
        )
        for row in rows
        if row.model in said
    ]
    return [row for row in rows if row.model not in said], errors


def _contents(
    rows: Sequence[_Row], read: MapForm, policy: Policy, least: Mapping[str, Decimal]
) -> Mapping[str, str | None]:
    """Return of each total whether it holds what is behind the model; None where that is open.

    It is a matter of how those who made the table reckon: their best estimates show it, however far
    off these may be.
    """
    if read.contains != "unknown":
        return {row.model: read.contains for row in rows}
    if not read.columns.estimates:
        return {}
    at_best = [replace(row, total=_best(row.total), increment=_best(row.increment)) for row in rows]
    accountant = Accountant(_lineage(at_best, read, {}, least), policy)
    ledgers = ((row.model, accountant.ledger(row.model)) for row in rows)
    return {model: ledger.counted[model].contains for model, ledger in ledgers}


def _best(figure: Interval | None) -> Interval | None:
    return figure if figure is None or figure.best is None else exactly(figure.best)


def _lineage(
    rows: Sequence[_Row],
    read: MapForm,
    contents: Mapping[str, str | None],
    least: Mapping[str, Decimal],
) -> Lineage:
    networks: dict[str, Network] = {}
    runs: dict[str, Run] = {}
    for row in rows:
        report = Report(row.total, contents.get(row.model)) if row.total is not None else None
        networks[row.model] = Network(row.model, row.model, row.by or None, row.when, report)
        if row.bases or row.increment is not None:
            runs[row.model] = _run(row)
    for row in rows:
        for base in row.bases:  # of what is no row nothing is known, or no more than the least
            known_ = Interval(least.get(base), None, None)
            report = Report(known_, None) if known_.low else None
            networks.setdefault(base, Network(base, base, None, None, report))
    return Lineage(
        id=read.table,
        title=read.table,
        model=None,
        base=None,
        deployment=None,
        sources={},
        networks=networks,
        data={},
        runs=runs,
        deployments={},
    )


def _run(row: _Row) -> Run:
    estimate = Estimate("stated", {"total": row.increment}) if row.increment else None
    return Run(
        id=row.model,
        title="fine-tuning",
        kind="fine-tuning",
        by=row.by or None,
        begun=None,
        ended=None,
        makes=row.model,
        edges=tuple(Edge(base, "base") for base in row.bases),
        compute=estimate,
    )


def reasons(errors: Sequence[RowError]) -> Iterator[tuple[str, int]]:
    """Yield each kind of error and how many rows have it, the most frequent first."""
    yield from Counter(each.code for each in errors).most_common()
