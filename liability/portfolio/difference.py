"""What changes from one result to another: whose outcome, from what to what, and by which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from liability.case.model import parts_of
from liability.determination.assess import HEADLINES, Determination
from liability.inference.infer import Conclusions
from liability.logic import HOLDS, OPEN
from liability.portfolio.batch import Batch, Done
from liability.portfolio.case_files import CaseFiles
from liability.portfolio.grade import CLOSED
from liability.portfolio.patterns import PATTERN
from liability.portfolio.results import (
    ID,
    JOINT,
    ROW,
    duties_column,
    duty_states,
    harbor_column,
    possible_column,
    possible_columns,
    record_column,
)
from liability.record import record
from liability.rulebook.model import Rulebook

_KEY, _SIDES, _WHY = "__key", ("from", "to"), ("rules", "findings")
ONLY = "row"  # in place of an outcome: the row is in one of the results alone
CHANGES = pl.Schema(
    {
        ROW: pl.Int64,
        ID: pl.String,
        "outcome": pl.String,
        "from": pl.String,
        "to": pl.String,
        "rules": pl.String,
        "findings": pl.String,
    }
)


@record
class Ground(NamedTuple):
    """What makes an outcome otherwise under another law.

    Attributes:
        rules: the rules of the outcome that now apply for sure; where there are none, those that no
            longer do, with `not` before them, and those that now may, with `?` behind.
        findings: the findings below it that came out otherwise.
    """

    rules: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass
class Changes:
    """How many rows were compared, and what became otherwise in how many.

    Attributes:
        compared: rows that are in both.
        changed: rows of which an outcome is otherwise.
        old_only: rows that only the old results have.
        new_only: rows that only the new results have.
        refused: rows that neither have, where that is known.
        kinds: how often an outcome changes from what to what; of duties, which are no longer in a
            state, and which now are.
        apart: columns of outcomes that one of two files has alone, `old` or `new`, so that nothing
            is compared.
    """

    compared: int = 0
    changed: int = 0
    old_only: int = 0
    new_only: int = 0
    refused: int = 0
    kinds: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    apart: tuple[tuple[str, str], ...] = ()

    def take(self, found: pl.DataFrame, both: int) -> None:
        """Count some more changes, found in so many rows that are in both."""
        self.compared += both
        of_rows = found.filter(pl.col("outcome") != ONLY)
        self.changed += of_rows[ROW].n_unique()
        for outcome, *pair in of_rows.select("outcome", *_SIDES).iter_rows():
            old, new = _only(*pair) if outcome.startswith(duties_column("")) else pair
            self.kinds[outcome, old, new] += 1
        alone = found.filter(pl.col("outcome") == ONLY)
        self.old_only += alone["to"].null_count()
        self.new_only += alone["from"].null_count()


def compared_columns(rulebook: Rulebook) -> dict[str, str]:
    """Return the columns of a result that are compared, by the name of the outcome."""
    possible = possible_columns(rulebook)
    duties = [duties_column(each) for each in duty_states(rulebook)]
    return {
        **{name: possible[name] for name in HEADLINES},
        **{name + CLOSED: record_column(name) for name in HEADLINES},
        **possible,
        **dict(zip(duties, duties, strict=True)),
    }


def columns_of(old: pl.DataFrame, new: pl.DataFrame, rulebook: Rulebook) -> dict[str, str]:
    """Return the columns to compare of two results, which may be of another pack than the rulebook.

    Harbors and duties that it does not have go under the names of their columns.
    """
    both = _compared(old) & _compared(new)
    taken = {name: each for name, each in compared_columns(rulebook).items() if each in both}
    others = both - set(taken.values())
    return taken | {each: each for each in old.columns if each in others}


def apart(old: pl.DataFrame, new: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the columns of outcomes that stand in one of two results only, with in which."""
    sides = ("old", _compared(old) - _compared(new)), ("new", _compared(new) - _compared(old))
    return tuple((each, side) for side, alone in sides for each in sorted(alone))


def _compared(results: pl.DataFrame) -> set[str]:
    """Return the columns of results that hold outcomes, whatever their pack."""
    named = {made(each) for each in HEADLINES for made in (possible_column, record_column)}
    begins = harbor_column(""), duties_column("")
    return {each for each in results.columns if each in named or each.startswith(begins)}


def changes(
    old: pl.DataFrame, new: pl.DataFrame, columns: Mapping[str, str], key: str = ROW
) -> pl.DataFrame:
    """Return what is otherwise in the new results, a row for each outcome of each case.

    By which rules is left empty: results do not say it.

    Args:
        old: results.
        new: other results.
        columns: the columns to compare, by the name of the outcome; see `compared_columns`.
        key: the column that is the same in a row of both, and in no other row of either.
    """
    there = [name for name, each in columns.items() if each in old.columns and each in new.columns]
    sides = [
        each.select(
            pl.col(key).alias(_KEY),
            pl.struct(ROW, ID).alias(name),
            *(pl.col(columns[outcome]).alias(f"{name} {outcome}") for outcome in there),
        )
        for name, each in (("from", old), ("to", new))
    ]
    both = sides[0].join(sides[1], on=_KEY, how="full", coalesce=True, maintain_order="left_right")
    head = pl.coalesce("to", "from")
    alone = both.filter(pl.col("from").is_null() | pl.col("to").is_null()).select(
        head.struct.unnest(),
        pl.lit(ONLY).alias("outcome"),
        *(pl.when(pl.col(each).is_not_null()).then(pl.lit("there")).alias(each) for each in _SIDES),
    )
    paired = both.filter(pl.col("from").is_not_null() & pl.col("to").is_not_null())
    parts = [
        paired.filter(_otherwise(name)).select(
            head.struct.unnest(),
            pl.lit(name).alias("outcome"),
            *(pl.col(f"{each} {name}").alias(each) for each in _SIDES),
        )
        for name in there
    ]
    found = pl.concat([*parts, alone], how="vertical").sort(ROW, maintain_order=True)
    return found.with_columns(pl.lit(None, pl.String).alias(each) for each in _WHY)


def as_written(changes: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """Return changes with each outcome under the name of its column of results.

    Args:
        changes: what is otherwise.
        columns: the columns, by the name of the outcome; see `compared_columns`.
    """
    return changes.with_columns(pl.col("outcome").replace(columns))


class Difference:
    """Grades a portfolio under two laws, and tells what the second makes otherwise, by which rule.

    Args:
        old: grades it under the first law.
        new: grades it under the second.
        rulebook: the rulebook of the second.
    """

    def __init__(self, old: Batch | CaseFiles, new: Batch | CaseFiles, rulebook: Rulebook) -> None:
        self.old = old
        self.new = new
        self.found = Changes()
        self._columns = compared_columns(rulebook)
        self._grounds: dict[tuple[str, str], dict[str, Ground]] = {}

    def run(self) -> Iterator[pl.DataFrame]:
        """Yield what changes in each chunk of rows; see `CHANGES`."""
        for before, after in zip(self.old.run(), self.new.run(), strict=True):
            results = [each.results for each in (before, after)]
            some = next((each for each in results if each.width), None)
            if some is None:
                continue
            old, new = (each if each.width else some.clear() for each in results)
            changed = changes(old, new, self._columns)
            both = old.join(new, on=ROW, how="semi").height
            self.found.take(changed, both)
            yield self._with_grounds(changed, before, after)
        there = self.found.compared + self.found.old_only + self.found.new_only
        self.found.refused = self.new.tally.read - there

    def _with_grounds(self, changed: pl.DataFrame, before: Done, after: Done) -> pl.DataFrame:
        """Name of each change the rules and the findings that came out otherwise."""
        places = [{row: at for at, row in enumerate(each.facts[ROW])} for each in (before, after)]
        told: list[tuple[str | None, str | None]] = []
        for row, outcome, old, new in changed.select(ROW, "outcome", *_SIDES).iter_rows():
            if outcome == ONLY or any(row not in each for each in places):
                told.append((None, None))
                continue
            why = self._between(
                before.facts.row(places[0][row], named=True),
                after.facts.row(places[1][row], named=True),
            )
            of_duties = outcome.startswith(duties_column(""))
            names = _duties_between(old, new) if of_duties else [outcome]
            grounds = [why[each] for each in names if each in why]
            told.append(
                (
                    _joined(each.rules for each in grounds),
                    _joined(each.findings for each in grounds),
                )
            )
        series = zip(_WHY, zip(*told, strict=True), strict=True) if told else ()
        return changed.with_columns(pl.Series(name, each, dtype=pl.String) for name, each in series)

    def _between(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Ground]:
        key = old[PATTERN], new[PATTERN]
        if key not in self._grounds:
            self._grounds[key] = grounds_between(
                self.old.determination(old), self.new.determination(new)
            )
        return self._grounds[key]


def _otherwise(outcome: str) -> pl.Expr:
    """Return whether an outcome is otherwise; duties are the same in whatever order they stand."""
    old, new = (pl.col(f"{each} {outcome}") for each in _SIDES)
    if outcome.startswith(duties_column("")):
        old, new = (each.str.split(JOINT).list.sort().list.join(JOINT) for each in (old, new))
    return old.ne_missing(new)


def _only(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Return of two lists of duties what the first has alone, and what the second has."""
    before, after = ([each for each in (side or "").split(JOINT) if each] for side in (old, new))
    gone = JOINT.join(each for each in before if each not in after)
    came = JOINT.join(each for each in after if each not in before)
    return gone or None, came or None


def _joined(parts: Iterable[tuple[str, ...]]) -> str:
    return JOINT.join(dict.fromkeys(name for part in parts for name in part))


def _duties_between(old: str | None, new: str | None) -> list[str]:
    """Return the duties that only one of two lists of them has, as outcomes."""
    apart = (duty for side in _only(old, new) if side for duty in side.split(JOINT))
    return [f"obligations.{each}" for each in sorted(apart)]


def grounds_between(old: Determination, new: Determination) -> dict[str, Ground]:
    """Return, for each outcome that is otherwise, what made it so."""
    keys = [each.outcome_keys for each in (old, new)]
    found = {}
    for name, key in keys[1].items():
        if name in keys[0]:
            findings = _findings(key, old, new)
            if old.outcomes[name] != new.outcomes[name]:
                rules = _rules(key, (old, old.conclusions), (new, new.conclusions))
                found[name] = Ground(rules, findings)
            if old.closed_outcomes[name] != new.closed_outcomes[name]:
                rules = _rules(key, (old, old.on_this_record), (new, new.on_this_record))
                found[name + CLOSED] = Ground(rules, findings)
    return found


_Side = tuple[Determination, Conclusions]


def _rules(key: str, *sides: _Side) -> tuple[str, ...]:
    """Return the rules of a conclusion that made it otherwise; see `Ground`."""
    name, member = parts_of(key)
    before, after = (
        {
            each.ground.rule.id: each.applies
            for each in conclusions.considered(side.law.conclusions[name], member)
        }
        for side, conclusions in sides
    )
    moved = [rule for rule in {**before, **after} if before.get(rule) != after.get(rule)]
    now = [rule for rule in moved if after.get(rule) == HOLDS]
    others = (f"{rule}?" if after.get(rule) == OPEN else f"not {rule}" for rule in moved)
    return tuple(now or others)


def _findings(key: str, old: Determination, new: Determination) -> tuple[str, ...]:
    """Return the findings below a conclusion that came out otherwise, whomever they are about."""
    todo = [parts_of(key).name]
    seen = set(todo)
    below: list[str] = []
    while todo:
        name = todo.pop(0)
        conclusion = new.law.conclusions.get(name)
        if conclusion is None:
            below.append(name)
            continue
        needs = [*conclusion.needs, *(each.node for each in conclusion.quantified)]
        todo += [each for each in dict.fromkeys(needs) if each not in seen]
        seen.update(needs)
    otherwise: dict[str, list[str]] = {}
    for each, found in new.findings.items():
        if each not in old.findings or old.findings[each].value != found.value:
            otherwise.setdefault(parts_of(each).name, []).append(each)
    return tuple(each for name in below for each in otherwise.get(name, ()))
