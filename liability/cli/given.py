"""What the user gives on the command line: cases, packs, readings."""

from __future__ import annotations

import sys
from pathlib import Path

from liability.case.load import load_case
from liability.case.model import Case
from liability.rulebook.load import load_rulebook
from liability.rulebook.model import Rulebook
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Problem, ProblemsError
from liability.source.yaml import Document, parse, read

STANDARD_INPUT = "-"


def case_and_rulebook(path: Path, pack: str | None) -> tuple[Case, Rulebook]:
    """Read a case, and the rulebook that it names or that `pack` names in its place.

    Raises:
        ProblemsError: either cannot be used.
    """
    document = _read(path)
    named = document.data.get("pack") if isinstance(document.data, dict) else None
    if named is not None and not isinstance(named, str):
        raise ProblemsError(
            [
                Problem(
                    "case/wrong-type",
                    "`pack` must be the name of a pack",
                    "",
                    document.place(("pack",)),
                )
            ]
        )
    rulebook = load_rulebook(pack or named or DEFAULT_PACK)
    return load_case(document, rulebook), rulebook


def _read(path: Path) -> Document:
    if str(path) != STANDARD_INPUT:
        return read(path)
    raw = sys.stdin.buffer.read()
    try:
        return parse(raw.decode("utf-8-sig"), "standard input")
    except UnicodeDecodeError:
        raise ProblemsError(
            [
                Problem(
                    "file/not-text",
                    "standard input is not UTF-8 text",
                    "pipe in a YAML or JSON case",
                )
            ]
        ) from None


def readings(given: list[str]) -> dict[str, str]:
    """Return the readings given as `K=V`.

    Raises:
        ProblemsError: one of them has no `=`.
    """
    odd = [each for each in given if "=" not in each]
    if odd:
        raise ProblemsError(
            Problem(
                "law/reading-form",
                f"`{each}` is not a reading",
                "write `--reading Q10=any_many_step`",
            )
            for each in odd
        )
    return dict(each.split("=", 1) for each in given)
