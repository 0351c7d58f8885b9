"""What the short answer of a memorandum says of harbors, parties and individuals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liability.determination.assess import Determination
from liability.determination.json_values import Found, Json
from liability.determination.proof import CONCLUSION
from liability.documents.base_claims import base_claims, concluded
from liability.documents.claim_ground import Grounds
from liability.documents.claims_made import claims_of
from liability.documents.words import answered, excluded, lacking, possible_words, value_label
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import MET, NOT_MET, say
from liability.sentences import either, listing, lowered, marked, of, parted, run_on, tr

_YES, _NO = "yes", "no"
_RANKS = {"bad": 0, "warn": 1, "good": 3}  # by tone, the states of duties as they are told
_OPEN_RANK = 2
_ELSEWHERE = {  # of one that is not liable under the regime, by whether it answers on any ground
    "yes": marked("It has to answer for harm on another ground."),
    "no": marked("Nor does it have to answer for harm on another ground."),
    "undetermined": marked("Whether it has to answer for harm on another ground is undetermined."),
}
_KEPT = {  # of one that made a base system, by whether it keeps the harbor of the base
    "met": marked("It keeps the harbor of the base system."),
    "not_met": marked("It does not keep the harbor of the base system."),
    "undetermined": marked("Whether it keeps the harbor of the base system is undetermined."),
}


class ShortAnswer:
    """What to say of those whom a determination is about, in the language spoken."""

    def __init__(self, determination: Determination, found: Found) -> None:
        self.determination = determination
        self.book, self.found = determination.law.rulebook, found
        self.names = self.book.outcomes
        self.strict = positions_asked(determination.law)
        self.base = {
            each["id"]: base_claims(determination, found, each["id"]) for each in found["harbors"]
        }

    def harbors(self) -> Iterator[Json]:
        """Yield the harbors that do not simply fail, and those that are claimed."""
        for each in self.found["harbors"]:
            if not self._simply_fails(each):
                yield each

    def failing(self) -> list[str]:
        """Return the titles of the harbors that simply fail, and that nobody claims."""
        return [each["title"] for each in self.found["harbors"] if self._simply_fails(each)]

    def _simply_fails(self, harbor: Json) -> bool:
        return harbor["possible"] == [self.names.harbors.fails] and not self.claims(harbor)

    def claims(self, harbor: Json) -> str:
        """Return the claims of a harbor with their states; empty where there is none."""
        declared = self.book.conclusions[self.names.harbors.claim]
        return listing(
            of(each["id"], possible_words(declared, each["possible"]))
            for each in claims_of(self.book, self.found, harbor["id"])
        )

    def no_harm(self) -> str:
        """Return that no harm has occurred, where the facts of the case say so; else nothing."""
        harm = self.names.harm
        if harm is None or self.determination.findings[harm].value != NOT_MET:
            return ""
        return tr(
            "On the facts of this case no harm has occurred: the standard is the one that would "
            "apply if any did."
        )

    def by_reading(self, harbor: Json) -> str:
        """Return the rules that a harbor's state rests on, where they are so by a reading alone."""
        grounds = Grounds(self.determination, harbor["id"]).harbor
        varies = self.book.varies
        read = {name for each in grounds for name in varies.get(f"rules/{each.rule}", ())}
        said = [
            self._read_so(reading, states)
            for reading in self.found["readings"]
            if reading["id"] in read and (states := _otherwise(reading, f"harbors.{harbor['id']}"))
        ]
        if not said:
            return ""
        titles = parted(run_on(say(each.title), f"[{', '.join(each.cites)}]") for each in grounds)
        return run_on(tr("This rests on: {grounds}.", grounds=titles), *said)

    def _read_so(self, reading: Json, states: Sequence[str]) -> str:
        """Return that a state of a harbor is so by a reading, and what it may be by another."""
        declared = self.book.readings[reading["id"]]
        status = self.book.conclusions[self.names.harbors.status]
        return tr(
            "It is so only by reading {reading}, taken so: {option}. Taken otherwise, it may be: "
            "{states}.",
            reading=of(reading["id"], say(declared.title)),
            option=say(declared.options[reading["taken"]]),
            states=either(value_label(status, each) for each in states),
        )

    def why_it_fails(self, harbor: Json) -> str:
        """Return what excludes a harbor that fails, or which elements do not hold; else nothing."""
        fails = self.names.harbors.fails
        if harbor["status"] != fails:
            return ""
        missing = parted(lacking(harbor))
        if missing:
            return tr("Elements shown not to hold: {elements}.", elements=missing)
        why = excluded(harbor)
        return tr("{sentence}.", sentence=why) if why else ""

    def of_base(self, harbor: Json) -> str:
        """Return how the claims of a harbor stand for a base system, and on which elements."""
        points = [
            point
            for each in self.base[harbor["id"]]
            for point in (each.effective, *each.elements, *each.turns_on)
        ]
        if not points:
            return ""
        said = tr("For the base system, judged by itself:")
        return run_on(said, *(each.sentence() for each in points))

    def duties(self) -> Iterator[tuple[str, str]]:
        """Yield each state that duties are in, the worst first, and which duties are in it."""
        declared = self.book.conclusions[self.names.obligations.status]
        listed: dict[tuple[int, str], list[str]] = {}
        for each in self.found["obligations"]:
            alone = each["status"] if each["possible"] == [each["status"]] else ""
            conflict = each["status"] == "conflict"
            said = possible_words(declared, each["possible"], conflict=conflict)
            rank = _RANKS.get(self.names.tones.get(alone, ""), _OPEN_RANK)
            listed.setdefault((rank, said), []).append(each["title"])
        for (_, said), titles in sorted(listed.items()):
            yield said, parted(titles)

    def individuals(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each individual: the name, both answers in words, what is not decided.

        Those of whom both answers are no come together, and last.
        """
        people = self.found["individuals"]
        others = [each for each in people if each["personal"] == each["refer"] == _NO]
        for each in people:
            if each not in others:
                yield each["name"], *self._answers(each), ""
        if others:
            names = listing(each["name"] for each in others)
            open_ = tr("Whether they answer under ordinary law is not decided here.")
            yield names, *self._answers(others[0]), open_

    def _answers(self, individual: Json) -> tuple[str, str]:
        """Return whether somebody is personally liable, and whether facts are to be referred."""
        names = self.names.individuals
        personal, refer = (
            tr(
                "{title}: {value}",
                title=self.title(name),
                value=answered(individual[end], individual["on_this_record"][end]),
            )
            for end, name in (("personal", names.personal), ("refer", names.refer))
        )
        return personal, refer

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
                answer=answered(party["liable"], party["on_this_record"]),
                position=position,
            )
        return run_on(said, self._kept(party), _elsewhere(party))

    def _kept(self, party: Json) -> str:
        """Return whether a party keeps the harbor of a base, where it does or claims to."""
        base = self.names.base
        nodes = self.determination.proof.nodes
        node = nodes.get(f"{CONCLUSION}:{base.kept}@{party['id']}") if base else None
        claimed = party["id"] in {claim.party for each in self.base.values() for claim in each}
        if node is None or not (claimed or node.value == MET):
            return ""
        kept = concluded(node, self.determination)
        return run_on(tr(_KEPT[kept.state]), *(tr("{sentence}.", sentence=e) for e in kept.told))


def _otherwise(reading: Json, outcome: str) -> list[str]:
    """Return the values that an outcome may have by the other options of a reading."""
    changes = [
        change
        for other in reading["alternatives"]
        for change in other["changes"]
        if change["outcome"] == outcome
    ]
    return list(dict.fromkeys(value for each in changes for value in each["otherwise"]))


def positions_asked(law: Law) -> set[str]:
    """Return the positions that the rules of who is liable ask for."""
    parties = law.rulebook.outcomes.parties
    rules = law.conclusions[parties.liable].rules
    leaves = [leaf for rule in rules for leaf in c.walk(rule.when)]
    asked = [each for each in leaves if isinstance(each, c.Is)]
    return {value for each in asked if each.node == parties.position for value in each.values}


def _elsewhere(party: Json) -> str:
    """Return whether a party that is not liable under the regime answers on another ground."""
    said = _ELSEWHERE.get(party["answers"], "") if party["liable"] == _NO else ""
    return tr(said) if said else ""
