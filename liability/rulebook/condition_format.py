"""The form of a condition as it is written: pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from liability.rulebook.conditions import COMPARE, LEFT_OUT
from liability.rulebook.words import Form, Identifier, NodeName, mistake, tag_of

Point = Literal["low", "best", "high", "all"]


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
        None,
        ge=0,
        description="from this many on, but short of `at_least`, the count leaves it open",
    )

    @model_validator(mode="after")
    def _one_bound(self) -> CountForm:
        bounds = {"at_least": self.at_least, "at_most": self.at_most, "exactly": self.exactly}
        given = [name for name, bound in bounds.items() if bound is not None]
        if len(given) != 1:
            has = " and ".join(f"`{name}`" for name in given) or "no bound"
            raise mistake(
                f"`count` has {has}", "give one of `at_least`, `at_most`, `exactly`", key="count"
            )
        least = self.at_least if self.exactly is None else self.exactly
        if least is not None and least > len(self.count) and self.open_from is None:
            raise mistake(
                f"`{given[0]}: {least}` can never be met: `count` has {len(self.count)} parts",
                "count to as many parts as there are, or add parts",
                "unreachable",
                given[0],
            )
        if self.open_from is not None and (
            self.at_least is None or self.open_from >= self.at_least
        ):
            raise mistake(
                "`open_from` goes with a larger `at_least`",
                "it says from how many on the question is open, short of enough",
                key="open_from",
            )
        return self


class EstablishedForm(Form):
    """Several ways of showing one thing; those that are known must agree."""

    established_by: list[ConditionForm] = Field(min_length=2)


class SufficesForm(Form):
    """Met when the part is, and left open where it is not: it never shows the contrary."""

    suffices: ConditionForm


class DisprovedForm(Form):
    """Met when the part is shown not to hold; left open by a record that shows neither."""

    disproved: ConditionForm


class ShownForm(Form):
    """Met when the record shows the part, and not met while that is open."""

    shown: ConditionForm


class ConclusionTestForm(Form):
    """Met when a conclusion has this value, or one of these."""

    conclusion: Identifier
    is_: str | None = Field(None, alias="is")
    is_one_of: list[str] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one_test(self) -> ConclusionTestForm:
        if (self.is_ is None) == (self.is_one_of is None):
            has = "neither" if self.is_ is None else "both"
            raise mistake(
                f"the test of `{self.conclusion}` has {has} of `is` and `is_one_of`",
                f"write `{{conclusion: {self.conclusion}, is: …}}`, with one of its values",
                key="conclusion",
            )
        return self


class SomeForm(Form):
    """Met when a finding or conclusion holds for some party, claim or other subject."""

    some: Identifier
    holds: Identifier
    of: Identifier | None = Field(None, description="only those that name the subject at hand")


class SeveralForm(Form):
    """Met when a finding or conclusion holds for two or more parties, claims or other subjects."""

    several: Identifier
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


class ReadingChoiceForm(Form):
    """One condition for each option of a reading."""

    reading: Identifier
    options: dict[str, ConditionForm] = Field(min_length=2)


class ProfileForm(Form):
    """One condition for each language version; `default` for those not named."""

    by_profile: dict[str, ConditionForm] = Field(min_length=2)


class ParameterOperand(Form):
    """A parameter to compare with."""

    parameter: Identifier


class FactOperand(Form):
    """Another fact to compare with."""

    fact: Identifier


class AsOfOperand(Form):
    """The day whose law applies, to compare with."""

    as_of: Literal["true"]


class PointsForm(Form):
    """Which point of an interval shows that the test is met, and which that it is not."""

    met: Point = "all"
    not_met: Point = "all"


class DecidesForm(Form):
    """Values that show that the test is met, and values that show that it is not."""

    met: list[str]
    not_met: list[str]


def _operand_tag(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((f"${key}" for key in OPERAND_KEYS if key in value), None)
    return "$figure"


OPERAND_KEYS = ("parameter", "fact", "as_of")
Operand = Annotated[
    Annotated[str, Tag("$figure")]
    | Annotated[ParameterOperand, Tag("$parameter")]
    | Annotated[FactOperand, Tag("$fact")]
    | Annotated[AsOfOperand, Tag("$as_of")],
    Discriminator(_operand_tag, "not_an_operand", "not an operand"),
]
_ORDERING = ("below", "at_most", "above", "at_least")
OPERATORS = ("is", "is_one_of", "includes_any", "supported", "decides", *COMPARE, LEFT_OUT)


class FactTestForm(Form):
    """A test of one fact, with one operator. Findings are made of these."""

    fact: Identifier
    otherwise: Identifier | None = Field(
        None, description="the fact that is tested where the case does not state the first"
    )
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
    left_out: Literal["true"] | None = Field(
        None, description="the case does not give the fact, not even as unknown"
    )
    at: Annotated[
        Annotated[Point, Tag("$point")] | Annotated[PointsForm, Tag("$points")],
        tag_of({str: "$point", dict: "$points"}),
    ] = Field("all", description="which point of an interval is compared")
    by: Literal["any_side"] | None = Field(
        None, description="met where the version of some side passes, however disputed"
    )

    def operator(self) -> tuple[str, Any]:
        """Return the operator's name and its operand."""
        given = [(name, self._value(name)) for name in OPERATORS if self._value(name) is not None]
        return given[0]

    def _value(self, name: str) -> Any:
        return getattr(self, "is_" if name == "is" else name)

    @model_validator(mode="after")
    def _one_operator(self) -> FactTestForm:
        given = [name for name in OPERATORS if self._value(name) is not None]
        if len(given) != 1:
            has = " and ".join(f"`{name}`" for name in given) or "no operator"
            raise mistake(
                f"the test of `{self.fact}` has {has}",
                "join tests with `all:`, one operator each"
                if given
                else "give one of " + ", ".join(f"`{name}`" for name in OPERATORS),
                key="fact",
            )
        if "at" in self.model_fields_set and given[0] not in _ORDERING:
            raise mistake(
                f"`at` does not go with `{given[0]}`",
                "remove it: only a comparison of quantities asks for a point",
                key="at",
            )
        if self.by is not None and given[0] == "supported":
            raise mistake(
                "`by` does not go with `supported`", "remove it: any side is enough", key="by"
            )
        for key in ("otherwise", "by") if given[0] == LEFT_OUT else ():
            if getattr(self, key) is not None:
                advice = "remove it: a fact is left out or given, whatever it is"
                raise mistake(f"`{key}` does not go with `{LEFT_OUT}`", advice, key=key)
        return self


CONDITION_KEYS = (
    "all", "any", "not", "count", "established_by", "suffices", "disproved", "shown", "conclusion",
    "some", "several", "every", "slot", "reading", "by_profile", "fact",
)  # fmt: skip


def _condition_tag(value: Any) -> str | None:
    if isinstance(value, str):
        return "$name"
    if isinstance(value, dict):
        return next((f"${key}" for key in CONDITION_KEYS if key in value), None)
    return None


ConditionForm = Annotated[
    Annotated[NodeName, Tag("$name")]
    | Annotated[AllForm, Tag("$all")]
    | Annotated[AnyForm, Tag("$any")]
    | Annotated[NotForm, Tag("$not")]
    | Annotated[CountForm, Tag("$count")]
    | Annotated[EstablishedForm, Tag("$established_by")]
    | Annotated[SufficesForm, Tag("$suffices")]
    | Annotated[DisprovedForm, Tag("$disproved")]
    | Annotated[ShownForm, Tag("$shown")]
    | Annotated[ConclusionTestForm, Tag("$conclusion")]
    | Annotated[SomeForm, Tag("$some")]
    | Annotated[SeveralForm, Tag("$several")]
    | Annotated[EveryForm, Tag("$every")]
    | Annotated[SlotForm, Tag("$slot")]
    | Annotated[ReadingChoiceForm, Tag("$reading")]
    | Annotated[ProfileForm, Tag("$by_profile")]
    | Annotated[FactTestForm, Tag("$fact")],
    Discriminator(_condition_tag, "not_a_condition", "not a condition"),
]
