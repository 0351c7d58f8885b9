"""The rulebook: a pack, checked and immutable. What `load` makes and everything else reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from liability.record import record
from liability.rulebook.conditions import Condition
from liability.rulebook.outcome_names import (
    Bearer,
    DutyNames,
    HarborNames,
    IndividualNames,
    PartyNames,
)
from liability.rulebook.safety_cases import SafetyCases
from liability.rulebook.texts import Text as Text
from liability.rulebook.texts import say as say

if TYPE_CHECKING:
    from liability.rulebook.claim_documents import ClaimDocument

MET, NOT_MET = "met", "not_met"
CASE_HEAD = (  # keys of a case file that are no subject's
    "case",
    "title",
    "pack",
    "as_of",
    "profile",
    "readings",
    "parameters",
    "sources",
    "notes",
    "lineage",
    "safety_case",
)
ATTRIBUTES = {"addressee": "addressees", "phase": "phases"}  # of a duty, and where declared
WORDS_FOR_UNKNOWN = frozenset({"unknown", "?", "n/a", "tbd"})  # of a fact, in a case file
CITING = (
    "facts",
    "parameters",
    "readings",
    "findings",
    "conclusions",
    "rules",
)  # entries that cite


@record
class Subject(NamedTuple):
    """A kind of thing facts and rules are about; see `format.SubjectForm`."""

    id: str
    title: Text
    key: str | None
    many: bool
    declared: bool
    refers_to: Mapping[str, str]
    question: Text | None
    asks: Mapping[str, Text]

    def keys_to(self, target: str) -> list[str]:
        """Return the keys under which a member names one of another subject."""
        return [key for key, to in self.refers_to.items() if to == target]


@record
class OfBase(NamedTuple):
    """How a claim stands for a base system; see `format.BaseForm`."""

    covers: str
    effective: str
    described: str
    kept: str
    elements: Mapping[str, tuple[str, ...]]


@record
class ClaimNow(NamedTuple):
    """What a claim made now would come to; see `format.ClaimNowForm`."""

    first: tuple[str, ...]
    anew: tuple[str, ...]
    late: str
    later: str


@record
class Outcomes(NamedTuple):
    """The names under which the determination reads its parts off the conclusions.

    `tones` has the tone of a value: `bad`, `warn` or `good`; `attributes` the titles of what the
    attributes `addressee` and `phase` of a duty may be.
    """

    standard: str
    tier: str
    injunction: str
    harbors: HarborNames
    obligations: DutyNames
    parties: PartyNames
    individuals: IndividualNames
    compute: Mapping[str, str]
    cautions: tuple[str, ...]
    tones: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, Text]]
    borne_by: Mapping[str, tuple[Bearer, ...]]
    base: OfBase | None
    claim_now: ClaimNow | None
    harm: str | None

    @property
    def training_compute(self) -> str | None:
        """The fact that is the training compute of a system, where the pack asks for it."""
        return self.compute.get("training")

    def titled(self, attribute: str, duty: Mapping[str, str]) -> str:
        """Return whose a duty is (`addressee`) or when it is due (`phase`); empty if unsaid."""
        value = duty[attribute]
        return say(self.attributes[attribute][value]) if value else ""


@record
class Choice(NamedTuple):
    """A choice of the arithmetic: what each option of a reading makes of it."""

    reading: str
    options: Mapping[str, tuple[str, ...]]


@record
class Accounting(NamedTuple):
    """How compute is counted; see `format.AccountingForm`.

    Attributes:
        choices: by `shared`, `teacher`, `cut_off`, `discarded`, `connected` and `networks`.
        grounds: the provisions that each step rests on.
        says: each step in words.
        change: the ways of going in (`as`) by which something is surely part of a change to a base.
        fine_tuning: the kinds of runs that are fine-tuning where they start from a base.
        until: the day of the harm, after which nothing goes into what is judged; None without one.
        today: by figure of the `compute` of the determination the fact of what it has come to
            since.
    """

    choices: Mapping[str, Choice]
    grounds: Mapping[str, tuple[str, ...]]
    says: Mapping[str, Text]
    change: tuple[str, ...]
    fine_tuning: tuple[str, ...]
    until: str | None
    today: Mapping[str, str]


EXTENTS = ("whole", "several", "threshold", "caused")
UNCOLLECTIBLE = ("joint", "parties", "everyone", "proportional")
CLAIMANT = ("ignored", "reduces", "bars")
VALUES_OF_SUMS = {"extent": EXTENTS, "uncollectible": UNCOLLECTIBLE, "claimant": CLAIMANT}
"""The values that a conclusion may have for the arithmetic to know what it means."""


@record
class Apportionment(NamedTuple):
    """How the sums are made; see `apportionment_format.ApportionmentForm`.

    Attributes:
        head: the subject whose members are the heads of harm, and `caused_by` its key for who
            caused one.
        insurance: the subject whose members are insurances, and `insured` its key for the party.
        track: the reading for the forum's rule.
        remarks: what a reader of the sums has to know of the law, by remark.
    """

    head: str
    caused_by: str
    insurance: str
    insured: str
    track: str
    facts: Mapping[str, str]
    conclusions: Mapping[str, str]
    parameters: Mapping[str, str]
    choices: Mapping[str, Choice]
    grounds: Mapping[str, tuple[str, ...]]
    remarks: Mapping[str, Text]


@record
class Provision(NamedTuple):
    """A normative statement of the source text, paraphrased; see `format.ProvisionForm`."""

    id: str
    modal: str
    text: Text
    divergences: tuple[tuple[tuple[str, ...], Text], ...]
    not_encoded: str | None


@record
class Fact(NamedTuple):
    """A fact that a case may state. `id` is `subject.name`."""

    id: str
    subject: str
    name: str
    type: str
    title: Text
    question: Text
    unit: str | None
    values: Mapping[str, Text]
    cites: tuple[str, ...]


@record
class Parameter(NamedTuple):
    """A figure of the law; `values` in order of date, None where no authority has set it.

    With `share_of` it has no values of its own, and is that share of another figure at any date.
    Whoever sets it may set it to `at_most` that share of another one, and no higher.
    """

    id: str
    title: Text
    unit: str
    values: tuple[tuple[str, Decimal | None], ...]
    cites: tuple[str, ...]
    source: Text | None
    assumption: bool
    share_of: tuple[str, Decimal] | None
    at_most: tuple[str, Decimal] | None


@record
class Reading(NamedTuple):
    """An ambiguity of the text and the reading taken; see `format.ReadingDeclarationForm`."""

    id: str
    title: Text
    options: Mapping[str, Text]
    default: str
    by_profile: Mapping[str, str]
    cites: tuple[str, ...]
    because: Text | None


@record
class Finding(NamedTuple):
    """A finding of fact; see `format.FindingForm`."""

    id: str
    title: Text
    cites: tuple[str, ...]
    burden: str
    subject: str | None
    test: Condition
    because: Text | None
    words: Mapping[str, str]


@record
class Conclusion(NamedTuple):
    """A conclusion and its values; the value of `otherwise` holds when no rule gives another."""

    id: str
    title: Text
    subject: str | None
    values: Mapping[str, Text]
    otherwise: str | None
    cites: tuple[str, ...]

    @property
    def boolean(self) -> bool:
        """Whether its values are just met and not met."""
        return set(self.values) == {MET, NOT_MET}


@record
class Rule(NamedTuple):
    """A rule of law; see `format.RuleForm`. In force from `since` on, and before `until`."""

    id: str
    title: Text
    cites: tuple[str, ...]
    subject: str | None
    when: Condition
    exception_to: tuple[str, ...]
    conclusion: str
    value: str
    since: str | None
    until: str | None
    because: Text | None


@record
class Entry(NamedTuple):
    """A member of a declared subject: a harbor, an obligation."""

    id: str
    subject: str
    title: Text
    cites: tuple[str, ...]
    attributes: Mapping[str, str]
    slots: Mapping[str, Condition]


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A pack of rules, checked: every name resolves, nothing is circular, everything cites.

    Attributes:
        digest: SHA-256 of the pack's content; the same whatever its layout and order.
        strata: each conclusion, in an order in which none comes before what it may rest on under
            any reading, and its level: one more than that of what it needs about other subjects.
        varies: `section/id` of what turns on readings or the profile, and on which.
        claim_documents: the parts of the document that claims a harbor, by id.
        assumed_by: who sets the figures that the pack assumes.
    """

    id: str
    title: Text
    version: str
    since: str
    source: Text
    digest: str
    profiles: Mapping[str, Text]
    default_profile: str
    sides: Mapping[str, Text]
    subjects: Mapping[str, Subject]
    outcomes: Outcomes
    assumed_by: Text | None
    accounting: Accounting | None
    apportionment: Apportionment | None
    safety_cases: SafetyCases | None
    provisions: Mapping[str, Provision]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    findings: Mapping[str, Finding]
    conclusions: Mapping[str, Conclusion]
    rules: Mapping[str, Rule]
    entries: Mapping[str, Mapping[str, Entry]]
    varies: Mapping[str, frozenset[str]]
    claim_documents: Mapping[str, ClaimDocument]
    strata: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return which rules these are, and not all that they say."""
        return f"Rulebook(id={self.id!r}, version={self.version!r}, digest={self.digest!r})"


def in_columns(member: str) -> str:
    """Return the id of a member as names of columns have it.

    >>> in_columns("two-words")
    'two_words'
    """
    return member.replace("-", "_")
