"""The form of `claim_documents`: what the document that claims a safe harbor has to hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liability.rulebook.words import Form, Identifier, TextForm, ValueName, mistake

Shown = Literal[
    "caption",
    "relief",
    "record",
    "elements",
    "argument",
    "assumptions",
    "defeaters",
    "confidence",
    "conditions",
    "changes",
    "approval",
    "attestations",
    "evidence",
    "adverse",
    "authorities",
    "lineage",
    "modifications",
]


class ClaimSectionForm(Form):
    """A section of the document."""

    title: TextForm
    shows: Shown | None = Field(None, description="what the program puts there from the case")
    says: list[TextForm] = Field(default_factory=list, description="what stands there always")
    says_under: dict[Identifier, dict[Identifier, TextForm]] = Field(
        default_factory=dict, description="by reading what stands there under each of its options"
    )
    facts: list[Identifier] = Field(
        default_factory=list, description="facts that stand there; a blank where one is not stated"
    )
    parameters: list[Identifier] = Field(
        default_factory=list, description="figures of the law that stand there"
    )
    blank: TextForm = Field(description="what people have to put there")
    lineage: TextForm | None = Field(
        None, description="of a `record`: what they put there where the case has no lineage"
    )
    cites: list[Identifier] = Field(default_factory=list)

    @model_validator(mode="after")
    def _of_record(self) -> ClaimSectionForm:
        if self.lineage is not None and self.shows != "record":
            raise mistake(
                "`lineage` goes with a section that shows the record",
                "remove it, or write `shows: record`",
                key="lineage",
            )
        return self


class PropositionForm(Form):
    """A claim of the argument: one property of the system."""

    title: TextForm
    findings: list[Identifier] = Field(
        default_factory=list, description="findings that show it, all of them together"
    )
    unless: list[Identifier] = Field(
        default_factory=list, description="findings of which none may be met"
    )
    asked_under: dict[Identifier, Identifier] = Field(
        default_factory=dict,
        description="readings to their options: it is asked for only under all of these",
    )
    facts: list[Identifier] = Field(
        default_factory=list, description="facts of the case to read with it"
    )
    supports: list[Identifier] = Field(
        default_factory=list, description="claims that rest on it; the harbor itself, if none"
    )
    one_of: Identifier | None = Field(
        None, description="claims with the same word here are alternatives: one is enough"
    )
    cites: list[Identifier] = Field(default_factory=list)


class EvidenceKindForm(Form):
    """A kind of evidence that the claims take."""

    title: TextForm
    supports: list[Identifier] = Field(min_length=1, description="the claims that it is for")


class ListedDefeaterForm(Form):
    """What may speak against a claim, and has to be searched for."""

    title: TextForm
    against: list[Identifier] = Field(min_length=1, description="the claims it speaks against")
    cites: list[Identifier] = Field(default_factory=list)


class OperatingConditionForm(Form):
    """What has to stay true while the system is operated."""

    title: TextForm
    indicator: TextForm = Field(description="what shows whether it does")
    supports: list[Identifier] = Field(default_factory=list, description="claims that take it")


class ChangeForm(Form):
    """A change after the claim was made, and what it does to the claim."""

    title: TextForm
    effect: TextForm
    cites: list[Identifier] = Field(min_length=1)
    approval: bool = Field(False, description="only where the harbor takes an approval")


class AttestationForm(Form):
    """Who attests the document, beside those who sign for the harbor."""

    says: TextForm | None = Field(None, description="what this person has to know")
    cites: list[Identifier] = Field(default_factory=list)


class ApprovalForm(Form):
    """Whether a harbor takes an approval."""

    needed: bool
    says: TextForm
    cites: list[Identifier] = Field(min_length=1)


class ViewForm(Form):
    """A view under which confidence in the argument is examined."""

    title: TextForm
    blank: TextForm


class ClaimDocumentForm(Form):
    """A part of the document: of every claim; or of one harbor, or of one tier."""

    title: TextForm
    cites: list[Identifier] = Field(min_length=1)
    harbor: Identifier | None = Field(None, description="the harbor that this part is for")
    tier: ValueName | None = Field(None, description="the tier that this part is for")
    duties: list[Identifier] = Field(
        default_factory=list, description="of a tier: the duties that it asks for"
    )
    warning: TextForm | None = Field(
        None, description="said before all else; of a tier that has duties while one may apply"
    )
    says: TextForm | None = Field(
        None, description="of a tier: said of it in a checklist, or in place of its warning"
    )
    approval: ApprovalForm | None = Field(None, description="of a harbor")
    sections: dict[Identifier, ClaimSectionForm] = Field(default_factory=dict)
    claims: dict[Identifier, PropositionForm] = Field(default_factory=dict)
    evidence: dict[Identifier, EvidenceKindForm] = Field(default_factory=dict)
    defeaters: dict[Identifier, ListedDefeaterForm] = Field(default_factory=dict)
    conditions: dict[Identifier, OperatingConditionForm] = Field(default_factory=dict)
    changes: dict[Identifier, ChangeForm] = Field(default_factory=dict)
    views: dict[Identifier, ViewForm] = Field(default_factory=dict)
    attestations: dict[Identifier, AttestationForm] = Field(
        default_factory=dict, description="by role, as the pack's `safety_cases` names them"
    )

    @model_validator(mode="after")
    def _of_one(self) -> ClaimDocumentForm:
        if self.harbor is not None and self.tier is not None:
            raise mistake(
                "`harbor` and `tier` do not go together: a part is for one of them",
                "write two parts",
                key="tier",
            )
        if self.harbor is not None and self.approval is None:
            raise mistake(
                "`approval` is missing",
                "say whether the harbor takes an approval, as in `approval: {needed: yes, …}`",
                "missing-key",
            )
        if self.tier is None and self.says is not None:
            raise mistake("`says` goes with a tier only", "remove it, or name `tier:`", key="says")
        if self.harbor is None and self.approval is not None:
            raise mistake(
                "`approval` goes with a harbor only", "remove it, or name `harbor:`", key="approval"
            )
        return self
