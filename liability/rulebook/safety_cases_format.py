"""The form of `safety_cases` in a pack: states, who signs for which harbor, who must differ."""

from __future__ import annotations

from pydantic import Field

from liability.rulebook.words import Form, Identifier, TextForm


class StateForm(Form):
    """A state of a safety case."""

    title: TextForm
    undeveloped: bool = Field(False, description="claims may stand in it that are not developed")
    signed: bool = Field(False, description="it takes every sign-off that the harbor asks for")


class DefeaterStateForm(Form):
    """A state of a defeater."""

    title: TextForm
    stands: bool = Field(False, description="the defeater is not answered")


class SafetyCasesForm(Form):
    """What a safety case has to be."""

    cites: list[Identifier] = Field(default_factory=list)
    states: dict[Identifier, StateForm] = Field(min_length=1)
    defeaters: dict[Identifier, DefeaterStateForm] = Field(min_length=1)
    roles: dict[Identifier, TextForm] = Field(min_length=1, description="who may sign, by role")
    apart: list[list[Identifier]] = Field(
        default_factory=list, description="roles of which no two may be one person"
    )
    sign_offs: dict[Identifier, list[Identifier]] = Field(
        default_factory=dict, description="the roles that have to sign, by harbor"
    )
