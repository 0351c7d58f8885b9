"""Packs of rules by the names that users and case files give them."""

from __future__ import annotations

from pathlib import Path

from liability.rulebook.load import load_rulebook
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.yaml import Document


def rulebook_of(document: Document) -> Rulebook:
    """Load the rulebook that a case names; a folder is looked up from where the case lies.

    Raises:
        ProblemsError: there is none, or it has problems.
    """
    named = document.data.get("pack") if isinstance(document.data, dict) else None
    if named is None:
        return load_rulebook(DEFAULT_PACK)
    place = document.place(("pack",))
    if not isinstance(named, str):
        advice = f"write it as `pack: {DEFAULT_PACK}`, or name a folder"
        message = "`pack` must be the name of a pack"
        raise ProblemsError([Problem("case/wrong-type", message, advice, place)])
    return rulebook_named(named, Path(document.file).parent, place)


def rulebook_named(name: str, beside: Path = Path(), place: Place | None = None) -> Rulebook:
    """Load the pack that ships under a name, or else that lies in the folder of this name.

    Raises:
        ProblemsError: there is none, or it has problems.
    """
    try:
        return load_rulebook(name, beside)
    except ProblemsError as error:
        if [each.code for each in error.problems] != ["rules/no-pack"]:
            raise
        raise ProblemsError([error.problems[0]._replace(place=place)]) from None
