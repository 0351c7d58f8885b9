"""A portfolio on the screen: the rows of which most is known, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.determination.assess import HEADLINES
from liability.documents.portfolio_words import PortfolioWords
from liability.documents.tables import INDENT, labelled, listed, section, table
from liability.documents.words import NOTICE
from liability.portfolio.batch import Tally
from liability.portfolio.difference import ONLY, Changes
from liability.portfolio.results import JOINT
from liability.portfolio.summary import Summary
from liability.rulebook.law import Law
from liability.rulebook.model import say

_MOST_NEEDS, _MOST_NAMES = 8, 2


def portfolio_screen(
    name: str, summary: Summary, tally: Tally, audit: str, law: Law, width: int
) -> RenderableType:
    """Return what became of a portfolio, for a terminal of `width` columns."""
    writer = _Screen(summary, tally, audit, law, width)
    return Group(*writer.parts(name))


class _Screen:
    def __init__(self, summary: Summary, tally: Tally, audit: str, law: Law, width: int) -> None:
        self.summary = summary
        self.tally = tally
        self.audit = audit
        self.law = law
        self.book = law.rulebook
        self.words = PortfolioWords(law)
        self.width = width

    def parts(self, name: str) -> Iterator[RenderableType]:
        yield Text(name, style="bold underline")
        profile = say(self.book.profiles[self.law.profile])
        head = [
            f"{say(self.book.title)} {self.book.version}",
            f"{profile} text",
            f"law as of {self.law.as_of}",
        ]
        yield Text(" · ".join(head), style="dim")
        yield Text()
        yield labelled(list(self.counts()))
        for outcome in HEADLINES:
            yield from section(self.words.title(outcome), self.outcome(outcome))
        yield from section("Safe harbors", self.harbors())
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

    def needs(self) -> RenderableType | None:
        most = self.summary.needs.most_common(_MOST_NEEDS)
        return listed([f"{count:,}: {self.words.question(fact)} [{fact}]" for fact, count in most])

    def rows(self) -> RenderableType | None:
        """Show the rows of which something is determined."""
        if self.summary.rows is None:
            return None
        rows = self.summary.rows.filter(pl.any_horizontal(pl.col(HEADLINES).is_not_null()))
        if not rows.height:
            return Text("of none is the standard, the tier or the injunction determined")
        made: list[Sequence[str]] = []
        for row in rows.iter_rows(named=True):
            name = row["title"] or row["id"] or f"row {row['row']}"
            said = [self.words.label(each, row[f"{each}_possible"]) for each in HEADLINES]
            made.append((name, *said))
        heads = ("Case", *(self.words.title(each) for each in HEADLINES))
        left = self.tally.graded - rows.height
        shown = table(heads, made, self.width - INDENT)
        more = Text(f"… and {left:,} others (-o FILE has all)", style="dim")
        return Group(shown, more) if left > 0 else shown


def changes_screen(found: Changes, first: pl.DataFrame, law: Law, width: int) -> RenderableType:
    """Return what changed, for a terminal of `width` columns.

    Args:
        found: how many rows changed, and how.
        first: the first changes.
        law: the law in force, which has the words for the outcomes.
        width: columns.
    """
    words = PortfolioWords(law)
    counts = [("Rows in both", Text(f"{found.compared:,}, of which {found.changed:,} change"))]
    if found.old_only or found.new_only:
        alone = f"{found.old_only:,} only in the old, {found.new_only:,} only in the new"
        counts.append(("Others", Text(alone)))
    if found.refused:
        advice = "refused under both laws: `liability batch --errors FILE` says why"
        counts.append(("Not in either", Text(f"{found.refused:,} {advice}")))
    kinds = [
        (
            f"{count:,}",
            words.change(outcome),
            words.changed(outcome, old),
            words.changed(outcome, new),
        )
        for (outcome, old, new), count in found.kinds.most_common()
    ]
    rows = [
        (
            row["id"] or f"row {row['row']}",
            _alone(row) if row["outcome"] == ONLY else words.change(row["outcome"]),
            _few(row["rules"]),
            _few(row["findings"]),
        )
        for row in first.iter_rows(named=True)
    ]
    left = sum(found.kinds.values()) + found.old_only + found.new_only - len(rows)
    parts: list[RenderableType] = [labelled(counts)]
    if kinds:
        what = table(("Rows", "Outcome", "From", "To"), kinds, width - INDENT)
        parts += section("What changes", what)
    if rows:
        who = table(("Case", "Outcome", "By the rules", "On the findings"), rows, width - INDENT)
        parts += section("Who changes", who)
    if left > 0:
        parts.append(Text(f"  … and {left:,} more (-o FILE has all)", style="dim"))
    return Group(*parts)


def _alone(row: Mapping[str, str | None]) -> str:
    """Return which of two results has a row alone."""
    return "only in the new" if row["from"] is None else "only in the old"


def _few(names: str | None) -> str:
    """Return the first of several names, and how many more there are."""
    each = (names or "").split(JOINT)
    left = len(each) - _MOST_NAMES
    return JOINT.join(each[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")
