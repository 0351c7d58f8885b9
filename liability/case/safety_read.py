"""A safety case from YAML to typed parts: every problem reported at once, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from liability.case.safety_case import (
    AROUND,
    DEFEATER,
    EVIDENCE,
    SECTION_OF,
    SECTIONS,
    SUPPORTING,
    Attestation,
    Condition,
    Element,
    Modification,
    SafetyCase,
    SafetyThreshold,
    Search,
    SignOff,
)
from liability.case.safety_form import SafetyCaseForm
from liability.rulebook.form_problems import read_form
from liability.rulebook.model import Rulebook
from liability.rulebook.safety_cases import SafetyCases
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import short
from liability.source.yaml import Document, Path_, part_at

LINKS = {
    "supported_by": (SUPPORTING, "a claim, an argument or evidence"),
    "in_context_of": (AROUND, "a context, an assumption or a justification"),
    "answered_by": ((EVIDENCE,), "evidence"),
    "against": (
        tuple(each for each in SECTION_OF if each != DEFEATER),
        "a part of the argument that a defeater can speak against",
    ),
}
_INSTEAD = {  # of what is no part of the argument: the part to name
    "modifications": "name the claim that it bears on, or the evidence that tests it",
    "thresholds": "name a claim that it is of",
    "conditions": "name a claim that it is of",
}
_OTHER = "name another, or move it"


def read_safety_case(document: Document, rulebook: Rulebook, path: Path_ = ()) -> SafetyCase:
    """Type a safety case.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        rulebook: whose harbors, states and roles it names.
        path: where in the file it stands; the whole file when left out.

    Raises:
        ProblemsError: with every problem of it: its form, names that name nothing, ids that are
            given twice; or the pack says nothing of safety cases.
    """
    body = part_at(document.data, path)
    if not isinstance(body, dict) or "safety_case" not in body:
        message = f"`{path[0] if path else document.file}` holds no safety case"
        advice = "begin it with `safety_case:` and its id; docs/safety-case.md shows one"
        raise ProblemsError(
            [Problem("safety-case/not-a-safety-case", message, advice, document.place(path))]
        )
    said = {"kind": "safety-case", "guide": "docs/safety-case.md"}
    form = read_form(SafetyCaseForm, body, document, path, **said)
    problems = list(_Names(form, document, path, rulebook).problems())
    if problems:
        raise ProblemsError(problems)
    return _typed(form, document, path)


def rules_of(rulebook: Rulebook) -> SafetyCases:
    """Return what a pack says of safety cases.

    Raises:
        ProblemsError: it says nothing.
    """
    if rulebook.safety_cases is None:
        message = f"`{rulebook.id}` says nothing of safety cases"
        advice = "name another pack, or add `safety_cases:` under its `pack:`"
        raise ProblemsError([Problem("safety-case/no-rules", message, advice)])
    return rulebook.safety_cases


class _Names:
    """Finds what no form can say: names that name nothing or what does not fit, and ids twice."""

    def __init__(
        self, form: SafetyCaseForm, document: Document, path: Path_, rulebook: Rulebook
    ) -> None:
        self.form, self.document, self.path = form, document, path
        self.rulebook, self.rules = rulebook, rules_of(rulebook)
        self.harbors = rulebook.entries.get(rulebook.outcomes.harbors.subject, {})
        self.first: dict[str, str] = {}
        for section in SECTIONS:
            for name in getattr(form, section):
                self.first.setdefault(name, section)

    def problem(
        self, code: str, message: str, advice: str, *path: str | int, key: bool = False
    ) -> Problem:
        place = self.document.place((*self.path, *path), key=key)
        return Problem(f"safety-case/{code}", message, advice, place)

    def problems(self) -> Iterator[Problem]:
        yield from self.known(self.form.harbor, self.harbors, "a harbor", "harbor")
        yield from self.known(self.form.state, self.rules.states, "a state", "state")
        for index, signed in enumerate(self.form.sign_offs):
            where = ("sign_offs", index, "role")
            yield from self.known(signed.role, self.rules.roles, "a role", *where)
            if signed.harbor is not None:
                where = ("sign_offs", index, "harbor")
                yield from self.known(signed.harbor, self.harbors, "a harbor", *where)
        for section in SECTIONS:
            for name, part in getattr(self.form, section).items():
                yield from self.of_part(section, name, part)
        yield from self.around()
        for name in self.form.gates:
            yield from self.attested(name)

    def around(self) -> Iterator[Problem]:
        """Find what is wrong in the names of modifications, thresholds and conditions."""
        form = self.form
        for name, change in form.modifications.items():
            for index, each in enumerate(change.tested_by or ()):
                at = ("modifications", name, "tested_by", index)
                yield from self.known(each, form.evidence, "evidence of this safety case", *at)
        for section in ("thresholds", "conditions"):
            for name, part in getattr(form, section).items():
                for index, each in enumerate(part.of):
                    at = (section, name, "of", index)
                    yield from self.known(each, form.claims, "a claim of this safety case", *at)
        for name, threshold in form.thresholds.items():
            for index, cite in enumerate(threshold.cites):
                at = ("thresholds", name, "cites", index)
                yield from self.known(cite, self.rulebook.provisions, "a provision", *at)
        for name, condition in form.conditions.items():
            if condition.threshold is not None:
                at_ = ("conditions", name, "threshold")
                what = "a threshold of this safety case"
                yield from self.known(condition.threshold, form.thresholds, what, *at_)

    def attested(self, name: str) -> Iterator[Problem]:
        """Find an attestation to what is no gate of this harbor, or one that is checked."""
        gate = self.rules.gates.get(name)
        if gate is None:
            message = f"`{short(name)}` is not a gate"
            advice = suggestion(name, [each.id for each in self.rules.gates.values()])
            yield self.problem("unknown-name", message, advice, "gates", name, key=True)
        elif gate.checks:
            message = f"`{name}` is checked, and nobody can attest to it"
            advice = "take it away, and give what the check looks for; see docs/safety-case.md"
            yield self.problem("checked-gate", message, advice, "gates", name, key=True)

    def of_part(self, section: str, name: str, part: Any) -> Iterator[Problem]:
        if self.first[name] != section:
            message = f"`{name}` is an id under `{self.first[name]}` and under `{section}`"
            yield self.problem("duplicate-id", message, "rename one", section, name, key=True)
        if section == SECTION_OF[DEFEATER]:
            where = (section, name, "state")
            yield from self.known(part.state, self.rules.defeaters, "a state", *where)
        for key, (kinds, what) in LINKS.items():
            for index, target in enumerate(getattr(part, key, ())):
                where_ = (section, name, key, index)
                stands = self.first.get(target) or self.stands_beside(target)
                if stands is None:
                    fit = [each for each, found in self.first.items() if SECTIONS[found] in kinds]
                    yield from self.known(target, fit, "a part of this safety case", *where_)
                elif SECTIONS.get(stands) not in kinds:
                    message = f"`{target}` is not {what}"
                    advice = f"it stands under `{stands}`; {_INSTEAD.get(stands, _OTHER)}"
                    yield self.problem("wrong-kind", message, advice, *where_)

    def stands_beside(self, name: str) -> str | None:
        """Return where an id stands beside the argument, if it does."""
        return next((each for each in _INSTEAD if name in getattr(self.form, each)), None)

    def known(
        self, name: str, known: Collection[str], what: str, *path: str | int
    ) -> Iterator[Problem]:
        if name not in known:
            advice = suggestion(name, known, "give an id that stands in the file")
            yield self.problem("unknown-name", f"`{short(name)}` is not {what}", advice, *path)


def _typed(form: SafetyCaseForm, document: Document, path: Path_) -> SafetyCase:
    return SafetyCase(
        id=form.safety_case,
        title=form.title or form.safety_case,
        pack=form.pack,
        harbor=form.harbor,
        state=form.state,
        as_of=form.as_of,
        system=form.system.name,
        version=form.system.version,
        elements={
            name: _element(name, kind, part)
            for section, kind in SECTIONS.items()
            for name, part in getattr(form, section).items()
        },
        sign_offs=tuple(_made(SignOff, each) for each in form.sign_offs),
        modifications={name: _made(Modification, it) for name, it in form.modifications.items()},
        thresholds={name: _made(SafetyThreshold, it) for name, it in form.thresholds.items()},
        conditions={name: _made(Condition, it) for name, it in form.conditions.items()},
        searches=tuple(_made(Search, each) for each in form.searches),
        attested={name: _made(Attestation, it) for name, it in form.gates.items()},
        document=document,
        path=path,
    )


def _made(kind: Any, part: Any) -> Any:
    """Return a record of what a form says: lists without what is there twice."""
    return kind(**{key: _value(getattr(part, key)) for key in kind._fields})


def _value(given: Any) -> Any:
    return tuple(dict.fromkeys(given)) if isinstance(given, list) else given


def _element(name: str, kind: str, part: Any) -> Element:
    given = {key: _value(getattr(part, key)) for key in Element._fields if hasattr(part, key)}
    return Element(name, kind, **given)
