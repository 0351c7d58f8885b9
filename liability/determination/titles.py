"""What is stated of a case, in words: the titles of facts, and of whom a member names."""

from __future__ import annotations

from liability.case.model import parts_of
from liability.rulebook.model import Rulebook, say


def title_of(key: str, rulebook: Rulebook) -> str:
    """Return the title of a fact; of a key like `claim.harbor`, that of the subject it names."""
    name = parts_of(key).name
    if name in rulebook.facts:
        return say(rulebook.facts[name].title)
    subject = rulebook.subjects.get(named_by(key, rulebook))
    return name if subject is None else say(subject.title)


def named_by(key: str, rulebook: Rulebook) -> str:
    """Return the subject of which a key like `claim.harbor` names a member; empty where of none."""
    subject, _, name = parts_of(key).name.rpartition(".")
    return (
        rulebook.subjects[subject].refers_to.get(name, "") if subject in rulebook.subjects else ""
    )
