"""The form of `accounting` in a pack: how compute is counted, and on what grounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liability.rulebook.words import Form, Identifier, TextForm

# What a lineage may say of a run, and of how a thing went in.
RunKind = Literal[
    "pre-training",
    "fine-tuning",
    "rl",
    "data-preparation",
    "synthetic-data",
    "distillation",
    "merging",
    "quantization",
    "selection",
    "other",
]
Role = Literal["base", "data", "teacher", "reward", "part", "trial"]


class SharedForm(Form):
    """Whether a computation that is reached twice counts once."""

    reading: Identifier
    options: dict[Identifier, Literal["union", "sum"]]


class TeacherForm(Form):
    """What of a teacher counts."""

    reading: Identifier
    options: dict[Identifier, Literal["full", "generation", "share"]]


class CutOffChoiceForm(Form):
    """Which changes by a human end the counting along an edge."""

    reading: Identifier
    options: dict[Identifier, list[Literal["rewritten", "selected", "prompted"]]]


class DiscardedForm(Form):
    """Which trials are left out."""

    reading: Identifier
    options: dict[Identifier, Literal["recorded", "unused", "never"]]


class ConnectedForm(Form):
    """What is run together and so has one rate."""

    reading: Identifier
    options: dict[Identifier, Literal["instance", "deployment", "weights"]]


class NetworksForm(Form):
    """Whether networks that run with the one that is asked about are judged with it."""

    reading: Identifier
    options: dict[Identifier, Literal["together", "alone"]]


class ChoicesForm(Form):
    """The choices of the counting; each turns on a reading."""

    shared: SharedForm
    teacher: TeacherForm
    cut_off: CutOffChoiceForm
    discarded: DiscardedForm
    connected: ConnectedForm
    networks: NetworksForm


class GroundForm(Form):
    """A step of the counting, in the words of the pack, and the provisions that it rests on."""

    says: TextForm
    cites: list[Identifier] = Field(default_factory=list)


class GroundsForm(Form):
    """The steps of the counting."""

    training: GroundForm
    presumed: GroundForm = Field(description="dependence is presumed")
    cut_off: GroundForm = Field(description="a human's change ends the counting")
    output: GroundForm
    rate: GroundForm
    reported: GroundForm = Field(description="a reported total is taken")
    steady: GroundForm = Field(description="the speed of the cluster is taken for the rate")
    fine_tuning: GroundForm
    distillation: GroundForm
    discarded: GroundForm = Field(description="a trial is left out")
    not_discarded: GroundForm = Field(description="a trial counts")
    change: GroundForm = Field(description="what of a change to a base is open")
    later: GroundForm = Field(description="a run began after the date `until`")


class AccountingForm(Form):
    """How compute is counted: what turns on readings, and the steps with their grounds."""

    choices: ChoicesForm
    change: list[Role] = Field(
        description="the ways of going in by which something is surely part of a change to a base"
    )
    fine_tuning: list[RunKind] = Field(
        description="the kinds of runs that are fine-tuning where they start from a base"
    )
    until: Identifier | None = Field(
        None, description="the day of the harm: after it nothing goes into what is judged any more"
    )
    today: dict[str, Identifier] = Field(
        default_factory=dict,
        description="of figures under `compute`, the fact of what each has come to since `until`",
    )
    grounds: GroundsForm
