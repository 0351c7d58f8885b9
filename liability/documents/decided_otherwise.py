"""What another reading or language version changes: the headlines, who answers, and the rest."""

from __future__ import annotations

from collections.abc import Iterable

from liability.determination.assess import HEADLINES
from liability.determination.json_values import Json
from liability.documents.words import Named
from liability.sentences import either, marked, tr

_WHO = {"liable", "answers", "personal", "refer"}  # of a party, or of an individual
_REST = {
    "harbors": marked("harbors"),
    "obligations": marked("duties"),
    "cautions": marked("cautions"),
    "parties": marked("how parties answer"),
    "heads": marked("how the harm is shared out"),
    "sums": marked("the sums"),
}


def who_answers(outcome: str) -> bool:
    """Return whether an outcome is that of a party or an individual: does it answer?

    >>> who_answers("individuals.a.personal"), who_answers("parties.a.position")
    (True, False)
    """
    kind, _, rest = outcome.partition(".")
    return kind in ("parties", "individuals") and rest.rpartition(".")[2] in _WHO


def foremost(changes: Iterable[Json]) -> list[Json]:
    """Return changes as they are to be read: headlines first, then who answers, then the rest."""
    return sorted(changes, key=lambda each: (not _headline(each), not who_answers(each["outcome"])))


def foremost_together(changes: Iterable[Json], named: Named) -> list[list[Json]]:
    """Return the changes of headlines and of who answers; together what is one change of several.

    Of a party that is no longer liable, it is not said besides that it no longer answers.
    """
    found = list(changes)
    liable = {each["outcome"].removesuffix("liable") for each in found}
    groups: dict[tuple[str, ...], list[Json]] = {}
    for each in foremost(found):
        outcome = each["outcome"]
        if not (_headline(each) or who_answers(outcome)):
            continue
        if outcome.endswith(".answers") and outcome.removesuffix("answers") in liable:
            continue
        kind = outcome if _headline(each) else named.declared(outcome).id
        groups.setdefault((kind, *each["otherwise"]), []).append(each)
    return list(groups.values())


def rest(alternatives: Iterable[Json]) -> str:
    """Return what alternatives change that change neither a headline nor who answers."""
    kinds = set()
    for each in alternatives:
        kinds |= {change["outcome"].partition(".")[0] for change in each["changes"]}
        kinds |= {"sums"} if each["sums"] else set()
    return either(tr(said) for kind, said in _REST.items() if kind in kinds)


def _headline(change: Json) -> bool:
    return change["outcome"].partition(".")[0] in HEADLINES
