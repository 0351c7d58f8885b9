"""The facts of a case in the order in which a document tells them."""

from __future__ import annotations

from collections.abc import Sequence

from liability.case.model import key_of, parts_of
from liability.determination.assess import Determination
from liability.sentences import tr


def facts_in_order(determination: Determination) -> Sequence[str]:
    """Return the facts that a case states, by their keys.

    The subjects stand as the pack has them, their members as the case does; of each, what is said
    of it in words of its own comes first, as its name and what it does.
    """
    case, book = determination.case, determination.law.rulebook
    subjects, members = list(book.subjects), list(case.names)

    def place(key: str) -> tuple[int, int, bool, str]:
        name, about = parts_of(key)
        fact = book.facts[name]
        member = key_of(fact.subject, about)
        return (
            subjects.index(fact.subject),
            members.index(member) if member in members else -1,
            fact.type != "text",
            key,
        )

    return sorted((key for key in case.facts if parts_of(key).name in book.facts), key=place)


def noted(determination: Determination, key: str) -> str:
    """Return the note on a fact of the case; where its lineage gives the fact, that."""
    note, found = determination.case.facts[key].note, determination.account
    if found is None or key not in determination.counted:
        return note
    from liability.compute.facts import NOTE  # only where a case has a lineage

    return tr(NOTE, lineage=found.lineage.id)
