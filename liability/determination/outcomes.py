"""The outcomes a reader asks for, read off the conclusions under the names the pack gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from liability.case.model import key_of
from liability.inference.infer import Conclusions
from liability.rulebook.model import Rulebook

Outcomes = Mapping[str, str]  # the name of an outcome -> its value, as `logic` writes values


def read_outcomes(conclusions: Conclusions) -> dict[str, str]:
    """Return the value of every outcome of the determination.

    The names: `standard`, `tier`, `injunction`, and `harbors.ID`, `obligations.ID`,
    `parties.ID.liable`, `individuals.ID.personal`, `heads.ID.extent`, `cautions.ID` and so on for
    each of several.
    """
    return {name: conclusions.values[key] for name, key in outcome_keys(conclusions)}


def outcome_keys(conclusions: Conclusions) -> Iterator[tuple[str, str]]:
    """Yield each outcome's name and the key of the conclusion that it is read off."""
    book = conclusions.law.rulebook
    names = book.outcomes
    yield from _headlines(book).items()
    for caution in names.cautions:
        yield f"cautions.{caution}", caution
    for kind, part in (("harbors", names.harbors), ("obligations", names.obligations)):
        for member in book.entries[part.subject]:
            yield f"{kind}.{member}", f"{part.status}.{member}"
    for kind, subject, ends in _of_listed(book):
        for member in conclusions.members.roster.get(subject) or ():
            for end, conclusion in ends.items():
                yield f"{kind}.{member}.{end}", key_of(conclusion, member)


def conclusion_of(book: Rulebook, outcome: str) -> str:
    """Return the id of the conclusion that an outcome is read off; empty where none is so named.

    Who is listed is the case's to say: any `ID` will do in `parties.ID.liable`, and none is needed,
    as in `parties.liable`.
    """
    kind, _, about = outcome.partition(".")
    match kind:
        case "cautions":
            return about if about in book.outcomes.cautions else ""
        case "harbors":
            return book.outcomes.harbors.status
        case "obligations":
            return book.outcomes.obligations.status
    end = about.rpartition(".")[2]
    found = (ends[end] for name, _, ends in _of_listed(book) if name == kind and end in ends)
    return next(found, _headlines(book).get(outcome, ""))


def names_of_listed(book: Rulebook, member: str) -> Iterator[str]:
    """Yield the names of the outcomes of what a case lists.

    Args:
        book: the rulebook.
        member: of whom; empty for nobody, as in `parties.liable`.
    """
    for kind, _, ends in _of_listed(book):
        for end in ends:
            yield f"{kind}.{member}.{end}" if member else f"{kind}.{end}"


def _headlines(book: Rulebook) -> Mapping[str, str]:
    names = book.outcomes
    return {"standard": names.standard, "tier": names.tier, "injunction": names.injunction}


def _of_listed(book: Rulebook) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield each kind of outcome of what a case lists: of which subject, and its conclusions."""
    parties, people = book.outcomes.parties, book.outcomes.individuals
    yield "parties", parties.subject, {"liable": parties.liable, "position": parties.position}
    yield "individuals", people.subject, {"personal": people.personal, "refer": people.refer}
    if book.apportionment is not None:
        names = book.apportionment.conclusions
        yield "parties", parties.subject, {"answers": names["answers"]}
        of_head = {end: names[end] for end in ("extent", "uncollectible")}
        yield "heads", book.apportionment.head, of_head
