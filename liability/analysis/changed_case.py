"""A case as a rule test changes it: facts replaced by path, each with its place in the test."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from liability.source.problems import Place, Problem, suggestion
from liability.source.visible import named
from liability.source.yaml import Data, Document, Path_


@dataclass(slots=True)
class ChangedCase(Document):
    """A case file with some facts replaced; what is replaced stands in the test.

    Attributes:
        test: the file of the test.
        at: where in it the facts stand that replace others.
        written: by its path in the case, the path under which the test replaces a part.
    """

    test: Document = field(kw_only=True)
    at: Path_ = ()
    written: dict[Path_, str] = field(default_factory=dict)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Return where `path` stands: in the test, where the test replaces it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.written:
                within = (*self.at, self.written[path[:end]], *path[end:])
                return self.test.place(within, key=key)
        return Document.place(self, path, key=key)


def changed_case(
    source: Document, facts: Mapping[str, Data], test: Document, at: Path_ = ()
) -> tuple[ChangedCase, list[Problem]]:
    r"""Return the case file with some facts replaced, and what is wrong with their paths.

    Args:
        source: the case file.
        facts: what stands in their place, by dotted path; members of a list by their `id`.
        test: the file where `facts` stand.
        at: where in it.

    >>> from liability.source.yaml import parse
    >>> case = parse("case: x\nclaims: [{id: c1, stage: filed}]", "x.yaml")
    >>> changed, _ = changed_case(case, {"claims.c1.stage": "granted"}, case)
    >>> changed.data["claims"]
    [{'id': 'c1', 'stage': 'granted'}]
    """
    changed = ChangedCase(
        source.file,
        copy.deepcopy(source.data),
        source.folder,
        source._lines,
        source._values,
        source._keys,
        test=test,
        at=at,
    )
    problems = []
    for path, value in facts.items():
        wrong = _replace(changed, path, copy.deepcopy(value))  # which tests may share
        if wrong is not None:
            problems.append(Problem("tests/no-fact", *wrong, test.place((*at, path), key=True)))
    return changed, problems


def _replace(case: ChangedCase, path: str, value: Data) -> tuple[str, str] | None:
    """Replace what stands at a path; or return what is wrong with the path, and what to do."""
    head, _, rest = path.partition(".")
    whole = head == "parameters" and rest  # whose names have dots in them
    *steps, last = (head, rest) if whole else path.split(".")
    nowhere = f"{named(path)} names no fact", "write `subject.fact`, or `list.id.fact`"
    if not (last and all(steps)):
        return nowhere
    at: Data = case.data
    walked: Path_ = ()
    for step in steps:
        absent = f"`{path}`: the case has no `{step}` there"
        if isinstance(at, list):
            ids = [each.get("id") if isinstance(each, dict) else None for each in at]
            if step not in ids:
                known = [each for each in ids if isinstance(each, str)]
                return absent, suggestion(step[:200], known) or "list it in the case"
            index = ids.index(step)
            at, walked = at[index], (*walked, index)
        elif isinstance(at, dict):
            walked = (*walked, step)
            if at.get(step) is None:
                at[step] = {}
                case.written[walked] = path
            at = at[step]
        else:
            return absent, "replace what stands there in the case as a whole"
    if not isinstance(at, dict):
        return nowhere
    at[last] = value
    case.written[(*walked, last)] = path
    return None
