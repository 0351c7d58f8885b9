"""What the short answer of a memorandum says of harbors, parties and individuals."""

from __future__ import annotations

from collections.abc import Iterator

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.documents.claims_made import claims_of
from liability.documents.words import excluded, lacking, value_label, word
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import either, listing, lowered, marked, of, parted, run_on, tr

_YES, _NO = "yes", "no"
_ELSEWHERE = {  # of one that is not liable under the regime, by whether it answers on any ground
    "yes": marked("It has to answer for harm on another ground."),
    "no": marked("Nor does it have to answer for harm on another ground."),
    "undetermined": marked("Whether it has to answer for harm on another ground is undetermined."),
}


class ShortAnswer:
    """What to say of those whom a determination is about, in the language spoken."""

    def __init__(self, determination: Determination, found: Json) -> None:
        self.book, self.found = determination.law.rulebook, found
        self.names = self.book.outcomes
        self.strict = positions_asked(determination.law)

    def harbors(self) -> Iterator[Json]:
        """Yield the harbors that do not simply fail, and those that are claimed."""
        for each in self.found["harbors"]:
            if each["possible"] != [self.names.harbors["fails"]] or self.claims(each):
                yield each

    def claims(self, harbor: Json) -> str:
        """Return the claims of a harbor with their states; empty where there is none."""
        declared = self.book.conclusions[self.names.harbors["claim"]]
        return listing(
            of(each["id"], either(value_label(declared, state) for state in each["possible"]))
            for each in claims_of(self.book, self.found, harbor["id"])
        )

    def why_it_fails(self, harbor: Json) -> str:
        """Return what excludes a harbor that fails, or which elements do not hold; else nothing."""
        fails = self.names.harbors["fails"]
        if harbor["status"] != fails:
            return ""
        missing = parted(lacking(harbor))
        if missing:
            return tr("Elements shown not to hold: {elements}.", elements=missing)
        why = excluded(harbor, fails)
        return tr("{sentence}.", sentence=why) if why else ""

    def individuals(self) -> Iterator[tuple[str, str, str]]:
        """Yield who may be personally liable or referred: the name, and both answers in words."""
        names = self.names.individuals
        for each in self.found["individuals"]:
            if (each["personal"], each["refer"]) != (_NO, _NO):
                yield (
                    each["name"],
                    *(
                        tr("{title}: {value}", title=self.title(names[end]), value=word(each[end]))
                        for end in ("personal", "refer")
                    ),
                )

    def title(self, conclusion: str) -> str:
        """Return the title of a conclusion as it stands within a sentence."""
        return lowered(say(self.book.conclusions[conclusion].title))

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
