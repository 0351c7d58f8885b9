"""The account of a lineage under the law in force: its ledger, its rates, and the facts they give.

Which fact each figure is, and what the text leaves to a reading, the rulebook says; see
`accounting` in a pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain
from typing import NamedTuple

from liability.case.lineage import Deployment, Lineage, Run
from liability.case.model import Interval
from liability.compute.amounts import UNKNOWN, known, largest, plus, spanning
from liability.compute.change import Change, change_of
from liability.compute.later import Day, Until
from liability.compute.ledger import Accountant, Ledger
from liability.compute.policy import Policy, policy_of
from liability.compute.rates import OBSERVED, Rates, rates_of
from liability.compute.reach import NotTaken
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import named


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one output of a deployment (A.3).

    Attributes:
        ledger: of every network that it uses, each run once.
        own: the compute of the output itself, in FLOP.
    """

    deployment: Deployment
    ledger: Ledger
    own: Interval

    @property
    def total(self) -> Interval:
        """Output Compute, in FLOP."""
        return plus(self.ledger.training, self.own)


@dataclass(frozen=True, slots=True)
class Account:
    """What a lineage comes to, under one law.

    Attributes:
        model: the network that is asked about.
        ledger: its ledger.
        base: the ledger of the network of another developer that it was made from, if any.
        change: what was added to that base, where it is one of what was reached.
        rates: the rates of each deployment that is asked about.
        outputs: what stands behind an output of each deployment that is asked about.
        figures: what it comes to, under the names of `determination.compute` in a pack.
        larger: the networks that run with it, and are judged with it, of which more may have gone
            into their training: the largest is what it comes to.
        until: the day after which nothing went into what is judged, if there is such a day.
        later: the runs that are counted and may have gone on after it, so that the figures are
            open below.
        late: the decisions of humans that are taken and came after it, or may have.
        made_since: what the network was made into, or may have been, after that day.
        today: those of the figures, with all that ran since, that come to something else.
    """

    lineage: Lineage
    policy: Policy
    model: str
    ledger: Ledger
    base: Ledger | None
    change: Change | None
    rates: tuple[Rates, ...]
    outputs: tuple[Behind, ...]
    figures: Mapping[str, Interval]
    larger: tuple[str, ...]
    until: Day | None
    later: tuple[Run, ...]
    late: tuple[NotTaken, ...]
    made_since: tuple[str, ...]
    today: Mapping[str, Interval]

    @property
    def deployments(self) -> list[tuple[Rates, Behind]]:
        """The rates of each deployment that is asked about, and what is behind its outputs."""
        return list(zip(self.rates, self.outputs, strict=True))

    @property
    def lasting(self) -> Mapping[str, Interval]:
        """Those of the figures that are surely those of today as well.

        Where there is a day in question, no rate is: since when a deployment runs as it does is
        not said.
        """
        open_ = {} if self.until is None else _of_rates(self.rates, self.policy)
        changed = {*self.today, *open_}
        return {name: each for name, each in self.figures.items() if name not in changed}


def account(
    lineage: Lineage,
    law: Law,
    model: str | None = None,
    until: Day | None = None,
) -> Account:
    """Return the account of a network.

    Args:
        lineage: what stands behind it.
        law: the law in force, whose readings say how to count.
        model: the network; the one that the lineage names, or its only last one, if left out.
        until: the day after which nothing went into what is judged, if there is such a day: what
            came of the network since is another figure.

    Raises:
        ProblemsError: the network is not in the lineage, or none is named where several could be
            meant; or the pack does not say how compute is counted.
    """
    policy = policy_of(law)
    name = model_of(lineage, model)
    if model is not None:
        lineage = lineage.about(name)
    accountant = Accountant(lineage, policy)
    now, days = _counted(accountant, name), Until(accountant, until)
    by_then = [
        (each, now if each is days else _counted(each.accountant, name))
        for each in days.as_decided(name)
    ]
    figures = _either(_figures(*each) for each in by_then)
    made_since, today = _since(days, name, law.as_of, figures) if until is not None else ((), {})
    first, then = by_then[0]
    return Account(
        lineage,
        policy,
        name,
        *now,
        {figure: amount for figure, amount in figures.items() if known(amount)},
        _larger(accountant, now),
        until,
        first.later(*then.ledgers),
        _late(then.ledgers, now.ledgers),
        made_since,
        today,
    )


class _Counted(NamedTuple):
    """What the figures of a network are made from; see `Account`."""

    ledger: Ledger
    base: Ledger | None
    change: Change | None
    rates: tuple[Rates, ...]
    outputs: tuple[Behind, ...]

    @property
    def ledgers(self) -> list[Ledger]:
        """Its own, and those of all that is behind outputs."""
        return [self.ledger, *(each.ledger for each in self.outputs)]


def _counted(accountant: Accountant, model: str) -> _Counted:
    ledger, named = accountant.ledger(model), accountant.lineage.base
    base = accountant.ledger(named) if named and named != model else None
    change = change_of(accountant, ledger, base)
    return _Counted(ledger, base, change, *_of_deployments(accountant, model))


def _figures(days: Until, by_then: _Counted) -> dict[str, Interval]:
    """Return what a network comes to on a day, whatever is known of it.

    In which of several deployments it was used on a day in question is not said.
    """
    ledger, rates, outputs = by_then.ledger, by_then.rates, by_then.outputs
    if days.day is None or len(rates) < 2:
        figures = _as_used(days, ledger, rates, outputs)
    else:
        pairs = zip(rates, outputs, strict=True)
        figures = _either(_as_used(days, ledger, (rate,), (behind,)) for rate, behind in pairs)
    return figures | _of_base(days, ledger, by_then.base, by_then.change)


def _as_used(
    days: Until, ledger: Ledger, rates: tuple[Rates, ...], outputs: tuple[Behind, ...]
) -> dict[str, Interval]:
    """Return the largest figures that a network comes to by how it is used."""
    used = _used(days.accountant, ledger, outputs)
    figures = {
        "training": largest(days.opened(days.training(n), (n,), days.training) for n in used)
    }
    if outputs:
        figures["output"] = largest(
            plus(days.opened(each.ledger.training, each.ledger.names, days.training), each.own)
            for each in outputs
        )
    return figures | _of_rates(rates, days.accountant.policy)


def _used(accountant: Accountant, ledger: Ledger, outputs: tuple[Behind, ...]) -> tuple[str, ...]:
    """Return the networks that are judged together, the one that is asked about first."""
    beside = [each.ledger.names for each in outputs if accountant.policy.networks == "together"]
    return tuple(dict.fromkeys(chain(ledger.names, *beside)))


def _larger(accountant: Accountant, counted: _Counted) -> tuple[str, ...]:
    """Return the networks that are judged with one and may have more training behind them."""
    own = counted.ledger.training
    found = _used(accountant, counted.ledger, counted.outputs)
    return tuple(n for n in found if largest([own, accountant.ledger(n).training]) != own)


def _either(found: Iterable[dict[str, Interval]]) -> dict[str, Interval]:
    """Return figures that are open between what they may be."""

    def both(one: Interval, other: Interval) -> Interval:
        return one if one == other else spanning(one, other)

    def together(one: dict[str, Interval], other: dict[str, Interval]) -> dict[str, Interval]:
        names = {**one, **other}
        return {name: both(one.get(name, UNKNOWN), other.get(name, UNKNOWN)) for name in names}

    return reduce(together, found)


def _late(then: Iterable[Ledger], now: Iterable[Ledger]) -> tuple[NotTaken, ...]:
    """Return the decisions that are taken now, and were not by then."""
    still = {(each.run, each.id, each.kind) for ledger in now for each in ledger.not_taken}
    found = {(each.run, each.id, each.kind): each for ledger in then for each in ledger.not_taken}
    return tuple(each for key, each in found.items() if key not in still)


def model_of(lineage: Lineage, model: str | None) -> str:
    """Return the network that is asked about; see `account`.

    Raises:
        ProblemsError: there is no such network, or none is named and several are the last.
    """
    if model is not None and model not in lineage.networks:
        advice = suggestion(model, lineage.networks)
        message = f"{named(model)} is not a network of `{lineage.id}`"
        raise ProblemsError([Problem("lineage/unknown-name", message, advice)])
    if model or lineage.model:
        return model or lineage.model or ""
    goes_in = {edge.id for run in lineage.runs.values() for edge in run.edges}
    last = [name for name in lineage.networks if name not in goes_in]
    if len(last) == 1:
        return last[0]
    names = ", ".join(f"`{name}`" for name in last[:12])
    advice = f"name it as `model:` in the file, or to `compute` by `--model`: {names}"
    message = f"`{lineage.id}` has {len(last)} last networks, and does not say which is meant"
    place = lineage.places.get(last[0])
    raise ProblemsError([Problem("lineage/no-model", message, advice, place)])


def _of_deployments(
    accountant: Accountant, model: str
) -> tuple[tuple[Rates, ...], tuple[Behind, ...]]:
    """Return the rates of the deployments of a network, and what stands behind their outputs."""
    lineage = accountant.lineage
    deployments = _deployments(lineage, model)
    return tuple(rates_of(lineage, each, model) for each in deployments), tuple(
        Behind(each, accountant.ledger(*each.uses), each.output or UNKNOWN) for each in deployments
    )


def _deployments(lineage: Lineage, model: str) -> list[Deployment]:
    named = lineage.deployments.get(lineage.deployment or "")
    if named is not None and (model == lineage.model or model in named.uses):
        return [named]
    return [each for each in lineage.deployments.values() if model in each.uses]


def _of_base(
    until: Until, ledger: Ledger, base: Ledger | None, change: Change | None
) -> dict[str, Interval]:
    if base is None:
        return {}

    def share(name: str) -> Interval | None:
        earlier = change_of(until.accountant, until.accountant.ledger(name), base)
        return earlier.share if earlier else None

    figures = {"base": until.opened(base.training, base.names, until.training)}
    if change is not None and change.share is not None:
        figures["change"] = until.opened(change.share, ledger.names, share)
    return figures


def _since(
    until: Until, model: str, today: str, then: Mapping[str, Interval]
) -> tuple[tuple[str, ...], dict[str, Interval]]:
    """Return what a network was made into, and the figures that are others by now."""
    surely, maybe = until.made_since(model, date.fromisoformat(today))
    now = _of_all(until.accountant, (model, *surely))
    if maybe:
        all_of_it = _of_all(until.accountant, (model, *surely, *maybe))
        now = {name: spanning(now.get(name, UNKNOWN), each) for name, each in all_of_it.items()}
    others = {name: each for name, each in now.items() if known(each) and each != then.get(name)}
    return (*surely, *maybe), others


def _of_all(accountant: Accountant, models: tuple[str, ...]) -> dict[str, Interval]:
    """Return the largest of the figures of some networks, with all that went into them."""
    found: dict[str, list[Interval]] = {}
    now = Until(accountant, None)
    for model in models:
        figures = _as_used(now, accountant.ledger(model), *_of_deployments(accountant, model))
        for name, each in figures.items():
            found.setdefault(name, []).append(each)
    return {name: largest(amounts) for name, amounts in found.items()}


def _of_rates(rates: tuple[Rates, ...], policy: Policy) -> dict[str, Interval]:
    figures = {}
    if rates:
        figures["inference_rate"] = largest(each.provisioned[policy.connected] for each in rates)
    for name, key in zip(OBSERVED, ("rate_observed", "rate_mean", "rate_at_launch"), strict=True):
        observed = [each.together[policy.connected].get(name) for each in rates]
        known_ = [each for each in observed if each is not None]
        if known_ and len(known_) == len(rates):
            figures[key] = largest(known_)
    return figures
