"""The form of a rule file as it is written: pydantic models of every section.

A pack is a folder of YAML files. Each file holds any of the sections below; the sections of all
files are one rulebook, and neither the names of the files nor the order of the entries matters.
The JSON Schema for editors is generated from these models.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Language = Literal["en", "ko", "ja", "zh"]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,119}$")]
IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
TextForm = str | dict[Language, str]
Point = Literal["low", "best", "high", "all"]


class Form(BaseModel):
    """Base of every form: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


# --- conditions ---------------------------------------------------------------------------------


class AllForm(Form):
    """Met when every part is met."""

    all: list[ConditionForm] = Field(min_length=1)


class AnyForm(Form):
    """Met when at least one part is met."""

    any: list[ConditionForm] = Field(min_length=1)


class NotForm(Form):
    """Met when the part is not met."""

    not_: ConditionForm = Field(alias="not")


class CountForm(Form):
    """Met when enough, or not too many, of the parts are met."""

    count: list[ConditionForm] = Field(min_length=1, max_length=15)
    at_least: int | None = Field(None, ge=0)
    at_most: int | None = Field(None, ge=0)
    exactly: int | None = Field(None, ge=0)
    open_from: int | None = Field(
        None, ge=0, description="from this many on, but short of `at_least`, the count leaves it open"
    )

    @model_validator(mode="after")
    def _one_bound(self) -> CountForm:
        if sum(bound is not None for bound in (self.at_least, self.at_most, self.exactly)) != 1:
            raise ValueError("`count` takes one of `at_least`, `at_most`, `exactly`")
        if self.open_from is not None and (self.at_least is None or self.open_from >= self.at_least):
            raise ValueError("`open_from` goes with a larger `at_least`")
        return self


class EstablishedForm(Form):
    """Several ways of showing one thing; those that are known must agree."""

    established_by: list[ConditionForm] = Field(min_length=2)


class DisprovedForm(Form):
    """Met when the part is shown not to hold; left open by a record that shows neither."""

    disproved: ConditionForm


class ConclusionForm_(Form):
    """Met when a conclusion has this value, or one of these."""

    conclusion: Identifier
    is_: str | None = Field(None, alias="is")
    is_one_of: list[str] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one_test(self) -> ConclusionForm_:
        if (self.is_ is None) == (self.is_one_of is None):
            raise ValueError("a test of a conclusion takes `is` or `is_one_of`")
        return self


class SomeForm(Form):
    """Met when a finding or conclusion holds for some party, claim or other subject."""

    some: Identifier
    holds: Identifier
    of: Identifier | None = Field(None, description="only those that name the subject at hand")


class EveryForm(Form):
    """Met when a finding or conclusion holds for each party, claim or other subject."""

    every: Identifier
    holds: Identifier
    of: Identifier | None = Field(None, description="only those that name the subject at hand")


class SlotForm(Form):
    """The condition that the entry at hand (a harbor, an obligation) gives under this name."""

    slot: Identifier


class ReadingForm_(Form):
    """One condition for each option of a reading."""

    reading: Identifier
    options: dict[str, ConditionForm] = Field(min_length=2)


class ProfileForm(Form):
    """One condition for each language version; `default` for those not named."""

    by_profile: dict[str, ConditionForm] = Field(min_length=2)


class ParameterOperand(Form):
    parameter: Identifier


class FactOperand(Form):
    fact: Identifier


class AsOfOperand(Form):
    as_of: Literal["true"]


class PointsForm(Form):
    """Which point of an interval shows that the test is met, and which that it is not."""

    met: Point = "all"
    not_met: Point = "all"


class DecidesForm(Form):
    """Values that show that the test is met, and values that show that it is not."""

    met: list[str]
    not_met: list[str]


Operand = str | ParameterOperand | FactOperand | AsOfOperand
OPERATORS = (
    "is", "is_one_of", "includes_any", "supported", "decides",
    "below", "at_most", "above", "at_least",
    "before", "on_or_before", "after", "on_or_after",
)  # fmt: skip


class FactForm_(Form):
    """A test of one fact, with one operator. Findings are made of these."""

    fact: Identifier
    is_: str | None = Field(None, alias="is")
    is_one_of: list[str] | None = Field(None, min_length=1)
    includes_any: list[str] | None = Field(None, min_length=1)
    supported: str | None = Field(None, description="some side of the record says so")
    decides: DecidesForm | None = Field(None, description="values for it, and values against it")
    below: Operand | None = None
    at_most: Operand | None = None
    above: Operand | None = None
    at_least: Operand | None = None
    before: Operand | None = None
    on_or_before: Operand | None = None
    after: Operand | None = None
    on_or_after: Operand | None = None
    on: Point | PointsForm = Field("all", description="which point of an interval is compared")

    def operator(self) -> tuple[str, Any]:
        """Return the operator's name and its operand."""
        given = [(name, self._value(name)) for name in OPERATORS if self._value(name) is not None]
        return given[0]

    def _value(self, name: str) -> Any:
        return getattr(self, "is_" if name == "is" else name)

    @model_validator(mode="after")
    def _one_operator(self) -> FactForm_:
        if sum(self._value(name) is not None for name in OPERATORS) != 1:
            raise ValueError("a test of a fact takes exactly one operator: " + ", ".join(OPERATORS))
        return self


CONDITION_KEYS = {
    "all": "all", "any": "any", "not": "not", "count": "count", "established_by": "established_by",
    "disproved": "disproved", "conclusion": "conclusion", "some": "some", "every": "every",
    "slot": "slot", "reading": "reading", "by_profile": "by_profile", "fact": "fact",
}  # fmt: skip


def _condition_tag(value: Any) -> str | None:
    if isinstance(value, str):
        return "name"
    if isinstance(value, dict):
        return next((CONDITION_KEYS[key] for key in CONDITION_KEYS if key in value), None)
    return None


ConditionForm = Annotated[
    Annotated[Identifier, Tag("name")]
    | Annotated[AllForm, Tag("all")]
    | Annotated[AnyForm, Tag("any")]
    | Annotated[NotForm, Tag("not")]
    | Annotated[CountForm, Tag("count")]
    | Annotated[EstablishedForm, Tag("established_by")]
    | Annotated[DisprovedForm, Tag("disproved")]
    | Annotated[ConclusionForm_, Tag("conclusion")]
    | Annotated[SomeForm, Tag("some")]
    | Annotated[EveryForm, Tag("every")]
    | Annotated[SlotForm, Tag("slot")]
    | Annotated[ReadingForm_, Tag("reading")]
    | Annotated[ProfileForm, Tag("by_profile")]
    | Annotated[FactForm_, Tag("fact")],
    Discriminator(_condition_tag),
]


# --- sections -----------------------------------------------------------------------------------


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
    harbors: dict[Literal["subject", "status", "merits", "elements", "claims", "claim"], Identifier]
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


# --- tests of a pack ----------------------------------------------------------------------------

Expected = str | list[str]


class VariantForm(Form):
    """How a test departs from its case."""

    profile: str | None = None
    readings: dict[str, str] = Field(default_factory=dict)
    as_of: IsoDate | None = None
    facts_of: str | None = None
    facts: dict[str, Any] = Field(
        default_factory=dict, description="facts to replace, by path, as `claims.c1.stage`"
    )


class ExpectForm(Form):
    """What the determination must say: a value, or the list of values that stay possible."""

    standard: Expected | None = None
    on_record: str | None = Field(None, description="the standard if the record closed today")
    tier: Expected | None = None
    injunction: Expected | None = None
    harbors: dict[str, Expected] = Field(default_factory=dict)
    merits: dict[str, str] = Field(default_factory=dict)
    claims: dict[str, Expected] = Field(default_factory=dict)
    obligations: dict[str, Expected] = Field(
        default_factory=dict, description="a status, or `applies` for any but that of no duty"
    )
    parties: dict[str, dict[Literal["liable", "position"], Expected]] = Field(default_factory=dict)
    individuals: dict[str, dict[Literal["personal", "refer"], Expected]] = Field(default_factory=dict)
    cautions: list[str] = Field(default_factory=list)
    relies_on: list[str] = Field(
        default_factory=list, description="provisions relied on; `D.RT-1.*` for any that begins so"
    )
    readings: dict[str, dict[str, ExpectForm]] = Field(default_factory=dict)
    profiles: dict[str, ExpectForm] = Field(default_factory=dict)
    asks_first: str | None = None


class TestForm(Form):
    """A test: a case, how the test departs from it, and what must come out."""

    __test__ = False  # not a class of tests to pytest

    name: str
    case: str = Field(description="path of the case file, from the test's own folder")
    with_: VariantForm = Field(default_factory=VariantForm, alias="with")
    expect: ExpectForm
    because: str | None = None
