"""What changes in a portfolio, on the screen: how many rows, from what to what, and who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.documents.portfolio_words import OWN, PortfolioWords, named_law
from liability.documents.tables import INDENT, labelled, section, table
from liability.documents.words import NOTICE
from liability.portfolio.difference import ONLY, Changes
from liability.portfolio.results import JOINT
from liability.rulebook.law import Law

_MOST_NAMES = 2
_HEADS = ("Case", "Outcome", "By the rules", "On the findings")


def changes_screen(
    found: Changes, first: pl.DataFrame, laws: Sequence[Law], width: int, *, own: bool
) -> RenderableType:
    """Return what changed, for a terminal of `width` columns.

    Args:
        found: how many rows changed, and how.
        first: the first changes.
        laws: the old and the new law; the new alone, where two results were compared, which do
            not say under which they were made. It has the words for the outcomes.
        width: columns.
        own: each case may name a law of its own, which goes before these.
    """
    words = PortfolioWords(laws[-1])
    parts: list[RenderableType] = []
    if len(laws) > 1:
        sides = zip(("Old law", "New law"), laws, strict=True)
        parts.append(labelled([(side, Text("; ".join(named_law(law)))) for side, law in sides]))
        parts += [Text(OWN, style="dim")] if own else []
        parts.append(Text())
    parts.append(labelled(list(_counts(found))))
    if found.kinds:
        kinds = [
            (f"{n:,}", words.change(outcome), *(words.changed(outcome, each) for each in values))
            for (outcome, *values), n in found.kinds.most_common()
        ]
        what = table(("Rows", "Outcome", "From", "To"), kinds, width - INDENT)
        parts += section("What changes", what)
    shown = len(_HEADS) if len(laws) > 1 else 2  # results do not say by which rules
    rows = [_row(row, words)[:shown] for row in first.iter_rows(named=True)]
    if rows:
        parts += section("Who changes", table(_HEADS[:shown], rows, width - INDENT))
    left = sum(found.kinds.values()) + found.old_only + found.new_only - len(rows)
    if left > 0:
        parts.append(Text(f"  … and {left:,} more (-o FILE has all)", style="dim"))
    return Group(*parts, Text(), Text(NOTICE, style="italic dim"))


def _counts(found: Changes) -> Iterator[tuple[str, Text]]:
    yield "Rows in both", Text(f"{found.compared:,}, of which {found.changed:,} change")
    if found.old_only or found.new_only:
        alone = f"{found.old_only:,} only in the old, {found.new_only:,} only in the new"
        yield "Others", Text(alone)
    if found.refused:
        advice = "refused under both laws: `liability batch --errors FILE` says why"
        yield "Not in either", Text(f"{found.refused:,} {advice}")


def _row(row: Mapping[str, str | None], words: PortfolioWords) -> tuple[str, ...]:
    outcome = row["outcome"] or ""
    alone = "only in the new" if row["from"] is None else "only in the old"
    return (
        row["id"] or f"row {row['row']}",
        alone if outcome == ONLY else words.change(outcome),
        _few(row["rules"]),
        _few(row["findings"]),
    )


def _few(names: str | None) -> str:
    """Return the first of several names, and how many more there are."""
    each = (names or "").split(JOINT)
    left = len(each) - _MOST_NAMES
    return JOINT.join(each[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")
