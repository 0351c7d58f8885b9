"""The form of `safety_cases` in a pack: states, who signs, who must differ, and the gates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liability.rulebook.words import Form, Identifier, TextForm, ValueName, mistake

Check = Literal[
    "argued",
    "supported",
    "assumed",
    "whole",
    "current",
    "independent",
    "tested",
    "searched",
    "answered",
    "thresholds",
    "monitored",
    "approved",
    "signed",
]
"""What the program can find out of a safety case; `case/safety_gates.py` says how."""


class StateForm(Form):
    """A state of a safety case."""

    title: TextForm
    follows: Identifier | None = Field(None, description="the state that comes before it")
    undeveloped: bool = Field(False, description="claims may stand in it that are not developed")
    signed: bool = Field(False, description="it takes every sign-off that the harbor asks for")
    lapsed: bool = Field(False, description="it is no longer relied on, and takes no gate")


class DefeaterStateForm(Form):
    """A state of a defeater."""

    title: TextForm
    stands: bool = Field(False, description="the defeater is not answered")
    evidence: bool = Field(False, description="what answers it has to rest on evidence")


class GateForm(Form):
    """Something that a safety case has to pass."""

    title: TextForm
    cites: list[Identifier] = Field(default_factory=list)
    state: Identifier = Field(description="the first state that takes it")
    checks: list[Check] = Field(
        default_factory=list, description="what decides it; where none does, people attest to it"
    )
    of_evidence: bool = Field(
        False, description="people attest to what the evidence shows, and to none that is later"
    )
    harbors: list[Identifier] = Field(
        default_factory=list, description="the harbors that it is asked of, if not of all"
    )

    @model_validator(mode="after")
    def _of_people(self) -> GateForm:
        if self.of_evidence and self.checks:
            raise mistake(
                "`of_evidence` goes with a gate that people attest to, and this one has `checks`",
                "remove one of the two",
                key="of_evidence",
            )
        return self


class AgreementForm(Form):
    """Facts of a case that its safety cases have to agree with."""

    version: Identifier | None = Field(None, description="the version of the system")
    stage: Identifier | None = Field(None, description="how far a claim has come")
    stages: dict[ValueName, list[Identifier]] = Field(
        default_factory=dict, description="the states that go with each value of `stage`"
    )
    expires: Identifier | None = Field(None, description="the day that the approval ends")
    open_defeater: Identifier | None = Field(None, description="whether a defeater stands")
    open_defeater_today: Identifier | None = Field(
        None, description="whether one stands today, where `open_defeater` is of a past day"
    )


class SafetyCasesForm(Form):
    """What a safety case has to be."""

    states: dict[Identifier, StateForm] = Field(min_length=1)
    defeaters: dict[Identifier, DefeaterStateForm] = Field(min_length=1)
    roles: dict[Identifier, TextForm] = Field(min_length=1, description="who may sign, by role")
    author: list[Identifier] = Field(default_factory=list, description="roles of its authors")
    approving: list[Identifier] = Field(default_factory=list, description="roles that approve it")
    apart: list[list[Identifier]] = Field(
        default_factory=list, description="roles of which no two may be one person"
    )
    sign_offs: dict[Identifier, list[Identifier]] = Field(
        default_factory=dict, description="the roles that have to sign, by harbor"
    )
    evidence_age: Identifier | None = Field(
        None, description="the parameter for how old evidence may be, in days"
    )
    gates: dict[Identifier, GateForm] = Field(default_factory=dict)
    agrees: AgreementForm = Field(default_factory=AgreementForm)
