"""Measure what the README states: `uv run python bench/run.py`.

Start-up: whole processes in turn, A B A B …, so that a drift of the machine's speed cancels out;
medians, and their ratio. Inference: cases a second in one process, on cases that all differ.
Compute: seconds for an edge of lineages of growing size, in which nearly all is reached many times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

from liability.case.lineage import Edge, Estimate, Lineage, Network, Run
from liability.case.load import load_case
from liability.case.model import Case, Stated, exactly
from liability.cli.console import UNDETERMINED
from liability.compute.ledger import Accountant
from liability.compute.policy import policy_of
from liability.determination.assess import assess
from liability.determination.document import canonical, document
from liability.inference.infer import Inference
from liability.rulebook.load import load_rulebook
from liability.rulebook.specialize import law_in_force
from liability.source.yaml import read

ROOT = Path(__file__).parent.parent
CASE = ROOT / "cases" / "gpt-4.yaml"
IMPORTS = [sys.executable, "-c", "import typer, rich, pydantic, jinja2, yaml"]
ROUNDS = 21
CASES = 1500


def main() -> None:
    """Print every figure."""
    assess_cli = [sys.executable, "-m", "liability", "assess"]
    open_case = ROOT / "cases" / "worked" / "g56.yaml"
    with_lineage = ROOT / "cases" / "worked" / "g22.yaml"
    for name, command in (
        ("assess cases/gpt-4.yaml", [*assess_cli, str(CASE)]),
        ("assess cases/gpt-4.yaml --format json", [*assess_cli, str(CASE), "--format", "json"]),
        ("assess cases/worked/g56.yaml (all unknown)", [*assess_cli, str(open_case)]),
        ("assess cases/worked/g22.yaml (with a lineage)", [*assess_cli, str(with_lineage)]),
    ):
        ours, theirs = interleaved(command, IMPORTS)
        print(
            f"{name}: {ours * 1e3:.0f} ms; imports alone {theirs * 1e3:.0f} ms; "
            f"ratio {ours / theirs:.2f}"
        )
    inference()
    lineages()


def interleaved(one: list[str], other: list[str]) -> tuple[float, float]:
    """Return the median seconds of a verb and another command run in turn, after one warm-up.

    Both may keep their bytecode, as they do unless somebody forbids it. A command that fails ends
    the measurement: how soon it fails is no figure.
    """
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: tuple[list[float], list[float]] = ([], [])
    for round_ in range(ROUNDS + 1):
        for command, taken in zip((one, other), times, strict=True):
            start = time.perf_counter()
            done = subprocess.run(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=env,
                check=False,
            )
            if round_:
                taken.append(time.perf_counter() - start)
            if done.returncode not in ((0, UNDETERMINED) if command is one else (0,)):
                sys.exit(f"`{' '.join(command)}` ended with {done.returncode}")
    return statistics.median(times[0]), statistics.median(times[1])


def inference() -> None:
    """Print cases a second: alone, with the proof, with the whole determination."""
    rulebook = load_rulebook()
    cases = list(islice(variants(load_case(read(CASE), rulebook)), CASES))
    for name, work in (
        ("findings and inference, open and closed record", lambda found: found.outcomes),
        ("and the proof", lambda found: found.proof.nodes),
        ("and the whole determination as JSON", lambda found: canonical(document(found))),
    ):
        engine = Inference()
        sample = cases if name.startswith("findings") else cases[: CASES // 5]
        start = time.perf_counter()
        for case in sample:
            work(assess(case, rulebook, inference=engine))
        taken = time.perf_counter() - start
        print(f"{name}: {len(sample) / taken:.0f} cases a second ({len(sample)} different cases)")


def lineages() -> None:
    """Print how long it takes to count lineages of several sizes, with heavy sharing."""
    policy = policy_of(law_in_force(load_rulebook(), "2025-06-01"))
    for size in (25_000, 50_000, 100_000):
        lineage = shared(size)
        edges = sum(len(run.edges) for run in lineage.runs.values())
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            ledger = Accountant(lineage, policy).ledger(f"n{size - 1}")
            taken.append(time.perf_counter() - start)
        best = min(taken)
        print(
            f"ledger of {len(ledger.shares)} networks with {edges} edges: {best:.2f} s, "
            f"{best / edges * 1e6:.1f} µs an edge"
        )


def shared(size: int) -> Lineage:
    """Return a lineage in which each network is made from up to four before it, near and far."""
    compute = Estimate("stated", {"total": exactly("1e20")})
    runs = {}
    for index in range(size):
        near_and_far = {index - 1, index - 2, index // 2, index // 3}
        before = sorted(each for each in near_and_far if 0 <= each < index)
        edges = tuple(Edge(f"n{each}", "base") for each in before)
        runs[f"r{index}"] = Run(
            f"r{index}", "", "fine-tuning", None, None, None, f"n{index}", edges, compute
        )
    networks = {f"n{index}": Network(f"n{index}", "", None, None, None) for index in range(size)}
    return Lineage("shared", "", None, None, None, {}, networks, {}, runs, {})


def variants(case: Case) -> Iterator[Case]:
    """Yield cases that differ in their facts, and so in their fact patterns."""
    axes = ["strong", "weak", None]
    answers = ["true", "false", None]
    keys = [
        "compliance.registered", "compliance.case_prepared", "compliance.plan_approved",
        "compliance.kill_switch", "system.high_public_harm_risk",
    ]  # fmt: skip
    for axis in product(axes, repeat=3):
        for given in product(answers, repeat=len(keys)):
            facts = {
                key: value for key, value in case.facts.items() if key != "system.named_in_text"
            }
            for name, value in zip(("autonomy", "generality", "intelligence"), axis, strict=True):
                facts[f"system.{name}"] = Stated(value)
            for key, value in zip(keys, given, strict=True):
                facts[key] = Stated(value)
            yield replace(case, facts=facts)


if __name__ == "__main__":
    main()
