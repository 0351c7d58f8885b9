"""Under which names a determination reads its parts off the conclusions of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from liability.record import record


@record
class HarborNames(NamedTuple):
    """Where safe harbors are read off; see `format.HarborsForm`."""

    subject: str
    status: str
    merits: str
    elements: str
    claims: str
    claim: str
    fails: str


@record
class DutyNames(NamedTuple):
    """Where duties are read off; see `format.ObligationsForm`."""

    subject: str
    status: str
    absent: str


@record
class PartyNames(NamedTuple):
    """Where parties are read off; see `format.PartiesForm`."""

    subject: str
    roles: str
    liable: str
    position: str


@record
class IndividualNames(NamedTuple):
    """Where individuals are read off; see `format.IndividualsForm`."""

    subject: str
    personal: str
    refer: str


@record
class Bearer(NamedTuple):
    """Which parties a duty is of; see `format.BearerForm`."""

    roles: tuple[str, ...]
    where: Mapping[str, str]
