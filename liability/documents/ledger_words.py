"""A ledger in words: the rows that the screen, Markdown and the picture show."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from liability.case.lineage import Decision
from liability.case.model import Interval
from liability.case.quantity import figure
from liability.compute.account import Account
from liability.compute.amounts import known
from liability.compute.document import done_on, evidence_of
from liability.compute.estimate import factors
from liability.compute.facts import facts_by_id
from liability.compute.ledger import ALL, OWN, Counted, Ledger
from liability.compute.policy import accounting_of
from liability.compute.reach import Left
from liability.compute.remarks import remarks_on
from liability.compute.thresholds import thresholds
from liability.determination.assess import Determination
from liability.determination.json_values import state
from liability.documents.words import word
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import marked, tr

_PERCENT = "%"
_SHOWN = 6  # digits; figures with more are rounded for the eye, outward at the ends
_ROUNDING = {"low": ROUND_FLOOR, "best": ROUND_HALF_EVEN, "high": ROUND_CEILING}
_METHODS = {
    "stated": "as stated",
    "reported": "as customarily reported",
    "dense": "6 × parameters × tokens",
    "mixture": "6 × active parameters × tokens",
    "chips": "hardware × time × peak × utilization",
    "report": "from the total reported",
    "human": "made by people",
    "unknown": "not stated",
}
_CONTAINS = {
    ALL: "the total {} holds all behind it",
    OWN: "the total {} is that of its own run",
}
_LEFT = {
    "cut_off": "changed by a human ({change})",
    "discarded": "discarded by a human",
    "unused": "a trial that was not used",
    "teacher": "the teacher's own training does not count under this reading",
}
FIGURES = {
    "training": (marked("Training Compute"), "FLOP"),
    "output": (marked("Output Compute"), "FLOP"),
    "inference_rate": (marked("Inference rate, provisioned"), "FLOP/s"),
    "rate_observed": (marked("Inference rate, highest observed"), "FLOP/s"),
    "rate_mean": (marked("Inference rate, mean observed"), "FLOP/s"),
    "rate_at_launch": (marked("Inference rate, at launch"), "FLOP/s"),
    "base": (marked("Training Compute of the base"), "FLOP"),
    "change": (marked("Added to the base, as a share of it"), _PERCENT),
}


def amount(value: Interval, unit: str = "") -> str:
    """Return an amount as a reader wants it; what has many digits is rounded outward, and says so.

    With the unit `%` it is a share.

    >>> amount(Interval(Decimal(1), None, None), "FLOP")
    'at least 1 FLOP'
    >>> amount(Interval(Decimal("1.23456789"), Decimal("1.23456789"), Decimal("1.23456789")))
    '≈ 1.23457'
    >>> amount(Interval(Decimal("0.02"), Decimal("0.02"), Decimal("0.03")), "%")
    '2% to 3%, best estimate 2%'
    """
    low, best, high = (_shown(getattr(value, point), point, unit) for point in _ROUNDING)
    behind = f" {unit}" if unit not in ("", _PERCENT) else ""
    if value.low is not None and value.high is not None and _one_figure(value.low, value.high):
        return _shown(value.low, "best", unit) + behind
    if high and value.low:
        ends = tr("{low} to {high}", low=low, high=high + behind)
    elif high:
        ends = tr("at most {figure}", figure=high + behind)
    elif value.low:
        ends = tr("at least {figure}", figure=low + behind)
    else:
        ends = tr("not known")
    return tr("{range}, best estimate {best}", range=ends, best=best) if best else ends


def _one_figure(low: Decimal, high: Decimal) -> bool:
    """Whether two ends are one figure but for the rounding of a quotient."""
    return low == high or (high - low) * 10**50 < high


def _shown(value: Decimal | None, point: str, unit: str) -> str:
    if value is None:
        return ""
    whole, behind = (value * 100, _PERCENT) if unit == _PERCENT else (value, "")
    rounded = Context(_SHOWN, _ROUNDING[point]).create_decimal(whole)
    return f"{'' if rounded == whole else '≈ '}{figure(rounded)}{behind}"


def figures(found: Account) -> Iterator[tuple[str, str]]:
    """Yield each sum of an account and its name."""
    for name, value in found.figures.items():
        title, unit = FIGURES[name]
        yield tr(title), amount(value, unit)
    for name, value in found.today.items():
        title, unit = FIGURES[name]
        yield tr("{figure}, today", figure=tr(title)), amount(value, unit)
    if "training" not in found.figures:
        yield tr(FIGURES["training"][0]), tr("not known")
    ledger = found.ledger
    if ledger.naive == ledger.union:
        return
    if ledger.training == ledger.naive:
        title = tr("Training Compute, each computation once, not taken")
        yield title, amount(ledger.union, "FLOP")
    else:
        yield tr("Training Compute, naive sum, not taken"), amount(ledger.naive, "FLOP")


def output_rows(found: Account) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what stands behind an output beside what stands behind the model."""
    for each in found.outputs:
        yield from rows(each.ledger, beside=found.ledger)
        title = f"{each.deployment.title}: one output"
        how = _METHODS["stated" if known(each.own) else "unknown"]
        yield title, "", "", amount(each.own), how


def rows(ledger: Ledger, beside: Ledger | None = None) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what each network and data set adds: what, who, when, how much, how that is known.

    Args:
        ledger: the ledger.
        beside: leave out what this one has.
    """
    for name, share in ledger.shares.items():
        if beside is not None and name in beside.shares:
            continue
        counted, run = ledger.counted[name], ledger.lineage.maker.get(name)
        thing = ledger.lineage.networks.get(name) or ledger.lineage.data[name]
        title = thing.title if run is None else f"{thing.title}: {run.title}"
        days = "–".join(str(day) for day in ((run.begun, run.ended) if run else ()) if day)
        part = "" if share == 1 else f", of which {figure(share * 100)}% counts"
        yield (
            title,
            (run.by if run else None) or thing.by or "",
            days or done_on(ledger, name) or "",
            "nothing" if counted.method == "human" else amount(counted.amount) + part,
            how(counted) + _noted(ledger, name),
        )


def _noted(ledger: Ledger, name: str) -> str:
    """Return the note of a run, and the sources of what is said of it."""
    run = ledger.lineage.maker.get(name)
    evidence = evidence_of(ledger, name)
    note = f". {run.note}" if run and run.note else ""
    return note + (f" [{', '.join(evidence)}]" if evidence else "")


def how(counted: Counted) -> str:
    """Return how the amount of a contribution is known."""
    words = _METHODS[counted.method]
    given = factors(counted.estimate) if counted.estimate else ()
    if given:
        words += ": " + " × ".join(
            f"{amount(value)}" + ("" if name == "operations" else f" {name}")
            for name, value in given
        )
    if counted.estimate and counted.estimate.precision:
        words += f" ({counted.estimate.precision})"
    if counted.report is not None:
        said = _CONTAINS.get(counted.contains or "", "it is not said what it holds")
        whose = "computed" if counted.report.computed else "reported"
        words += f"; {whose} {amount(counted.report.total)}: {said.format(whose)}"
    return words + ("; contradicted" if counted.contradicted else "")


def left_rows(ledger: Ledger) -> Iterator[tuple[str, str, str, str]]:
    """Yield what goes in and is not counted: what, into what, why, on whose decision."""
    for left in ledger.left:
        thing = ledger.lineage.networks.get(left.edge.id) or ledger.lineage.data[left.edge.id]
        into = ledger.lineage.networks.get(left.into) or ledger.lineage.data[left.into]
        yield thing.title, into.title, reason(left), decided(left.decision)


def reason(left: Left) -> str:
    """Return why an edge is not followed."""
    change = left.edge.cut_off.change if left.edge.cut_off else None
    return _LEFT[left.reason].format(change=change)


def decided(decision: Decision | None) -> str:
    """Return a decision: who, when and why."""
    if decision is None:
        return ""
    return f"{decision.by}, {decision.when}: {decision.because}"


def threshold_rows(found: Account, law: Law) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what each threshold comes to: the finding, its figure, the outcome, how far, cites."""
    for each in thresholds(law, facts_by_id(found, law)):
        assumed = ", an assumption" if each.parameter.assumption else ""
        yield (
            say(each.finding.title),
            f"{figure(each.value)} {each.parameter.unit}{assumed}",
            word(state(each.found)),
            amount(each.margin) if each.margin else "",
            ", ".join(each.finding.cites),
        )


def rate_rows(found: Account) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rate of each deployment under each way of taking instances together."""
    for each in found.rates:
        connected = each.deployment.connected
        state = "not known" if connected is None else "yes" if connected else "no"
        provisioned = [
            f"{amount(rate, 'FLOP/s')}{' (taken)' if name == found.policy.connected else ''}"
            for name, rate in each.provisioned.items()
        ]
        yield f"{each.deployment.title} (connected: {state})", *provisioned  # type: ignore[misc]


def readings_taken(law: Law) -> Iterator[tuple[str, str]]:
    """Yield each reading that the counting turns on, and the option taken, in words."""
    for choice in accounting_of(law).choices.values():
        reading = law.rulebook.readings[choice.reading]
        option = say(reading.options[law.readings[choice.reading]])
        yield f"{choice.reading} {say(reading.title)}", option


def counted_lines(determination: Determination) -> Iterator[str]:
    """Yield what a determination says of a lineage: its sums, what to know, what disagrees."""
    found = determination.account
    assert found is not None
    yield tr(
        "counted from the lineage {lineage}, for {model}",
        lineage=found.lineage.id,
        model=found.model,
    )
    for title, value in figures(found):
        yield tr("{title}: {value}", title=title, value=value)
    for each in determination.disagreements:
        fact = determination.law.rulebook.facts[each.fact]
        unit = _PERCENT if fact.unit == "ratio" else fact.unit or ""
        yield tr(
            "{title}: the case states {stated}; the lineage, which is followed, gives {counted}",
            title=say(fact.title),
            stated=amount(each.stated, unit),
            counted=amount(each.counted, unit),
        )
    for remark in remarks_on(found):
        yield remark.message
