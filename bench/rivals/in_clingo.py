"""The rules as an answer-set program, on clingo: `s` is what is sure, `p` what is possible.

Grounded once; each case sets what is known of it as externals, and is solved. What tests of figures
come to is given to it: its integers hold no 1e27.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import clingo
import polars as pl

from rivals.in_openfisca import ASKED
from rivals.pairs import answers_of_pairs

TESTS = {
    "autonomy": pl.col("system.autonomy") == "strong",
    "generality": pl.col("system.generality") == "strong",
    "intelligence": pl.col("system.intelligence") == "strong",
    "training_beyond": pl.col("system.training_compute") > 1e27,
    "training_small": pl.col("system.training_compute") < 1e26,
    "notable": pl.col("system.training_compute") >= 1e25,
    "rate_beyond": pl.col("system.inference_rate") > 1e20,
    "rate_small": pl.col("system.inference_rate") < 1e19,
    "negligible": pl.col("system.expected_harm") <= 1e-6,
    **{
        name: pl.col(f"system.{name}")
        for name in (
            "narrow", "passive", "deployed", "public_harm", "registered", "case_filed",
            "case_approved", "audited", "switch", "switch_tested",
        )
    },
}  # fmt: skip
# Each head, and its ways, in order of need; `-x` is the negation of x.
RULES = """
cap: training_beyond; rate_beyond
small: training_small, rate_small
some_axis: autonomy; generality; intelligence
most: autonomy, generality; autonomy, intelligence; generality, intelligence
axes_0: -some_axis
axes_1: some_axis, -most
axes_3: autonomy, generality, intelligence
axes_2: most, -axes_3
second: axes_2, -cap
third: axes_3, -cap
upper: cap; axes_3
middle: cap; axes_2; axes_3
weak_merits: small, -intelligence
narrow_merits: narrow, -generality
passive_merits: -autonomy, passive; -autonomy, negligible
sheltered: registered, weak_merits; registered, narrow_merits; registered, passive_merits
dangerous: upper; second, public_harm
void: dangerous, case_filed, deployed, -case_approved
shelter_holds: sheltered, -void
strict: dangerous, -shelter_holds; void
case_done: case_filed, case_approved, audited
switch_due: upper; autonomy, deployed
switch_works: switch, switch_tested
grave: cap; third, deployed, -case_approved
breach: notable, -registered; middle, -case_done; switch_due, -switch_works
"""


def program() -> str:
    """Return the rules twice, for what is sure and for what is possible."""
    lines = [f"test({name})." for name in TESTS]
    lines += ["#external yes(X) : test(X).", "#external no(X) : test(X)."]
    lines += ["s(X) :- yes(X).", "p(X) :- test(X), not no(X)."]
    for line in RULES.strip().splitlines():
        head, _, ways = line.partition(": ")
        for way in ways.split("; "):
            for side, other in ("sp", "ps"):
                body = [
                    f"not {other}({each[1:]})" if each.startswith("-") else f"{side}({each})"
                    for each in way.split(", ")
                ]
                lines.append(f"{side}({head}) :- {', '.join(body)}.")
    lines += ["#show s/1.", "#show p/1."]
    return "\n".join(lines)


class InClingo:
    """The rules in clingo, case by case; making texts of its answers is not measured."""

    name = "clingo"

    def __init__(self) -> None:
        self._control = clingo.Control(["--warn=none"])
        self._control.add("base", [], program())
        self._control.ground([("base", [])])
        self._yes = {name: _external("yes", name) for name in TESTS}
        self._no = {name: _external("no", name) for name in TESTS}
        self._wanted = {
            clingo.Function(side, [clingo.Function(name)]): f"{name}_{long}"
            for name in ASKED
            for side, long in (("s", "sure"), ("p", "possible"))
        }

    def prepared(self, frame: pl.DataFrame) -> list[dict[str, Any]]:
        """Return what each test comes to, row by row."""
        return frame.select(**TESTS).to_dicts()

    def run(self, rows: Iterable[Mapping[str, bool | None]]) -> list[frozenset[str]]:
        """Grade every row: return which sides of which truths are so."""
        made = []
        for row in rows:
            for name, value in row.items():
                self._control.assign_external(self._yes[name], value is True)
                self._control.assign_external(self._no[name], value is False)
            with self._control.solve(yield_=True) as solved:
                for model in solved:
                    shown = model.symbols(shown=True)
                    made.append(frozenset(filter(None, map(self._wanted.get, shown))))
        return made

    def answers(self, made: list[frozenset[str]]) -> pl.DataFrame:
        """Return what it made of the rows."""
        names = self._wanted.values()
        return answers_of_pairs(
            pl.DataFrame({name: [name in each for each in made] for name in names})
        )


def _external(kind: str, name: str) -> clingo.Symbol:
    return clingo.Function(kind, [clingo.Function(name)])
