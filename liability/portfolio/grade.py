"""A frame of facts graded: the outcomes of every row, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from liability.case.model import Roster
from liability.determination.outcomes import outcome_keys
from liability.inference.infer import Conclusions, Members, Refers
from liability.portfolio.conclusions_in_columns import STEP, program, value_text
from liability.portfolio.facts_in_columns import Held
from liability.rulebook.law import Law

CLOSED = " on this record"  # behind the name of an outcome: as it is if the record closed today


def outcome_names(law: Law, roster: Roster) -> dict[str, str]:
    """Return the key of the conclusion that each outcome is read off, by the outcome's name."""
    return dict(outcome_keys(Conclusions({}, Members(law, roster, {}), law)))


def graded(
    frame: nw.LazyFrame[Any],
    law: Law,
    held: Held,
    roster: Roster,
    *,
    refers: Refers | None = None,
    asked: Iterable[str] | None = None,
) -> nw.LazyFrame[Any]:
    """Return a frame with a column of text for each outcome, as `logic` writes values.

    Every back end of Narwhals computes the same: nothing here knows which it is.

    Args:
        frame: the facts, in columns of the types that `FactColumns` names.
        law: the law in force.
        held: which columns hold which facts; what no column holds is unknown in every row.
        roster: the members of each listed subject, the same in every row.
        refers: what members refer to.
        asked: names of outcomes, with `CLOSED` behind those on a closed record; all when left out.
    """
    keys = outcome_names(law, roster)
    names = [*keys, *(name + CLOSED for name in keys)] if asked is None else list(asked)
    made: dict[str, nw.Expr] = {}
    for closed in (False, True):
        wanted = [each for each in names if each.endswith(CLOSED) == closed]
        by_key = {name: keys[name.removesuffix(CLOSED)] for name in wanted}
        done = program(law, held, roster, refers or {}, by_key.values(), closed=closed)
        for layer in filter(None, done.layers):
            frame = frame.with_columns(**layer)
        made |= {name: value_text(done.nodes[key]) for name, key in by_key.items()}
    return _without_steps(frame, made)


def _without_steps(frame: nw.LazyFrame[Any], made: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    steps = [name for name in frame.collect_schema().names() if name.startswith(STEP)]
    return frame.with_columns(**made).drop(*steps) if made else frame
