"""A frame of facts graded: the outcomes of every row, as columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import polars as pl

from liability.case.model import Roster
from liability.determination.outcomes import outcome_keys
from liability.inference.infer import Conclusions, Members
from liability.portfolio.conclusions_in_columns import Coded, coded, program
from liability.portfolio.dialect import POLARS, Dialect
from liability.portfolio.facts_in_columns import Held
from liability.portfolio.findings_in_columns import Findings
from liability.portfolio.kleene import STEP
from liability.rulebook.law import Law

CLOSED = " on this record"  # behind the name of an outcome: as it is if the record closed today


def outcome_names(law: Law, roster: Roster) -> dict[str, str]:
    """Return the key of the conclusion that each outcome is read off, by the outcome's name."""
    return dict(outcome_keys(Conclusions({}, Members(law, roster, {}), law)))


class Grading:
    """A law as columns to add to a frame of facts, compiled once.

    Every back end of Narwhals computes the same: only its `dialect` knows which it is.

    Args:
        law: the law in force.
        held: which columns hold which facts; what no column holds is unknown in every row. Their
            types are those that `FactColumns` names.
        roster: the members of each listed subject, the same in every row.
        asked: names of outcomes, with `CLOSED` behind those on a closed record.
        dialect: how the back end has them named and written.
    """

    def __init__(
        self,
        law: Law,
        held: Held,
        roster: Roster,
        *,
        asked: Collection[str],
        dialect: Dialect = POLARS,
    ) -> None:
        keys = outcome_names(law, roster)
        findings = Findings(law, held)
        layers: list[dict[str, nw.Expr]] = []
        self._coded: dict[str, Coded] = {}
        self._written: dict[str, nw.Expr] = {}
        for closed in (False, True):
            by_key = {
                name: keys[name.removesuffix(CLOSED)]
                for name in asked
                if name.endswith(CLOSED) == closed
            }
            done = program(law, findings, roster, by_key.values(), closed=closed)
            layers += done.layers
            for name, key in by_key.items():
                if dialect.text is None:
                    self._coded[dialect.named(name)] = coded(done.nodes[key])
                else:
                    self._written[dialect.named(name)] = dialect.text(done.nodes[key])
        self._layers = [each for each in (*findings.layers, *layers) if each]

    def of(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a frame with a column of text for each outcome, as `logic` writes values."""
        for layer in self._layers:
            frame = frame.with_columns(**layer)
        if self._coded:
            frame = _looked_up(frame, self._coded)
        if self._written:
            frame = frame.with_columns(**self._written)
        return frame.drop(*(name for layer in self._layers for name in layer))


def _looked_up(frame: nw.LazyFrame[Any], made: Mapping[str, Coded]) -> nw.LazyFrame[Any]:
    """Return a frame of Polars with texts in place of numbers, each taken by its place."""
    codes = {name: each.code for name, each in made.items() if each.code is not None}
    places = {name: f"{STEP}code_{at}" for at, name in enumerate(codes)}
    if codes:  # else each outcome is the same in every row
        frame = frame.with_columns(**{places[name]: each for name, each in codes.items()})
    texts = {
        name: pl.lit(pl.Series(each.texts, dtype=pl.String)).gather(pl.col(places[name]))
        if name in places
        else pl.lit(each.texts[0])
        for name, each in made.items()
    }
    native: pl.LazyFrame = nw.to_native(frame)
    return nw.from_native(native.with_columns(**texts).drop(places.values()))
