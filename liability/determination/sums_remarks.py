"""What a reader should know of how the sums came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from liability.apportionment.matter import choice
from liability.case.as_json import number
from liability.determination.apportioned import Apportioned, names_of
from liability.determination.json_values import Json
from liability.rulebook.model import MET

_DECIMALS = 4  # of a share, where it is shown as a percentage


def remarks(sums: Apportioned) -> Iterator[Json]:
    """Yield what a reader should know of how these sums came about: a `remark`, and of what."""
    matter, case, law = sums.matter, sums.determination.case, sums.determination.law
    if sums.found.collector_matters:
        able = [name for name, each in matter.barred.items() if MET in each.options]
        yield {"remark": "collector_matters", "parties": able}
    asked = [sums.collect_from] if sums.collect_from else list(matter.parties)
    payers = [name for name in asked if _turns_on_payer(sums, name)]
    if payers:
        yield {"remark": "payer_matters", "parties": payers}
    shares = sums.stated_shares()
    yield from _shares_off(sums, shares)
    extents = {
        option for head in matter.heads for option in matter.inputs[f"extent@{head}"].options
    }
    if choice(law, "shares") == "agreed" and extents & {"several", "threshold"}:
        yield {"remark": "agreed_shares"}
    parted = [each for each in matter.heads if sums.has_parts(each)]
    if parted:
        head = names_of(sums.determination).head
        yield {"remark": "head_has_parts", "heads": [case.name_of(head, each) for each in parted]}
    roster = case.roster.get(law.rulebook.outcomes.parties.subject) or ()
    others = [each for each in roster if each not in matter.parties]
    paid = [each for each in others if sums.has_settled(each) != "no"]
    if paid:
        yield {"remark": "settlement_without_answer", "parties": paid}
    without = [each for each in others if shares.get(each)]
    if without:
        yield {"remark": "share_without_answer", "parties": without}


def _shares_off(sums: Apportioned, shares: Mapping[str, Decimal]) -> Iterator[Json]:
    """Yield that the shares stated do not come to 100 %, as shown, or that one is not stated.

    Where the claimant's own share is not one figure, they are summed without it; then they are off
    where no value of it makes them come to that.
    """
    least, fault, most = sums.stated_fault()
    whole = sum(shares.values(), fault or Decimal(0))
    missing = round(1 - whole, _DECIMALS)
    off = missing != 0 if fault is not None else not least <= missing <= most
    unstated = [each for each in sums.matter.parties if each not in shares]
    if len(shares) > 1 and (off or unstated):
        said = {"sum": number(whole), "claimant": number(fault)}
        yield {"remark": "shares_off", **said, "parties": unstated}


def _turns_on_payer(sums: Apportioned, party: str) -> bool:
    """Return whether a claim for contribution turns on who, of several, pays for a party."""
    return sums.matter.barred[party].on_record is None and bool(sums.claims_of(party))
