"""What a pack says of determinations, of counting compute and of sums, as the program holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from liability.rulebook.accounting_format import AccountingForm
from liability.rulebook.apportionment_format import ApportionmentForm
from liability.rulebook.format import OutcomeForm
from liability.rulebook.model import (
    ATTRIBUTES,
    Accounting,
    Apportionment,
    Choice,
    ClaimNow,
    OfBase,
    Outcomes,
    Text,
)
from liability.rulebook.words import TextForm


def outcomes(form: OutcomeForm, text: Callable[[TextForm], Text]) -> Outcomes:
    """Return under which names a determination reads its parts off the conclusions."""
    named = {name: _plain(value) for name, value in form if name != "tones"}
    duties, harbors = named["obligations"], named["harbors"]
    base, claim_now = harbors.pop("base", None), harbors.pop("claim_now", None)
    attributes = {
        attribute: {name: text(title) for name, title in duties.pop(key).items()}
        for attribute, key in ATTRIBUTES.items()
    }
    return Outcomes(
        **named,
        tones={value: tone for tone, values in form.tones for value in values},
        attributes=attributes,
        base=OfBase(**_plain(base)) if base else None,
        claim_now=ClaimNow(**_plain(claim_now)) if claim_now else None,
    )


def accounting(form: AccountingForm, text: Callable[[TextForm], Text]) -> Accounting:
    """Return how compute is counted."""
    return Accounting(
        _choices(form.choices),
        {name: tuple(ground.cites) for name, ground in form.grounds},
        {name: text(ground.says) for name, ground in form.grounds},
        tuple(form.change),
        tuple(form.fine_tuning),
        form.until,
        form.today,
    )


def apportionment(form: ApportionmentForm, text: Callable[[TextForm], Text]) -> Apportionment:
    """Return how the sums of a case are made."""
    made = {
        "conclusions": {key: name for key, name in form.conclusions if name is not None},
        "choices": _choices(form.choices),
        "grounds": {name: tuple(cites) for name, cites in form.grounds},
        "remarks": {name: text(said) for name, said in form.remarks if said is not None},
    }
    return Apportionment(**{name: _plain(value) for name, value in form} | made)


def _choices(form: BaseModel) -> dict[str, Choice]:
    return {
        name: Choice(
            choice.reading,
            {
                option: (taken,) if isinstance(taken, str) else tuple(taken)
                for option, taken in choice.options.items()
            },
        )
        for name, choice in form
    }


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: each for name, each in value if each is not None}
    return tuple(value) if isinstance(value, list) else value
