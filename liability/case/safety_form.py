"""The form of a safety case as it is written: pydantic models, from which its schema is made."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic import WithJsonSchema as Shown

from liability.case.lineage_form import Day, Name
from liability.rulebook.words import Form, Identifier, Words, mistake, named

_HASH = re.compile(r"[a-z0-9]+:[0-9a-f]{16,128}")


def _a_hash(written: str) -> str:
    if _HASH.fullmatch(written):
        return written
    advice = "write the algorithm and the digest, as `sha256:9f86d081884c7d65…`"
    raise mistake(f"{named(written)} is not a hash", advice)


Names = Annotated[list[Name], Field(default_factory=list)]
Hash = Annotated[
    str, AfterValidator(_a_hash), Shown({"type": "string", "pattern": f"^{_HASH.pattern}$"})
]


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

    date: Day | None = None
    valid_until: Day | None = Field(None, description="the last day that it may be used")
    version: Words | None = Field(None, description="of the system that it was found of")
    source: Words | None = Field(None, description="where it is kept")
    hash: Hash | None = Field(None, description="of its file, as `sha256:9f86…`")
    producer: Words | None = Field(None, description="who made it")
    independent: bool | None = Field(
        None, description="whether its producer is independent of the developer"
    )


class AssumptionForm(PartForm):
    """What is taken as true without support."""

    by: Words | None = Field(None, description="who answers for it")
    valid_until: Day | None = None


class DefeaterForm(PartForm):
    """What speaks against a part of the argument."""

    against: list[Name] = Field(min_length=1)
    state: Identifier
    by: Words | None = Field(None, description="who raised it")
    resolution: Words | None = Field(None, description="why it does not stand")


class ModificationForm(PartForm):
    """A change that takes modest means: an item of the modification envelope."""

    tested_by: list[Name] | None = Field(None, description="evidence; `[]` says that none did")


class ThresholdForm(PartForm):
    """A figure that a claim or a condition is held against."""

    of: Names = Field(description="the claims that it belongs to")
    cites: list[Identifier] = Field(
        default_factory=list, description="provisions of the pack that set it"
    )
    authority: Words | None = Field(None, description="who set it, and where")
    unset: bool = Field(False, description="no authority has set it: the figure is an assumption")


class ConditionForm(PartForm):
    """What must stay true while the system is in use."""

    of: Names = Field(description="the claims that hold only under it")
    indicator: Words | None = Field(None, description="what is watched")
    threshold: Name | None = Field(None, description="an id under `thresholds`")
    owner: Words | None = Field(None, description="who watches it")


class SearchForm(Form):
    """A search for defeaters."""

    by: Words = Field(description="who searched")
    date: Day | None = None
    note: Words | None = Field(None, description="how, and where")


class AttestationForm(Form):
    """What a person answers for where no program can: that a gate is passed, or is not."""

    passed: bool
    by: Words = Field(description="the person")
    date: Day
    version: Words | None = Field(None, description="of the system that is answered for")
    note: Words | None = Field(None, description="why")


class SignOffForm(Form):
    """A signature."""

    role: Identifier
    by: Words = Field(description="the person")
    organization: Words | None = None
    date: Day | None = None
    valid_until: Day | None = None
    version: Words | None = Field(None, description="of the system that is signed for")
    harbor: Identifier | None = Field(None, description="that an approval is given for")
    scope: Words | None = Field(None, description="the uses and places that an approval covers")
    note: Words | None = None


class SafetyCaseForm(Form):
    """A safety case."""

    safety_case: Name = Field(description="its id")
    title: Words | None = None
    pack: Words | None = Field(None, description="the pack of rules; a name or a folder")
    harbor: Identifier
    state: Identifier
    as_of: Day | None = Field(None, description="the day that it is checked for")
    system: SystemForm
    claims: dict[Name, ClaimForm] = Field(min_length=1)
    arguments: dict[Name, ArgumentForm] = Field(default_factory=dict)
    evidence: dict[Name, EvidenceForm] = Field(default_factory=dict)
    contexts: dict[Name, PartForm] = Field(default_factory=dict)
    assumptions: dict[Name, AssumptionForm] = Field(default_factory=dict)
    justifications: dict[Name, PartForm] = Field(default_factory=dict)
    defeaters: dict[Name, DefeaterForm] = Field(default_factory=dict)
    modifications: dict[Name, ModificationForm] = Field(
        default_factory=dict, description="the modification envelope"
    )
    thresholds: dict[Name, ThresholdForm] = Field(default_factory=dict)
    conditions: dict[Name, ConditionForm] = Field(
        default_factory=dict, description="the conditions of operation"
    )
    searches: list[SearchForm] = Field(default_factory=list, description="for defeaters")
    sign_offs: list[SignOffForm] = Field(default_factory=list)
    gates: dict[Identifier, AttestationForm] = Field(
        default_factory=dict, description="what people answer for, by the gate of the pack"
    )
