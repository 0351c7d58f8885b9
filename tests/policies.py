"""A way of counting compute, for tests and measurements that have no pack."""

from __future__ import annotations

from datetime import date

from liability.compute.policy import Policy

UNION = Policy(
    day=date(2025, 6, 1),
    shared="union",
    teacher="full",
    cut_off=frozenset({"rewritten"}),
    discarded="recorded",
    connected="deployment",
    networks="together",
    change=frozenset({"base", "data", "part", "trial"}),
    fine_tuning=frozenset({"fine-tuning"}),
)
