"""Conditions against themselves, in packs that are drawn at random."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import reject

from liability.rulebook.compile import compile_pack
from liability.rulebook.model import Rulebook
from liability.source.problems import ProblemsError


def veiled(raw: Any) -> Any:
    """Return conditions, where parts of one are against each other, so that it does not show.

    `rules check` refuses an `all` or `any` of a condition and its `not`; how such decide what is
    open is tested all the same, with one of the two denied twice.
    """
    if isinstance(raw, list):
        return [veiled(each) for each in raw]
    if not isinstance(raw, dict):
        return raw
    found = {key: veiled(each) for key, each in raw.items()}
    for kind in ("all", "any"):
        if isinstance(found.get(kind), list):
            found[kind] = _apart(found[kind], kind)
    if "unless" in found:
        denied = [{"not": each} for each in found["unless"]]
        found["when"], *denied = _apart([found["when"], *denied], "all")
        found["unless"] = [each["not"] for each in denied]
    return found


def compiled_folder(folder: Path) -> Rulebook:
    """Compile a pack; one that says a thing and its `not` in two ways is drawn anew."""
    try:
        return compile_pack(folder)
    except ProblemsError as error:
        if {each.code for each in error.problems} == {"rules/unreachable"}:
            reject()
        raise


def _apart(parts: list[Any], kind: str) -> list[Any]:
    joined = [it for each in parts for it in _joined(each, kind)]
    return [
        {"not": {"not": part}}
        if any(each == {"not": it} for each in _joined(part, kind) for it in joined)
        else part
        for part in parts
    ]


def _joined(part: Any, kind: str) -> list[Any]:
    inside = part.get(kind) if isinstance(part, dict) else None
    return [it for each in inside for it in _joined(each, kind)] if inside else [part]
