"""A map says which column of somebody's table is which fact: of a network, or of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from liability.case.quantity import EXACT, QuantityError, parse_quantity
from liability.compute.cell_values import CellValues
from liability.rulebook.form_problems import read_form
from liability.rulebook.words import Figure, Form, Identifier, Words, mistake
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.yaml import Document, part_at

COMPUTE = "FLOP"  # the unit of what lineages are made of


class ListForm(Form):
    """A column whose cells name several things."""

    column: Words
    separator: Words | None = None


class RefuseForm(Form):
    """A column, and the values of it with which a row is not to be used."""

    column: Words
    values: list[Words] = Field(min_length=1)


def _at_least_one(factor: str) -> str:
    if Decimal(factor) >= 1:
        return factor
    advice = "write how many times too high or too low an estimate may be, such as 3"
    raise mistake(f"the factor `{factor}` is below 1", advice, "factor")


class WithinForm(Form):
    """A column that says how sure an estimate is, and how far off each answer lets it be."""

    column: Words
    factors: dict[str, Annotated[Figure, AfterValidator(_at_least_one)]] = Field(
        min_length=1, description="for each value, the factor within which estimates are right"
    )

    @cached_property
    def by_cell(self) -> CellValues:
        """The factor that goes with each cell."""
        return CellValues(self.factors)


def _column(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


def wrong_unit(unit: str, of: str, gives: str) -> tuple[str, str, str] | None:
    """Return the code, message and help for a unit that does not give what is wanted.

    Args:
        unit: the unit, as a map writes it.
        of: what it is to be a unit for.
        gives: the unit that this is in.
    """
    try:
        parse_quantity(f"1 {unit}", gives)
    except QuantityError:
        message = f"`{unit}` is no unit for {of}, which is in {gives}"
        advice = f"write a unit that gives {gives}, and put what is left into `scale`"
        return "wrong-unit", message, advice
    return None


def _of_compute(unit: str) -> str:
    if (wrong := wrong_unit(unit, "compute", COMPUTE)) is not None:
        code, message, advice = wrong
        raise mistake(message, advice, code)
    return unit


def _above_zero(scale: str) -> str:
    if Decimal(scale):
        return scale
    raise mistake("`scale` is 0", "write a figure above 0", "out-of-range")


Scale = Annotated[Figure, AfterValidator(_above_zero)]


class ColumnsForm(Form):
    """The column of each fact; dates as 2025-03-05."""

    model: Words = Field(description="the name of the network, which other rows may name as base")
    by: Words | None = None
    when: Words | None = None
    total: Words | None = Field(
        None,
        description="Training Compute: exact, or with `low`, `high` or `within` its best estimate",
    )
    low: Words | None = Field(None, description="the low end of the total")
    high: Words | None = Field(None, description="the high end of the total")
    within: WithinForm | None = Field(
        None, description="how far off an estimate may be whose ends are not stated"
    )
    base: (
        Annotated[ListForm, BeforeValidator(_column, json_schema_input_type=ListForm | Words)]
        | None
    ) = None
    increment: Words | None = Field(None, description="compute added to the base")
    unit: Annotated[Words, AfterValidator(_of_compute)] | None = Field(
        None, description="the unit of bare figures of compute; FLOP, when left out"
    )
    scale: Scale | None = Field(None, description="what to multiply bare figures of compute by")

    @cached_property
    def of_bare(self) -> Decimal:
        """How much a figure of 1 is, where its cell names no unit."""
        one = parse_quantity(f"1 {self.unit or ''}", COMPUTE)
        return EXACT.normalize(EXACT.multiply(one, Decimal(self.scale or 1)))

    @property
    def estimates(self) -> bool:
        """Whether figures are estimates, whose ends are open where nothing states them."""
        return any(each is not None for each in (self.low, self.high, self.within))

    def named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each column that is named, and its place below `columns`."""
        for key, value in self:
            if isinstance(value, str) and key not in ("unit", "scale"):
                yield value, (key,)
            elif isinstance(value, ListForm | WithinForm):
                yield value.column, (key, "column")


class FactForm(Form):
    """Where a fact of a case stands in a row, and how it is written there."""

    column: Words | None = Field(None, description="the column that states it")
    low: Words | None = Field(None, description="of a quantity, the column of its low end")
    best: Words | None = Field(None, description="of a quantity, the column of its best estimate")
    high: Words | None = Field(None, description="of a quantity, the column of its high end")
    value: Words | None = Field(None, description="what every row states, in place of a column")
    unit: Words | None = Field(None, description="of a quantity, the unit of bare figures")
    scale: Scale | None = Field(None, description="of a quantity, what to multiply figures by")
    values: dict[str, Words] | None = Field(None, description="what a cell's text stands for")
    separator: Words | None = Field(None, description="between the values in one cell")

    @model_validator(mode="after")
    def _one_way(self) -> FactForm:
        ways = [self.column, self.low or self.best or self.high, self.value]
        if sum(each is not None for each in ways) != 1:
            advice = "give one of `column`, `low`/`best`/`high`, `value`"
            raise mistake("a fact is to stand in one place of a row", advice, "places")
        return self


class MapForm(Form):
    """A map of a table: `columns` for its lineages, `facts` for its cases, or both."""

    table: Words = Field(description="what the table is")
    source: Words | None = Field(None, description="whose it is, and under which license")
    lineages: ColumnsForm | None = Field(None, alias="columns")
    id: Words | None = Field(None, description="the column that names a case, once in the table")
    title: Words | None = Field(None, description="the column with a case's title")
    facts: dict[
        Identifier,
        Annotated[FactForm, BeforeValidator(_column, json_schema_input_type=FactForm | Words)],
    ] = Field({}, description="of each fact of a case, its column")
    none: list[Identifier] = Field(
        [], description="what every case has none of, as `claims`; otherwise it is not known"
    )
    contains: Literal["all", "own", "unknown"] = Field(
        "unknown", description="what a total holds: all behind a network, or its own run only"
    )
    refuse: RefuseForm | None = None

    @property
    def columns(self) -> ColumnsForm:
        """The columns of a table of lineages; `lineages_of` checks that there are any."""
        assert self.lineages is not None
        return self.lineages


def lineages_of(read: MapForm, document: Document) -> MapForm:
    """Return a map, checked to say which columns lineages are made of.

    Raises:
        ProblemsError: it does not.
    """
    if read.lineages is None:
        message = f"`{document.file}` does not say which columns lineages are made of"
        advice = "name them under `columns:`, as `columns: {model: Name, total: FLOP}`"
        raise ProblemsError([Problem("map/no-columns", message, advice, document.place(()))])
    return read


def load_map(document: Document) -> MapForm:
    """Read a map.

    Raises:
        ProblemsError: with every problem of it.
    """
    return read_form(MapForm, document.data, document, (), kind="map", guide="docs/portfolio.md")


def check_columns(document: Document, read: MapForm, header: Sequence[str], table: str) -> None:
    """Check that a table has every column that its map names.

    Raises:
        ProblemsError: with each that it does not have.
    """
    named = [(column, ("columns", *path)) for column, path in read.columns.named()]
    if read.refuse is not None:
        named.append((read.refuse.column, ("refuse", "column")))
    problems = [
        Problem(
            "map/unknown-column",
            f"`{column}` is not a column of `{table}`",
            suggestion(column, header),
            document.place(place if isinstance(part_at(document.data, place), str) else path),
        )
        for column, path in named
        for place in [path[:-1]]
        if column not in header
    ]
    if problems:
        raise ProblemsError(problems)
