"""The provisions that the steps of the sums rest on."""

from __future__ import annotations

from collections.abc import Iterator

from liability.apportionment.figures import may_contribute
from liability.apportionment.matter import Input
from liability.apportionment.turning import Figure
from liability.case.model import parts_of
from liability.determination.apportioned import Apportioned, names_of
from liability.logic import FAILS, HOLDS
from liability.rulebook.model import MET, NOT_MET


def cites_of_steps(sums: Apportioned) -> dict[str, list[str]]:
    """Return what each step rests on that is taken, or that what is open may lead to.

    Where rules say how a step is taken, it rests on those that apply; else on what the rulebook
    gives as its ground.
    """
    grounds = names_of(sums.determination).grounds
    return {
        step: list(dict.fromkeys(_by_rules(sums, *words))) or list(grounds[step])
        for step, words in _steps(sums)
    }


def _steps(sums: Apportioned) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each step taken, and the inputs by which rules say how."""
    matter, found = sums.matter, sums.found
    if not matter.parties or not matter.heads:
        return
    several = len(matter.parties) > 1
    insured = matter.parties if None in matter.layers.values() else tuple(matter.layers.values())
    yield "exposure", ("answers", "extent", "several", "whole")
    if several:
        yield "shares", ()
    effect = matter.inputs["claimant"].options
    if effect != ("reduces",) or _may_be(found.claimant["fault"]):
        yield "claimant", ("claimant",)
    if any(sums.has_settled(each) != "no" for each in matter.parties):
        yield "settlement", ()
    if any(_may_be(each["missed"]) for each in found.parties.values()):
        yield "uncollectible", ("uncollectible", "additional")
    if several and _may_be_paid_for_others(sums):
        yield "contribution", ()
    if matter.layers and any(MET in matter.inputs[f"insolvent@{e}"].options for e in insured):
        yield "insurance", ()
    yield "ordinary", ()


def _may_be(figure: Figure) -> bool:
    """Return whether a figure is, or may be, something other than nothing."""
    return any(each != 0 for each in (figure.low, figure.high, figure.on_record))


def _may_be_paid_for_others(sums: Apportioned) -> bool:
    """Return whether one may pay more than its part, and claim that of the others."""
    made = sums.found.sums
    if made is None or made.shares is None or sums.found.collector_matters:
        return True
    claimed = any(sums.claims_of(each) for each in sums.matter.parties)
    return claimed or (bool(sums.matter.open) and may_contribute(sums.matter))


def _by_rules(sums: Apportioned, *words: str) -> Iterator[str]:
    """Yield what the rules cite by which the inputs are what they are, or may be."""
    for name, each in sums.matter.inputs.items():
        if parts_of(name).name in words and each.options != (NOT_MET,):
            yield from _cited(sums, each)


def _cited(sums: Apportioned, taken: Input) -> Iterator[str]:
    """Yield what the rules cite that give an input its value; where it is open, may give it one."""
    conclusion, member = parts_of(taken.key)
    ground = sums.determination.law.conclusions[conclusion]
    for each in sums.determination.conclusions.considered(ground, member):
        if each.applies == HOLDS or (each.applies != FAILS and len(taken.options) > 1):
            yield from each.ground.rule.cites
