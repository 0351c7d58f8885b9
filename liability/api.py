"""What a Python program uses: load rules, determine a case, grade a frame of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypeVar

from liability.case.figures import with_figures
from liability.case.load import load_case
from liability.case.model import Case
from liability.determination.assess import Determination
from liability.determination.assess import assess as determine
from liability.rulebook.load import load_rulebook
from liability.rulebook.model import Rulebook
from liability.rulebook.named import rulebook_of
from liability.rulebook.shipped_cases import at_hand
from liability.source.days import DATE_HELP, day_or_today
from liability.source.problems import Gathered, Problem, ProblemsError
from liability.source.visible import short
from liability.source.yaml import Document, document_of, read

__all__ = ["Determination", "ProblemsError", "assess", "assess_frame", "load_rulebook"]

Frame = TypeVar("Frame")  # pl.DataFrame, pl.LazyFrame, pd.DataFrame, pyspark.sql.DataFrame


def assess(
    case: Case | str | Path | Mapping[str, Any],
    rulebook: Rulebook | None = None,
    *,
    as_of: str | date | None = None,
    profile: str | None = None,
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, str | float | Decimal] | None = None,
    side: str | None = None,
) -> Determination:
    """Determine one case.

    Args:
        case: a case file, also one that ships; its content as data; or a case that was loaded.
        rulebook: the rules; those that the case names, or the shipped ones, when left out. A case
            that was loaded takes the ones that it was loaded by: give them, unless they ship.
        as_of: the date whose law applies, or ISO 8601 text; the case's, or today, when left out.
        profile: the language version that decides.
        readings: options of readings, over those that the case sets.
        parameters: figures of the law to set otherwise, by id, over those that the case sets.
        side: take this side's version of each disputed fact.

    Raises:
        TypeError: the case is of another kind.
        ProblemsError: something given cannot be used; it carries every problem found.

    >>> system = {"training_compute": 3e27, "deployed": True}
    >>> found = assess({"case": "my-model", "as_of": "2025-06-01", "system": system})
    >>> found.outcomes["tier"]
    'RT-4'
    >>> found
    Determination(case='my-model', standard='strict|fault|', tier='RT-4', ...digest='...')
    """
    _check_kinds(rulebook, as_of, readings, parameters, profile=profile, side=side)
    if not isinstance(case, Case):
        document = _document(case)
        rulebook = rulebook or rulebook_of(document)
        day = None if parameters else day_or_today(_day(as_of))  # which go before the case's
        case = load_case(document, rulebook, day)
    rulebook = rulebook or load_rulebook()
    return determine(
        with_figures(case, rulebook, _set(parameters)),
        rulebook,
        as_of=_day(as_of),
        profile=profile,
        readings=readings,
        side=side,
    )


def assess_frame(
    frame: Frame,
    rulebook: Rulebook | None = None,
    *,
    map: str | Path | Mapping[str, Any] | None = None,  # noqa: A002 - as the option of `batch`
    as_of: str | date | None = None,
    profile: str | None = None,
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, str | float | Decimal] | None = None,
    audit: int | Literal["all"] = 50,
) -> Frame:
    """Grade a frame, a case a row, and return it with the results beside its own columns.

    Every row comes back. One that cannot be read has no results; its column `error` says why.

    Args:
        frame: of Polars (also lazy), pandas or PySpark; a missing cell is an unknown fact.
        rulebook: the rules; the shipped ones, when left out.
        map: which column is which fact: a map file, the name of one that ships, or its content.
            When left out, columns are facts by name, as `system.training_compute`, or
            `system.training_compute low`, `… best` and `… high`.
        as_of: the date whose law applies, or ISO 8601 text; today, when left out.
        profile: the language version that decides.
        readings: options of readings.
        parameters: figures of the law to set otherwise, by id.
        audit: how many fact patterns to check on durable-rules, or "all" of them.

    Returns:
        A frame of the same kind. Columns that are no facts are left as they are.

    Raises:
        TypeError: the frame is of another kind.
        ProblemsError: something given cannot be used; or columns and engine disagree.

    >>> import polars as pl
    >>> compute = ["2e24 FLOP", "3e27", "a lot"]
    >>> models = pl.DataFrame({"name": [1, 2, 3], "system.training_compute": compute})
    >>> graded = assess_frame(models, as_of="2025-06-01")
    >>> graded["tier_possible"].to_list()
    ['RT-0|RT-1|RT-2|RT-3|RT-4', 'RT-4', None]
    >>> graded["error"][2]
    'system.training_compute: `a lot` is not a quantity in FLOP'
    """
    from liability.portfolio.frames import graded
    from liability.portfolio.inputs import law_with

    _check_kinds(rulebook, as_of, readings, parameters, profile=profile)
    law = law_with(rulebook or load_rulebook(), _day(as_of), profile, readings, _set(parameters))
    made: Frame = graded(frame, law, map, audit)
    return made


def _document(case: object) -> Document:
    if isinstance(case, Mapping):
        return document_of(case, "case")
    if not isinstance(case, str | PathLike):
        kind = type(case).__name__
        raise TypeError(f"a case file, its content as data or a loaded case is wanted, not {kind}")
    return read(at_hand(Path(case)), str(case))


def _check_kinds(
    rulebook: object, as_of: Any, readings: object, parameters: object, **texts: object
) -> None:
    """Refuse rules that are none, and what is no text where a name of the rules belongs."""
    gathered = Gathered()
    if rulebook is not None and not isinstance(rulebook, Rulebook):
        advice = "give what `load_rulebook(…)` returns, which takes the folder of a pack"
        message = f"`{short(f'rulebook={rulebook!r}')}` is no rulebook"
        gathered.take([Problem("law/no-rulebook", message, advice)])
    with gathered.of_check():
        _day(as_of)
    wrong = [
        f"{name}={given!r}"
        for name, given in texts.items()
        if given is not None and not isinstance(given, str)
    ]
    if isinstance(readings, Mapping):
        each_text = all(isinstance(each, str) for pair in readings.items() for each in pair)
    else:
        each_text = readings is None
    if not each_text:
        wrong.append(f"readings={readings!r}")
    advice = "give names as text, and readings as a mapping of their ids to options"
    gathered.take(
        Problem("law/no-text", f"`{short(each)}` is not given as text", advice) for each in wrong
    )
    if parameters is not None and not isinstance(parameters, Mapping):
        advice = "give a mapping of their ids to figures; `rules list --parameters` lists them"
        message = f"`{short(f'parameters={parameters!r}')}` is no mapping"
        gathered.take([Problem("law/no-mapping", message, advice)])
    gathered.report()


def _set(figures: Mapping[str, str | float | Decimal] | None) -> dict[str, str]:
    return {str(name): str(figure) for name, figure in (figures or {}).items()}


def _day(given: str | date | None) -> str | None:
    if given is None or isinstance(given, str):
        return given
    with suppress(ValueError):  # of a day that pandas has not
        if isinstance(given, date):
            return f"{given:%Y-%m-%d}"
    raise ProblemsError([Problem("law/date", f"`{given}` is not a date", DATE_HELP)])
