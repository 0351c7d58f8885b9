"""A row of a table as a case file: the same facts, for everything that is done with one case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from liability.case.load import CASE_ID, load_case
from liability.case.model import POINTS, Case, Interval, Known
from liability.case.quantity import EXACT
from liability.compute.cell_lists import one_text
from liability.portfolio.cell_text import text_of
from liability.portfolio.cells import CellReader
from liability.rulebook.law import Law
from liability.source.visible import visible_json
from liability.source.yaml import Data, parse


class RowCases:
    """Writes rows as case files.

    Args:
        reader: reads the cells.
        law: the law in force, whose date, profile and readings the cases state.
    """

    def __init__(self, reader: CellReader, law: Law) -> None:
        self._reader = reader
        self._law = law
        subjects = law.rulebook.subjects.values()
        self._keys = {each.id: each.key for each in subjects}
        self._none = [self._keys[each] for each in sorted(reader.plan.none)]

    def data(self, line: int, row: Mapping[str, Any]) -> dict[str, Data]:
        """Return the data of a case file that states what a row does.

        Args:
            line: the row's number, which names the case where its own name cannot.
            row: its cells by column.
        """
        plan, law = self._reader.plan, self._law
        name, title = (
            one_text(text_of(row[each]) or "").strip() if each is not None else ""
            for each in (plan.id, plan.title)
        )
        made: dict[str, Data] = {"case": name if CASE_ID.fullmatch(name) else f"row-{line}"}
        if title or name:
            made["title"] = title or name
        made["as_of"], made["profile"] = law.as_of, law.profile
        if line in plan.notes:
            made["notes"] = plan.notes[line]
        if law.set_readings:
            made["readings"] = dict(law.set_readings)
        if law.set_parameters:
            made["parameters"] = {key: str(value) for key, value in law.set_parameters.items()}
        for cell in plan.cells:
            value = self._reader.value(cell, row, line)
            key = self._keys[cell.fact.subject]
            unknown = value is None and self._reader.says_unknown(cell, row)
            if (unknown or value is not None) and key is not None:
                facts = made.setdefault(key, {})
                assert isinstance(facts, dict)
                facts[cell.fact.name] = "unknown" if value is None else _as_data(value)
        return made | {key: "none" for key in self._none if key is not None}

    def text(self, line: int, row: Mapping[str, Any]) -> str:
        """Return the case file of a row, as JSON that `liability assess` reads."""
        written = json.dumps(self.data(line, row), ensure_ascii=False, indent=1)
        return visible_json(written) + "\n"

    def case(self, line: int, row: Mapping[str, Any], table: str) -> Case:
        """Return a row as a case.

        Raises:
            ProblemsError: a cell cannot be read.
        """
        return load_case(parse(self.text(line, row), table), self._law.rulebook)


def _as_data(value: Known) -> Data:
    match value:
        case Interval(low=low, best=best, high=high) if low == best == high:
            return _figure(best)
        case Interval():
            points = zip(POINTS, value, strict=True)
            return {name: _figure(each) for name, each in points if each is not None}
        case frozenset():
            return [*sorted(value)] if value else "none"
        case str():
            return value
    return value.isoformat()


def _figure(value: Decimal | None) -> str:
    return f"{EXACT.normalize(value):E}" if value else "0"
