"""What a reader of a ledger has to know beside its figures, each in one sentence with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from liability.case.lineage import Lineage, Run, discard_of
from liability.compute.account import Account
from liability.compute.ledger import ALL, OWN, Counted, Ledger, unknown_in
from liability.compute.reach import NotTaken
from liability.sentences import listing, tr
from liability.source.problems import Place


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark.

    Attributes:
        code: a stable code, such as `unknown-ancestor`.
        message: one lower-case sentence, the thing named in backticks.
        place: where in the lineage it stands, if it was read from a file.
    """

    code: str
    message: str
    place: Place | None


def remarks(ledger: Ledger) -> tuple[Remark, ...]:
    """Return what is open, contradictory, out of order or without effect in a ledger."""
    return tuple(_Reader(ledger).all())


def remarks_on(found: Account) -> tuple[Remark, ...]:
    """Return the same of an account, what leaves open what was added and when, and what is lost."""
    of_use, loose = (*_run_with(found), *_one_of(found)), _loose(found.lineage)
    return (*_later(found), *_late(found), *of_use, *remarks(found.ledger), *_beside(found), *loose)


def _run_with(found: Account) -> Iterator[Remark]:
    """Yield that a system is judged by the largest of its networks."""
    for name in found.larger:
        message = tr(
            "`{name}` runs together with `{model}`, and more compute stands behind it, or may: of "
            "what is judged as one system, the largest Training Compute counts",
            name=name,
            model=found.model,
        )
        yield Remark("runs-with", message, found.lineage.places.get(name))


def _one_of(found: Account) -> Iterator[Remark]:
    """Yield that it is not said which of several deployments did the harm."""
    taken = found.policy.connected
    unlike = {(rates.provisioned[taken], behind.total) for rates, behind in found.deployments}
    if found.until is None or len(unlike) < 2:
        return
    names = [rates.deployment.id for rates, _ in found.deployments]
    message = tr(
        "which of {deployments} did the harm is not stated: name it as `deployment:`; until then "
        "the figures of that day are those of any of them",
        deployments=listing(f"`{name}`" for name in names),
    )
    yield Remark("which-deployment", message, found.lineage.places.get(names[0]))


def _later(found: Account) -> Iterator[Remark]:
    last = found.until.last if found.until else None
    for run in found.later:
        if run.begun and last and run.begun > last:
            message = tr(
                "`{run}` began on {begun}, after the harm of {day}, so that no model that it went "
                "into did that harm: name the one that did as `model:`; until then its compute is "
                "anything from what had been used by that day to all of it",
                run=run.id,
                begun=run.begun,
                day=last,
            )
        else:
            message = tr(
                "`{run}` may have gone on after the harm, by the days that are stated of both, so "
                "that a model without all of it may have done that harm: name the one that did as "
                "`model:`; until then its compute is anything from what had surely been used by "
                "then to all of it",
                run=run.id,
            )
        yield Remark("after-the-harm", message, found.lineage.places.get(run.id))
    for name in found.made_since:
        message = tr(
            "`{name}` was, or may have been, made from `{model}` after the harm, and is counted "
            "for what it comes to today",
            name=name,
            model=found.model,
        )
        yield Remark("made-since", message, found.lineage.places.get(name))


def _late(found: Account) -> Iterator[Remark]:
    """Yield the decisions that do not bear on the day of the harm, or may not."""
    last = found.until.last if found.until else None
    for each in found.late:
        assert each.late is not None
        day = each.late[0]
        if last and day > last:
            message = tr(
                "what was decided of `{name}` on {decided} came after the harm of {day}: it lowers "
                "what is counted for today, and not what is counted for that day",
                name=each.id,
                decided=day,
                day=last,
            )
        else:
            message = tr(
                "what was decided of `{name}` on {decided} may have come after the harm, by the "
                "days that are stated of both: for the day of the harm, what is counted with that "
                "decision and what is counted without it are both held possible",
                name=each.id,
                decided=day,
            )
        yield Remark("decided-after-the-harm", message, _place_of(each, found.lineage))


def _place_of(decision: NotTaken, lineage: Lineage) -> Place | None:
    """Return where a decision stands: a discard with the trial, a cut-off where that went in."""
    if decision.kind == "discarded":
        return lineage.places.get(discard_of(lineage.maker[decision.id].id))
    return lineage.places.get(decision.run)


def _beside(found: Account) -> Iterator[Remark]:
    change, base = found.change, found.base
    if change is None or base is None or not change.beside:
        return
    message = tr(
        "what was done to `{base}` is taken to reach from what the change itself took to all that "
        "stands behind it: whether the computation behind {others} is part of the change is open",
        base=base.names[0],
        others=listing(f"`{name}`" for name in change.beside),
    )
    yield Remark("change-open", message, found.lineage.places.get(base.names[0]))


def _loose(lineage: Lineage) -> Iterator[Remark]:
    """Yield what no network can have come of: that it counts nowhere may be a slip."""
    for run in lineage.runs.values():
        if run.makes is None:
            message = tr(
                "what came of `{run}` is not stated under `makes`, so its compute counts nowhere",
                run=run.id,
            )
            yield Remark("counts-nowhere", message, lineage.places.get(run.id))
    goes_in = {edge.id for run in lineage.runs.values() for edge in run.edges}
    for name, data in lineage.data.items():
        if name not in goes_in and not data.human:
            message = tr("`{name}` goes into nothing, so its compute counts nowhere", name=name)
            yield Remark("counts-nowhere", message, lineage.places.get(name))


class _Reader:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.lineage = ledger.lineage
        self.maker = ledger.lineage.maker

    def remark(self, code: str, message: str, name: str) -> Remark:
        return Remark(code, message, self.lineage.places.get(name))

    def all(self) -> Iterator[Remark]:
        yield from self.unknown()
        for name in self.ledger.shares:
            yield from self.reported(name, self.ledger.counted[name])
        yield from self.unstated()
        yield from self.converted()
        yield from self.without_effect()
        yield from self.used_again()
        for name in self.ledger.shares:
            run = self.maker.get(name)
            if run is not None:
                yield from self.out_of_order(run)

    def unknown(self) -> Iterator[Remark]:
        for name in unknown_in(self.ledger):
            if self.ledger.counted[name].method != "unknown":
                yield self.remark(
                    "open-above", tr("how much `{name}` adds has no upper bound", name=name), name
                )
            elif name in self.maker:
                run = self.maker[name]
                message = tr(
                    "the compute of `{run}` is not stated, so the total is open above", run=run.id
                )
                yield self.remark("unknown-compute", message, run.id)
            elif name in self.lineage.data:
                message = tr(
                    "who made `{name}` is not stated: computation behind it is presumed, "
                    "so the total is open above",
                    name=name,
                )
                yield self.remark("unknown-origin", message, name)
            else:
                message = tr(
                    "what made `{name}` is not stated, so the total is open above", name=name
                )
                yield self.remark("unknown-ancestor", message, name)

    def reported(self, name: str, counted: Counted) -> Iterator[Remark]:
        report = counted.report
        if report is None:
            return
        if counted.contradicted and not counted.doubted:
            message = tr(
                "the total reported for `{name}` contradicts what is stated of the rest: "
                "both are held possible",
                name=name,
            )
            yield self.remark("contradiction", message, name)
        elif report.contains is None and name in self.maker:
            yield self.remark("contains", self.contains(name, counted), name)

    def contains(self, name: str, counted: Counted) -> str:
        if counted.contains == OWN:
            return tr(
                "the total reported for `{name}` is that of its own run: it is less than the rest",
                name=name,
            )
        if counted.contains == ALL:
            return tr(
                "the total reported for `{name}` holds all behind it: with the rest it agrees",
                name=name,
            )
        return tr(
            "it is not said whether the total reported for `{name}` holds what is behind it: "
            "both are held possible",
            name=name,
        )

    def unstated(self) -> Iterator[Remark]:
        for name in dict.fromkeys(edge.id for edge in self.ledger.unstated):
            message = tr(
                "what share of `{name}` is owed to each use is not stated: any share of it is held "
                "possible",
                name=name,
            )
            yield self.remark("share-not-stated", message, name)

    def converted(self) -> Iterator[Remark]:
        """Yield the runs that another convention counts otherwise, by 16-bit equivalents."""
        for name in self.ledger.shares:
            run, estimate = self.maker.get(name), self.ledger.counted[name].estimate
            if run and estimate and estimate.precision and "16" not in estimate.precision:
                message = tr(
                    "`{run}` is counted in operations of {precision}: that each counts as one, "
                    "whatever its number format, is an assumption",
                    run=run.id,
                    precision=estimate.precision,
                )
                yield self.remark("number-format", message, run.id)

    def without_effect(self) -> Iterator[Remark]:
        for each in self.ledger.not_taken:
            for why in self.reasons(each):
                if each.kind == "cut_off":
                    message = tr(
                        "the cut-off of `{name}` is not taken: {why}", name=each.id, why=why
                    )
                    yield self.remark("cut-off-not-taken", message, each.run)
                else:
                    message = tr(
                        "the discard of `{name}` is not taken: {why}", name=each.id, why=why
                    )
                    yield Remark("discard-not-taken", message, _place_of(each, self.lineage))

    def reasons(self, decision: NotTaken) -> Iterator[str]:
        """Yield each reason for which a decision has no effect."""
        if decision.missing:
            missing = listing(f"`{name}`" for name in decision.missing)
            yield tr("it does not state {missing}", missing=missing)
        if decision.late is not None:
            day, last = decision.late
            if decision.kind == "cut_off" and last == self.lineage.last_day(
                self.lineage.runs[decision.run]
            ):
                yield tr(
                    "it is of {day}, after `{run}` had ended ({last})",
                    day=day,
                    run=decision.run,
                    last=last,
                )
            else:
                yield tr(
                    "it is of {day}, after the day whose law applies ({last})", day=day, last=last
                )
        if not decision.missing and decision.late is None:
            yield tr("the change is too small under the reading taken")

    def used_again(self) -> Iterator[Remark]:
        for left in self.ledger.left:
            if left.edge.id in self.ledger.shares:
                message = tr(
                    "`{name}` is left out of `{into}`, and counts by another way",
                    name=left.edge.id,
                    into=left.into,
                )
                yield self.remark("used-again", message, left.edge.id)
        made = [self.maker[name] for name in self.ledger.shares if name in self.maker]
        trials = {edge.id for run in made for edge in run.edges if edge.role == "trial"}
        for run in made:
            if run.discarded and run.makes and run.makes not in trials:
                message = tr(
                    "`{name}` was discarded and counts: it went in as no trial", name=run.makes
                )
                yield self.remark("used-again", message, run.makes)

    def out_of_order(self, run: Run) -> Iterator[Remark]:
        until = self.lineage.last_day(run)
        for edge in run.edges:
            maker, network = self.maker.get(edge.id), self.lineage.networks.get(edge.id)
            there = self.lineage.last_day(maker) if maker else network.when if network else None
            if until is None:
                continue
            if there is not None and until < there:
                message = tr(
                    "`{run}` ended on {until}, before `{name}` was there ({before})",
                    run=run.id,
                    until=until,
                    name=edge.id,
                    before=there,
                )
                yield self.remark("older-than-its-base", message, run.id)
            elif there is None and maker and maker.begun and until < maker.begun:
                message = tr(
                    "`{run}` ended on {until}, before `{maker}` began ({before}), "
                    "which made `{name}`",
                    run=run.id,
                    until=until,
                    maker=maker.id,
                    before=maker.begun,
                    name=edge.id,
                )
                yield self.remark("older-than-its-base", message, run.id)
