"""The result of a row: its outcomes in columns that a reader can sort and filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw

from liability.determination.assess import HEADLINES
from liability.logic import NO_VALUE
from liability.portfolio.dialect import POLARS, Dialect
from liability.portfolio.grade import CLOSED
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook, in_columns

ROW, ID, TITLE = "row", "id", "title"  # the columns before the outcomes
NEEDS = "needs"  # behind them: which facts to find out first, where that is asked
LAW = "law"  # under which law a result was made
LAST = ("case_digest", "rulebook_digest", LAW)  # the columns behind all others
ERROR = "error"  # the column of a frame that says why a row has no result
JOINT = "; "  # between the values of one cell
OPEN_DUTY = "undetermined"  # in the name of the column of duties whose state is open
_POSSIBLE, _ON_RECORD = "_possible", "_on_this_record"


def asked_of(rulebook: Rulebook) -> list[str]:
    """Return the outcomes that a result holds, by name."""
    names = rulebook.outcomes
    harbors = (f"harbors.{each}" for each in rulebook.entries[names.harbors.subject])
    return [
        *HEADLINES,
        *(name + CLOSED for name in HEADLINES),
        *harbors,
        *(f"obligations.{each}" for each in _duties(rulebook)),
    ]


def _duties(rulebook: Rulebook) -> Iterator[str]:
    yield from rulebook.entries[rulebook.outcomes.obligations.subject]


def result_columns(law: Law, dialect: Dialect = POLARS) -> dict[str, nw.Expr]:
    """Return the columns of a result, made of the columns of outcomes.

    For each of standard, tier and injunction: its one value, empty where it is not determined;
    every value that is possible; and what it is if the record closed today. For each harbor its
    state. Then the duties by their state, several in one cell.

    Args:
        law: the law in force.
        dialect: that of the grading which made the columns.
    """
    named = dialect.named
    book = law.rulebook
    made: dict[str, nw.Expr] = {}
    for name in HEADLINES:
        made[name] = _one(nw.col(name))
        made[name + _POSSIBLE] = _possible(nw.col(name))
        made[name + _ON_RECORD] = _one(nw.col(name + CLOSED))
    for harbor in book.entries[book.outcomes.harbors.subject]:
        made[harbor_column(harbor)] = _possible(nw.col(named(f"harbors.{harbor}")))
    for state in duty_states(book):
        made[duties_column(state)] = _those(law, state if state != OPEN_DUTY else None, dialect)
    return made


def possible_columns(rulebook: Rulebook) -> dict[str, str]:
    """Return the column with the possible values of each headline and harbor, by its name."""
    harbors = rulebook.entries[rulebook.outcomes.harbors.subject]
    return {
        **{name: possible_column(name) for name in HEADLINES},
        **{f"harbors.{each}": harbor_column(each) for each in harbors},
    }


def possible_column(headline: str) -> str:
    """Return the name of the column of the values that are possible."""
    return headline + _POSSIBLE


def record_column(headline: str) -> str:
    """Return the name of the column of what would follow if the record closed today."""
    return headline + _ON_RECORD


def duty_states(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the states that a duty can be in where it applies; last, that its state is open."""
    names = rulebook.outcomes.obligations
    values = rulebook.conclusions[names.status].values
    return (*(each for each in values if each != names.absent), OPEN_DUTY)


def harbor_column(harbor: str) -> str:
    """Return the name of a harbor's column."""
    return f"harbor_{in_columns(harbor)}"


def duties_column(state: str) -> str:
    """Return the name of the column of the duties in one state."""
    return f"duties_{state}"


def _one(outcome: nw.Expr) -> nw.Expr:
    """Return the one value of an outcome; nothing where it is open, or rules disagree."""
    sure = ~outcome.str.contains("|", literal=True) & ~outcome.str.starts_with("!")
    return nw.when(sure & (outcome != "")).then(outcome)


def _possible(outcome: nw.Expr) -> nw.Expr:
    """Return the values that are possible, as `logic.named_values` names them."""
    open_ended = outcome.str.ends_with("|")
    several = outcome.str.contains(r"\|.*\|")
    named = nw.concat_str(outcome, nw.lit(NO_VALUE))
    return (
        nw.when(open_ended & several)
        .then(outcome.str.replace_all(r"\|$", ""))
        .otherwise(
            nw.when(open_ended)
            .then(named)
            .otherwise(nw.when(outcome == "").then(nw.lit(NO_VALUE)).otherwise(outcome))
        )
    )


def _those(law: Law, value: str | None, dialect: Dialect) -> nw.Expr:
    """Return the duties whose state is one value, or with None those whose state is open."""
    each: list[Any] = []
    for duty in _duties(law.rulebook):
        state = nw.col(dialect.named(f"obligations.{duty}"))
        here = state == value if value is not None else state.str.contains("|", literal=True)
        each.append(nw.when(here).then(nw.lit(duty)))
    return nw.concat_str(*each, separator=JOINT, ignore_nulls=True)
