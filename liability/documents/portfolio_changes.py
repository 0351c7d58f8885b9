"""What changes in a portfolio, on the screen: how many rows, from what to what, and who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.documents.portfolio_words import PortfolioWords
from liability.documents.tables import INDENT, labelled, others, section, table
from liability.documents.words import NOTICE
from liability.portfolio.difference import ONLY, Changes
from liability.portfolio.results import JOINT
from liability.rulebook.law import Law

_MOST_NAMES = 2
_MOST_LAWS = 3  # under which results were made
_HEADS = ("Case", "Outcome", "By the rules", "On the findings")


def changes_screen(
    found: Changes,
    first: pl.DataFrame,
    law: Law,
    heads: Sequence[Sequence[str]],
    width: int,
    *,
    grounds: bool,
) -> RenderableType:
    """Return what changed, for a terminal of `width` columns.

    Args:
        found: how many rows changed, and how.
        first: the first changes.
        law: has the words for the outcomes.
        heads: under which laws the old results were made, and the new; nothing where that is not
            known.
        width: columns.
        grounds: whether the changes say by which rules; two files of results do not.
    """
    words = PortfolioWords(law)
    parts: list[RenderableType] = []
    sides = [*zip(("Old law", "New law"), heads, strict=True)]
    if any(heads):
        parts += [labelled([(side, Text("\n".join(lines))) for side, lines in sides if lines])]
        parts += [Text()]
    parts.append(labelled(list(_counts(found))))
    if found.kinds:
        what = table(("Rows", "Outcome", "From", "To"), _kinds(found, words), width - INDENT)
        parts += section("What changes", what)
    shown = len(_HEADS) if grounds else 2
    rows = [_row(row, words)[:shown] for row in first.iter_rows(named=True)]
    if rows:
        parts += section("Who changes", table(_HEADS[:shown], rows, width - INDENT))
    left = sum(found.kinds.values()) + found.old_only + found.new_only - len(rows)
    if left > 0:
        parts.append(Text(f"  … and {left:,} more (-o FILE has all)", style="dim"))
    return Group(*parts, Text(), Text(NOTICE, style="italic dim"))


def _kinds(found: Changes, words: PortfolioWords) -> list[tuple[str, ...]]:
    """Return how many rows change, in which outcome, from what to what; the most first."""
    values: dict[str, list[str | None]] = {}
    for outcome, *pair in found.kinds:
        values.setdefault(outcome, []).extend(pair)
    said = {outcome: words.changed(outcome, each) for outcome, each in values.items()}
    return [
        (f"{n:,}", words.change(outcome), *(said[outcome][each] for each in pair))
        for (outcome, *pair), n in found.kinds.most_common()
    ]


def law_lines(counted: Counter[str]) -> list[str]:
    """Return the laws under which results were made; of several, how many rows under which.

    >>> law_lines(Counter({"as of 2025": 2, "as of 2026": 1}))
    ['as of 2025 (2 rows)', 'as of 2026 (1 row)']
    """
    if len(counted) == 1:
        return [*counted]
    most = [f"{law} ({_rows(n)})" for law, n in counted.most_common(_MOST_LAWS)]
    left = len(counted) - len(most)
    return [*most, others(left)] if left else most


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _counts(found: Changes) -> Iterator[tuple[str, Text]]:
    verb = "changes" if found.changed == 1 else "change"
    yield "Rows in both", Text(f"{found.compared:,}, of which {found.changed:,} {verb}")
    if found.old_only or found.new_only:
        alone = f"{found.old_only:,} only in the old, {found.new_only:,} only in the new"
        yield "Others", Text(alone)
    if found.apart:
        yield "Not compared", Text("; ".join(found.apart))
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
