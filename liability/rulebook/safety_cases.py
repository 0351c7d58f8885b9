"""What a safety case has to be and to pass, as the rulebook has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from liability.record import record
from liability.rulebook.texts import Text


@record
class SafetyState(NamedTuple):
    """A state of a safety case; see `safety_cases_format.StateForm`."""

    title: Text
    follows: str | None
    undeveloped: bool
    signed: bool
    lapsed: bool


@record
class Gate(NamedTuple):
    """Something that a safety case has to pass; see `safety_cases_format.GateForm`.

    Attributes:
        state: the first state that takes it.
        checks: what decides it; where none does, people attest to it.
        of_evidence: they attest to what the evidence shows, and to none that is later.
        harbors: the harbors that it is asked of; all where there are none.
    """

    id: str
    title: Text
    cites: tuple[str, ...]
    state: str
    checks: tuple[str, ...]
    of_evidence: bool
    harbors: tuple[str, ...]


@record
class Agreement(NamedTuple):
    """Facts that a safety case has to agree with; see `safety_cases_format.AgreementForm`."""

    version: str | None
    stage: str | None
    stages: Mapping[str, tuple[str, ...]]
    expires: str | None
    open_defeater: str | None
    open_defeater_today: str | None


@record
class DefeaterState(NamedTuple):
    """A state of a defeater; see `safety_cases_format.DefeaterStateForm`."""

    title: Text
    stands: bool
    evidence: bool


@record
class SafetyCases(NamedTuple):
    """What a safety case has to be; see `safety_cases_format.SafetyCasesForm`.

    Attributes:
        sign_offs: the roles that have to sign, by harbor.
        evidence_age: the parameter for how many days old evidence may be.
    """

    states: Mapping[str, SafetyState]
    defeaters: Mapping[str, DefeaterState]
    roles: Mapping[str, Text]
    author: tuple[str, ...]
    approving: tuple[str, ...]
    apart: tuple[tuple[str, ...], ...]
    sign_offs: Mapping[str, tuple[str, ...]]
    evidence_age: str | None
    gates: Mapping[str, Gate]
    agrees: Agreement

    @property
    def first_state(self) -> str:
        """The state of a safety case that follows none."""
        return next(name for name, each in self.states.items() if each.follows is None)

    @property
    def standing(self) -> str:
        """The first state of a defeater in which it is not answered."""
        return next(name for name, each in self.defeaters.items() if each.stands)

    def takes(self, state: str, gate: Gate) -> bool:
        """Return whether a state is claimed in vain while a gate is not passed."""
        at: str | None = None if self.states[state].lapsed else state
        while at is not None and at != gate.state:
            at = self.states[at].follows
        return at is not None

    def gates_of(self, harbor: str) -> list[Gate]:
        """Return the gates that are asked of the safety case for a harbor."""
        return [each for each in self.gates.values() if harbor in (each.harbors or (harbor,))]
