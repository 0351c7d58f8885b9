"""Which column of a table is which fact of a case: by a map, or by the names of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from liability.case.model import POINTS, Interval
from liability.case.values import ValueReader
from liability.compute.cell_values import CellValues
from liability.compute.table_map import FactForm, MapForm, wrong_unit
from liability.portfolio.headings import taken_from
from liability.portfolio.refusals import CELLS
from liability.record import record
from liability.rulebook.model import Fact, Rulebook
from liability.source.problems import Problem, ProblemsError, nearest, suggestion
from liability.source.yaml import Document, part_at

ID, TITLE = "case", "title"  # columns of a table whose columns are named as facts are
_FOR = {
    "quantity": (*POINTS, "unit", "scale"),
    "choices": ("separator",),
}


@record
class Cell(NamedTuple):
    """How one fact is read from a row.

    Attributes:
        fact: the fact.
        columns: the column of each point of a quantity; of any other fact, its column under `""`.
        constant: what every row states, in place of a column.
        unit: the unit of bare figures.
        scale: what figures are multiplied by.
        values: what a cell stands for.
        separator: between the values of a cell.
        counted: the quantity of each row by its line, counted from the table's lineages.
    """

    fact: Fact
    columns: Mapping[str, str]
    constant: str | None = None
    unit: str | None = None
    scale: Decimal | None = None
    values: CellValues | None = None
    separator: str = ";"
    counted: Mapping[int, Interval] | None = None


@record
class Plan(NamedTuple):
    """How the rows of a table are read as cases.

    Attributes:
        id: the column that names a case; rows are named by their number where there is none.
        title: the column with its title.
        cells: how each fact is read.
        none: the listed subjects of which no case has any.
        map: the map that says so, where lineages are to be counted or rows refused.
        strays: of what rows may hold beside the columns that are read (see `Table.strays`), why a
            row that does is refused.
        notes: what the case of a row notes, by its line.
    """

    id: str | None
    title: str | None
    cells: tuple[Cell, ...]
    none: frozenset[str]
    map: MapForm | None = None
    strays: Mapping[str, Problem] = {}
    notes: Mapping[int, str] = {}

    def columns(self) -> list[str]:
        """Return every column that is read, once."""
        named = [
            self.id,
            self.title,
            *(each for cell in self.cells for each in cell.columns.values()),
        ]
        if self.map is not None and self.map.refuse is not None:
            named.append(self.map.refuse.column)
        named += self.strays
        return list(dict.fromkeys(each for each in named if each is not None))


def plan_by_names(
    header: Sequence[str], rulebook: Rulebook, table: str, line: int | None = None
) -> Plan:
    """Return the plan of a table whose columns are named as the facts are.

    A quantity may be given in three columns, as `system.training_compute low`, `… best` and
    `… high`. A column of a listed subject's key, such as `claims`, is no fact.

    Raises:
        ProblemsError: a column is named neither as a fact nor `case` or `title`.
    """
    facts = {each.id: each for each in _of_a_case(rulebook)}
    points: dict[str, dict[str, str]] = {}
    known = [ID, TITLE, *facts]
    problems = []
    named = any(each == ID or each.partition(" ")[0] in facts for each in header)
    if not named and not all(nearest(each, known) for each in header):
        message = f"`{table}` has no column that is named `{ID}`, or as a fact is"
        advice = "say with `--map` which is which; `liability rules list --facts` lists the facts"
        said, more = taken_from(header, line)
        raise ProblemsError([Problem("table/no-facts", message + said, advice + more)])
    for column in dict.fromkeys(header):
        if _states(column, facts):
            name, _, point = column.partition(" ")
            other = points.setdefault(name, {}).setdefault(point.strip(), column)
            if other != column:
                problems.append(_twice(other, column, table))
        elif column not in (ID, TITLE):
            problems.append(no_fact(column, table, known, rulebook, rows_named=ID in header))
    for name, given in points.items():
        if facts[name].unit == "money":
            problems.append(_money(name, table))
        if "" in given and len(given) > 1:
            message = f"`{name}` stands in `{table}` as a figure and as an interval"
            advice = "keep one of the two"
            problems.append(Problem("table/two-ways", message, advice))
    if problems:
        raise ProblemsError(problems)
    cells = tuple(Cell(facts[name], given) for name, given in points.items())
    return Plan(
        ID if ID in header else None, TITLE if TITLE in header else None, cells, frozenset()
    )


def _states(column: str, facts: Mapping[str, Fact]) -> bool:
    """Return whether a column is named as a fact is, or as an end or the estimate of one."""
    name, _, point = column.partition(" ")
    points = ("", *POINTS) if name in facts and facts[name].type == "quantity" else ("",)
    return name in facts and point.strip() in points


def strays_of(
    header: Sequence[str], strays: Sequence[str], rulebook: Rulebook, table: str
) -> dict[str, Problem]:
    """Return which strays of a table no plan by names reads, and why rows with them are refused.

    Args:
        header: the columns of the table.
        strays: what need not be one of them; see `Table.strays`.
        rulebook: declares the facts.
        table: the table, as the user named it.
    """
    facts = {each.id: each for each in _of_a_case(rulebook)}
    known = [ID, TITLE, *facts]
    found: dict[str, Problem] = {}
    for each in strays:
        if each not in header:
            advice = "name it in the first row, empty it, or say with `--map` what is to be read"
            found[each] = Problem(f"table/{CELLS}", "the column has no heading", advice)
        elif each not in (ID, TITLE) and not _states(each, facts):
            wrong = no_fact(each, table, known, rulebook, rows_named=ID in header)
            message = wrong.message.replace(f" of `{table}`", "")
            found[each] = wrong._replace(message=message)
    return found


def _money(fact: str, table: str) -> Problem:
    """Say that a fact is an amount of money, whose currency no column would keep."""
    message = f"`{fact}` is an amount of money, and `{table}` cannot hold its amounts to a currency"
    return Problem("table/money", message, "leave it out, or state it in case files")


def _twice(one: str, other: str, table: str) -> Problem:
    """Say that two columns, which differ by space alone, state the same."""
    message = f"columns `{one}` and `{other}` of `{table}` state the same"
    return Problem("table/two-ways", message, "keep one of the two: they differ by space alone")


def no_fact(
    column: str, table: str, known: list[str], rulebook: Rulebook, *, rows_named: bool = True
) -> Problem:
    """Say what a column is that is named as nothing that a cell can hold."""
    message = f"column `{column}` of `{table}`"
    if about := _about(column.strip(), rulebook):
        return Problem("table/unknown-column", f"{message} {about[0]}", about[1])
    message += f" is no fact of `{rulebook.id}`"
    named = "" if rows_named else f"; if it names the rows, call it `{ID}`"
    advice = nearest(column, known) or f"say with `--map` which fact it is, or remove it{named}"
    return Problem("table/unknown-column", message, advice)


def _about(name: str, rulebook: Rulebook) -> tuple[str, str] | None:
    """Return what is wrong with a name that a subject has, and what to do; None if none has it."""
    for each in rulebook.subjects.values():
        if each.many and each.key and name.partition(".")[0] in (each.key, each.id):
            advice = (
                f"remove it, and state it in a case file; `none: [{each.key}]` in a map says that "
                "every row has none"
            )
            return "is about what only a case lists", advice
    for fact in _of_a_case(rulebook):
        if name in (fact.subject, rulebook.subjects[fact.subject].key):
            advice = f"give each fact in it a column of its own, named in full, as `{fact.id}`"
            return "is no fact", advice
    return None


def plan_by_map(
    read: MapForm, document: Document, header: Sequence[str], rulebook: Rulebook, table: str
) -> Plan:
    """Return the plan that a map gives.

    Raises:
        ProblemsError: the map names a fact that there is not, a column that the table does not
            have, or a way of reading that does not go with a fact; all are reported.
    """
    problems = list(_problems(read, document, header, rulebook, table))
    if problems:
        raise ProblemsError(problems)
    subjects = {each.key: each.id for each in rulebook.subjects.values()}
    name = read.id or (read.lineages.model if read.lineages else None)
    return Plan(
        name,
        read.title,
        tuple(_cell(rulebook.facts[fact], form) for fact, form in read.facts.items()),
        frozenset(subjects[each] for each in read.none),
        read,
    )


def _cell(fact: Fact, form: FactForm) -> Cell:
    points = {each: getattr(form, each) for each in POINTS if getattr(form, each) is not None}
    return Cell(
        fact,
        points or ({"": form.column} if form.column is not None else {}),
        form.value,
        form.unit,
        Decimal(form.scale) if form.scale is not None else None,
        CellValues(form.values) if form.values is not None else None,
        form.separator or ";",
    )


def _of_a_case(rulebook: Rulebook) -> Iterator[Fact]:
    """Yield the facts that a row can state: those about the case, not about one of several."""
    for fact in rulebook.facts.values():
        if not rulebook.subjects[fact.subject].many:
            yield fact


def _problems(
    read: MapForm, document: Document, header: Sequence[str], rulebook: Rulebook, table: str
) -> Iterator[Problem]:
    facts = {each.id: each for each in _of_a_case(rulebook)}
    for key in ("id", "title"):
        column = getattr(read, key)
        if column is not None and column not in header:
            yield _no_column(column, header, table, document, (key,))
    if read.refuse is not None and read.refuse.column not in header:
        yield _no_column(read.refuse.column, header, table, document, ("refuse", "column"))
    listed = [each.key for each in rulebook.subjects.values() if each.many and each.key]
    for index, key in enumerate(read.none):
        if key not in listed:
            message = f"`{key}` is nothing that a case lists"
            place = document.place(("none", index))
            yield Problem("map/unknown-name", message, suggestion(key, listed), place)
    for name, form in read.facts.items():
        path = ("facts", name)
        if name not in facts:
            message, advice = _about(name, rulebook) or (
                "is not a fact that a row can state",
                suggestion(name, facts, "`liability rules list --facts` lists the facts"),
            )
            place = document.place(path, key=True)
            yield Problem("map/unknown-fact", f"`{name}` {message}", advice, place)
            continue
        if facts[name].unit == "money":
            yield _money(name, table)._replace(place=document.place(path, key=True))
        else:
            yield from _problems_of(facts[name], form, document)
        for key in ("column", *POINTS):
            column = getattr(form, key)
            if column is not None and column not in header:
                short = isinstance(part_at(document.data, path), str)
                where = path if short else (*path, key)
                wrong = _no_column(column, header, table, document, where)
                if key == "column" and _is_value(column, facts[name], rulebook):
                    advice = f"{wrong.help}; to state it of every row, write `{{value: {column}}}`"
                    wrong = wrong._replace(help=advice)
                yield wrong


def _is_value(text: str, fact: Fact, rulebook: Rulebook) -> bool:
    """Return whether a text states a fact that does not take just any text."""
    reader = ValueReader(Document("", None), rulebook)
    value = reader.value(fact, text, (fact.name,))
    return fact.type != "text" and value is not None and not reader.problems


def _problems_of(fact: Fact, form: FactForm, document: Document) -> Iterator[Problem]:
    path = ("facts", fact.id)
    for type_, keys in _FOR.items():
        for key in keys:
            if fact.type != type_ and getattr(form, key) is not None:
                message = f"`{key}` does not go with `{fact.id}`"
                advice = f"remove it: it is for facts of type {type_}"
                yield Problem("map/wrong-key", message, advice, document.place((*path, key)))
    for key in form.values or ():
        if not key.strip():
            message = f"`values` of `{fact.id}` names a cell that is empty"
            advice = "remove it: an empty cell is unknown, whatever the map says"
            place = document.place((*path, "values", key), key=True)
            yield Problem("map/empty-cell", message, advice, place)
    if fact.type != "quantity":
        return
    assert fact.unit is not None
    if form.unit and (wrong := wrong_unit(form.unit, f"`{fact.id}`", fact.unit)) is not None:
        code, message, advice = wrong
        yield Problem(f"map/{code}", message, advice, document.place((*path, "unit")))


def _no_column(
    column: str, header: Sequence[str], table: str, document: Document, path: tuple[str | int, ...]
) -> Problem:
    message = f"`{column}` is not a column of `{table}`"
    return Problem("map/unknown-column", message, suggestion(column, header), document.place(path))
