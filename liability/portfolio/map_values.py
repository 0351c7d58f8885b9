"""What a map says that cells stand for, checked before any cell is read."""

from __future__ import annotations

from collections.abc import Iterator

from liability.compute.table_map import FactForm, MapForm
from liability.portfolio.cell_text import read_text
from liability.portfolio.plan import Cell
from liability.rulebook.model import Rulebook
from liability.source.problems import Problem, ProblemsError
from liability.source.yaml import Document, Path_


def check_values(read: MapForm, document: Document, rulebook: Rulebook) -> None:
    """Check that what cells stand for, and what every row states, can be said of each fact.

    Args:
        read: the map.
        document: where it stands.
        rulebook: declares the facts; of those that it does not, nothing is said.

    Raises:
        ProblemsError: with each value that its fact does not take, at its place in the map.
    """
    problems = [
        Problem(f"map/{said.wrong[0]}", said.wrong[1], said.wrong[2], document.place(path))
        for name, form in read.facts.items()
        if name in rulebook.facts
        for text, path in _stated(form)
        if text.strip()
        for cell in [Cell(rulebook.facts[name], {}, separator=form.separator or ";")]
        for said in [read_text(cell, text.strip(), rulebook)]
        if said.wrong is not None
        for path in [("facts", name, *path)]
    ]
    if problems:
        raise ProblemsError(problems)


def _stated(form: FactForm) -> Iterator[tuple[str, Path_]]:
    """Yield what a map states of a fact, and its place below the fact; never what a cell says."""
    if form.value is not None and form.values is None:
        yield form.value, ("value",)
    for key, text in (form.values or {}).items():
        yield text, ("values", key)
