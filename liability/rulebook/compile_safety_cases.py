"""What a pack says of safety cases, from its form to the rulebook's model."""

from __future__ import annotations

from collections.abc import Callable

from liability.rulebook.safety_cases import (
    Agreement,
    DefeaterState,
    Gate,
    SafetyCases,
    SafetyState,
)
from liability.rulebook.safety_cases_format import AgreementForm, SafetyCasesForm
from liability.rulebook.texts import Text
from liability.rulebook.words import TextForm


def safety_cases(form: SafetyCasesForm, text: Callable[[TextForm], Text]) -> SafetyCases:
    """Return what a pack says of safety cases; `text` gives a text in its languages."""
    return SafetyCases(
        states={
            name: SafetyState(
                text(each.title), each.follows, each.undeveloped, each.signed, each.lapsed
            )
            for name, each in form.states.items()
        },
        defeaters={
            name: DefeaterState(text(each.title), each.stands, each.evidence)
            for name, each in form.defeaters.items()
        },
        roles={name: text(each) for name, each in form.roles.items()},
        author=tuple(form.author),
        approving=tuple(form.approving),
        apart=tuple(tuple(each) for each in form.apart),
        sign_offs={name: tuple(each) for name, each in form.sign_offs.items()},
        evidence_age=form.evidence_age,
        gates={
            name: Gate(
                name,
                text(each.title),
                tuple(each.cites),
                each.state,
                tuple(each.checks),
                each.of_evidence,
                tuple(each.harbors),
            )
            for name, each in form.gates.items()
        },
        agrees=_agreement(form.agrees),
    )


def _agreement(form: AgreementForm) -> Agreement:
    stages = {value: tuple(states) for value, states in form.stages.items()}
    defeaters = form.open_defeater, form.open_defeater_today
    return Agreement(form.version, form.stage, stages, form.expires, *defeaters)
