"""GSN YAML, in the form that gsn2x reads, to a safety case as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from liability.case.safety_case import (
    ARGUMENT,
    ASSUMPTION,
    CLAIM,
    CONTEXT,
    DEFEATER,
    EVIDENCE,
    JUSTIFICATION,
    SECTION_OF,
)
from liability.rulebook.safety_cases import SafetyCases
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import short
from liability.source.yaml import Data, Document

NODE_TYPES = {
    "Goal": CLAIM,
    "Strategy": ARGUMENT,
    "Solution": EVIDENCE,
    "Context": CONTEXT,
    "Assumption": ASSUMPTION,
    "Justification": JUSTIFICATION,
    "CounterGoal": DEFEATER,
    "CounterSolution": DEFEATER,
}
_PREFIXES = (  # of ids, for elements that do not say their type; the longer goes first
    ("CSn", DEFEATER),
    ("CG", DEFEATER),
    ("Sn", EVIDENCE),
    ("G", CLAIM),
    ("S", ARGUMENT),
    ("C", CONTEXT),
    ("A", ASSUMPTION),
    ("J", JUSTIFICATION),
)
OF_CASE = ("pack", "harbor", "state", "asOf", "system", "systemVersion")
OF_ELEMENT = {  # further keys of an element, which gsn2x takes as layers
    "warrant": "warrant",
    "date": "date",
    "validUntil": "valid_until",
    "version": "version",
    "source": "source",
    "hash": "hash",
    "producer": "producer",
    "independent": "independent",
    "state": "state",
    "by": "by",
    "resolution": "resolution",
}
ANSWERED_BY = "answeredBy"  # likewise; ids with commas between, since a layer is text
_KEPT = {
    CLAIM: (),
    ARGUMENT: ("warrant",),
    EVIDENCE: ("date", "validUntil", "version", "source", "hash", "producer", "independent"),
    ASSUMPTION: ("by", "validUntil"),
    DEFEATER: ("state", "by", "resolution"),
}
_NO_ID = re.compile(r"[^A-Za-z0-9_.-]+")
_LINKS = {"supportedBy": "supported_by", "inContextOf": "in_context_of"}
_Written = dict[str, Any]


def read_gsn(
    document: Document, given: dict[str, str], rules: SafetyCases
) -> tuple[_Written, list[str]]:
    """Return a safety case as it is to be written, from GSN YAML, and what had no place in it.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        given: `harbor`, `state`, `system`, `systemVersion`, for what the file does not say.
        rules: what a safety case has to be; a state that is not given is the first of theirs.

    Returns:
        The safety case, to be read by `read_safety_case`; and in sentences what is left out.

    Raises:
        ProblemsError: with every element that is none, or of no known type, and what is missing.
    """
    if not isinstance(document.data, dict):
        message = f"`{document.file}` holds no elements"
        raise ProblemsError(
            [Problem("gsn/not-gsn", message, "give ids, each with its `text:`", document.place(()))]
        )
    reader = _Reader(document, document.data, rules)
    made = reader.made(given)
    if reader.problems:
        raise ProblemsError(reader.problems)
    return made, reader.left


class _Reader:
    def __init__(self, document: Document, data: dict[str, Data], rules: SafetyCases) -> None:
        self.document, self.data, self.rules = document, data, rules
        self.problems: list[Problem] = []
        self.left: list[str] = []

    def problem(self, code: str, message: str, advice: str, *path: str) -> None:
        place = self.document.place(path, key=True)
        self.problems.append(Problem(f"gsn/{code}", message, advice, place))

    def made(self, given: dict[str, str]) -> _Written:
        made = self._head(given)
        sections: dict[str, _Written] = {section: {} for section in SECTION_OF.values()}
        for name, body in self.data.items():
            if name == "module":
                continue
            kind = self._kind(name, body)
            if kind == DEFEATER and isinstance(body, dict) and not body.get("challenges"):
                self.left.append(f"`{short(name)}` challenges nothing itself, and is left out")
            elif kind is not None and isinstance(body, dict):
                sections[SECTION_OF[kind]][name] = self._part(name, kind, body)
        return made | {section: parts for section, parts in sections.items() if parts}

    def _head(self, given: dict[str, str]) -> _Written:
        module = self.data.get("module")
        found = dict(module) if isinstance(module, dict) else {}
        if module is not None and not isinstance(module, dict):
            self.left.append("`module` holds no keys, and is left out")
        for key in found:
            if key not in ("name", "brief", *OF_CASE):
                self.left.append(f"`{short(key)}` of the module has no place in a safety case")
        found = {**found, **given}
        for key, option in (
            ("harbor", "--harbor"),
            ("system", "--system"),
            ("systemVersion", "--system-version"),
        ):
            if not found.get(key):
                message = f"`{self.document.file}` does not say the `{key}`"
                self.problem("missing", message, f"give `{option}`", "module")
        made: _Written = {"safety_case": self._id(found.get("name"))}
        for key, name in (("brief", "title"), ("pack", "pack"), ("harbor", "harbor")):
            if found.get(key):
                made[name] = found[key]
        made["state"] = found.get("state") or self.rules.first_state
        if found.get("asOf"):
            made["as_of"] = found["asOf"]
        made["system"] = {"name": found.get("system"), "version": found.get("systemVersion")}
        return made

    def _id(self, name: Any) -> str:
        """Return the name of the module as an id; a name may have spaces."""
        made = _NO_ID.sub("-", str(name or "imported")).strip("-.")[:120] or "imported"
        if name is not None and made != name:
            self.left.append(f"`{short(str(name))}` cannot be an id: it is called `{short(made)}`")
        return made

    def _kind(self, name: str, body: Data) -> str | None:
        if not isinstance(body, dict):
            self.problem("not-an-element", f"`{short(name)}` holds no keys", "add `text:`", name)
            return None
        written = body.get("nodeType")
        if written is not None:
            if str(written) in NODE_TYPES:
                return NODE_TYPES[str(written)]
            advice = suggestion(str(written), NODE_TYPES)
            message = f"`{short(str(written))}` has no place in a safety case"
            self.problem("unknown-type", message, advice, name, "nodeType")
            return None
        for prefix, kind in _PREFIXES:
            if name.startswith(prefix):
                return kind
        advice = "add `nodeType:`, one of " + ", ".join(f"`{each}`" for each in NODE_TYPES)
        self.problem("unknown-type", f"`{short(name)}` does not say its type", advice, name)
        return None

    def _part(self, name: str, kind: str, body: dict[str, Data]) -> _Written:
        made: _Written = {"text": body.get("text")}
        taken = {"text", "nodeType"}
        for key, link in _LINKS.items() if kind in (CLAIM, ARGUMENT) else ():
            if body.get(key):
                made[link] = self._names(name, key, _listed(body[key]))
            taken.add(key)
        if kind == CLAIM:
            taken.add("undeveloped")
            if body.get("undeveloped") == "true":
                made["undeveloped"] = "yes"
        if kind == DEFEATER:
            taken.add("challenges")
            whole = str(body["challenges"])
            target = whole.partition("->")[0].strip()
            if target != whole:
                self.left.append(
                    f"`{short(name)}` challenges a link: taken to be against `{target}`"
                )
            made["against"] = self._names(name, "challenges", [target])
            made["state"] = self.rules.standing
            taken.add(ANSWERED_BY)
            if answers := str(body.get(ANSWERED_BY) or "").strip():
                targets: list[Data] = [each.strip() for each in answers.split(",")]
                made["answered_by"] = self._names(name, ANSWERED_BY, targets)
        for key in _KEPT.get(kind, ()):
            taken.add(key)
            if body.get(key) is not None:
                made[OF_ELEMENT[key]] = body[key]
        self.left += list(_left(name, kind, body, taken))
        return made

    def _names(self, name: str, key: str, targets: list[Data]) -> list[Data]:
        """Return names, having checked that each is an element of the file."""
        for target in targets:
            if not isinstance(target, str) or target not in self.data or target == "module":
                known = [each for each in self.data if each != "module"]
                message = f"`{short(str(target))}` is not an element of this file"
                advice = suggestion(str(target), known, "give an id that stands in the file")
                self.problem("unknown-name", message, advice, name, key)
        return targets


def _listed(given: Data) -> list[Data]:
    """Return a list, which gsn2x lets stand as one name."""
    return given if isinstance(given, list) else [] if given is None else [given]


def _left(name: str, kind: str, body: dict[str, Data], taken: set[str]) -> Iterator[str]:
    for key in body:
        if key not in taken:
            yield f"`{short(key)}` of the {kind} `{short(name)}` has no place in a safety case"
