"""A ledger in words: the rows that the screen, Markdown and the picture show."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from liability.case.lineage import Decision
from liability.case.model import Interval
from liability.case.quantity import figure
from liability.compute.account import Account
from liability.compute.amounts import known
from liability.compute.comparisons import comparisons
from liability.compute.document import done_on, evidence_of
from liability.compute.estimate import factors
from liability.compute.facts import facts_by_id
from liability.compute.ledger import ALL, OWN, Counted, Ledger
from liability.compute.policy import accounting_of
from liability.compute.reach import Left
from liability.compute.remarks import remarks_on
from liability.determination.assess import Determination
from liability.determination.json_values import state
from liability.documents.figure_words import between
from liability.documents.words import word
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import marked, of, parted, tr

_PERCENT = "%"
_SHOWN = 6  # digits; figures with more are rounded for the eye, outward at the ends
_ROUNDING = {"low": ROUND_FLOOR, "best": ROUND_HALF_EVEN, "high": ROUND_CEILING}
_METHODS = {
    "stated": marked("as stated"),
    "reported": marked("as customarily reported"),
    "dense": marked("6 × parameters × tokens"),
    "mixture": marked("6 × active parameters × tokens"),
    "chips": marked("hardware × time × peak × utilization"),
    "report": marked("from the total reported"),
    "human": marked("made by people"),
    "unknown": marked("not stated"),
}
_FACTORS = {
    "parameters": marked("{figure} parameters"),
    "active parameters": marked("{figure} active parameters"),
    "tokens": marked("{figure} tokens"),
    "passes": marked("{figure} passes"),
    "chips": marked("{figure} chips"),
    "hours": marked("{figure} hours"),
    "chip hours": marked("{figure} chip hours"),
    "peak": marked("{figure} peak"),
    "utilization": marked("{figure} utilization"),
}
_COMPUTED = {
    ALL: marked("computed {amount}: the total computed holds all behind it"),
    OWN: marked("computed {amount}: the total computed is that of its own run"),
    None: marked("computed {amount}: it is not said what it holds"),
}
_REPORTED = {
    ALL: marked("reported {amount}: the total reported holds all behind it"),
    OWN: marked("reported {amount}: the total reported is that of its own run"),
    None: marked("reported {amount}: it is not said what it holds"),
}
_LEFT = {
    "cut_off": marked("changed by a human ({change})"),
    "discarded": marked("discarded by a human"),
    "unused": marked("a trial that was not used"),
    "teacher": marked("the teacher's own training does not count under this reading"),
}
_CHANGES = {each: each for each in (marked("rewritten"), marked("selected"), marked("prompted"))}
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
    ends = between(low if value.low else "", high, behind) or tr("not known")
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
        title = tr("{title}: one output", title=each.deployment.title)
        how = tr("as stated") if known(each.own) else tr("not stated")
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
        thing = ledger.lineage.thing(name)
        title = thing.title
        if run is not None:
            title = tr("{title}: {value}", title=title, value=run.title)
        days = "–".join(str(day) for day in ((run.begun, run.ended) if run else ()) if day)
        adds = tr("nothing") if counted.method == "human" else amount(counted.amount)
        if share != 1 and counted.method != "human":
            part = f"{figure(share * 100)}%"
            adds = tr("{amount}, of which {share} counts", amount=adds, share=part)
        yield (
            title,
            ledger.lineage.made_by(name) or "",
            days or done_on(ledger, name) or "",
            adds,
            _noted(how(counted), ledger, name),
        )


def _noted(how: str, ledger: Ledger, name: str) -> str:
    """Return how an amount is known with the note of its run, and the sources of it."""
    run, evidence = ledger.lineage.maker.get(name), evidence_of(ledger, name)
    if run and run.note:
        how = tr("{how}. {note}", how=how, note=run.note)
    return how + (f" [{', '.join(evidence)}]" if evidence else "")


def how(counted: Counted) -> str:
    """Return how the amount of a contribution is known."""
    method, parts = tr(_METHODS[counted.method]), []
    given = factors(counted.estimate) if counted.estimate else ()
    if given:
        said = " × ".join(_factor(name, amount(value)) for name, value in given)
        method = tr("{title}: {value}", title=method, value=said)
    parts.append(of(method, (counted.estimate and counted.estimate.precision) or ""))
    if counted.report is not None:
        contains = _COMPUTED if counted.report.computed else _REPORTED
        holds = contains.get(counted.contains, contains[None])
        parts.append(tr(holds, amount=amount(counted.report.total)))
    return parted(parts + ([tr("contradicted")] if counted.contradicted else []))


def _factor(name: str, value: str) -> str:
    """Return what an estimate multiplies with; the constant has no name."""
    return tr(_FACTORS[name], figure=value) if name in _FACTORS else value


def left_rows(ledger: Ledger) -> Iterator[tuple[str, str, str, str]]:
    """Yield what goes in and is not counted: what, into what, why, on whose decision."""
    for left in ledger.left:
        thing = ledger.lineage.thing(left.edge.id)
        into = ledger.lineage.thing(left.into)
        yield thing.title, into.title, reason(left), decided(left.decision)


def reason(left: Left) -> str:
    """Return why an edge is not followed."""
    change = left.edge.cut_off.change if left.edge.cut_off else None
    why = _LEFT[left.reason]
    return tr(why, change=tr(_CHANGES[change]) if change else "")


def decided(decision: Decision | None) -> str:
    """Return a decision: who, when and why."""
    if decision is None:
        return ""
    return tr(
        "{who}, {day}: {because}", who=decision.by, day=decision.when, because=decision.because
    )


def threshold_rows(found: Account, law: Law) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what each threshold comes to: the finding, its figure, the outcome, how far, cites."""
    for each in comparisons(law, facts_by_id(found, law)):
        value = f"{figure(each.value)} {each.parameter.unit}"
        if each.parameter.assumption:
            value = tr("{figure}, an assumption", figure=value)
        yield (
            say(each.finding.title),
            value,
            word(state(each.found)),
            amount(each.margin) if each.margin else "",
            ", ".join(each.finding.cites),
        )


def rate_rows(found: Account) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rate of each deployment under each way of taking instances together."""
    for each in found.rates:
        connected = each.deployment.connected
        state = tr("not known") if connected is None else word("yes" if connected else "no")
        title = of(each.deployment.title, tr("connected: {state}", state=state))
        provisioned = [
            of(amount(rate, "FLOP/s"), tr("taken") if name == found.policy.connected else "")
            for name, rate in each.provisioned.items()
        ]
        yield title, *provisioned  # type: ignore[misc]


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
    for each in determination.contradictions:
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
