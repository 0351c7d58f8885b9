"""What a pack says of determinations and of counting compute, as the program holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liability.rulebook.accounting_format import AccountingForm
from liability.rulebook.format import OutcomeForm
from liability.rulebook.model import (
    ATTRIBUTES,
    Accounting,
    ClaimNow,
    OfBase,
    Outcomes,
    Text,
)
from liability.rulebook.outcome_names import Bearer
from liability.rulebook.records import record_of


def outcomes(form: OutcomeForm, text: Callable[[Any], Text]) -> Outcomes:
    """Return under which names a determination reads its parts off the conclusions."""
    harbors, duties = form.harbors, form.obligations
    return record_of(
        Outcomes,
        form,
        tones={value: tone for tone, values in form.tones for value in values},
        attributes={
            attribute: {name: text(title) for name, title in getattr(duties, key).items()}
            for attribute, key in ATTRIBUTES.items()
        },
        borne_by={
            who: tuple(record_of(Bearer, each) for each in several)
            for who, several in duties.borne_by.items()
        },
        base=record_of(OfBase, harbors.base) if harbors.base else None,
        claim_now=record_of(ClaimNow, harbors.claim_now) if harbors.claim_now else None,
    )


def accounting(form: AccountingForm, text: Callable[[Any], Text]) -> Accounting:
    """Return how compute is counted."""
    return record_of(
        Accounting,
        form,
        grounds={name: tuple(ground.cites) for name, ground in form.grounds},
        says={name: text(ground.says) for name, ground in form.grounds},
    )
