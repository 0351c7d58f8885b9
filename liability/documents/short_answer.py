"""What the short answer of a memorandum says of parties."""

from __future__ import annotations

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.documents.words import word
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.sentences import marked, run_on, tr

_YES, _NO = "yes", "no"
_ELSEWHERE = {  # of one that is not liable under the regime, by whether it answers on any ground
    "yes": marked("It has to answer for harm on another ground."),
    "no": marked("Nor does it have to answer for harm on another ground."),
    "undetermined": marked("Whether it has to answer for harm on another ground is undetermined."),
}


class ShortAnswer:
    """What to say of those whom a determination is about, in the language spoken."""

    def __init__(self, determination: Determination) -> None:
        self.strict = positions_asked(determination.law)

    def party(self, party: Json, position: str) -> str:
        """Return whether a party is liable, and where it stands: for one that is not, if it were.

        Args:
            party: the party, as the determination's JSON has it.
            position: where it stands, in words.
        """
        asked = bool(self.strict & {*party["possible_positions"]})
        supposed = asked or party["answers"] == _NO
        if party["liable"] == _YES:
            said = tr("liable under the regime; its position: {position}.", position=position)
        elif party["liable"] == _NO and supposed:
            said = tr(
                "not liable under the regime; its position, if it were to answer for harm: "
                "{position}.",
                position=position,
            )
        elif party["liable"] == _NO:
            said = tr("not liable under the regime; its position: {position}.", position=position)
        else:
            said = tr(
                "liable under the regime: {answer}; its position, if it is to answer for harm: "
                "{position}.",
                answer=_open(party),
                position=position,
            )
        return run_on(said, _elsewhere(party))


def positions_asked(law: Law) -> set[str]:
    """Return the positions that the rules of who is liable ask for."""
    parties = law.rulebook.outcomes.parties
    rules = law.conclusions[parties["liable"]].rules
    leaves = [leaf for rule in rules for leaf in c.walk(rule.when)]
    asked = [each for each in leaves if isinstance(each, c.Is)]
    return {value for each in asked if each.node == parties["position"] for value in each.values}


def _open(party: Json) -> str:
    """Return that it is open whether a party is liable, and what follows on a closed record."""
    answer, closed = word(party["liable"]), party["on_this_record"]
    if closed is None:
        return answer
    return tr("{values} (if the record closed today: {value})", values=answer, value=word(closed))


def _elsewhere(party: Json) -> str:
    """Return whether a party that is not liable under the regime answers on another ground."""
    said = _ELSEWHERE.get(party["answers"], "") if party["liable"] == _NO else ""
    return tr(said) if said else ""
