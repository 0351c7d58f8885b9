"""The draft safety-case checklist: what is to be worked through, and how each thing stands.

It counts nothing and approves nothing. A box is ticked where the case or its safety case says that
the thing is there; what is missing and what is unknown stays open, and what is contradicted is
marked as failed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from liability.case.safety_case import SafetyCase
from liability.case.safety_gates import day_of_check, measure
from liability.determination.assess import Determination
from liability.determination.document import Document
from liability.determination.json_values import Found, Json
from liability.documents.base_claims import base_claims
from liability.documents.checklist_argument import argument_parts
from liability.documents.checklist_gates import gate_parts
from liability.documents.checklist_items import DONE, FAILED, OPEN, Item, Part
from liability.documents.checklist_tier import tier_parts
from liability.documents.claim_now import claim_now
from liability.documents.claims_made import claims_of
from liability.documents.markdown import render
from liability.documents.words import possible_words, word
from liability.record import record
from liability.rulebook.model import MET, NOT_MET, Rulebook, say
from liability.sentences import parted, tr
from liability.source.spreadsheet import guarded
from liability.source.visible import visible_line
from liability.source.yaml import digest, part_at

_TEMPLATE = "checklist.md.j2"
_COLUMNS = ("section", "id", "item", "state", "why", "who", "cites")
_OF_FINDING = {MET: DONE, NOT_MET: FAILED}


@record
class Asked(NamedTuple):
    """What a checklist is asked for.

    Attributes:
        harbors: those to work through; where there are none, those of `harbors_of`.
        tier: whether to add what the tier asks.
        argued: safety cases by harbor.
        as_of: the day of the check; else that of the law or of a safety case, whichever is later.
    """

    harbors: tuple[str, ...]
    tier: bool
    argued: Mapping[str, SafetyCase]
    as_of: str | None


@record
class _Chapter(NamedTuple):
    """A harbor or a tier, and its parts."""

    title: str
    says: tuple[str, ...]
    parts: tuple[Part, ...]


def checklist_markdown(determination: Determination, asked: Asked) -> str:
    """Return the checklist in Markdown, a box before each item."""
    found = Document(determination)
    chapters = list(_chapters(determination, found, asked))
    return render(
        _TEMPLATE,
        determination,
        found,
        chapters=chapters,
        digests=[
            (each.id, digest(part_at(each.document.data, each.path)))
            for each in asked.argued.values()
        ],
        DONE=DONE,
        FAILED=FAILED,
    )


def checklist_csv(determination: Determination, asked: Asked) -> str:
    """Return the checklist as CSV after RFC 4180, one row an item, with no cell a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for chapter in _chapters(determination, Document(determination), asked):
        for part in chapter.parts:
            section = f"{chapter.title} / {part.title}"
            for each in part.items:
                row = (section, each.id, each.text, each.state, each.why, each.who)
                cells = map(visible_line, (*row, ", ".join(each.cites)))
                writer.writerow(map(guarded, cells))
    return stream.getvalue()


def harbors_of(book: Rulebook, found: Found, argued: Mapping[str, SafetyCase]) -> list[str]:
    """Return the harbors that are claimed, that do not fail, or that have a safety case."""
    fails = book.outcomes.harbors.fails
    return [
        each["id"]
        for each in found["harbors"]
        if each["possible"] != [fails]
        or each["id"] in argued
        or any(claims_of(book, found, each["id"]))
    ]


def _chapters(determination: Determination, found: Found, asked: Asked) -> Iterator[_Chapter]:
    wanted = asked.harbors or harbors_of(determination.law.rulebook, found, asked.argued)
    for harbor in found["harbors"]:
        if harbor["id"] in wanted:
            yield _harbor(determination, found, harbor, asked)
    if asked.tier:
        for title, says, parts in tier_parts(determination, found):
            yield _Chapter(title, tuple(says), _filled(parts))


def _harbor(determination: Determination, found: Found, harbor: Json, asked: Asked) -> _Chapter:
    book, case = determination.law.rulebook, determination.case
    argued = asked.argued.get(harbor["id"])
    day = day_of_check(asked.as_of, argued, determination.law.as_of)
    against = measure(book, day, case.parameters)
    parts = [
        *_base_parts(determination, found, harbor["id"]),
        Part(tr("Elements, on the facts of the case"), (), tuple(_elements(determination, harbor))),
        *gate_parts(determination, harbor["id"], argued, against),
        *argument_parts(determination, harbor["id"], argued, against),
    ]
    status = book.conclusions[book.outcomes.harbors.status]
    said = [
        tr(
            "On the facts of the case: {status}.",
            status=possible_words(status, harbor["possible"]),
        )
    ]
    now = claim_now(determination, harbor, filing=True)
    said += [now] if now else []
    said += [
        say(each.approval.says)
        for each in book.claim_documents.values()
        if each.harbor == harbor["id"] and each.approval
    ]
    title = tr("Safe harbor: {harbor}", harbor=harbor["title"])
    return _Chapter(title, tuple(said), _filled(parts))


def _base_parts(determination: Determination, found: Found, harbor: str) -> Iterator[Part]:
    """Yield how each claim that covers a base system stands for it, judged by itself."""
    for each in base_claims(determination, found, harbor):
        items = tuple(
            Item(
                point.name,
                point.title,
                word(point.state),
                OPEN
                if point in (*each.turns_on, *each.kept_turns_on)
                else _OF_FINDING.get(point.state, OPEN),
                parted(point.told),
                point.burden,
                point.cites,
            )
            for point in each.points()
        )
        yield Part(tr("Elements of the base system, judged by itself"), (), items)


def _elements(determination: Determination, harbor: Json) -> Iterator[Item]:
    sides = determination.law.rulebook.sides
    for each in harbor["elements"]:
        finding = each["finding"]
        yield Item(
            each["id"],
            each["title"],
            word(finding),
            _OF_FINDING.get(finding, OPEN),
            tr("one such element is enough") if each["group"] else "",
            say(sides[each["burden"]]),
            tuple(each["cites"]),
        )


def _filled(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(each for each in parts if each.items or each.says)
