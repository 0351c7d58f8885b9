"""Which provision is encoded where: what of the rulebook cites it."""

from __future__ import annotations

from collections.abc import Mapping

from liability.rulebook.model import CITING, Rulebook


def encoded(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return for each provision what cites it, as `section/id`, in order."""
    found: dict[str, list[str]] = {name: [] for name in rulebook.provisions}
    for section in CITING:
        for name, entry in getattr(rulebook, section).items():
            for cited in entry.cites:
                found[cited].append(f"{section}/{name}")
    for subject, members in rulebook.entries.items():
        for member in members.values():
            for cited in member.cites:
                found[cited].append(f"{subject}/{member.id}")
    for part in ("accounting", "apportionment"):
        counted = getattr(rulebook, part)
        for step, cites in counted.grounds.items() if counted else ():
            for cited in cites:
                found[cited].append(f"{part}/{step}")
    return {name: tuple(each) for name, each in found.items()}


def decides(citation: str) -> bool:
    """Return whether a citation is one by which the provision decides something.

    A fact or a reading may name a provision that nothing applies; findings, rules, parameters,
    conclusions, harbors, duties and the counting of compute apply it.
    """
    return not citation.startswith(("facts/", "readings/"))
