"""The figures of a matter: what they are on this record, and between what bounds they lie.

What the record leaves open is tried in every combination, so the bounds are those of all that may
still come out: between two ends a figure only rises, or only falls. Where it may turn between them
(`turning` says where), the bounds are widened. Where a share may cross the threshold from which a
party answers for the whole, both is tried with either end. Beyond `MOST_TRIED` combinations, or
`MOST_PARTS` parts of heads in all of them, the bounds are what no combination can exceed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from liability.apportionment.division import divide
from liability.apportionment.matter import Matter, Taken, choice
from liability.apportionment.payments import contributions, paid_for_others
from liability.apportionment.sums import Sums
from liability.apportionment.turning import (
    MILLIONTHS,
    SHARE,
    Figure,
    keep_to_the_claim,
    may_turn,
    widen,
    widest,
)
from liability.rulebook.model import MET

MOST_TRIED, MOST_PARTS = 1024, 6000
_PARTS = ("exposure", "own", "first", "final", "paid", "missed", "taken")
_OF_CLAIMANT = ("total", "fault", "recoverable", "bears", "taken")
_BORNE = ("first", "final", "missed", "taken")
_SPANS = ("amount@", "settled@", "weight@", "fault")  # inputs that may be intervals
_CLAIMED = {"exposure", "own", "first", "paid", SHARE, "total", "fault", "recoverable"}
# inputs that bear on none of these
_COLLECTING = {"insolvent", "able", "layer", "insured", "cover", "additional"}

Open = dict[str, tuple[object, ...]]  # what is open: an input's name -> what it may be

Values = dict[tuple[str, str], int | None]  # (party, or "" for the claimant; figure) -> units


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a matter.

    Attributes:
        sums: those on this record; None where the record leaves too much open.
        parties: each party's figures: `exposure`, `share`, `own`, `first`, `final`, `paid`,
            `missed`, `taken`; see `sums.Part`.
        claimant: `total`, `fault`, `recoverable`, `bears` and `taken`; see `sums.Sums`.
        turns_on: the names of open inputs of which some value changes a figure on this record.
        tried: whether every combination was tried, and no figure goes further between two ends.
        reached: whether some combination comes to each bound, as far as what is open is
            independent.
        collector_matters: who bears what turns on whom the claimant collects from, since a party
            has, or may have, no claim for contribution.
    """

    sums: Sums | None
    parties: Mapping[str, Mapping[str, Figure]]
    claimant: Mapping[str, Figure]
    turns_on: tuple[str, ...]
    tried: bool
    reached: bool
    collector_matters: bool


def figures_of(matter: Matter, collect_from: str | None = None) -> Figures:
    """Return the figures of a matter, over all that its record leaves open.

    Args:
        matter: what the sums are made from.
        collect_from: the party of which the claimant takes all that it can; where left out, it may
            be any, which matters where one has no claim for contribution.
    """
    sums = matter.sums_on_record
    collectors = _collectors(matter, collect_from)
    bears_all = collect_from is not None and matter.barred[collect_from].on_record == MET
    bearing = collect_from if bears_all else None
    here = _told(matter, sums, bearing) if sums is not None else None
    shown = _shown(matter, sums, here, collect_from)
    crossing = _crossing(matter)
    open_ = _open_of(matter, crossing)
    tried = _can_be_tried(matter, open_)
    sure = collect_from is not None and matter.barred[collect_from].options == (MET,)
    combined = list(_combined(matter, open_, collectors, sure=sure)) if tried else []
    found = _bounds(matter, open_, shown, combined, tried=tried)
    spans = any(name.startswith(_SPANS) for name in open_)
    if matter.unbounded or matter.overlapping or spans:
        _loosen(found, matter)
    turns = may_turn(matter, able_to_collect=bool(collectors))
    if turns:
        widen(found, matter, able_to_collect=bool(collectors))
    keep_to_the_claim(found, matter)
    return Figures(
        sums,
        {
            party: {part: found[party, part] for part in (*_PARTS, SHARE)}
            for party in matter.parties
        },
        {part: found["", part] for part in _OF_CLAIMANT},
        tuple(_turning(matter, here, bearing)) if here is not None else tuple(matter.open),
        tried and not (crossing or turns or matter.overlapping),
        all(_reached(found[name], name, combined) for name in found),
        collect_from is None
        and any(sums is None or each in _may_collect(sums) for each in collectors),
    )


def _bounds(
    matter: Matter, open_: Open, shown: Values | None, combined: list[Values], *, tried: bool
) -> dict[tuple[str, str], Figure]:
    """Return every figure, between the least and the most that the combinations come to."""
    claimed = combined
    if not tried and (fewer := _without_collection(matter, open_)) is not None:
        claimed = list(_combined(matter, fewer, (), sure=False))
    return {
        name: _figure(name, matter, shown, claimed if name[1] in _CLAIMED else combined)
        for name in _names(matter)
    }


def _reached(figure: Figure, name: tuple[str, str], combined: Sequence[Values]) -> bool:
    """Return whether some combination comes to each end of a figure, where it has one."""
    values = {each[name] for each in combined}
    return {figure.low, figure.high} - {None} <= values


def _loosen(found: dict[tuple[str, str], Figure], matter: Matter) -> None:
    """Give who takes what cannot be collected the bounds of all that is missed, and of the harm.

    Between two ends of an interval a part of it may rise and then fall.
    """
    missed = [found[party, "missed"].high for party in matter.parties]
    known = [each for each in missed if each is not None]
    most = sum(known) if len(known) == len(missed) else None
    harm = None if matter.unbounded else widest(("", "taken"), matter)[1]
    most = min((each for each in (most, harm) if each is not None), default=None)
    for party in ("", *matter.parties):
        found[party, "taken"] = found[party, "taken"]._replace(low=0, high=most)


def may_contribute(matter: Matter) -> bool:
    """Return whether in some way in which what is open may come out one may claim of another.

    Where there are too many to try, or shares are not known, it may be so.
    """
    open_ = _open_of(matter, _crossing(matter))
    if not _can_be_tried(matter, open_):
        return True
    return any(
        sums.shares is None or any(contributions(sums, each) for each in sums.parties)
        for sums in _ways(matter, open_)
    )


def _open_of(matter: Matter, crossing: Sequence[str]) -> Open:
    """Return what is open, also whether the shares of these parties reach the threshold."""
    open_ = {name: each.options for name, each in matter.open.items()}
    return open_ | {f"reaches@{name}": (True, False) for name in crossing}


def _can_be_tried(matter: Matter, open_: Open) -> bool:
    ways = prod(len(options) for options in open_.values())
    parts = ways * max(1, len(matter.parties) * len(matter.heads))
    return ways <= MOST_TRIED and parts <= MOST_PARTS


def _without_collection(matter: Matter, open_: Open) -> Open | None:
    """Return what is open without what bears on collecting alone; None if too much is left.

    Nor is any where what may be asked of one turns on what cannot be collected of another.
    """
    rules = {
        each for head in matter.heads for each in matter.inputs[f"uncollectible@{head}"].options
    }
    left = {
        name: options for name, options in open_.items() if name.split("@")[0] not in _COLLECTING
    }
    turns = rules & {"proportional", "parties"}
    return left if not turns and _can_be_tried(matter, left) else None


def _names(matter: Matter) -> Iterator[tuple[str, str]]:
    for party in matter.parties:
        yield from ((party, part) for part in (*_PARTS, SHARE))
    yield from (("", part) for part in _OF_CLAIMANT)


def _collectors(matter: Matter, collect_from: str | None) -> list[str]:
    """Return the parties that would, or may, bear alone what they pay beyond their part."""
    able = matter.parties if collect_from is None else (collect_from,)
    if not matter.heads or len(matter.parties) == 1:
        return []
    return [each for each in able if MET in matter.barred[each].options]


def _may_collect(sums: Sums) -> set[str]:
    """Return the parties that would have something to claim of others."""
    if any(each.final is None for each in sums.parties.values()):
        return set(sums.parties)
    return {name for name in sums.parties if contributions(sums, name)}


def _shifted(values: Values, sums: Sums, collector: str) -> Values:
    """Return the figures where a party without a claim for contribution pays all it may be asked.

    What it pays beyond its part it bears, and the others are relieved of it: first of what each
    took of what cannot be collected, then of its own part.
    """
    if collector not in sums.parties or any(each.final is None for each in sums.parties.values()):
        return values
    changed = dict(values)
    for head, paid in paid_for_others(sums, collector).items():
        for name, amount in paid.items():
            taken = min(amount, sums.heads[head][name].taken or 0)
            for figure, by in (("final", amount), ("taken", taken)):
                _move(changed, (name, figure), (collector, figure), by)
    return changed


def _move(values: Values, source: tuple[str, str], to: tuple[str, str], amount: int) -> None:
    for name, by in ((source, -amount), (to, amount)):
        before = values[name]
        values[name] = None if before is None else before + by


def _combined(
    matter: Matter, open_: Open, collectors: Sequence[str], *, sure: bool
) -> Iterator[Values]:
    """Yield the figures of every combination of what is open."""
    for sums in _ways(matter, open_):
        found = _values(matter, sums)
        if not sure:
            yield found
        yield from (_shifted(found, sums, each) for each in collectors)


def _ways(matter: Matter, open_: Open) -> Iterator[Sums]:
    """Yield the sums of every combination of what is open."""
    base = {name: each.options[0] for name, each in matter.inputs.items()}
    for values in product(*open_.values()):
        yield matter.sums({**base, **dict(zip(open_, values, strict=True))})


def _crossing(matter: Matter) -> list[str]:
    """Return the parties whose shares may reach the threshold between the ends of an interval."""
    inputs, threshold = matter.inputs, matter.threshold
    weights = {each: _ends(inputs[f"weight@{each}"].options) for each in matter.parties}
    faults = _ends(inputs["fault"].options) or (Fraction(0), Fraction(0))
    open_ = [*(inputs[f"weight@{each}"] for each in matter.parties), inputs["fault"]]
    extents = {each for head in matter.heads for each in inputs[f"extent@{head}"].options}
    if "threshold" not in extents or all(len(each.options) == 1 for each in open_):
        return []
    if inputs["claimant"].options != ("reduces",):
        faults = (Fraction(0), faults[1])
    sure = {each for each in matter.parties if inputs[f"answers@{each}"].options == ("yes",)}
    known = {name: ends for name, ends in weights.items() if ends is not None}
    if sure - known.keys():
        return []  # no share is ever known
    found = []
    for name, (low, high) in known.items():
        others = {each: ends for each, ends in known.items() if each != name}
        most = _part(high, [ends[0] for each, ends in others.items() if each in sure])
        least = _part(low, [ends[1] for ends in others.values()])
        if least * (1 - faults[1]) < threshold <= most * (1 - faults[0]):
            found.append(name)
    return found


def _ends(options: Sequence[object]) -> tuple[Fraction, Fraction] | None:
    found = [each for each in options if isinstance(each, Fraction)]
    return (min(found), max(found)) if len(found) == len(options) else None


def _part(weight: Fraction, others: Sequence[Fraction]) -> Fraction:
    return weight / (weight + sum(others)) if weight else Fraction(0)


def _turning(matter: Matter, here: Values, bearing: str | None) -> Iterator[str]:
    """Yield the open inputs of which another value changes some figure on this record."""
    for name, each in matter.open.items():
        for option in each.options:
            taken: Taken = {**matter.on_record, name: option}
            if option != each.on_record and _told(matter, matter.sums(taken), bearing) != here:
                yield name
                break


def _told(matter: Matter, sums: Sums, bearing: str | None) -> Values:
    """Return the figures where one, if any, bears all that it may be asked for."""
    values = _values(matter, sums)
    if matter.nominal and matter.unlimited:
        values = _without_settlements(matter, values)
    return values if bearing is None else _shifted(values, sums, bearing)


def _shown(
    matter: Matter, sums: Sums | None, here: Values | None, collect_from: str | None
) -> Values | None:
    """Return the figures on this record, less those that turn on who of several pays."""
    if sums is None or here is None or collect_from is None:
        return here
    if matter.barred[collect_from].on_record is not None:
        return here
    other = _told(matter, sums, collect_from)
    return {name: each if other[name] == each else None for name, each in here.items()}


def _values(matter: Matter, sums: Sums) -> Values:
    values: Values = {}
    shares = _in_millionths(sums.shares)
    for party in matter.parties:
        part = sums.parties.get(party)
        values |= {(party, name): getattr(part, name) if part else 0 for name in _PARTS}
        values[party, SHARE] = 0 if part is None else shares.get(party)
    for name in _OF_CLAIMANT:
        values["", name] = getattr(sums, name)
    return values


def _without_settlements(matter: Matter, values: Values) -> Values:
    """Return the figures that hold whatever was paid in settlement of a harm of unknown amount."""
    kept = {SHARE, "own", "total", "fault"}
    if choice(matter.law, "settlement") == "share":
        kept |= {"exposure", *_BORNE, "recoverable"}
    stay = {name for name in matter.parties if MET in matter.inputs[f"stays@{name}"].options}
    turning = {(name, each) for name in stay for each in ("exposure", *_BORNE)}
    if stay:
        turning |= {("", "recoverable"), ("", "taken")}
    return {n: value if n[1] in kept and n not in turning else None for n, value in values.items()}


def _in_millionths(shares: Mapping[str, Fraction] | None) -> dict[str, int]:
    """Return shares in millionths, which with the claimant's add up to one."""
    if shares is None:
        return {}
    rest = Fraction(1) - sum(shares.values(), Fraction(0))
    *parts, _ = divide(MILLIONTHS, [*shares.values(), rest])
    return dict(zip(shares, parts, strict=True))


def _figure(
    name: tuple[str, str],
    matter: Matter,
    here: Values | None,
    combined: list[Values],
) -> Figure:
    on_record = here[name] if here is not None else None
    if not matter.heads and name[1] != SHARE:  # no harm is entered to be divided
        return Figure(0, None, None)
    low, high = widest(name, matter)
    found = [values[name] for values in combined]
    known = [each for each in found if each is not None]
    whole = len(known) == len(found) and bool(known)
    if low is not None:
        low = min(known) if whole else min([low, *known])
    if high is not None:
        high = max(known) if whole else max([high, *known])
    if matter.unbounded and name[1] != SHARE and (high or not combined):
        high = None
    return Figure(low, high, on_record)
