"""A safety case from YAML to typed parts: every problem reported at once, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import ValidationError

from liability.case.lineage_form import day
from liability.case.safety_case import (
    AROUND,
    DEFEATER,
    SECTION_OF,
    SECTIONS,
    SUPPORTING,
    Element,
    SafetyCase,
    SignOff,
)
from liability.case.safety_form import SafetyCaseForm
from liability.rulebook.form_problems import form_problems
from liability.rulebook.model import Rulebook, SafetyCases
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import short
from liability.source.yaml import Document

LINKS = {
    "supported_by": (SUPPORTING, "a claim, an argument or evidence"),
    "in_context_of": (AROUND, "a context, an assumption or a justification"),
    "against": (
        tuple(each for each in SECTION_OF if each != DEFEATER),
        "what a defeater can speak against",
    ),
}


def read_safety_case(document: Document, rulebook: Rulebook) -> SafetyCase:
    """Type a safety case.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        rulebook: whose harbors, states and roles it names.

    Raises:
        ProblemsError: with every problem of it: its form, names that name nothing, ids that are
            given twice; or the pack says nothing of safety cases.
    """
    body = document.data
    if not isinstance(body, dict) or "safety_case" not in body:
        message = f"`{document.file}` holds no safety case"
        advice = "begin it with `safety_case:` and its id; docs/safety-case.md shows one"
        raise ProblemsError(
            [Problem("safety-case/not-a-safety-case", message, advice, document.place(()))]
        )
    try:
        form = SafetyCaseForm.model_validate(body)
    except ValidationError as error:
        raise ProblemsError(
            each._replace(
                code=each.code.replace("rules/", "safety-case/"),
                help=each.help.replace("docs/rule-language.md", "docs/safety-case.md").replace(
                    " to `''`", ""
                ),
            )
            for each in form_problems(error, SafetyCaseForm, body, document, ())
        ) from None
    problems = list(_Names(form, document, rulebook, rules_of(rulebook)).problems())
    if problems:
        raise ProblemsError(problems)
    return _typed(form, document)


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
        self, form: SafetyCaseForm, document: Document, rulebook: Rulebook, rules: SafetyCases
    ) -> None:
        self.form, self.document, self.rules = form, document, rules
        self.harbors = rulebook.entries.get(rulebook.outcomes.harbors["subject"], {})
        self.first: dict[str, str] = {}
        for section in SECTIONS:
            for name in getattr(form, section):
                self.first.setdefault(name, section)

    def problem(
        self, code: str, message: str, advice: str, *path: str | int, key: bool = False
    ) -> Problem:
        place = self.document.place(path, key=key)
        return Problem(f"safety-case/{code}", message, advice, place)

    def problems(self) -> Iterator[Problem]:
        yield from self.known(self.form.harbor, self.harbors, "a harbor", "harbor")
        yield from self.known(self.form.state, self.rules.states, "a state", "state")
        for index, signed in enumerate(self.form.sign_offs):
            where = ("sign_offs", index, "role")
            yield from self.known(signed.role, self.rules.roles, "a role", *where)
        for section in SECTIONS:
            for name, part in getattr(self.form, section).items():
                yield from self.of_part(section, name, part)

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
                if target not in self.first:
                    of_case = "a part of this safety case"
                    yield from self.known(target, self.first, of_case, *where_)
                elif SECTIONS[self.first[target]] not in kinds:
                    message = f"`{target}` is not {what}"
                    advice = f"it stands under `{self.first[target]}`; name another, or move it"
                    yield self.problem("wrong-kind", message, advice, *where_)

    def known(
        self, name: str, known: Collection[str], what: str, *path: str | int
    ) -> Iterator[Problem]:
        if name not in known:
            advice = suggestion(name, known, "give an id that stands in the file")
            yield self.problem("unknown-name", f"`{short(name)}` is not {what}", advice, *path)


def _typed(form: SafetyCaseForm, document: Document) -> SafetyCase:
    return SafetyCase(
        id=form.safety_case,
        title=form.title or form.safety_case,
        pack=form.pack,
        harbor=form.harbor,
        state=form.state,
        as_of=day(form.as_of),
        system=form.system.name,
        version=form.system.version,
        elements={
            name: _element(name, kind, part)
            for section, kind in SECTIONS.items()
            for name, part in getattr(form, section).items()
        },
        sign_offs=tuple(
            SignOff(
                each.role,
                each.by,
                each.organization,
                day(each.date),
                day(each.valid_until),
                each.version,
                each.note,
            )
            for each in form.sign_offs
        ),
        document=document,
    )


def _element(name: str, kind: str, part: Any) -> Element:
    given = {key: getattr(part, key) for key in Element._fields if hasattr(part, key)}
    for key in ("date", "valid_until"):
        given[key] = day(given.get(key))
    lists = {
        key: tuple(dict.fromkeys(value)) for key, value in given.items() if isinstance(value, list)
    }
    return Element(name, kind, **{**given, **lists})
