"""What a claim of a harbor made now would come to, where there is none or none that counts.

Which conclusions say so is the rulebook's to declare (`harbors.claim_now`).
"""

from __future__ import annotations

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.documents.base_claims import concluded
from liability.documents.words import lacking, word
from liability.rulebook.model import MET, NOT_MET, say
from liability.sentences import run_on, tr

_ANSWERS = {"not_met": "no"}


def claim_now(determination: Determination, harbor: Json, *, filing: bool = False) -> str:
    """Return whether a claim made now is too late for the harm, why, and in time for a later one.

    Nothing where a claim counts, or the harbor fails or what is shown leaves none of its elements
    to be claimed, or a claim made now is in time for all.

    Args:
        determination: the determination.
        harbor: one of its harbors.
        filing: a claim is about to be made: say also where it is open whether it is too late.
    """
    book = determination.law.rulebook
    part, values = book.outcomes.claim_now, determination.conclusions.values
    if part is None or harbor["excluded"] or any(lacking(harbor)):
        return ""
    left = {*harbor["possible"]} - {book.outcomes.harbors.fails}
    unclaimed, anew = not left.isdisjoint(part.first), left and left <= {*part.anew}
    if not (unclaimed or anew):
        return ""
    asked = {f"{each}.{harbor['id']}": each for each in (part.late, part.later)}
    too_late, in_time = (values[each] for each in asked)
    if in_time == MET and (too_late == NOT_MET or (too_late != MET and not filing)):
        return ""
    late, later = (concluded(determination.proof.conclusion(each), determination) for each in asked)
    why = [tr("{sentence}.", sentence=each) for each in late.told]
    titles = [say(book.conclusions[name].title) for name in asked.values()]
    return run_on(_said(titles[0], late.state), *why, _said(titles[1], later.state))


def _said(title: str, state: str) -> str:
    """Return a title as it is where it is so, and else with the answer."""
    if state == "met":
        return tr("{sentence}.", sentence=title)
    return tr("{title}: {value}.", title=title, value=word(_ANSWERS.get(state, state)))
