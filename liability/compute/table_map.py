"""A map says which column of somebody's table is which fact of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from liability.rulebook.form_problems import form_problems
from liability.rulebook.words import Form, Words
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.yaml import Document


class ListForm(Form):
    """A column whose cells name several things."""

    column: Words
    separator: Words | None = None


class RefuseForm(Form):
    """A column, and the values of it with which a row is not to be used."""

    column: Words
    values: list[Words] = Field(min_length=1)


def _column(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


class ColumnsForm(Form):
    """The column of each fact; compute in FLOP, dates as 2025-03-05."""

    model: Words = Field(description="the name of the network, which other rows may name as base")
    by: Words | None = None
    when: Words | None = None
    total: Words | None = Field(None, description="Training Compute, best estimate")
    low: Words | None = None
    high: Words | None = None
    base: Annotated[ListForm, BeforeValidator(_column)] | None = None
    increment: Words | None = Field(None, description="compute added to the base")


class MapForm(Form):
    """A map of a table."""

    table: Words = Field(description="what the table is")
    source: Words | None = Field(None, description="whose it is, and under which license")
    columns: ColumnsForm
    contains: Literal["all", "own", "unknown"] = Field(
        "unknown", description="what a total holds: all behind a network, or its own run only"
    )
    refuse: RefuseForm | None = None


def load_map(document: Document) -> MapForm:
    """Read a map.

    Raises:
        ProblemsError: with every problem of it.
    """
    try:
        return MapForm.model_validate(document.data)
    except ValidationError as error:
        raise ProblemsError(
            Problem(each.code.replace("rules/", "map/"), each.message, each.help, each.place)
            for each in form_problems(error, MapForm, document.data, document, ())
        ) from None


def check_columns(document: Document, read: MapForm, header: Sequence[str], table: str) -> None:
    """Check that a table has every column that its map names.

    Raises:
        ProblemsError: with each that it does not have.
    """
    named: list[tuple[str, tuple[str, ...]]] = []
    for key, value in read.columns:
        if isinstance(value, str):
            named.append((value, ("columns", key)))
        elif isinstance(value, ListForm):
            plain = isinstance((document.data or {})["columns"][key], str)  # type: ignore[index,call-overload]
            named.append((value.column, ("columns", key) if plain else ("columns", key, "column")))
    if read.refuse is not None:
        named.append((read.refuse.column, ("refuse", "column")))
    problems = [
        Problem(
            "map/unknown-column",
            f"`{column}` is not a column of `{table}`",
            suggestion(column, header),
            document.place(path),
        )
        for column, path in named
        if column not in header
    ]
    if problems:
        raise ProblemsError(problems)
