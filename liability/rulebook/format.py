"""The form of a rule file as it is written: pydantic models of every section.

A pack is a folder of YAML files. Each file holds any of the sections below; the sections of all
files are one rulebook, and neither the names of the files nor the order of the entries matters.
The JSON Schema for editors is generated from these models.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from liability.rulebook.condition_format import ConditionForm, Form, Identifier

Language = Literal["en", "ko", "ja", "zh"]
IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
TextForm = str | dict[Language, str]


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


class OutcomeForm(Form):
    """How one part of the determination is read off the conclusions."""

    standard: Identifier
    tier: Identifier
    injunction: Identifier
    harbors: dict[
        Literal["subject", "status", "merits", "elements", "claims", "claim", "fails"], Identifier
    ]
    obligations: dict[Literal["subject", "status", "absent"], Identifier]
    parties: dict[Literal["subject", "roles", "liable", "position"], Identifier]
    individuals: dict[Literal["subject", "personal", "refer"], Identifier]
    compute: dict[Literal["training", "inference_rate"], Identifier]
    cautions: list[Identifier] = Field(default_factory=list)


class PackForm(Form):
    """What the pack is."""

    id: Identifier
    title: TextForm
    version: str
    since: IsoDate = Field(description="the first day that the pack speaks of")
    source: TextForm
    profiles: dict[Identifier, TextForm] = Field(min_length=1)
    default_profile: Identifier
    sides: dict[Identifier, TextForm] = Field(default_factory=dict)
    subjects: dict[Identifier, SubjectForm] = Field(min_length=1)
    determination: OutcomeForm


class DivergenceForm(Form):
    """A place where language versions of one provision differ in law."""

    profiles: list[Identifier] = Field(min_length=1)
    says: str


class ProvisionForm(Form):
    """One normative statement of the source text, paraphrased."""

    modal: Literal[
        "definition", "mandatory", "permissive", "hortatory", "prohibition", "example", "context"
    ]
    text: TextForm
    divergences: list[DivergenceForm] = Field(default_factory=list)
    not_encoded: str | None = Field(None, description="why no rule encodes it")


class FactDeclarationForm(Form):
    """A fact that a case may state: its type, unit, question and burden."""

    type: Literal["boolean", "choice", "choices", "quantity", "date", "text"]
    title: TextForm
    question: TextForm | None = None
    unit: Literal["FLOP", "FLOP/s", "per year", "ratio", "days"] | None = None
    values: dict[str, TextForm] | None = None
    cites: list[str] = Field(default_factory=list)
    note: TextForm | None = None

    @model_validator(mode="after")
    def _type_fits(self) -> FactDeclarationForm:
        if (self.type == "quantity") != (self.unit is not None):
            raise ValueError("a quantity has a `unit`, and nothing else has one")
        if (self.type in ("choice", "choices")) != (self.values is not None):
            raise ValueError("a choice has `values`, and nothing else has them")
        return self


class ParameterForm(Form):
    """A figure of the law, by date."""

    title: TextForm
    unit: Literal["FLOP", "FLOP/s", "per year", "ratio", "days"]
    values: dict[IsoDate, str | None] = Field(
        min_length=1, description="the figure from each date on; null where no authority has set it"
    )
    cites: list[str] = Field(min_length=1)
    source: TextForm | None = None
    assumption: bool = False


class ReadingDeclarationForm(Form):
    """An ambiguity of the text, its plausible readings and the one taken."""

    title: TextForm
    options: dict[str, TextForm] = Field(min_length=2)
    default: str
    by_profile: dict[Identifier, str] = Field(default_factory=dict)
    cites: list[str] = Field(min_length=1)
    because: TextForm | None = None


class FindingForm(Form):
    """A finding of fact: a test of facts, and who has to show it."""

    title: TextForm
    cites: list[str] = Field(min_length=1)
    burden: Identifier
    for_each: Identifier | None = None
    test: ConditionForm
    because: TextForm | None = None


class ConclusionDeclarationForm(Form):
    """A conclusion of law that rules may reach, and its values."""

    title: TextForm
    for_each: Identifier | None = None
    values: dict[str, TextForm] | None = Field(None, min_length=2)
    otherwise: str | None = None
    cites: list[str] = Field(default_factory=list)


class PeriodForm(Form):
    """When a rule is in force: from a day on, and up to, not on, another."""

    from_: IsoDate | None = Field(None, alias="from")
    to: IsoDate | None = None


class RuleForm(Form):
    """A rule: when its condition is met and no exception applies, it concludes."""

    title: TextForm
    cites: list[str] = Field(min_length=1)
    for_each: Identifier | None = None
    when: ConditionForm
    unless: list[ConditionForm] = Field(default_factory=list)
    exception_to: list[Identifier] = Field(default_factory=list)
    concludes: Identifier | dict[Identifier, str]
    in_force: PeriodForm | None = None
    because: TextForm | None = None

    @model_validator(mode="after")
    def _one_conclusion(self) -> RuleForm:
        if isinstance(self.concludes, dict) and len(self.concludes) != 1:
            raise ValueError("a rule concludes one thing; write a rule for each")
        return self


class EntryForm(Form):
    """A member of a subject that the pack declares: a harbor, an obligation."""

    title: TextForm
    cites: list[str] = Field(min_length=1)
    attributes: dict[Identifier, str] = Field(default_factory=dict)
    slots: dict[Identifier, ConditionForm] = Field(default_factory=dict)
    because: TextForm | None = None


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
