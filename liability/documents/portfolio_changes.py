"""What changes in a portfolio, on the screen: how many rows, from what to what, and who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from liability.documents.flowing import flowing
from liability.documents.portfolio_words import PortfolioWords
from liability.documents.tables import INDENT, labelled, others, section, table
from liability.documents.words import NOTICE
from liability.portfolio.difference import ONLY, Changes
from liability.portfolio.results import JOINT
from liability.rulebook.law import Law
from liability.sentences import marked, of, parted, tr

_MOST_NAMES = 2
_MOST_LAWS = 3  # under which results were made
_HEADS = (
    marked("Case"),
    marked("Outcome"),
    marked("By the rules"),
    marked("On the findings"),
)


def changes_screen(
    found: Changes,
    first: pl.DataFrame,
    law: Law,
    heads: Sequence[Sequence[str]],
    width: int,
    *,
    grounds: bool,
    own: bool,
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
        own: whether old and new are of the pack of `law`.
    """
    words = PortfolioWords(law, own=own)
    parts: list[RenderableType] = []
    sides = [*zip((tr("Old law"), tr("New law")), heads, strict=True)]
    if any(heads):
        parts += [labelled([(side, Text("\n".join(lines))) for side, lines in sides if lines])]
        parts += [Text()]
    parts.append(labelled(list(_counts(found))))
    if found.kinds:
        columns = (tr("Rows"), tr("Outcome"), tr("From"), tr("To"))
        what = table(columns, _kinds(found, words), width - INDENT)
        parts += section(tr("What changes"), what)
    shown = len(_HEADS) if grounds else 2
    rows = [_row(row, words)[:shown] for row in first.iter_rows(named=True)]
    if rows:
        named = [tr(each) for each in _HEADS[:shown]]
        parts += section(tr("Who changes"), table(named, rows, width - INDENT))
    left = sum(found.kinds.values()) + found.old_only + found.new_only - len(rows)
    if left > 0:
        more = of(tr("… and {count} more", count=f"{left:,}"), tr("-o FILE has all"))
        parts.append(Text(f"  {more}", style="dim"))
    return Group(*parts, Text(), flowing(Text(tr(NOTICE), style="italic dim")))


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
    most = [of(law, _rows(n)) for law, n in counted.most_common(_MOST_LAWS)]
    left = len(counted) - len(most)
    return [*most, others(left)] if left else most


def _rows(number: int) -> str:
    many = tr("{count} {rows}", count=f"{number:,}", rows=tr("rows"))
    return tr("1 row") if number == 1 else many


def _counts(found: Changes) -> Iterator[tuple[str, Text]]:
    both = tr("{count}, of which {changed} change", **_counted(found, "changed"))
    if found.changed == 1:
        both = tr("{count}, of which 1 changes", **_counted(found))
    yield tr("Rows in both"), Text(both)
    if found.old_only or found.new_only:
        alone = _counted(found, "old_only", "new_only")
        said = tr("{old_only} only in the old, {new_only} only in the new", **alone)
        yield tr("Others"), Text(said)
    if found.apart:
        yield tr("Not compared"), Text(parted(map(_apart, found.apart)))
    if found.refused:
        said = tr(
            "{refused} refused under both laws: `liability batch --errors FILE` says why",
            **_counted(found, "refused"),
        )
        yield tr("Not in either"), Text(said)


def _counted(found: Changes, *names: str) -> dict[str, str]:
    """Return how many rows are in both, and other counts by their names."""
    counted = {"count": found.compared, **{each: getattr(found, each) for each in names}}
    return {name: f"{number:,}" for name, number in counted.items()}


def _apart(column: tuple[str, str]) -> str:
    name, side = column
    only = tr("only in the old") if side == "old" else tr("only in the new")
    return tr("{column} {where}", column=name, where=only)


def _row(row: Mapping[str, str | None], words: PortfolioWords) -> tuple[str, ...]:
    outcome = row["outcome"] or ""
    alone = tr("only in the new") if row["from"] is None else tr("only in the old")
    return (
        row["id"] or tr("row {row}", row=row["row"]),
        alone if outcome == ONLY else words.change(outcome),
        _few(row["rules"]),
        _few(row["findings"]),
    )


def _few(names: str | None) -> str:
    """Return the first of several names, and how many more there are."""
    each = (names or "").split(JOINT)
    left = len(each) - _MOST_NAMES
    first = JOINT.join(each[:_MOST_NAMES])
    return tr("{names} and {count} more", names=first, count=left) if left > 0 else first
