"""The form of `accounting` in a pack: how compute is counted, and on what grounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liability.rulebook.words import Form, Identifier


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


class ChoicesForm(Form):
    """The choices of the counting that turn on readings."""

    shared: SharedForm | None = None
    teacher: TeacherForm | None = None
    cut_off: CutOffChoiceForm | None = None
    discarded: DiscardedForm | None = None
    connected: ConnectedForm | None = None


class GroundsForm(Form):
    """The provisions that each step of the counting rests on."""

    training: list[Identifier] = Field(default_factory=list)
    presumed: list[Identifier] = Field(default_factory=list, description="dependence is presumed")
    cut_off: list[Identifier] = Field(default_factory=list)
    output: list[Identifier] = Field(default_factory=list)
    rate: list[Identifier] = Field(default_factory=list)
    reported: list[Identifier] = Field(default_factory=list)
    steady: list[Identifier] = Field(default_factory=list, description="rate of the cluster")
    fine_tuning: list[Identifier] = Field(default_factory=list)
    distillation: list[Identifier] = Field(default_factory=list)
    discarded: list[Identifier] = Field(default_factory=list)


class AccountingForm(Form):
    """How compute is counted: what turns on readings, and the grounds."""

    choices: ChoicesForm = Field(default_factory=ChoicesForm)
    grounds: GroundsForm = Field(default_factory=GroundsForm)
