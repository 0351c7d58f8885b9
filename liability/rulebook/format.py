"""The form of a rule file as it is written: pydantic models of every section.

A pack is a folder of YAML files. Each file holds any of the sections below; the sections of all
files are one rulebook, and neither the names of the files nor the order of the entries matters.
The JSON Schema for editors is generated from these models.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from liability.rulebook.accounting_format import AccountingForm
from liability.rulebook.apportionment_format import ApportionmentForm
from liability.rulebook.claim_documents_format import ClaimDocumentForm
from liability.rulebook.condition_format import ConditionForm
from liability.rulebook.safety_cases_format import SafetyCasesForm
from liability.rulebook.words import (
    Figure,
    Form,
    Identifier,
    IsoDate,
    TextForm,
    ValueName,
    Words,
    mistake,
    tag_of,
)

Unit = Literal["FLOP", "FLOP/s", "per year", "ratio", "days", "money", "share"]


class SubjectForm(Form):
    """A kind of thing that facts and rules are about."""

    title: TextForm
    key: Identifier | None = Field(None, description="the key of a case file that holds its facts")
    many: bool = Field(False, description="a case lists any number of them")
    declared: bool = Field(False, description="the pack declares them under `entries`")
    refers_to: dict[Identifier, Identifier] = Field(
        default_factory=dict, description="required keys that name another subject's id"
    )
    question: TextForm | None = Field(None, description="asks for the list itself")
    asks: dict[Identifier, TextForm] = Field(
        default_factory=dict, description="asks, by key of `refers_to`, for what one names there"
    )


class BaseForm(Form):
    """Where it is read off how a claim stands for a base system that others made theirs from."""

    covers: Identifier = Field(description="the finding whether a claim covers the base")
    effective: Identifier = Field(description="the yes/no conclusion for each claim, of the base")
    described: Identifier = Field(
        description="the yes/no conclusion for each claim whether facts of the case are of its base"
    )
    kept: Identifier = Field(description="the yes/no conclusion whether each party keeps a harbor")
    elements: dict[Identifier, list[Identifier]] = Field(
        description="by harbor, the findings that are its elements where the base is judged"
    )


class ClaimNowForm(Form):
    """Where it is read off what a claim made now would come to."""

    first: list[ValueName] = Field(
        min_length=1, description="the statuses in which nobody has claimed the harbor"
    )
    anew: list[ValueName] = Field([], description="the statuses in which it has to be claimed anew")
    late: Identifier = Field(
        description="the yes/no conclusion whether it would be too late for the harm"
    )
    later: Identifier = Field(
        description="the yes/no conclusion whether it would be in time for a later harm"
    )


class HarborsForm(Form):
    """Where the safe harbors of a determination are read off."""

    subject: Identifier = Field(description="the declared subject whose entries are the harbors")
    status: Identifier = Field(description="the conclusion for the status of each")
    merits: Identifier = Field(description="the yes/no conclusion for the merits of each")
    elements: Identifier = Field(description="the slot with the elements")
    claims: Identifier = Field(description="the subject of which a case lists the claims")
    claim: Identifier = Field(description="the conclusion for the state of each claim")
    fails: ValueName = Field(description="the status of a harbor that fails")
    base: BaseForm | None = Field(None, description="how a claim stands for a base system")
    claim_now: ClaimNowForm | None = Field(None, description="what a claim made now comes to")


class BearerForm(Form):
    """Which parties a duty is of, as their roles tell it."""

    roles: list[ValueName] = Field(min_length=1, description="it is of whoever has one of these")
    where: dict[Identifier, Literal["met", "not_met"]] = Field(
        default_factory=dict, description="findings of the whole case that have come out so"
    )


class ObligationsForm(Form):
    """Where the duties of a determination are read off."""

    subject: Identifier = Field(description="the declared subject whose entries are the duties")
    status: Identifier = Field(description="the conclusion for the status of each")
    absent: ValueName = Field(description="the status that means that there is no duty")
    addressees: dict[Words, TextForm] = Field(
        default_factory=dict, description="whose duty one may be, as the attribute `addressee` says"
    )
    borne_by: dict[Words, list[BearerForm]] = Field(
        default_factory=dict, description="by addressee who it is: the first of these that any is"
    )
    phases: dict[Words, TextForm] = Field(
        default_factory=dict, description="when one may be due, as the attribute `phase` says"
    )


class PartiesForm(Form):
    """Where the parties of a determination are read off."""

    subject: Identifier = Field(description="the subject of which a case lists the parties")
    roles: Identifier = Field(description="the fact with the roles of each")
    liable: Identifier = Field(description="the conclusion whether each is liable")
    position: Identifier = Field(description="the conclusion for the position of each")


class IndividualsForm(Form):
    """Where the individuals of a determination are read off."""

    subject: Identifier = Field(description="the subject of which a case lists the individuals")
    personal: Identifier = Field(description="the conclusion whether each answers in person")
    refer: Identifier = Field(description="the conclusion whether to refer each")


class ComputeForm(Form):
    """Facts that the determination repeats, and that a lineage gives where a case has one."""

    training: Identifier | None = Field(None, description="Training Compute, in FLOP")
    output: Identifier | None = Field(None, description="Output Compute, in FLOP")
    inference_rate: Identifier | None = Field(None, description="rate provisioned, in FLOP/s")
    rate_observed: Identifier | None = Field(None, description="highest rate observed")
    rate_mean: Identifier | None = Field(None, description="mean rate observed")
    rate_at_launch: Identifier | None = Field(None, description="rate provisioned at launch")
    base: Identifier | None = Field(None, description="Training Compute of another's base")
    change: Identifier | None = Field(None, description="what was added to the base, as a share")


class TonesForm(Form):
    """How the screen colors the values of conclusions; values without a tone are bold."""

    bad: list[ValueName] = Field(default_factory=list, description="shown in red")
    warn: list[ValueName] = Field(default_factory=list, description="shown in yellow")
    good: list[ValueName] = Field(default_factory=list, description="shown in green")

    @model_validator(mode="after")
    def _one_tone(self) -> TonesForm:
        seen: set[str] = set()
        for tone, values in self:
            for value in values:
                if value in seen:
                    raise mistake(
                        f"`{value}` has more than one tone",
                        "leave it under one of `bad`, `warn` and `good`",
                        key=tone,
                    )
                seen.add(value)
        return self


class OutcomeForm(Form):
    """How each part of the determination is read off the conclusions."""

    standard: Identifier
    tier: Identifier
    injunction: Identifier
    harbors: HarborsForm
    obligations: ObligationsForm
    parties: PartiesForm
    individuals: IndividualsForm
    compute: ComputeForm
    cautions: list[Identifier] = Field(default_factory=list)
    harm: Identifier | None = Field(None, description="the finding whether harm has occurred")
    tones: TonesForm = Field(
        default_factory=TonesForm, description="how the screen colors values; may be left out"
    )


class PackForm(Form):
    """What the pack is."""

    id: Identifier
    title: TextForm
    version: Words
    since: IsoDate = Field(description="the first day that the pack speaks of")
    source: TextForm
    assumed_by: TextForm | None = Field(None, description="who sets the figures that it assumes")
    profiles: dict[Identifier, TextForm] = Field(min_length=1)
    default_profile: Identifier
    sides: dict[Identifier, TextForm] = Field(default_factory=dict)
    subjects: dict[Identifier, SubjectForm] = Field(min_length=1)
    determination: OutcomeForm
    accounting: AccountingForm | None = Field(None, description="how compute is counted")
    apportionment: ApportionmentForm | None = Field(None, description="how the sums are made")
    safety_cases: SafetyCasesForm | None = Field(None, description="what a safety case has to be")


class DivergenceForm(Form):
    """A place where language versions of one provision differ in law."""

    profiles: list[Identifier] = Field(min_length=1)
    says: TextForm


class ProvisionForm(Form):
    """One normative statement of the source text, paraphrased."""

    modal: Literal[
        "definition", "mandatory", "permissive", "hortatory", "prohibition", "example", "context"
    ]
    text: TextForm
    divergences: list[DivergenceForm] = Field(default_factory=list)
    not_encoded: Words | None = Field(None, description="why no rule encodes it")


class FactDeclarationForm(Form):
    """A fact that a case may state: its type, unit, question and burden."""

    type: Literal["boolean", "choice", "choices", "quantity", "date", "text"]
    title: TextForm
    question: TextForm | None = None
    unit: Unit | None = None
    values: dict[Words, TextForm] | None = None
    cites: list[Identifier] = Field(default_factory=list)

    @model_validator(mode="after")
    def _type_fits(self) -> FactDeclarationForm:
        if self.type == "quantity" and self.unit is None:
            raise mistake(
                "`unit` is missing",
                "say what the quantity is in, as in `unit: FLOP`",
                "missing-key",
            )
        if self.type != "quantity" and self.unit is not None:
            raise mistake(
                f"`unit` does not go with `type: {self.type}`",
                "remove it: only a quantity has one",
                key="unit",
            )
        if self.type in ("choice", "choices") and not self.values:
            raise mistake(
                "`values` is missing", "list the ids and labels to choose from", "missing-key"
            )
        if self.type not in ("choice", "choices") and self.values is not None:
            raise mistake(
                f"`values` does not go with `type: {self.type}`",
                "remove it: only `choice` and `choices` have them",
                key="values",
            )
        return self


class ShareForm(Form):
    """A share of another figure, which moves with it."""

    parameter: Identifier
    share: Figure


class ParameterForm(Form):
    """A figure of the law: by date, or as a share of another."""

    title: TextForm
    unit: Unit
    values: dict[IsoDate, Figure | None] | None = Field(
        None,
        min_length=1,
        description="the figure from each date on; null where no authority has set it",
    )
    share_of: ShareForm | None = Field(None, description="in place of `values`")
    at_most: ShareForm | None = Field(None, description="the highest that it may be set to")
    cites: list[Identifier] = Field(min_length=1)
    source: TextForm | None = None
    assumption: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> ParameterForm:
        if (self.values is None) == (self.share_of is None):
            raise mistake(
                "a figure has one of `values` and `share_of`",
                "give the figure by date, or the parameter that it is a share of",
                "missing-key" if self.values is None else "unknown-key",
            )
        return self


class ReadingDeclarationForm(Form):
    """An ambiguity of the text, its plausible readings and the one taken."""

    title: TextForm
    options: dict[Identifier, TextForm] = Field(min_length=2)
    default: str
    by_profile: dict[Identifier, str] = Field(default_factory=dict)
    cites: list[Identifier] = Field(min_length=1)
    because: TextForm | None = None


class FindingForm(Form):
    """A finding of fact: a test of facts, and who has to show it."""

    title: TextForm
    cites: list[Identifier] = Field(min_length=1)
    burden: Identifier
    for_each: Identifier | None = None
    test: ConditionForm
    because: TextForm | None = None
    words: dict[Identifier, Words] = Field(
        default_factory=dict,
        description="by profile, the few words of the law that the test applies",
    )


class ConclusionDeclarationForm(Form):
    """A conclusion of law that rules may reach, and its values."""

    title: TextForm
    for_each: Identifier | None = None
    values: dict[ValueName, TextForm] | None = Field(None, min_length=2)
    otherwise: str | None = None
    cites: list[Identifier] = Field(default_factory=list)


class PeriodForm(Form):
    """When a rule is in force: from a day on, and up to, not on, another."""

    from_: IsoDate | None = Field(None, alias="from")
    to: IsoDate | None = None


class RuleForm(Form):
    """A rule: when its condition is met and no exception applies, it concludes."""

    title: TextForm
    cites: list[Identifier] = Field(min_length=1)
    for_each: Identifier | None = None
    when: ConditionForm
    unless: list[ConditionForm] = Field(default_factory=list)
    exception_to: list[Identifier] = Field(default_factory=list)
    concludes: Annotated[
        Annotated[Identifier, Tag("$met")] | Annotated[dict[Identifier, str], Tag("$value")],
        tag_of({str: "$met", dict: "$value"}),
    ]
    in_force: PeriodForm | None = None
    because: TextForm | None = None

    @model_validator(mode="after")
    def _one_conclusion(self) -> RuleForm:
        if isinstance(self.concludes, dict) and len(self.concludes) != 1:
            raise mistake(
                f"`concludes` has {len(self.concludes)} conclusions",
                "a rule concludes one thing; write a rule for each",
                key="concludes",
            )
        return self


class EntryForm(Form):
    """A member of a subject that the pack declares: a harbor, an obligation."""

    title: TextForm
    cites: list[Identifier] = Field(min_length=1)
    attributes: dict[Identifier, Words] = Field(default_factory=dict)
    slots: dict[Identifier, ConditionForm] = Field(default_factory=dict)


class PackFileForm(Form):
    """One file of a pack; every section may stand in any file."""

    pack: PackForm | None = None
    provisions: dict[Identifier, ProvisionForm] = Field(default_factory=dict)
    facts: dict[Identifier, FactDeclarationForm] = Field(default_factory=dict)
    parameters: dict[Identifier, ParameterForm] = Field(default_factory=dict)
    readings: dict[Identifier, ReadingDeclarationForm] = Field(default_factory=dict)
    findings: dict[Identifier, FindingForm] = Field(default_factory=dict)
    conclusions: dict[Identifier, ConclusionDeclarationForm] = Field(default_factory=dict)
    rules: dict[Identifier, RuleForm] = Field(default_factory=dict)
    entries: dict[Identifier, dict[Identifier, EntryForm]] = Field(
        default_factory=dict, description="the members of each subject that the pack declares"
    )
    claim_documents: dict[Identifier, ClaimDocumentForm] = Field(
        default_factory=dict, description="what the document that claims a safe harbor holds"
    )
