"""Figures that may turn between two ends of what is open: which do, and how far they may go.

In each share, amount or settlement, whatever the others are, a figure only rises or only falls, so
that the ends tell all; but in what `may_turn` says it may rise and then fall.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from liability.apportionment.division import divide
from liability.apportionment.matter import Matter, choice
from liability.case.model import parts_of
from liability.record import record
from liability.rulebook.model import MET

SHARE, MILLIONTHS = "share", 10**6
_SETTLING = ("exposure", "first", "final", "missed")


@record
class Figure(NamedTuple):
    """An amount in the smallest unit of the currency, or a share in millionths.

    Attributes:
        low: the least that it can be; None where there is no bound.
        high: the most; None where there is no bound.
        on_record: what it is if the record closed today; None where that is not determined.
    """

    low: int | None
    high: int | None
    on_record: int | None


Found = MutableMapping[tuple[str, str], Figure]  # by (party, or "" for the claimant; figure)


def may_turn(matter: Matter, *, able_to_collect: bool) -> bool:
    """Return whether a figure may turn between two ends of what is open.

    Args:
        matter: what the sums are made from.
        able_to_collect: a party may have no claim for contribution, and bear what it pays.
    """
    moving = {parts_of(name).name for name in matter.open}
    shares = bool(moving & {"weight", "fault"})
    if not (shares or moving & {"amount", "settled"}):
        return False
    missed = any(_may_be(matter, word, MET) for word in ("insolvent", "stays"))
    rules = _options(matter, "uncollectible") if missed else set()
    covered = missed and bool(matter.layers)
    settled = _may_have_settled(matter)
    return (
        (settled and _may_be(matter, "stays", MET) and _in_place_turns(matter, moving))
        or (able_to_collect and bool(rules & {"parties", "proportional"}))
        or (shares and (covered or "proportional" in rules or len(rules) > 1))
        or (shares and settled and "everyone" in rules)
        or ("amount" in moving and covered and not _alike(matter))
        or (settled and _credit_turns(matter, moving))
    )


def _in_place_turns(matter: Matter, moving: set[str]) -> bool:
    """Return whether it may with what those owe who still answer in place of who settled.

    Where the share is taken off, the others owe theirs whatever was paid.
    """
    return bool(moving & {"weight", "fault", "amount"}) or _credit(matter) != "share"


def _credit(matter: Matter) -> str:
    return choice(matter.law, "settlement")


def _credit_turns(matter: Matter, moving: set[str]) -> bool:
    """Return whether it may with what is credited for a settlement, by the amount that was paid."""
    credit = _credit(matter)
    alone = _options(matter, "extent") == {"several"}
    if credit == "share" or (alone and _options(matter, "uncollectible") == {"joint"}):
        return False
    joint = _options(matter, "extent") == {"whole"} and not _may_be(matter, "several", MET)
    if moving & {"weight", "fault", "amount"} and not (joint and _alike(matter)):
        return True
    return credit == "greater" and "weight" in moving


def _alike(matter: Matter) -> bool:
    """Return whether every head is shared out in the same way."""
    words = ("extent", "uncollectible")
    ways = {tuple(matter.inputs[f"{w}@{head}"].options for w in words) for head in matter.heads}
    same = len(ways) == 1 and all(len(options) == 1 for options in next(iter(ways)))
    return len(matter.heads) < 2 or (same and "caused" not in _options(matter, "extent"))


def _options(matter: Matter, word: str) -> set[object]:
    return {each for head in matter.heads for each in matter.inputs[f"{word}@{head}"].options}


def _may_be(matter: Matter, word: str, value: object) -> bool:
    return any(value in matter.inputs[f"{word}@{each}"].options for each in matter.parties)


def _may_have_settled(matter: Matter) -> bool:
    return any(matter.inputs[f"settled@{each}"].options != (None,) for each in matter.parties)


def widen(found: Found, matter: Matter, *, able_to_collect: bool) -> None:
    """Widen the bounds of figures that may turn to what they cannot exceed.

    Where nobody settled, what each bears while everyone pays, and what of it is missed, turn
    nowhere: nobody takes more beside its own part than is missed. Nor does what may be asked of who
    answers for the whole: it is all that the claimant may claim.
    """
    missed = _most([found[party, "missed"] for party in matter.parties])
    settled = _may_have_settled(matter)
    for party in matter.parties:
        if settled:
            for part in _SETTLING:
                _spread(found, (party, part), matter)
            continue
        own = found[party, "own"]
        most = None if missed is None or own.high is None else own.high + missed
        if not _answers_for_the_whole(matter, party):
            _spread(found, (party, "exposure"), matter, own.low, most)
        if able_to_collect:
            _spread(found, (party, "final"), matter)
        else:
            _spread(found, (party, "final"), matter, own.low, most)
    if settled:
        _spread(found, ("", "recoverable"), matter)
    fault = found["", "fault"]
    answered = _may_be_answered_only(matter)
    if settled or not answered or missed is None or fault.high is None:
        _spread(found, ("", "bears"), matter)
    else:
        _spread(found, ("", "bears"), matter, fault.low, fault.high + missed)


def _answers_for_the_whole(matter: Matter, party: str) -> bool:
    """Return whether a party answers for the whole of each head, or not at all, if it answers."""
    if matter.inputs[f"whole@{party}"].options == (MET,):
        return True
    severally = MET in matter.inputs[f"several@{party}"].options
    return not severally and _options(matter, "extent") <= {"whole", "caused"}


def _may_be_answered_only(matter: Matter) -> bool:
    """Return whether somebody answers for each head, whatever is open."""
    sure = any(matter.inputs[f"answers@{each}"].options == ("yes",) for each in matter.parties)
    return sure and "caused" not in _options(matter, "extent")


def _most(figures: Sequence[Figure]) -> int | None:
    known = [each.high for each in figures if each.high is not None]
    return sum(known) if len(known) == len(figures) else None


def _spread(
    found: Found,
    name: tuple[str, str],
    matter: Matter,
    low: int | None = None,
    high: int | None = None,
) -> None:
    """Give a figure these bounds, or those that it cannot exceed, where they are wider."""
    before, (least, most) = found[name], widest(name, matter)
    high = most if high is None or most is None else min(high, most)
    low = least if low is None or least is None else max(low, least)
    lows = None if low is None or before.low is None else min(low, before.low)
    highs = None if high is None or before.high is None else max(high, before.high)
    if matter.unbounded and highs:
        highs = None
    found[name] = before._replace(low=lows, high=highs)


def widest(name: tuple[str, str], matter: Matter) -> tuple[int | None, int | None]:
    """Return what a figure cannot be below and above, where the heads of harm are bounded.

    No party is asked for, or bears, more than is left of the harm after the claimant's own part.
    """
    party, figure = name
    if figure == SHARE:
        return 0, MILLIONTHS
    if figure == "paid":
        return 0, None if party in matter.unlimited else _ends_of(matter, "settled@", (party,))[1]
    harm = [_ends_of(matter, "amount@", (head,)) for head in matter.heads]
    least, most = sum(low for low, _ in harm), sum(high for _, high in harm)
    if figure == "total":
        return least, most
    if figure == "fault":
        return 0, most
    if figure != "bears":
        return 0, sum(_claimable(matter, high) for _, high in harm)
    # what was paid in settlement may come to more than the harm
    paid = _ends_of(matter, "settled@", matter.parties)[1]
    own = sum(low - _claimable(matter, low) for low, _ in harm)
    return None if matter.unlimited else own - paid, most


def _claimable(matter: Matter, amount: int) -> int:
    """Return what is left of a head after the least that the claimant's own part may be."""
    faults = [each for each in matter.inputs["fault"].options if isinstance(each, Fraction)]
    reduced = {*matter.inputs["claimant"].options} <= {"reduces", "bars"}
    least = min(faults) if reduced else Fraction(0)
    return divide(amount, [1 - least, least])[0]


def keep_to_the_claim(found: Found, matter: Matter) -> None:
    """Let nobody be asked for more than the claimant may claim in all."""
    most = found["", "recoverable"].high
    for party in matter.parties:
        exposure = found[party, "exposure"]
        highs = [each for each in (exposure.high, most) if each is not None]
        found[party, "exposure"] = exposure._replace(high=min(highs, default=None))


def _ends_of(matter: Matter, word: str, members: Sequence[str]) -> tuple[int, int]:
    """Return the sum of an amount of these at its least and at its most; unknown, it is nothing."""
    options = [matter.inputs[f"{word}{each}"].options for each in members]
    known = [[each for each in found if isinstance(each, int)] or [0] for found in options]
    return sum(map(min, known)), sum(map(max, known))
