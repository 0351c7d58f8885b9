"""A portfolio on the screen: the rows of which most is known, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.determination.assess import HEADLINES
from liability.documents.portfolio_words import OWN, PortfolioWords, named_law
from liability.documents.tables import INDENT, labelled, listed, section, table
from liability.documents.words import NOTICE
from liability.portfolio.batch import Tally
from liability.portfolio.summary import Summary
from liability.rulebook.law import Law

_URGENT = ("bad", "warn", "", "good")  # tones, what is to be looked at first
_MOST_NEEDS, _MOST_DUTIES = 8, 8


def portfolio_screen(
    name: str, summary: Summary, tally: Tally, audit: str, law: Law, width: int, *, own: bool
) -> RenderableType:
    """Return what became of a portfolio, for a terminal of `width` columns.

    Args:
        name: what was graded.
        summary: what came of its rows.
        tally: how many there were.
        audit: what was inferred on durable-rules, in words.
        law: the law in force.
        width: columns.
        own: each case may name a law of its own, which goes before `law`.
    """
    writer = _Screen(summary, tally, audit, law, width)
    return Group(*writer.parts(name, own=own))


class _Screen:
    def __init__(self, summary: Summary, tally: Tally, audit: str, law: Law, width: int) -> None:
        self.summary = summary
        self.tally = tally
        self.audit = audit
        self.law = law
        self.book = law.rulebook
        self.words = PortfolioWords(law)
        self.width = width

    def parts(self, name: str, *, own: bool) -> Iterator[RenderableType]:
        yield Text(name, style="bold underline")
        yield Text(" · ".join(named_law(self.law)), style="dim")
        if own:
            yield Text(OWN, style="dim")
        yield Text()
        yield labelled(list(self.counts()))
        for outcome in HEADLINES:
            yield from section(self.words.title(outcome), self.outcome(outcome))
        yield from section("Safe harbors", self.harbors())
        yield from section("Duties that are due or may be", self.duties())
        yield from section("Missing most often, among the first facts to find out", self.needs())
        yield from section("Rows of which most is determined", self.rows())
        yield Text()
        yield Text(NOTICE, style="italic dim")

    def counts(self) -> Iterator[tuple[str, Text]]:
        tally = self.tally
        yield "Rows", Text(f"{tally.read:,}: {tally.graded:,} graded, {tally.refused:,} refused")
        if tally.by_code:
            codes = ", ".join(f"{code} {count:,}" for code, count in tally.by_code.most_common())
            yield "Refused for", Text(codes, style="yellow")
        yield "Inferred", Text(self.audit)

    def outcome(self, outcome: str) -> RenderableType | None:
        counted = self.summary.outcomes[outcome].most_common()
        rows = [(f"{count:,}", self.words.label(outcome, value)) for value, count in counted]
        return table(("Rows", "Outcome"), rows, self.width - INDENT) if rows else None

    def harbors(self) -> RenderableType | None:
        rows = []
        for name, counted in self.summary.outcomes.items():
            if name.startswith("harbors."):
                title = self.words.title(name)
                for value, count in counted.most_common():
                    rows.append((title, f"{count:,}", self.words.label(name, value)))
                    title = ""
        return table(("Harbor", "Rows", "State"), rows, self.width - INDENT) if rows else None

    def duties(self) -> RenderableType | None:
        """Show the duties by their states, bad ones first; then those in which rows differ."""
        duties, graded, tones = self.summary.duties, self.tally.graded, self.book.outcomes.tones
        found = [
            (
                _URGENT.index(tones.get(state, "")),
                count[state] == graded,
                -count[state],
                duty,
                state,
            )
            for state in duties.states
            for duty, count in duties.counted().items()
            if count[state]
        ]
        rows = [
            (self.words.duty(duty), f"{-less:,}", self.words.duty_state(state))
            for _, _, less, duty, state in sorted(found)
        ]
        if not rows:
            return None
        shown = table(("Duty", "Rows", "State"), rows[:_MOST_DUTIES], self.width - INDENT)
        more = Text(f"… and {len(rows) - _MOST_DUTIES:,} others (-o FILE has all)", style="dim")
        return Group(shown, more) if len(rows) > _MOST_DUTIES else shown

    def needs(self) -> RenderableType | None:
        most = self.summary.needs.most_common(_MOST_NEEDS)
        return listed([f"{count:,}: {self.words.question(fact)} [{fact}]" for fact, count in most])

    def rows(self) -> RenderableType | None:
        """Show the rows of which something is determined."""
        if self.summary.rows is None:
            return None
        rows = self.summary.rows.filter(pl.any_horizontal(pl.col(HEADLINES).is_not_null()))
        if not rows.height:
            return Text("None has its standard, tier or injunction determined.")
        made: list[Sequence[str]] = []
        for row in rows.iter_rows(named=True):
            name = row["title"] or row["id"] or f"row {row['row']}"
            if row["id"] and row["id"] != name:
                name = f"{name} ({row['id']})"
            said = [self.words.label(each, row[f"{each}_possible"]) for each in HEADLINES]
            made.append((name, *said))
        heads = ("Case", *(self.words.title(each) for each in HEADLINES))
        left = self.tally.graded - rows.height
        shown = table(heads, made, self.width - INDENT)
        more = Text(f"… and {left:,} others (-o FILE has all)", style="dim")
        return Group(shown, more) if left > 0 else shown
