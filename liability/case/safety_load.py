"""The safety cases of a case: written out in it, or in files that it names; remembered."""

from __future__ import annotations

from liability.case.safety_case import SafetyCase
from liability.rulebook.model import Rulebook
from liability.source.problems import Place, Problem, ProblemsError
from liability.source.remembered import made_of_file
from liability.source.text import is_file
from liability.source.visible import short
from liability.source.yaml import Data, Document, Path_, read

KEY, CASE = "safety_case", "case"


def safety_cases_in_case(
    document: Document, data: Data, rulebook: Rulebook
) -> tuple[SafetyCase, ...]:
    """Type the safety cases of a case.

    Args:
        document: the case.
        data: what stands under `safety_case`: a safety case, the name of its file, looked up from
            where the case lies, or a list of these.
        rulebook: that of the case; a pack that a safety case names is not looked at.

    Raises:
        ProblemsError: with every problem of every one of them; or two are for one harbor.
    """
    listed = data if isinstance(data, list) else [data]
    found: dict[str, tuple[SafetyCase, Place]] = {}  # by harbor
    problems: list[Problem] = []
    for index, each in enumerate(listed):
        path: Path_ = (KEY, index) if isinstance(data, list) else (KEY,)
        place = document.place(path)
        try:
            case = _one(document, each, path, rulebook)
        except ProblemsError as error:
            problems += error.problems
            continue
        if case.harbor in found:
            message = f"`{case.harbor}` is the harbor of two safety cases"
            advice = f"the first stands on line {found[case.harbor][1].line}; take one away"
            problems.append(Problem("safety-case/two-of-one-harbor", message, advice, place))
        found.setdefault(case.harbor, (case, place))
    if problems:
        raise ProblemsError(problems)
    return tuple(case for case, _ in found.values())


def _one(document: Document, data: Data, path: Path_, rulebook: Rulebook) -> SafetyCase:
    if isinstance(data, dict):
        return _read(document, rulebook, path)
    place = document.place(path)
    if not isinstance(data, str) or not data.strip():
        message = f"`{KEY}` names no file, and is no safety case"
        advice = f"write `{KEY}: FILE`, the safety case itself, or a list of these"
        raise ProblemsError([Problem("safety-case/wrong-type", message, advice, place)])
    file = document.folder / data
    if not is_file(file):
        advice = "give its path from where the case lies"
        message = f"`{short(data)}` is not a file"
        raise ProblemsError([Problem("safety-case/no-file", message, advice, place)])
    found = read(file)
    if isinstance(found.data, dict) and CASE in found.data:
        message = f"`{short(data)}` is a case, and no safety case"
        advice = "name the file of its safety case"
        raise ProblemsError([Problem("safety-case/wrong-type", message, advice, place)])
    return _read(found, rulebook, ())


def _read(document: Document, rulebook: Rulebook, path: Path_) -> SafetyCase:
    """Type a safety case, or take it as remembered: checking it takes longer than all else."""

    def make() -> SafetyCase:
        from liability.case.safety_read import read_safety_case

        return read_safety_case(document, rulebook, path)

    return made_of_file(SafetyCase, document, path, rulebook.digest, make)
