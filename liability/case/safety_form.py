"""The form of a safety case as it is written: pydantic models, from which its schema is made."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic import WithJsonSchema as Shown

from liability.case.lineage_form import NAME, NAME_SHOWN, Day, DayIfKnown, Name, unless_unknown
from liability.case.values import is_unknown
from liability.rulebook.words import Form, Identifier, Words, mistake
from liability.source.visible import named

_HASH = re.compile(r"[a-z0-9]+:[0-9a-f]{16,128}")


def _a_hash(written: str) -> str:
    if _HASH.fullmatch(written):
        return written
    advice = "write the algorithm and the digest, as `sha256:9f86d081884c7d65…`"
    raise mistake(f"{named(written)} is not a hash", advice)


def _known(written: str) -> str:
    if is_unknown(written):
        message = f"{named(written)} says that it is not known"
        raise mistake(message, "name it; what it stands in says nothing without it")
    return written


def _a_threshold(written: str) -> str:
    if NAME.fullmatch(written):
        return written
    message = f"{named(written)} is not the id of a threshold"
    raise mistake(message, "write it under `thresholds`, and name its id here", "bad-id")


_IF_KNOWN = BeforeValidator(unless_unknown)
Known = Annotated[Words, AfterValidator(_known)]
WordsIfKnown = Annotated[Words | None, _IF_KNOWN]
ThresholdId = Annotated[str, AfterValidator(_a_threshold), NAME_SHOWN]
Names = Annotated[list[Name], Field(default_factory=list)]
Hash = Annotated[
    str, AfterValidator(_a_hash), Shown({"type": "string", "pattern": f"^{_HASH.pattern}$"})
]


class SystemForm(Form):
    """The system that the case is about."""

    name: Known
    version: Known


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

    warrant: WordsIfKnown = Field(None, description="why and when the inference holds")


class EvidenceForm(PartForm):
    """What was found out, and of which version of the system."""

    date: DayIfKnown = None
    valid_until: DayIfKnown = Field(None, description="the last day that it may be used")
    version: WordsIfKnown = Field(None, description="of the system that it was found of")
    source: WordsIfKnown = Field(None, description="where it is kept")
    hash: Annotated[Hash | None, _IF_KNOWN] = Field(
        None, description="of its file, as `sha256:9f86…`"
    )
    producer: WordsIfKnown = Field(None, description="who made it")
    independent: Annotated[bool | None, _IF_KNOWN] = Field(
        None, description="whether its producer is independent of the developer"
    )


class AssumptionForm(PartForm):
    """What is taken as true without support."""

    by: WordsIfKnown = Field(None, description="who answers for it")
    valid_until: DayIfKnown = None


class DefeaterForm(PartForm):
    """What speaks against a part of the argument."""

    against: list[Name] = Field(min_length=1)
    state: Identifier
    by: WordsIfKnown = Field(None, description="who raised it")
    resolution: WordsIfKnown = Field(None, description="why it does not stand")
    answered_by: Names = Field(description="evidence that its resolution rests on")


class ModificationForm(PartForm):
    """A change that takes modest means: an item of the modification envelope."""

    tested_by: Annotated[list[Name] | None, _IF_KNOWN] = Field(
        None, description="evidence; `[]` says that none did"
    )


class ThresholdForm(PartForm):
    """A figure that a claim or a condition is held against."""

    of: Names = Field(description="the claims that it belongs to")
    cites: list[Identifier] = Field(
        default_factory=list, description="provisions of the pack that set it"
    )
    authority: WordsIfKnown = Field(None, description="who set it, and where")
    unset: bool = Field(False, description="no authority has set it: the figure is an assumption")


class ConditionForm(PartForm):
    """What must stay true while the system is in use."""

    of: Names = Field(description="the claims that hold only under it")
    indicator: WordsIfKnown = Field(None, description="what is watched")
    threshold: Annotated[ThresholdId | None, _IF_KNOWN] = Field(
        None, description="an id under `thresholds`"
    )
    owner: WordsIfKnown = Field(None, description="who watches it")


class SearchForm(Form):
    """A search for defeaters."""

    by: Known = Field(description="who searched")
    date: DayIfKnown = None
    note: WordsIfKnown = Field(None, description="how, and where")


class AttestationForm(Form):
    """What a person answers for where no program can: that a gate is passed, or is not."""

    passed: bool
    by: Known = Field(description="the person")
    date: Day
    version: WordsIfKnown = Field(None, description="of the system that is answered for")
    note: WordsIfKnown = Field(None, description="why")


class SignOffForm(Form):
    """A signature."""

    role: Identifier
    by: Known = Field(description="the person")
    organization: WordsIfKnown = None
    date: DayIfKnown = None
    valid_until: DayIfKnown = None
    version: WordsIfKnown = Field(None, description="of the system that is signed for")
    harbor: Annotated[Identifier | None, _IF_KNOWN] = Field(
        None, description="that an approval is given for"
    )
    scope: WordsIfKnown = Field(None, description="the uses and places that an approval covers")
    note: WordsIfKnown = None


class SafetyCaseForm(Form):
    """A safety case."""

    safety_case: Name = Field(description="its id")
    title: Words | None = None
    pack: Words | None = Field(None, description="the pack of rules; a name or a folder")
    harbor: Identifier
    state: Identifier
    as_of: DayIfKnown = Field(None, description="the day that it is checked for")
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
