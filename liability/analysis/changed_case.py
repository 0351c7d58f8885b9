"""A case as a rule test changes it: facts replaced by path."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from liability.source.problems import suggestion
from liability.source.yaml import Data, Document


class ChangeError(ValueError):
    """A path leads nowhere in the case.

    Attributes:
        path: the path.
        message: what is wrong with it.
        help: what to do.
    """

    def __init__(self, path: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.help = advice


def changed_case(source: Document, facts: Mapping[str, Data]) -> Document:
    r"""Return the case file with some facts replaced.

    Args:
        source: the case file.
        facts: what stands in their place, by dotted path; members of a list by their `id`.

    Raises:
        ChangeError: a path leads through what is no mapping, or to nobody in a list.

    >>> from liability.source.yaml import parse
    >>> case = parse("case: x\nclaims: [{id: c1, stage: filed}]", "x.yaml")
    >>> changed_case(case, {"claims.c1.stage": "granted"}).data["claims"]
    [{'id': 'c1', 'stage': 'granted'}]
    """
    data = copy.deepcopy(source.data)
    for path, value in facts.items():
        *steps, last = path.split(".")
        at: Data = data
        for step in steps:
            at = _inside(at, step, path)
        if not isinstance(at, dict):
            raise ChangeError(
                path, f"`{path}` names no fact", "write `subject.fact`, or `list.id.fact`"
            )
        at[last] = copy.deepcopy(value)  # which tests may share, and a path may lead into it
    return Document(source.file, data, source.folder)


def _inside(data: Data, step: str, path: str) -> Data:
    if isinstance(data, list):
        members = {
            str(each["id"]): each for each in data if isinstance(each, dict) and "id" in each
        }
        if step not in members:
            advice = suggestion(step[:200], members) or "list it in the case"
            raise ChangeError(path, f"`{path}`: the case has no `{step}` there", advice)
        return members[step]
    if not isinstance(data, dict):
        raise ChangeError(
            path,
            f"`{path}`: the case has no `{step}` there",
            "replace what stands there in the case as a whole",
        )
    if data.get(step) is None:
        data[step] = {}
    return data[step]
