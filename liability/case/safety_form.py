"""The form of a safety case as it is written: pydantic models, from which its schema is made."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from liability.case.lineage_form import Name
from liability.rulebook.words import Form, Identifier, IsoDate, Words

Names = Annotated[list[Name], Field(default_factory=list)]


class SystemForm(Form):
    """The system that the case is about."""

    name: Words
    version: Words


class PartForm(Form):
    """A part of the argument."""

    text: Words


class SupportedForm(PartForm):
    """A part that rests on others."""

    supported_by: Names = Field(description="claims, arguments and evidence that it rests on")
    in_context_of: Names = Field(description="contexts, assumptions and justifications")


class ClaimForm(SupportedForm):
    """A statement that is true or false of the system."""

    undeveloped: bool = Field(False, description="its support is still to be written")


class ArgumentForm(SupportedForm):
    """How a claim follows from what it rests on."""

    warrant: Words | None = Field(None, description="why and when the inference holds")


class EvidenceForm(PartForm):
    """What was found out, and of which version of the system."""

    date: IsoDate | None = None
    valid_until: IsoDate | None = Field(None, description="the last day that it may be used")
    version: Words | None = Field(None, description="of the system that it was found of")
    source: Words | None = Field(None, description="where it is kept, and who made it")


class AssumptionForm(PartForm):
    """What is taken as true without support."""

    by: Words | None = Field(None, description="who answers for it")
    valid_until: IsoDate | None = None


class DefeaterForm(PartForm):
    """What speaks against a part of the argument."""

    against: list[Name] = Field(min_length=1)
    state: Identifier
    by: Words | None = Field(None, description="who raised it")
    resolution: Words | None = Field(None, description="why it does not stand")


class SignOffForm(Form):
    """A signature."""

    role: Identifier
    by: Words = Field(description="the person")
    organization: Words | None = None
    date: IsoDate | None = None
    valid_until: IsoDate | None = None
    version: Words | None = Field(None, description="of the system that is signed for")
    note: Words | None = None


class SafetyCaseForm(Form):
    """A safety case."""

    safety_case: Name = Field(description="its id")
    title: Words | None = None
    pack: Words | None = Field(None, description="the pack of rules; a name or a folder")
    harbor: Identifier
    state: Identifier
    as_of: IsoDate | None = Field(None, description="the day that it is checked for")
    system: SystemForm
    claims: dict[Name, ClaimForm] = Field(min_length=1)
    arguments: dict[Name, ArgumentForm] = Field(default_factory=dict)
    evidence: dict[Name, EvidenceForm] = Field(default_factory=dict)
    contexts: dict[Name, PartForm] = Field(default_factory=dict)
    assumptions: dict[Name, AssumptionForm] = Field(default_factory=dict)
    justifications: dict[Name, PartForm] = Field(default_factory=dict)
    defeaters: dict[Name, DefeaterForm] = Field(default_factory=dict)
    sign_offs: list[SignOffForm] = Field(default_factory=list)
