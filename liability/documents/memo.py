"""The determination as a memorandum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from liability.determination.assess import Determination
from liability.determination.document import Document
from liability.determination.json_values import Found
from liability.documents.analysis import analysis
from liability.documents.cautions_raised import raised
from liability.documents.facts_told import facts_in_order, noted
from liability.documents.markdown import render, sums_said
from liability.documents.paragraphs import paragraphs
from liability.documents.short_answer import ShortAnswer
from liability.documents.words import fact_titled, has_sums, stated
from liability.record import record
from liability.sentences import listing

_TEMPLATE = "memo.md.j2"
_BESIDE = "ordinary"  # the step that leads to the sums set beside those determined


@record
class _Entered(NamedTuple):
    """A fact of the case in words: its title, what is stated, its evidence, the note on it."""

    title: str
    stated: str
    evidence: str
    note: str
    known: bool


def memo_markdown(determination: Determination, *, traced: bool = True) -> str:
    """Return a determination as a memorandum in Markdown.

    Args:
        determination: the determination.
        traced: name the node of the proof before each paragraph, in a comment.
    """
    found = Document(determination)
    parts = analysis(determination, found)
    beside = _cited_by_sums(found)
    cited = {cite for part in parts for each in part.notes() for cite in each.cites}
    entered = list(_entered(determination))
    named = {each for given in determination.case.facts.values() for each in given.evidence}
    return render(
        _TEMPLATE,
        determination,
        found,
        notes=paragraphs(determination.case.notes),
        parts=parts,
        short=ShortAnswer(determination, found),
        raised=list(raised(determination, found)),
        entered=entered,
        named_sources=named,
        unproven=[each for each in entered if each.known and not each.evidence],
        of_sums=sorted(beside),
        sums=sums_said(determination, found),
        sums_note=1 + sum(1 for part in parts for _ in part.notes()),
        authorities=sorted(cited | beside),
        traced=traced,
    )


def _cited_by_sums(found: Found) -> set[str]:
    """Return what the sums rest on that stand in the memorandum, which has none of ordinary law."""
    if not has_sums(found):
        return set()
    steps = found["apportionment"]["cites"].items()
    return {cite for step, cites in steps if step != _BESIDE for cite in cites}


def _entered(determination: Determination) -> Iterator[_Entered]:
    """Yield each fact of the case."""
    for key in facts_in_order(determination):
        given = determination.case.facts[key]
        yield _Entered(
            fact_titled(determination, key),
            stated(determination, key),
            listing(given.evidence),
            noted(determination, key),
            given.value is not None,
        )
