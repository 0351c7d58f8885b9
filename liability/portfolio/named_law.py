"""A law in words that tell it from others: pack, text, day, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from liability.case.quantity import figure
from liability.determination.edition import edition
from liability.language import speaking
from liability.portfolio.results import JOINT
from liability.record import record
from liability.rulebook.law import Law
from liability.rulebook.model import Rulebook, say
from liability.sentences import listing, lowered, tr


@record
class OwnLaw(NamedTuple):
    """What each case says itself of the law that it is determined under, if it does.

    Readings and figures always, but for those that were chosen for every case.

    Attributes:
        day: whether the day, as none was given for every case.
        text: whether the language version.
    """

    day: bool
    text: bool


def held(said: str, own: bool | None) -> str:
    """Return what is said of a law, and of which cases it holds.

    Args:
        said: the day, the text, or what was chosen.
        own: whether each case may say it itself; None where there are no cases that could.
    """
    if own is None:
        return said
    if own:
        return tr("{value}, where a case names none", value=said)
    return tr("{value}, for every case", value=said)


def chosen(law: Law, own: OwnLaw | None) -> Iterator[tuple[str, str]]:
    """Yield what the user chose in place of the defaults of a law, and how it is called.

    Args:
        law: the law in force.
        own: what cases may say themselves; None for a table.
    """
    every = None if own is None else False
    if law.set_readings:
        readings = sorted(law.set_readings.items())
        yield tr("Readings chosen"), held(listing(f"{k} = {v}" for k, v in readings), every)
    if law.set_parameters:
        set_ = sorted(law.set_parameters.items())
        said = listing(f"{k} = {figure(v)}" for k, v in set_)
        yield tr("Figures set otherwise"), held(said, every)


def left_to_cases(law: Law) -> str:
    """Return which readings and figures each case sets itself."""
    if law.set_readings or law.set_parameters:
        return tr("other readings and figures as each case sets them")
    return tr("readings and figures as each case sets them")


def named_law(law: Law, own: OwnLaw | None = None) -> Iterator[str]:
    """Yield what tells a law from others: pack, text, day, and what was chosen.

    Args:
        law: the law in force.
        own: what cases may say themselves; None for a table, or of the law of one case.
    """
    book = law.rulebook
    day, text = own or (None, None)
    yield f"{say(book.title)} {edition(book)}"
    yield held(tr("{language} text", language=say(book.profiles[law.profile])), text)
    yield held(tr("law as of {day}", day=law.as_of), day)
    for what, said in chosen(law, own):
        yield tr("{title}: {value}", title=lowered(what), value=said)
    if own is not None:
        yield left_to_cases(law)


def is_of_pack(said: str, rulebook: Rulebook) -> bool:
    """Return whether a law, as results state it, is one of a pack, in whatever version."""
    with speaking("en"):
        return said.startswith(f"{say(rulebook.title)} ")


def law_in_results(law: Law) -> str:
    """Return a law as results state it: in English, as they do all else."""
    with speaking("en"):
        return JOINT.join(named_law(law))
