"""A lineage from YAML to typed facts: every problem reported at once, each at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from liability.case import lineage_form as form
from liability.case.lineage import (
    CutOff,
    DataSet,
    Decision,
    Deployment,
    Edge,
    Estimate,
    Instance,
    Lineage,
    Network,
    Report,
    Run,
    behind,
    discard_of,
)
from liability.case.model import Interval
from liability.knots import knots, round_from
from liability.rulebook.form_problems import read_form, sound_part
from liability.rulebook.records import record_of
from liability.rulebook.words import Form
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import short
from liability.source.yaml import Data, Document, Path_, digest, kind_of, part_at

SECTIONS = ("networks", "data", "runs", "deployments")
_KEYS = form.LineageForm.model_fields.keys()


def read_lineage(document: Document, path: Path_) -> Lineage:
    """Type a lineage.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        path: where in the file the lineage stands; empty for the whole file.

    Raises:
        ProblemsError: with every problem of it: its form, names that name nothing, two producers
            of one network, circles.
    """
    body = part_at(document.data, path)
    if not isinstance(body, dict):
        message = f"`{document.file}` holds {kind_of(body)}, not the keys of a lineage"
        advice = "begin it with `lineage:` and its id; docs/compute.md shows one"
        raise ProblemsError(
            [Problem("lineage/not-a-lineage", message, advice, document.place(path))]
        )
    said = {"kind": "lineage", "guide": "docs/compute.md"}
    try:
        read = read_form(form.LineageForm, body, document, path, **said)
    except ProblemsError as error:
        raise ProblemsError([*error.problems, *_of_what_is_sound(body, document, path)]) from None
    problems = list(_Checker(read, body, document, path).problems())
    if problems:
        raise ProblemsError(problems)
    places = {
        name: document.place((*path, section, name), key=True)
        for section in SECTIONS
        for name in getattr(read, section)
    }
    for name, run in read.runs.items():
        if run.discarded is not None:
            at = (*path, "runs", name, "discarded")
            places[discard_of(name)] = document.place(at, key=True)
    return record_of(
        Lineage,
        read,
        id=read.lineage,
        title=read.title or read.lineage,
        networks={
            name: _network(name, each or form.NetworkForm()) for name, each in read.networks.items()
        },
        data={name: _data(name, each or form.DataForm()) for name, each in read.data.items()},
        runs={name: _run(name, each, read) for name, each in read.runs.items()},
        deployments={name: _deployment(name, each) for name, each in read.deployments.items()},
        digest=digest(body),
        places=places,
    )


def _of_what_is_sound(body: Mapping[str, Data], document: Document, path: Path_) -> list[Problem]:
    """Return what is wrong with the names of a lineage, some of which is of another form."""
    sections = [body.get(each, {}) for each in (*SECTIONS, "sources")]
    if not all(isinstance(each, dict) for each in sections) or body.keys() - _KEYS:
        return []  # any name may stand there
    read = sound_part(form.LineageForm, dict(body), {"lineage": "-", "networks": {"-": None}})
    return list(_Checker(read, body, document, path).of_names()) if read else []


class _Checker:
    """Finds what no form can say: names that name nothing, and circles.

    Args:
        read: the lineage, or what of it is of the right form.
        body: the lineage as it is written.
        document: where it stands.
        path: where in the document.
    """

    def __init__(
        self, read: form.LineageForm, body: Mapping[str, Data], document: Document, path: Path_
    ) -> None:
        self.read = read
        self.body = body
        self.document = document
        self.path = path

    def problem(
        self, code: str, message: str, advice: str, *path: str | int, key: bool = False
    ) -> Problem:
        place = self.document.place((*self.path, *path), key=key)
        return Problem(f"lineage/{code}", message, advice, place)

    def problems(self) -> Iterator[Problem]:
        yield from self.of_names()
        yield from self.asked_about()

    def of_names(self) -> Iterator[Problem]:
        yield from self.names_given_twice()
        yield from self.names()
        yield from self.named_twice()
        yield from self.evidence()
        producers = list(self.two_producers())
        yield from producers or self.circles()
        yield from self.made_by_people()

    def given(self, section: str) -> Mapping[str, Data]:
        """Return a section as it is written."""
        body = self.body.get(section)
        return body if isinstance(body, dict) else {}

    def names_given_twice(self) -> Iterator[Problem]:
        for name in self.read.data:
            if name in self.read.networks:
                message = f"`{name}` is the id of a network and of a data set"
                yield self.problem("duplicate-id", message, "rename one", "data", name, key=True)

    def names(self) -> Iterator[Problem]:
        networks = self.given("networks")
        things = {**networks, **self.given("data")}
        for key in ("model", "base"):
            yield from self.named(getattr(self.read, key), networks, "a network", key)
        deployments = self.given("deployments")
        yield from self.named(self.read.deployment, deployments, "a deployment", "deployment")
        for name, run in self.read.runs.items():
            where = ("runs", name)
            yield from self.named(run.makes, things, "a network or data set", *where, "makes")
            for index, edge in enumerate(run.from_):
                at = (*where, "from", index, "id")
                yield from self.named(edge.id, things, "a network or data set", *at)
        for name, deployment in self.read.deployments.items():
            for index, used in enumerate(deployment.uses):
                yield from self.named(
                    used, networks, "a network", "deployments", name, "uses", index
                )

    def named_twice(self) -> Iterator[Problem]:
        for name, run in self.read.runs.items():
            seen: set[tuple[str, str]] = set()
            for index, edge in enumerate(run.from_):
                role = _role(edge, self.read)
                if (edge.id, role) in seen:
                    message = f"`{edge.id}` goes into `{name}` twice as `{role}`"
                    advice = "name it once; a part of it that differs needs an id of its own"
                    at = ("runs", name, "from", index)
                    yield self.problem("goes-in-twice", message, advice, *at)
                seen.add((edge.id, role))

    def named(
        self, name: str | None, known: Iterable[str], kind: str, *path: str | int
    ) -> Iterator[Problem]:
        if name is not None and name not in known:
            advice = suggestion(name, known, "list it under `networks:` or `data:`")
            message = f"`{short(name)}` is not {kind} of this lineage"
            yield self.problem("unknown-name", message, advice, *path)

    def evidence(self) -> Iterator[Problem]:
        for section in ("networks", "data", "runs"):
            bodies: dict[str, Any] = getattr(self.read, section)
            for name, body in bodies.items():
                if body is None:
                    continue
                yield from self.sources(body.evidence, section, name, "evidence")
                if isinstance(body, form.NetworkForm) and body.reported:
                    given = body.reported.evidence
                    yield from self.sources(given, section, name, "reported", "evidence")

    def sources(self, given: Iterable[str], *path: str) -> Iterator[Problem]:
        for index, each in enumerate(given):
            if each not in self.given("sources"):
                yield self.problem(
                    "unknown-name",
                    f"`{short(each)}` is not a source of this lineage",
                    f"add it under `sources:`, as in `{short(each)}: where it is from`",
                    *path,
                    index,
                )

    def two_producers(self) -> Iterator[Problem]:
        first: dict[str, str] = {}
        for name, run in self.read.runs.items():
            if run.makes is None:
                continue
            if run.makes in first:
                yield self.problem(
                    "two-producers",
                    f"`{run.makes}` is made by `{first[run.makes]}` and by `{name}`",
                    "give each its own network, and join them by a run that takes in both",
                    *("runs", name, "makes"),
                )
            first.setdefault(run.makes, name)

    def made_by_people(self) -> Iterator[Problem]:
        for name, run in self.read.runs.items():
            made = self.read.data.get(run.makes or "")
            if run.makes and made and made.human:
                yield self.problem(
                    "made-by-people",
                    f"`{run.makes}` is `human`, and `{name}` makes it",
                    f"take `human` away; what people made can go into `{name}`",
                    *("data", run.makes, "human"),
                )

    def asked_about(self) -> Iterator[Problem]:
        """Yield a base that the network asked about was not made from, and where it does not run.

        Where no network is named, the base has to go into one all the same.
        """
        read = self.read
        if read.model is None or read.model in read.networks:
            yield from self.base_of(read.model)
        deployment = read.deployments.get(read.deployment or "")
        if deployment and read.model in read.networks and read.model not in deployment.uses:
            used = " or ".join(f"`{short(each)}`" for each in deployment.uses[:12])
            yield self.problem(
                "not-used",
                f"`{short(read.deployment or '')}` does not use `{short(read.model)}`",
                f"ask about {used} under `model`, or take `deployment` away",
                "deployment",
            )

    def base_of(self, model: str | None) -> Iterator[Problem]:
        base, runs = self.read.base, self.read.runs.values()
        made_from = {run.makes: [edge.id for edge in run.from_] for run in runs if run.makes}
        goes_in = behind(model, made_from) if model else set(chain(*made_from.values()))
        if base in self.read.networks and base not in goes_in:
            into = f"`{short(model)}`" if model else "any other network"
            yield self.problem(
                "not-its-base",
                f"`{short(base)}` does not go into {into}",
                "name it under `from` of the run that took it in, or take `base` away",
                "base",
            )

    def circles(self) -> Iterator[Problem]:
        """Yield that networks go into themselves, one way for each knot of them."""
        runs = self.read.runs
        made_by = {run.makes: name for name, run in runs.items() if run.makes}
        graph = {
            made: [edge.id for edge in runs[name].from_ if edge.id in made_by]
            for made, name in made_by.items()
        }
        for knot in knots(graph):
            circle = round_from(knot[0], graph, {*knot})
            way = " → ".join(f"`{each}`" for each in reversed(circle))
            message = f"`{circle[0]}` goes into itself: {way}"
            advice = "a later version is a network of its own, with an id of its own"
            yield self.problem("circle", message, advice, "runs", made_by[circle[0]], key=True)


def _stated(amount: Interval | None) -> bool:
    """Return whether anything is said of an amount."""
    return amount is not None and amount != Interval(None, None, None)


def _network(name: str, read: form.NetworkForm) -> Network:
    report = None
    if read.reported is not None and _stated(read.reported.total):
        contains = None if read.reported.contains == "unknown" else read.reported.contains
        evidence, computed = tuple(read.reported.evidence), bool(read.reported.computed)
        report = Report(read.reported.total, contains, evidence, computed)
    return record_of(Network, read, id=name, title=read.title or name, report=report)


def _data(name: str, read: form.DataForm) -> DataSet:
    return record_of(DataSet, read, id=name, title=read.title or name)


def _run(name: str, read: form.RunForm, lineage: form.LineageForm) -> Run:
    return record_of(
        Run,
        read,
        id=name,
        title=read.title or name,
        edges=tuple(_edge(each, lineage) for each in read.from_),
        compute=_estimate(read.compute) if read.compute else None,
        note=read.note or "",
    )


def _role(read: form.EdgeForm, lineage: form.LineageForm) -> str:
    return read.as_ or ("data" if read.id in lineage.data else "base")


def _edge(read: form.EdgeForm, lineage: form.LineageForm) -> Edge:
    cut = read.cut_off
    cut_off = record_of(CutOff, cut, decision=record_of(Decision, cut)) if cut else None
    return record_of(Edge, read, role=_role(read, lineage), cut_off=cut_off)


def _estimate(read: form.EstimateForm) -> Estimate | None:
    """Return an estimate with the figures of its method; None where none is stated."""
    if read.dense is not None:
        return _method("dense", read.dense)
    if read.mixture is not None:
        return _method("mixture", read.mixture)
    if read.chips is not None:
        return _method("chips", read.chips)
    for method, amount in (("reported", read.reported), ("stated", read.stated)):
        if amount is not None and _stated(amount):
            return Estimate(method, {"total": amount})
    return None


def _method(name: str, read: Form) -> Estimate:
    given = [(field, getattr(read, field)) for field in type(read).model_fields]
    figures = {field: value for field, value in given if isinstance(value, Interval)}
    return Estimate(name, figures, getattr(read, "precision", None))


def _instance(read: form.InstanceForm) -> Instance:
    one = Interval(Decimal(1), Decimal(1), Decimal(1))
    if read.rate is not None:
        return Instance(read.count or one, Estimate("stated", {"total": read.rate}))
    assert read.chips is not None
    assert read.peak is not None
    figures = {"chips": read.chips, "peak": read.peak}
    return Instance(read.count or one, Estimate("chips", figures, read.precision))


def _deployment(name: str, read: form.DeploymentForm) -> Deployment:
    observed = read.observed or form.ObservedForm()
    found = {
        "maximum": observed.maximum,
        "mean": observed.mean,
        "at_launch": observed.at_launch,
    }
    return record_of(
        Deployment,
        read,
        id=name,
        title=read.title or name,
        instances=tuple(_instance(each) for each in read.instances),
        observed={key: each for key, each in found.items() if isinstance(each, Interval)},
        output=read.output if _stated(read.output) else None,
    )
