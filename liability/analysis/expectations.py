"""The form of a file of rule tests: pydantic models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, Tag, model_validator

from liability.analysis.expected_sums import OF_CLAIMANT, OF_PARTY
from liability.rulebook.words import Form, IsoDate, Words, mistake, tag_of

Expected = Annotated[
    Annotated[str, Tag("$value")] | Annotated[list[str], Field(min_length=1), Tag("$values")],
    tag_of({str: "$value", list: "$values"}),
]


class VariantForm(Form):
    """How a test departs from its case."""

    profile: str | None = None
    readings: dict[str, str] = Field(default_factory=dict)
    as_of: IsoDate | None = None
    facts_of: str | None = None
    facts: dict[str, Any] = Field(
        default_factory=dict, description="facts to replace, by path, as `claims.c1.stage`"
    )


class _Expecting(Form):
    """Base of what is expected: it expects something."""

    @model_validator(mode="after")
    def _something(self) -> _Expecting:
        if any(getattr(self, name) for name in type(self).model_fields):
            return self
        raise mistake("nothing is expected: `{}`", "say what must come out, as in `standard: …`")


Sum = Annotated[
    str | None,
    Field(
        description="on this record: `120 million` or `50 %`; ` ?` behind it if something open "
        "would change it; or `undetermined`"
    ),
]


class PartyForm(_Expecting):
    """What must come out of a party."""

    liable: Expected | None = None
    position: Expected | None = None
    answers: Expected | None = None
    share: Sum = None
    exposure: Sum = None
    own_part: Sum = None
    bears_if_all_pay: Sum = None
    bears: Sum = None
    settled: Sum = None
    uncollectible: Sum = None
    takes: Sum = None


class ClaimantForm(_Expecting):
    """What must come out for the claimant."""

    recoverable: Sum = None
    own_fault: Sum = None
    bears: Sum = None
    takes: Sum = None


class SideForm(_Expecting):
    """What must come out of a party on another basis, set beside the determination."""

    share: Sum = None
    exposure: Sum = None
    bears: Sum = None


class IndividualForm(_Expecting):
    """What must come out of an individual."""

    personal: Expected | None = None
    refer: Expected | None = None
    exposure: Sum = None


class ExpectForm(_Expecting):
    """What the determination must say: a value, or the list of values that stay possible."""

    standard: Expected | None = None
    on_record: str | None = Field(None, description="the standard if the record closed today")
    tier: Expected | None = None
    tier_on_record: str | None = None
    injunction: Expected | None = None
    injunction_on_record: str | None = None
    harbors: dict[str, Expected] = Field(default_factory=dict)
    merits: dict[str, str] = Field(default_factory=dict)
    claims: dict[str, Expected] = Field(default_factory=dict)
    obligations: dict[str, Expected] = Field(
        default_factory=dict, description="a status, or `applies` for any but that of no duty"
    )
    parties: dict[str, PartyForm] = Field(default_factory=dict)
    individuals: dict[str, IndividualForm] = Field(default_factory=dict)
    claimant: ClaimantForm | None = None
    ordinarily: dict[str, SideForm] = Field(
        default_factory=dict, description="of each party, at ordinary law"
    )
    without_harbor: dict[str, SideForm] = Field(
        default_factory=dict, description="of each party, if no harbor protected anybody"
    )
    cautions: list[str] = Field(default_factory=list)
    no_cautions: list[str] = Field(default_factory=list)
    relies_on: list[str] = Field(
        default_factory=list, description="provisions relied on; `X.2.*` for any that begins so"
    )
    readings: dict[str, dict[str, ExpectForm]] = Field(default_factory=dict)
    profiles: dict[str, ExpectForm] = Field(default_factory=dict)
    asks_first: str | None = None


class TestForm(Form):
    """A test: a case, how the test departs from it, and what must come out."""

    __test__ = False  # not a class of tests to pytest

    name: Words
    case: Words = Field(description="path of the case file, from the test's own folder")
    with_: VariantForm = Field(default_factory=VariantForm, alias="with")
    expect: ExpectForm
    because: str | None = None


def expected_sums(expect: ExpectForm) -> Iterator[tuple[tuple[str, ...], Form]]:
    """Yield every form that may hold figures, and where it stands."""
    for part in ("parties", "individuals", "ordinarily", "without_harbor"):
        for name, form in getattr(expect, part).items():
            yield (part, name), form
    if expect.claimant is not None:
        yield ("claimant",), expect.claimant


def figures_in(form: Form) -> dict[str, str]:
    """Return the figures that a form expects, by name."""
    names = {*OF_PARTY, *OF_CLAIMANT}
    return {name: value for name, value in form if name in names and value is not None}
