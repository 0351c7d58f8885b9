"""The outcomes a reader asks for, read off the conclusions under the names the pack gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from liability.case.model import key_of
from liability.inference.infer import Conclusions

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
    yield "standard", names.standard
    yield "tier", names.tier
    yield "injunction", names.injunction
    for caution in names.cautions:
        yield f"cautions.{caution}", caution
    for kind, part in (("harbors", names.harbors), ("obligations", names.obligations)):
        for member in book.entries[part["subject"]]:
            yield f"{kind}.{member}", f"{part['status']}.{member}"
    listed: list[tuple[str, Mapping[str, str], tuple[str, ...]]] = [
        ("parties", names.parties, ("liable", "position")),
        ("individuals", names.individuals, ("personal", "refer")),
    ]
    if book.apportionment is not None:
        of_sums = book.apportionment.conclusions
        about = {"subject": names.parties["subject"], **of_sums}
        listed.append(("parties", about, ("answers",)))
        about = {"subject": book.apportionment.head, **of_sums}
        listed.append(("heads", about, ("extent", "uncollectible")))
    for kind, part, keys in listed:
        for member in conclusions.members.roster.get(part["subject"]) or ():
            for key in keys:
                yield f"{kind}.{member}.{key}", key_of(part[key], member)
