"""The argument of a document that claims a harbor: claims, defeaters and what the case shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from liability.case.safety_case import CLAIM, DEFEATER, Condition, Element, SafetyCase
from liability.determination.assess import Determination
from liability.determination.json_values import state_of_finding
from liability.documents.claim_record import Line, Record
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.claim_documents import ClaimDocument, ListedDefeater, Proposition
from liability.rulebook.model import MET, NOT_MET, Text, say
from liability.sentences import listing, of, tr

OPEN = "undetermined"
NOT_ASKED = "not_asked"
_DEEPEST = 8  # lists within lists: as many levels as Word has for them


@record
class Claimed(NamedTuple):
    """A claim of the harbor, as the record shows it.

    Attributes:
        state: `met`, `not_met`, `undetermined` where nothing settles it, or `not_asked` where the
            readings taken do not ask for it.
        alternatives: ids of the claims of which one is enough, this one included.
        depth: how many claims it stands below.
        again: it stands elsewhere in the tree already.
        lines: facts of the case to read with it.
    """

    id: str
    title: str
    state: str
    cites: tuple[str, ...]
    alternatives: tuple[str, ...]
    depth: int
    again: bool
    lines: tuple[Line, ...]


@record
class Written(NamedTuple):
    """An element of a safety case in its tree.

    Attributes:
        depth: how many elements it stands below.
        again: it stands elsewhere in the tree already.
        later: what it rests on stands further down, where it begins a tree of its own.
    """

    element: Element
    depth: int
    again: bool
    later: bool = False


@record
class Speaking(NamedTuple):
    """A defeater: what it speaks against, who raised it, its state and what answers it.

    Attributes:
        against: by the rulebook and by the safety case; `target` says which by which.
        raised: the safety case has it; else the rulebook lists it as one to be searched for.
        by: empty where nobody is said to have raised it.
        state: a state of a defeater, by the rulebook's id; empty where the rulebook has none.
        answer: empty where nothing answers it.
        bare: what answers it has to rest on evidence, and none is named.
    """

    id: str
    title: str
    against: tuple[str, ...]
    target: str
    cites: tuple[str, ...]
    raised: bool
    by: str
    state: str
    answer: str
    bare: bool


@record
class Watched(NamedTuple):
    """A condition of operation; what is not said of it is empty."""

    title: str
    indicator: str
    limit: str
    owner: str


def beside(listed: str, given: str) -> str:
    """Return what the rulebook says of a thing, and what the safety case does, where it is other.

    >>> beside("The weights are stolen", "Someone may copy the weights")
    'The weights are stolen; in the safety case: Someone may copy the weights'
    >>> beside("d1", "d1")
    'd1'
    """
    if given in ("", listed):
        return listed
    return tr("{listed}; in the safety case: {given}", listed=listed, given=given)


def worded(title: Text, found: Element | Condition | None) -> str:
    """Return what the rulebook calls a thing, and what the safety case says of it beside that."""
    return beside(say(title), found.text if found else "")


def came_out(determination: Determination, claim: Proposition) -> str:
    """Return how a claim came out on its findings; `not_asked` where the readings ask for none."""
    law = determination.law
    values = list(_states(determination, claim.findings))
    asked = all(law.readings[name] == option for name, option in claim.asked_under.items())
    if not asked or (claim.findings and not values):
        return NOT_ASKED
    against = {MET: NOT_MET, NOT_MET: MET}
    values += [against.get(each, OPEN) for each in _states(determination, claim.unless)]
    if NOT_MET in values:
        return NOT_MET
    return MET if values and all(each == MET for each in values) else OPEN


def _states(determination: Determination, findings: Sequence[str]) -> Iterator[str]:
    for name in findings:
        finding = determination.law.findings.get(name)
        if finding is not None and not isinstance(finding.test, c.Constant):
            yield state_of_finding(determination.findings[name].value)


class Argued:
    """The argument for one harbor: the claims of the rulebook, and the safety case, if any."""

    def __init__(self, record_: Record, own: ClaimDocument, safety: SafetyCase | None) -> None:
        self.record, self.own, self.safety = record_, own, safety

    def claims(self, part: ClaimDocument) -> list[Claimed]:
        """Return the claims of a part as a tree, each below those that rest on it."""
        seen: set[str] = set()
        roots = [name for name, each in part.claims.items() if not each.supports]
        return [each for name in roots for each in self._tree(part, name, 0, seen)]

    def _tree(
        self, part: ClaimDocument, name: str, depth: int, seen: set[str]
    ) -> Iterator[Claimed]:
        claim, again = part.claims[name], name in seen
        seen.add(name)
        alike = [
            key for key, each in part.claims.items() if claim.one_of and each.one_of == claim.one_of
        ]
        lines = [each for each in self.record.lines(claim.facts) if each.stated]
        yield Claimed(
            name,
            say(claim.title),
            came_out(self.record.determination, claim),
            claim.cites,
            tuple(alike) if len(alike) > 1 else (),
            depth,
            again,
            tuple(lines),
        )
        if not again:
            for key, each in part.claims.items():
                if name in each.supports:
                    yield from self._tree(part, key, depth + 1, seen)

    def written(self) -> list[Written]:
        """Return the claims, arguments and evidence of the safety case as a tree."""
        if self.safety is None:
            return []
        seen: set[str] = set()
        starts = deque(each.id for each in (*self.safety.tops(), *self.safety.of_kind(CLAIM)))
        made: list[Written] = []
        while starts:
            name = starts.popleft()
            if name not in seen:
                deep: list[str] = []
                made += self._below(self.safety, name, seen, deep)
                starts.extendleft(reversed(deep))
        return made

    def _below(
        self, safety: SafetyCase, top: str, seen: set[str], deep: list[str]
    ) -> Iterator[Written]:
        """Yield an element and what is below it; note in `deep` what is too deep to go on with."""
        waiting = [(top, 0)]
        while waiting:
            name, depth = waiting.pop()
            element, again = safety.elements[name], name in seen
            later = not again and depth == _DEEPEST and bool(element.supported_by)
            yield Written(element, depth, again, later)
            if later:
                deep.append(name)
            elif not again:
                seen.add(name)
                waiting += [(each, depth + 1) for each in reversed(element.supported_by)]

    def defeaters(self) -> list[Speaking]:
        """Return the defeaters that the rulebook lists, answered or not, then the others."""
        raised = {each.id: each for each in self.safety.of_kind(DEFEATER)} if self.safety else {}
        rules = self.record.book.safety_cases
        open_ = (
            next((name for name, each in rules.defeaters.items() if each.stands), "")
            if rules
            else ""
        )
        made = []
        for name, listed in self.own.defeaters.items():
            found = raised.pop(name, None)
            title, target = say(listed.title), listing(listed.against)
            if found is None:
                made.append(
                    Speaking(
                        name,
                        title,
                        listed.against,
                        target,
                        listed.cites,
                        False,
                        "",
                        open_,
                        "",
                        False,
                    )
                )
            else:
                made.append(self._raised(found, listed))
        return made + [self._raised(each, None) for each in raised.values()]

    def _raised(self, found: Element, listed: ListedDefeater | None) -> Speaking:
        rules, state = self.record.book.safety_cases, found.state or ""
        takes = rules is not None and rules.defeaters[state].evidence
        answer = of(found.resolution, listing(found.answered_by)) if found.resolution else ""
        target = listing(found.against)
        return Speaking(
            found.id,
            worded(listed.title, found) if listed else found.text,
            found.against + (listed.against if listed else ()),
            beside(listing(listed.against), target) if listed else target,
            listed.cites if listed else (),
            True,
            found.by or "",
            state,
            answer,
            bool(answer) and takes and not found.answered_by,
        )

    def unanswered(self) -> list[str]:
        """Return the ids of the defeaters of the register that nothing answers."""
        return [each.id for each in self.defeaters() if not each.answer]

    def doubted(self) -> list[str]:
        """Return the ids of the defeaters that stand on a path to the top claim.

        Every claim of the rulebook is on such a path, and so is what a safety case has below its
        top claim.
        """
        rules, safety = self.record.book.safety_cases, self.safety
        if rules is None:
            return []
        reached = set(self.own.claims) | (safety.relied_on() if safety else set())
        return [
            each.id
            for each in self.defeaters()
            if each.state in rules.defeaters
            and rules.defeaters[each.state].stands
            and reached.intersection(each.against)
        ]

    def conditions(self) -> list[Watched]:
        """Return the conditions that the rulebook lists, as the safety case has them, and others.

        One of the safety case is one of the list where it has the same id.
        """
        given = dict(self.safety.conditions) if self.safety else {}
        made = []
        for name, listed in self.own.conditions.items():
            found = given.pop(name, None)
            indicator = (found.indicator if found else None) or say(listed.indicator)
            made.append(self._watched(worded(listed.title, found), indicator, found))
        return made + [
            self._watched(each.text, each.indicator or "", each) for each in given.values()
        ]

    def _watched(self, title: str, indicator: str, given: Condition | None) -> Watched:
        named = (given.threshold if given else None) or ""
        limit = self.safety.thresholds.get(named) if self.safety else None
        owner = (given.owner if given else None) or ""
        return Watched(title, indicator, limit.text if limit else named, owner)

    def around(self, *kinds: str) -> list[Element]:
        return self.safety.of_kind(*kinds) if self.safety else []
