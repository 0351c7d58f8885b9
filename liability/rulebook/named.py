"""Packs of rules by the names that users and case files give them."""

from __future__ import annotations

from pathlib import Path

from liability.rulebook.load import load_rulebook
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.yaml import Document, Path_, part_at


def rulebook_of(document: Document, path: Path_ = ()) -> Rulebook:
    """Load the rulebook that a case names; a folder is looked up from where the case lies.

    Args:
        document: the file.
        path: where in it `pack` stands, if not at its top.

    Raises:
        ProblemsError: there is none, or it has problems.
    """
    named = part_at(document.data, (*path, "pack"))
    if named is None:
        return load_rulebook(DEFAULT_PACK)
    place = document.place((*path, "pack"))
    if not isinstance(named, str):
        advice = f"write it as `pack: {DEFAULT_PACK}`, or name a folder"
        message = "`pack` must be the name of a pack"
        raise ProblemsError([Problem("case/wrong-type", message, advice, place)])
    return rulebook_named(named, document.folder, place)


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
