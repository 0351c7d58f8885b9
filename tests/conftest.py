"""What every test shares: a cache folder, the shipped rulebook, profiles of hypothesis."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from liability.inference.infer import Inference
from liability.portfolio import queries
from liability.rulebook.load import load_rulebook
from liability.rulebook.packs import shipped
from liability.rulebook.specialize import law_in_force

_COMMON = {
    "deadline": None,
    "max_examples": 30,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
}
settings.register_profile("local", **_COMMON)
settings.register_profile("ci", derandomize=True, **(_COMMON | {"max_examples": 8}))
settings.register_profile("thorough", **(_COMMON | {"max_examples": 500}))
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "local")
)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    """Keep the user's cache of checked rulebooks out of the tests, and the tests out of it."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def rulebook():
    """The pack that ships with the program."""
    return load_rulebook()


@pytest.fixture(scope="session")
def law(rulebook):
    """The law that the shipped pack sets on 2025-06-01."""
    return law_in_force(rulebook, "2025-06-01")


@pytest.fixture(scope="module")
def file_cases(rulebook):
    """Every case file that ships, by name."""
    from inference_cases import CASES, file_case

    folder = shipped("cases")
    return {str(file.relative_to(folder)): file_case(file, rulebook) for file in CASES}


@pytest.fixture
def at_the_root(monkeypatch):
    """The folder of the checkout is the one at hand."""
    monkeypatch.chdir(Path(__file__).parent.parent)


@pytest.fixture
def columns_made_anew():
    """The law is made into columns in this test alone: a fault put into them reaches no other."""
    queries.remembered.cache_clear()
    yield
    queries.remembered.cache_clear()


@pytest.fixture
def inference():
    return Inference()
