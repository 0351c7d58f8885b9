"""Which version of a pack was applied, as a reader is told."""

from __future__ import annotations

from liability.rulebook.load import load_shipped
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import is_shipped
from liability.sentences import tr
from liability.source.problems import ProblemsError


def edition(rulebook: Rulebook) -> str:
    """Return the version of a pack; beside it, that the pack that ships as this version differs.

    >>> edition(load_shipped("keep-the-future-human"))
    '0.1.0'
    """
    if not _differs(rulebook):
        return rulebook.version
    return tr("{version} (differs from the version shipped)", version=rulebook.version)


def _differs(rulebook: Rulebook) -> bool:
    """Return whether a pack has id and version of one that ships, and says something else."""
    if not is_shipped(rulebook.id):
        return False
    try:
        own = load_shipped(rulebook.id)
    except ProblemsError:  # a program whose own pack is broken: what is applied is another
        return True
    return own.version == rulebook.version and own.digest != rulebook.digest
