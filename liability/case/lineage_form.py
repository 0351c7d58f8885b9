"""The form of a lineage as it is written: pydantic models, from which its JSON Schema is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, model_validator
from pydantic import WithJsonSchema as Shown

from liability.case.model import POINTS, Interval
from liability.case.quantity import EXACT, QuantityError, examples, parse_quantity
from liability.case.values import FALSE_WORDS, TRUE_WORDS, as_written, is_unknown
from liability.rulebook.accounting_format import Role, RunKind
from liability.rulebook.words import Form, Words, mistake
from liability.source.days import DayError, parse_day
from liability.source.visible import named

_ALL = Decimal(1)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


def _amount(unit: str) -> Callable[[Any], Interval]:
    def read(given: Any) -> Interval:
        if isinstance(given, Interval):
            return given
        if not isinstance(given, dict):
            value = _figure(given, unit)
            return Interval(value, value, value)
        odd = [key for key in given if key not in POINTS]
        if odd or not given:
            raise mistake(
                f"`{odd[0]}` is not a point of an amount" if odd else "the amount is empty",
                "give `low`, `best` and `high`, or one figure",
                key=odd[0] if odd else None,
            )
        points = {name: _figure(given.get(name), unit) for name in POINTS}
        stated = [(name, value) for name, value in points.items() if value is not None]
        for (lower, small), (upper, large) in pairwise(stated):
            if small > large:
                raise mistake(f"`{lower}` is above `{upper}`", "swap them", key=lower)
        return Interval(points["low"], points["best"], points["high"])

    return read


def _figure(given: Any, unit: str) -> Any:
    if is_unknown(given):
        return None
    if not isinstance(given, str):
        raise mistake("a list is no amount", f"write it as {examples(unit)}", "wrong-type")
    try:
        return parse_quantity(given, unit)
    except QuantityError as error:
        raise mistake(str(error), error.help, error.code) from None


_POINT = {"type": ["number", "string"]}
_SHOWN_AMOUNT = {
    "anyOf": [
        _POINT,
        {
            "type": "object",
            "properties": dict.fromkeys(POINTS, _POINT),
            "additionalProperties": False,
        },
    ]
}
Flop = Annotated[Interval, PlainValidator(_amount("FLOP")), Shown(_SHOWN_AMOUNT)]


def _factor(unit: str) -> Callable[[Any], Interval]:
    """Return what reads a figure that others are multiplied by, which may be unknown."""
    read = _amount(unit)
    return lambda given: Interval(Decimal(0), None, None) if is_unknown(given) else read(given)


def _utilization(given: Any) -> Interval:
    value = _factor("ratio")(given)
    if any(point is not None and point > 1 for point in (value.low, value.best, value.high)):
        advice = "no hardware goes beyond its peak; write a share of it, as `0.4` or `40 %`"
        raise mistake("`utilization` is more than all", advice)
    return Interval(value.low, value.best, _ALL if value.high is None else value.high)


def _share(given: Any) -> Decimal:
    value: Decimal = _figure(given, "ratio")
    if value > 1:
        raise mistake("`share` is more than all", "write a share, as `0.25` or `25 %`")
    return value


def _yes_no(given: Any) -> bool | None:
    if is_unknown(given):
        return None
    if not isinstance(given, str) or given.lower() not in TRUE_WORDS | FALSE_WORDS:
        raise mistake(f"`{given}` is no answer", "answer `yes`, `no` or `unknown`")
    return given.lower() in TRUE_WORDS


def _day(given: Any) -> date:
    try:
        return parse_day(as_written(given))
    except DayError as error:
        raise mistake(str(error), error.help, error.code) from None


def unless_unknown(given: Any) -> Any:
    """Return what is given, or None where it says that it is not known."""
    return None if is_unknown(given) else given


def _name(given: str) -> str:
    if NAME.fullmatch(given):
        return given
    advice = "use letters from a to z, large or small, digits, `_`, `-` and `.`"
    raise mistake(f"{named(given)} cannot be an id", advice, "bad-id")


NAME_SHOWN = Shown({"type": "string", "pattern": f"^{NAME.pattern}$"})
Name = Annotated[str, AfterValidator(_name), NAME_SHOWN]
Day = Annotated[
    date, PlainValidator(_day), Shown({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
Rate = Annotated[Interval, PlainValidator(_factor("FLOP/s")), Shown(_SHOWN_AMOUNT)]
Count = Annotated[Interval, PlainValidator(_factor("count")), Shown(_SHOWN_AMOUNT)]
Number = Annotated[Interval, PlainValidator(_factor("number")), Shown(_SHOWN_AMOUNT)]
WordsIfKnown = Annotated[Words | None, BeforeValidator(unless_unknown)]
DayIfKnown = Annotated[Day | None, BeforeValidator(unless_unknown)]
Utilization = Annotated[Interval, PlainValidator(_utilization), Shown(_SHOWN_AMOUNT)]
Share = Annotated[Decimal, PlainValidator(_share), Shown(_POINT)]
ShareIfKnown = Annotated[Share | None, BeforeValidator(unless_unknown)]
YesNo = Annotated[
    bool | None,
    PlainValidator(_yes_no),
    Shown({"enum": ["yes", "no", "unknown", True, False]}),
]


class DenseForm(Form):
    """Six operations a parameter and token: the compute of training a dense network."""

    parameters: Count
    tokens: Count
    passes: Number | None = Field(None, description="how often the data was gone through")


class MixtureForm(Form):
    """The same for a mixture of experts, of which only some work on each token."""

    active_parameters: Count
    tokens: Count
    passes: Number | None = None


class ChipsForm(Form):
    """Hardware, time and how much of its peak it reached."""

    chips: Count | None = None
    hours: Number | None = None
    chip_hours: Number | None = Field(None, description="in place of `chips` and `hours`")
    peak: Rate = Field(description="of one chip, at the precision named")
    precision: Words = Field(description="the number format that the peak is for, as in `bf16`")
    utilization: Utilization = Field(description="share of the peak that was reached")

    @model_validator(mode="after")
    def _either(self) -> ChipsForm:
        advice = "give `chips` and `hours`, or `chip_hours`"
        given = [name for name in ("chips", "hours") if getattr(self, name) is not None]
        if self.chip_hours is None and len(given) < 2:
            missing = {(): "how many chips ran, and how long", ("hours",): "how many chips ran"}
            what = missing.get(tuple(given), "how long the chips ran")
            raise mistake(f"`chips` does not say {what}", advice)
        if self.chip_hours is not None and given:
            raise mistake(f"`chip_hours` stands beside `{given[0]}`", advice, key="chip_hours")
        return self


class EstimateForm(Form):
    """Compute, stated or estimated by one method."""

    stated: Flop | None = None
    reported: Flop | None = Field(None, description="a total as it is customarily reported")
    dense: DenseForm | None = None
    mixture: MixtureForm | None = None
    chips: ChipsForm | None = None

    @model_validator(mode="after")
    def _one(self) -> EstimateForm:
        if len(self.model_fields_set) != 1:
            raise mistake(
                "`compute` takes one method",
                "give one figure, or one of `reported`, `dense`, `mixture`, `chips`",
            )
        return self


def _plain_estimate(given: Any) -> Any:
    if is_unknown(given):
        return None
    methods = set(EstimateForm.model_fields)
    points = isinstance(given, dict) and set(given) & set(POINTS) and not set(given) & methods
    return {"stated": _amount("FLOP")(given)} if isinstance(given, str) or points else given


class DecisionForm(Form):
    """A decision by a human, which counts only with who, when and why."""

    by: WordsIfKnown = None
    when: DayIfKnown = None
    because: WordsIfKnown = None


class CutOffForm(DecisionForm):
    """A human's significant change to what went along an edge."""

    change: Annotated[
        Literal["rewritten", "selected", "prompted"] | None, BeforeValidator(unless_unknown)
    ] = None


class EdgeForm(Form):
    """What went into a run."""

    id: Name
    as_: Role | None = Field(None, alias="as")
    share: ShareIfKnown = Field(None, description="of what is behind a teacher, owed to this use")
    cut_off: Annotated[CutOffForm | None, BeforeValidator(unless_unknown)] = None

    @model_validator(mode="after")
    def _of_a_teacher(self) -> EdgeForm:
        if self.share is not None and self.as_ != "teacher":
            advice = "add `as: teacher`, or take `share` away: all of what went in counts"
            raise mistake("`share` is of what did not go in as a `teacher`", advice, key="share")
        return self


def _named_edge(given: Any) -> Any:
    return {"id": given} if isinstance(given, str) else given


class RunForm(Form):
    """A computation."""

    kind: RunKind
    title: Words | None = None
    by: WordsIfKnown = None
    begun: DayIfKnown = None
    ended: DayIfKnown = None
    makes: Name | None = Field(None, description="the network or data set that came of it")
    from_: list[
        Annotated[EdgeForm, BeforeValidator(_named_edge, json_schema_input_type=EdgeForm | Name)]
    ] = Field(default_factory=list, alias="from")
    compute: Annotated[
        EstimateForm | None,
        BeforeValidator(_plain_estimate, json_schema_input_type=EstimateForm | Flop | None),
    ] = None
    discarded: Annotated[DecisionForm | None, BeforeValidator(unless_unknown)] = None
    evidence: list[Words] = Field(default_factory=list)
    note: Words | None = None

    @model_validator(mode="after")
    def _in_order(self) -> RunForm:
        if self.begun is not None and self.ended is not None and self.ended < self.begun:
            raise mistake("`ended` is before `begun`", "swap them, or correct one", key="ended")
        return self


class ReportForm(Form):
    """A total that somebody reported for a network."""

    total: Flop
    contains: Annotated[
        Literal["all", "own", "unknown"],
        BeforeValidator(lambda given: "unknown" if is_unknown(given) else given),
    ] = Field("unknown", description="all that is behind the network, or its own last run only")
    computed: YesNo = Field(None, description="nobody reported it: it is computed in the file")
    evidence: list[Words] = Field(default_factory=list)


class NetworkForm(Form):
    """A trained network."""

    title: Words | None = None
    by: WordsIfKnown = None
    when: DayIfKnown = None
    reported: Annotated[ReportForm | None, BeforeValidator(unless_unknown)] = None
    evidence: list[Words] = Field(default_factory=list)


class DataForm(Form):
    """A data set."""

    title: Words | None = None
    by: WordsIfKnown = None
    human: YesNo = Field(None, description="people made it: no computation stands behind it")
    evidence: list[Words] = Field(default_factory=list)


class InstanceForm(Form):
    """Some equal instances of a deployment."""

    count: Count | None = None
    rate: Rate | None = None
    chips: Count | None = None
    peak: Rate | None = None
    precision: Words | None = None

    @model_validator(mode="after")
    def _either(self) -> InstanceForm:
        advice = "give `rate`, or `chips`, `peak` and `precision`"
        hardware = ("chips", "peak", "precision")
        given = [name for name in hardware if getattr(self, name) is not None]
        if self.rate is None and len(given) < len(hardware):
            raise mistake("an instance needs its `rate` once", advice)
        if self.rate is not None and given:
            raise mistake(f"`rate` stands beside `{given[0]}`", advice, key="rate")
        return self

    @property
    def highest(self) -> Decimal | None:
        """The most that all of them together can be provisioned for; None where it is open."""
        parts = [self.count, self.rate] if self.rate else [self.count, self.chips, self.peak]
        product = Decimal(1)
        for each in parts:
            if each is not None:
                if each.high is None:
                    return None
                product = EXACT.multiply(product, each.high)
        return product


class ObservedForm(Form):
    """Rates that were observed, of the deployment."""

    maximum: Rate | None = None
    mean: Rate | None = None
    at_launch: Rate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ObservedForm:
        for key in ("mean", "at_launch"):
            if _surely_above(getattr(self, key), self.maximum.high if self.maximum else None):
                raise mistake(f"`{key}` is above `maximum`", "correct one of the two", key=key)
        return self


def _surely_above(amount: Interval | None, highest: Decimal | None) -> bool:
    least = amount.low if amount else None
    return least is not None and highest is not None and least > highest


class DeploymentForm(Form):
    """Where networks run."""

    title: Words | None = None
    uses: list[Name] = Field(min_length=1)
    connected: YesNo = Field(None, description="its instances exchange state or outputs")
    instances: list[InstanceForm] = Field(default_factory=list)
    observed: ObservedForm | None = None
    output: Flop | None = Field(None, description="compute of one output, beside training")

    @model_validator(mode="after")
    def _within_what_is_provisioned(self) -> DeploymentForm:
        each = [instance.highest for instance in self.instances]
        if not each or None in each or self.observed is None:
            return self
        highest = reduce(EXACT.add, (one for one in each if one is not None))
        for key in ("maximum", "mean", "at_launch"):
            if _surely_above(getattr(self.observed, key), highest):
                raise mistake(
                    f"`{key}` is above what all `instances` are provisioned for together",
                    "list every instance, with its `count` and its highest `rate`",
                    key="observed",
                )
        return self


class LineageForm(Form):
    """A lineage file, or what stands under `lineage` in a case."""

    lineage: Name = Field(description="its id")
    title: Words | None = None
    model: Name | None = Field(None, description="the network that is asked about")
    base: Name | None = Field(
        None, description="the network of another developer that it was made from"
    )
    deployment: Name | None = Field(None, description="the deployment that is asked about")
    sources: dict[Name, Words] = Field(default_factory=dict)
    networks: dict[Name, NetworkForm | None] = Field(min_length=1)
    data: dict[Name, DataForm | None] = Field(default_factory=dict)
    runs: dict[Name, RunForm] = Field(default_factory=dict)
    deployments: dict[Name, DeploymentForm] = Field(default_factory=dict)
