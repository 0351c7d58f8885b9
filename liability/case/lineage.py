"""A lineage: which computations stand behind a network, who did them, and on what.

Runs take in networks and data sets and make a network or a data set; the edges say what went
into what. Only facts are here; what they add up to is for `liability.compute`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from liability.case.model import Interval
from liability.source.problems import Place


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision by a human. It is taken into account only where who, when and why are stated."""

    by: str | None
    when: date | None
    because: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not stated of it: some of `by`, `when` and `because`."""
        stated = {"by": self.by, "when": self.when, "because": self.because}
        return tuple(name for name, value in stated.items() if not value)


@dataclass(frozen=True, slots=True)
class CutOff:
    """A human changed significantly what went along an edge.

    Attributes:
        decision: who did, when and why.
        change: what was done: `rewritten`, `selected` or `prompted`.
    """

    decision: Decision
    change: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """What went into a run.

    Attributes:
        id: the network or data set.
        role: `base`, `data`, `teacher`, `reward`, `part` or `trial`.
        share: of what is behind it, the share that is owed to this use, where that is stated.
        cut_off: a human's significant change to it.
    """

    id: str
    role: str
    share: Decimal | None = None
    cut_off: CutOff | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Compute, or a rate of it, as it was stated or by the figures that it is estimated from.

    Attributes:
        method: `stated`, `reported`, `dense`, `mixture` or `chips`.
        inputs: the figures of the method by name.
        precision: the number format that a peak is for.
    """

    method: str
    inputs: Mapping[str, Interval]
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A computation.

    Attributes:
        kind: `pre-training`, `fine-tuning`, `rl`, `data-preparation`, `synthetic-data`,
            `distillation`, `merging`, `quantization`, `selection` or `other`.
        makes: the network or data set that came of it, if any.
        discarded: the decision to drop what came of it.
    """

    id: str
    title: str
    kind: str
    by: str | None
    begun: date | None
    ended: date | None
    makes: str | None
    edges: tuple[Edge, ...]
    compute: Estimate | None
    discarded: Decision | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A total that somebody reported for a network.

    Attributes:
        contains: `all` behind the network, its `own` last run only, or None: it is not said.
        computed: nobody reported it; whoever wrote the lineage computed it.
    """

    total: Interval
    contains: str | None
    evidence: tuple[str, ...] = ()
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network."""

    id: str
    title: str
    by: str | None
    when: date | None
    report: Report | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set; `human` if people made it, so that no computation stands behind it."""

    id: str
    title: str
    by: str | None
    human: bool | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """Some equal instances of a deployment, and the rate that one of them is provisioned for."""

    count: Interval
    rate: Estimate


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where networks run.

    Attributes:
        uses: the networks.
        connected: whether its instances exchange state or outputs; None where that is not known.
        observed: rates observed, by `maximum`, `mean` and `at_launch`.
        output: compute of one output beside training, in FLOP.
    """

    id: str
    title: str
    uses: tuple[str, ...]
    connected: bool | None
    instances: tuple[Instance, ...]
    observed: Mapping[str, Interval]
    output: Interval | None


def behind(name: str, made_from: Mapping[str, Iterable[str]]) -> set[str]:
    """Return all that went into a network or data set, counted or not, and into that, and so on.

    >>> sorted(behind("c", {"c": ["b"], "b": ["a"]}))
    ['a', 'b']
    """
    found: set[str] = set()
    todo = [name]
    for each in todo:
        new = [one for one in made_from.get(each, ()) if one not in found]
        found.update(new)
        todo.extend(new)
    return found


def discard_of(run: str) -> str:
    """Return the name of the place where a run is said to be discarded; no id has a slash."""
    return f"{run}/discarded"


@dataclass(frozen=True)
class Lineage:
    """What stands behind one or more networks.

    Attributes:
        model: the network that is asked about, where the file names one.
        base: the network that others developed and this one was made from, where it names one.
        deployment: the deployment that is asked about, where the file names one.
        sources: where its facts are from, by id.
        places: where each run, network, data set and deployment stands, and each discard, by
            `discard_of` its run.
    """

    id: str
    title: str
    model: str | None
    base: str | None
    deployment: str | None
    sources: Mapping[str, str]
    networks: Mapping[str, Network]
    data: Mapping[str, DataSet]
    runs: Mapping[str, Run]
    deployments: Mapping[str, Deployment]
    digest: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    @cached_property
    def maker(self) -> dict[str, Run]:
        """The run that made each network or data set."""
        return {run.makes: run for run in self.runs.values() if run.makes is not None}

    def thing(self, name: str) -> Network | DataSet:
        """Return a network or data set."""
        return self.networks.get(name) or self.data[name]

    def made_by(self, name: str) -> str | None:
        """Return who made a network or data set: whom it names, or else the run that made it.

        A run may be another's work for the developer, as a contractor's.
        """
        run = self.maker.get(name)
        return self.thing(name).by or (run.by if run else None)

    def last_day(self, run: Run) -> date | None:
        """Return the day on which a run had ended, as far as that is stated.

        It is its own, or else that on which the network was there that it made.
        """
        made = self.networks.get(run.makes or "")
        return run.ended or (made.when if made else None)

    def about(self, model: str) -> Lineage:
        """Return the same with another network asked about, base and deployment if they are its."""
        made_from = {name: [edge.id for edge in run.edges] for name, run in self.maker.items()}
        used = self.deployments[self.deployment].uses if self.deployment else ()
        return replace(
            self,
            model=model,
            base=self.base if self.base in behind(model, made_from) else None,
            deployment=self.deployment if model in used else None,
        )
