"""A portfolio on the screen: the rows of which most is known, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.determination.assess import HEADLINES
from liability.documents.tables import INDENT, labelled, listed, section, table
from liability.documents.words import NOTICE, value_label
from liability.logic import NO_VALUE
from liability.portfolio.batch import Tally
from liability.portfolio.difference import Changes
from liability.portfolio.results import JOINT
from liability.portfolio.summary import Summary
from liability.rulebook.law import Law
from liability.rulebook.model import Conclusion, say

_MOST_NEEDS, _MOST_VALUES, _MOST_NAMES = 8, 2, 2


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
            yield from section(self.title(outcome), self.outcome(outcome))
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

    def title(self, outcome: str) -> str:
        return say(self.declared(outcome).title)

    def declared(self, outcome: str) -> Conclusion:
        names = self.book.outcomes
        if outcome.startswith("harbors."):
            return self.book.conclusions[names.harbors["status"]]
        return self.book.conclusions[getattr(names, outcome)]

    def outcome(self, outcome: str) -> RenderableType | None:
        counted = self.summary.outcomes[outcome].most_common()
        rows = [(f"{count:,}", self.label(outcome, value)) for value, count in counted]
        return table(("Rows", "Outcome"), rows, self.width - INDENT) if rows else None

    def harbors(self) -> RenderableType | None:
        rows = []
        for name, counted in self.summary.outcomes.items():
            kind, _, member = name.partition(".")
            if kind == "harbors":
                title = say(self.book.entries[self.book.outcomes.harbors["subject"]][member].title)
                for value, count in counted.most_common():
                    rows.append((title, f"{count:,}", self.label(name, value)))
                    title = ""
        return table(("Harbor", "Rows", "State"), rows, self.width - INDENT) if rows else None

    def needs(self) -> RenderableType | None:
        most = self.summary.needs.most_common(_MOST_NEEDS)
        return listed([f"{count:,}: {self.question(fact)} [{fact}]" for fact, count in most])

    def question(self, key: str) -> str:
        fact = self.book.facts.get(key)
        if fact is not None:
            return say(fact.question)
        asked = next((each for each in self.book.subjects.values() if each.key == key), None)
        return say(asked.question) if asked is not None and asked.question else ""

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
            said = [self.label(each, row[f"{each}_possible"]) for each in HEADLINES]
            made.append((name, *said))
        heads = ("Case", *(self.title(each) for each in HEADLINES))
        left = self.tally.graded - rows.height
        shown = table(heads, made, self.width - INDENT)
        more = Text(f"… and {left:,} others (-o FILE has all)", style="dim")
        return Group(shown, more) if left > 0 else shown

    def change(self, outcome: str) -> str:
        """Return the title of an outcome that changes."""
        kind, _, member = outcome.partition(".")
        if kind == "harbors":
            return say(self.book.entries[self.book.outcomes.harbors["subject"]][member].title)
        if kind in HEADLINES:
            return self.title(outcome)
        state = outcome.removeprefix("duties_")
        declared = self.book.conclusions[self.book.outcomes.obligations["status"]]
        return (
            f"duties {say(declared.values[state]) if state in declared.values else 'undetermined'}"
        )

    def label_of(self, outcome: str, values: str | None) -> str:
        """Return the values of an outcome that changes, in words."""
        if outcome.startswith("duties_"):
            return values or "none"
        return self.label(outcome, values or "")

    def label(self, outcome: str, values: str) -> str:
        """Return possible values in words; of very many, how many there are."""
        declared = self.declared(outcome)
        possible = values.removeprefix("!").split("|")
        if len(possible) > _MOST_VALUES:
            every = len(possible) >= len(declared.values)
            return "open: any" if every else f"open: {len(possible)} of {len(declared.values)}"
        words = " or ".join(
            value_label(declared, each) if each != NO_VALUE else "no value" for each in possible
        )
        return f"conflict: {words}" if values.startswith("!") else words


def changes_screen(found: Changes, first: pl.DataFrame, law: Law, width: int) -> RenderableType:
    """Return what changed, for a terminal of `width` columns.

    Args:
        found: how many rows changed, and how.
        first: the first changes.
        law: the law in force, which has the words for the outcomes.
        width: columns.
    """
    words = _Screen(Summary(law.rulebook), Tally(), "", law, width)
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
            words.label_of(outcome, old),
            words.label_of(outcome, new),
        )
        for (outcome, old, new), count in found.kinds.most_common()
    ]
    rows = [
        (
            row["id"] or f"row {row['row']}",
            words.change(row["outcome"]),
            _few(row["rules"]),
            _few(row["findings"]),
        )
        for row in first.iter_rows(named=True)
    ]
    left = sum(found.kinds.values()) + found.old_only + found.new_only - len(rows)
    parts: list[RenderableType] = [labelled(counts)]
    if kinds:
        what = table(("Rows", "Outcome", "From", "To"), kinds, width - INDENT)
        who = table(("Case", "Outcome", "By the rules", "On the findings"), rows, width - INDENT)
        parts += [*section("What changes", what), *section("Who changes", who)]
    if left > 0:
        parts.append(Text(f"  … and {left:,} more (-o FILE has all)", style="dim"))
    return Group(*parts)


def _few(names: str | None) -> str:
    """Return the first of several names, and how many more there are."""
    each = (names or "").split(JOINT)
    left = len(each) - _MOST_NAMES
    return JOINT.join(each[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")
