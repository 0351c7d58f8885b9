"""What the engine and the oracle are compared on."""

from __future__ import annotations

from hypothesis import Phase, settings
from oracle import Oracle

from liability.case.load import load_case
from liability.logic import is_conflict, possible_values
from liability.rulebook.packs import shipped
from liability.source.yaml import read

NO_CASES = ("lineages", "maps", "safety-cases")  # what else lies in the folder of cases
CASES = sorted(
    file for file in shipped("cases").rglob("*.yaml") if file.parent.name not in NO_CASES
)

LOCALLY = 30  # examples of a test where none are asked for


def examples(number):
    """Settings for tests of which one example is long, and which would shrink for minutes.

    Set HYPOTHESIS_PROFILE=thorough to have that, and many more examples; where examples are drawn
    anew in each check, there are fewer (see conftest.py).
    """
    if settings.get_current_profile_name() == "thorough":
        return settings()
    drawn = max(3, number * settings().max_examples // LOCALLY)
    return settings(max_examples=drawn, phases=[Phase.explicit, Phase.reuse, Phase.generate])


WORDS = {True: "met", False: "not_met", None: "met|not_met"}


def difference(oracle, found, concluded):
    """What the oracle makes otherwise: of findings by key, then of conclusions."""
    wrong = {
        key: (found[key].value, WORDS[truth])
        for key, truth in oracle.findings().items()
        if found[key].value != WORDS[truth]
    }
    for key, possible in oracle.conclusions().items():
        value = concluded.values[key]
        if (frozenset(possible_values(value)), is_conflict(value)) != (
            possible.values,
            possible.conflict,
        ):
            wrong[key] = (value, possible)
    return wrong


def differences(determination, **variant):
    """What the oracle makes otherwise of a case, on the open record and on the closed."""
    book, case = determination.law.rulebook, determination.case
    opened = Oracle(book, case, **variant)
    return {
        False: difference(opened, determination.findings, determination.conclusions),
        True: difference(
            opened.on_closed_record(), determination.findings, determination.on_this_record
        ),
    }


AGREED = {False: {}, True: {}}


def file_case(file, rulebook):
    document = read(file)
    assert document.data.get("pack") in (None, rulebook.id)
    return load_case(document, rulebook)


MANY = [f"g{n}" for n in range(24)]
