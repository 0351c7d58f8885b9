"""Measure a table of cases: `uv run --group bench python bench/portfolio.py [--rows N] …`.

What is measured: cases a second of this program on rows of 16 facts, many of them unknown, graded
under the rules of `bench/pack` to 9 outcomes, each a text that says its value, or where it is open
all possible values. A run of this program takes the rows in chunks, numbers the fact pattern of
each, grades the patterns that are new and looks the others up, draws 50 patterns, and infers these
on durable-rules: the audit is in its time. It is measured against the same rules

- as expressions of Polars by hand, once with texts looked up by a small number, which is the
  quickest that its author found, and once as `when`, `then`, `otherwise`, as is usual;
- in OpenFisca-core, DuckDB, durable-rules, zen-engine and clingo; see the heads of bench/rivals.

Each starts from rows in its own form in memory and ends with answers in its own form: what is read
in and out of an engine is not in its time. OpenFisca and clingo end with truths in place of texts,
and OpenFisca once more with Enums, which are its own form of text, and with these decoded. Every
answer is compared with ours, and a difference ends the run with an error. In each round every
engine runs once, in an order drawn anew, so that neither a drift of the machine's speed nor what
ran before favors one; figures are medians. Engines that go case by case take a sample of the rows.

The rows: many rows of about 3,000 fact patterns, a few of them frequent; rows of which no two have
the same pattern; and many rows streamed from Parquet to Parquet, in a process of its own whose
greatest memory is stated.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rivals import by_hand, rows
from rivals.ours import Ours, agreed

from liability.portfolio.batch import CHUNK, Batch
from liability.portfolio.plan import plan_by_names
from liability.portfolio.tables import open_table
from liability.portfolio.write import writer


class ByHand:
    """Expressions of Polars, in one `select`."""

    def __init__(self, name: str, expressions: Sequence[pl.Expr], engine: str) -> None:
        self.name = f"Polars by hand, {name}"
        self._expressions = expressions
        self._engine: Any = engine

    def prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.lazy().select(self._expressions).collect(engine=self._engine)

    def answers(self, made: pl.DataFrame) -> pl.DataFrame:
        return made


def main() -> None:
    """Print every figure, and a table for the README."""
    asked = arguments()
    if asked.stream == "write":
        write(Path(asked.file), asked.streamed)
        return
    if asked.stream:
        print(json.dumps(STREAMS[asked.stream](Path(asked.file), Path(asked.out))))
        return
    print(f"{platform.machine()}, {pl.thread_pool_size()} threads, Polars {pl.__version__}")
    last = streamed(asked)  # first: a process begins with the greatest memory of its parent
    sets = {
        f"{asked.rows:,} rows of about 3,000 patterns": rows.skewed(asked.rows),
        f"{asked.different:,} rows, all patterns different": rows.different(asked.different),
    }
    tables = [whole(title, frame, asked) for title, frame in sets.items()]
    print("\n\n".join(["", *tables, last]))


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of about 3,000 patterns")
    parser.add_argument("--different", type=int, default=100_000, help="rows all different")
    parser.add_argument("--streamed", type=int, default=10_000_000, help="rows from Parquet")
    parser.add_argument("--sample", type=int, default=1_000, help="rows for case-by-case engines")
    parser.add_argument("--rounds", type=int, default=9, help="interleaved rounds")
    parser.add_argument("--stream", choices=["write", *STREAMS], help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    parser.add_argument("--out", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- rows in memory -------------------------------------------------------------------------------


def whole(title: str, frame: pl.DataFrame, asked: argparse.Namespace) -> str:
    """Return the table of one set of rows: of the engines of columns, then of the others."""
    from rivals.in_clingo import InClingo
    from rivals.in_duckdb import InDuckDB
    from rivals.in_openfisca import Ends, InOpenFisca
    from rivals.in_zen import InZen
    from rivals.on_durable_rules import OnDurableRules

    ours = Ours()
    columns = [
        ours,
        Named(Ours(audit=0), "liability, without the audit"),
        ByHand("texts looked up", by_hand.looking_up(), "in-memory"),
        ByHand("when/then/otherwise", by_hand.chaining(), "streaming"),
        *map(InOpenFisca, Ends),
        InDuckDB(),
    ]
    singly = [OnDurableRules(ours.law, ours.held, ours.roster), InZen(), InClingo()]
    print(f"\n{title}", flush=True)
    speeds = measured(columns, frame, asked.rounds)
    sample = frame.sample(min(asked.sample, frame.height), seed=1).sort("row")
    speeds |= measured(singly, sample, max(1, asked.rounds // 3), against=ours)
    return markdown(title, speeds)


class Named:
    """An engine under another name."""

    def __init__(self, engine: Any, name: str) -> None:
        self.name = name
        self.prepared, self.run, self.answers = engine.prepared, engine.run, engine.answers


def measured(
    engines: Sequence[Any], frame: pl.DataFrame, rounds: int, against: Any = None
) -> dict[str, float]:
    """Return cases a second by engine, once all are found to give the same answers.

    Raises:
        AssertionError: an answer differs.
    """
    first = against or engines[0]
    wanted = first.answers(first.run(first.prepared(frame)))
    taken: dict[str, list[float]] = {each.name: [] for each in engines}
    for round_ in range(rounds + 1):
        for engine in random.Random(round_).sample(engines, len(engines)):
            prepared = engine.prepared(frame)
            start = time.perf_counter()
            made = engine.run(prepared)
            if round_:
                taken[engine.name].append(time.perf_counter() - start)
            else:
                compare(engine.name, engine.answers(made), wanted)
            del made, prepared
    speeds = {name: frame.height / statistics.median(each) for name, each in taken.items()}
    for name, speed in speeds.items():
        print(f"  {name}: {speed:,.0f} cases a second; all {frame.height:,} alike", flush=True)
    return speeds


def compare(name: str, answers: pl.DataFrame, wanted: pl.DataFrame) -> None:
    """Hold answers to ours.

    Raises:
        AssertionError: one differs.
    """
    if answers.height != wanted.height:
        raise AssertionError(f"{name}: {answers.height} answers to {wanted.height} rows")
    for outcome in by_hand.OUTCOMES:
        other = answers[outcome].ne_missing(wanted[outcome])
        if other.any():
            place = other.arg_true()[0]
            said, ours = answers[outcome][place], wanted[outcome][place]
            raise AssertionError(
                f"{name}: {outcome} of {other.sum()} rows differs, as {said!r} and not {ours!r}"
            )


def markdown(title: str, speeds: dict[str, float]) -> str:
    """Return a table of cases a second, and of how many times as fast we are."""
    ours = speeds[Ours.name]
    lines = [f"| {title} | cases a second | we are faster |", "|---|---:|---:|"]
    lines += [
        f"| {name} | {figure(speed)} | {figure(ours / speed)} × |" for name, speed in speeds.items()
    ]
    return "\n".join(lines)


def figure(value: float) -> str:
    """Return a number with two or three digits that count.

    >>> figure(12_345_678), figure(1.234)
    ('12,300,000', '1.23')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"


# --- rows streamed --------------------------------------------------------------------------------


_WAY = [sys.executable, __file__, "--stream"]


def streamed(asked: argparse.Namespace) -> str:
    """Return the table of rows from Parquet to Parquet, each way in a process of its own."""
    print(f"\n{asked.streamed:,} rows from Parquet to Parquet", flush=True)
    lines = [
        f"| {asked.streamed:,} rows, Parquet to Parquet | cases a second | we are faster | peak |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        number = str(asked.streamed)
        subprocess.run([*_WAY, "write", "--file", str(file), "--streamed", number], check=True)
        counts, first = {}, 0.0
        for way in STREAMS:
            made = streaming(way, file, Path(folder) / f"{way}.parquet")
            counts[way] = made["standards"]
            speed = asked.streamed / made["seconds"]
            first = first or speed  # ours, graded and audited
            memory = f"{made['megabytes']:,.0f} MB"
            lines.append(
                f"| {made['name']} | {figure(speed)} | {figure(first / speed)} × | {memory} |"
            )
            print(f"  {made['name']}: {speed:,.0f} cases a second, {made['megabytes']:.0f} MB")
        if len({json.dumps(each, sort_keys=True) for each in counts.values()}) != 1:
            raise AssertionError(f"the ways count otherwise: {counts}")
    return "\n".join(lines)


def write(file: Path, number: int) -> None:
    """Write rows, a part at a time."""
    parts = file.parent / "parts"
    parts.mkdir()
    size = 1_000_000
    for place, start in enumerate(range(0, number, size)):
        part = rows.skewed(min(size, number - start), seed=place)
        part.with_columns(row=pl.col("row") + start).write_parquet(parts / f"{place:06}.parquet")
    pl.scan_parquet(parts / "*.parquet").sink_parquet(
        file, maintain_order=True, row_group_size=CHUNK
    )


def streaming(way: str, file: Path, out: Path) -> dict[str, Any]:
    """Return what a process made of a file, in this way."""
    command = [*_WAY, way, "--file", str(file), "--out", str(out)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    made: dict[str, Any] = json.loads(done.stdout)
    column = "standard_possible" if way == "batch" else "standard"
    counted = pl.scan_parquet(out).group_by(column).len().collect()
    return made | {"standards": {name.replace("|", " | "): n for name, n in counted.iter_rows()}}


def _ended(name: str, start: float) -> dict[str, Any]:
    seconds = time.perf_counter() - start
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"name": name, "seconds": seconds, "megabytes": kilobytes / 1024}


def stream_ours(file: Path, out: Path) -> dict[str, Any]:
    """Grade and audit typed rows chunk by chunk."""
    ours = Ours()
    start = time.perf_counter()
    grade, audit = ours.by_pattern(), ours.audit()
    with out.open("wb") as stream, writer("parquet", stream) as into:
        for chunk in open_table(file, file.name).read(CHUNK, ["row", *rows.FACTS]):
            into.write(ours.graded(chunk.frame, grade, audit))
        agreed(audit.finish())
    return _ended("liability, graded and audited", start)


def stream_batch(file: Path, out: Path) -> dict[str, Any]:
    """Do all that `liability batch` does, but for the digests and the facts to find out."""
    ours = Ours()
    table = open_table(file, file.name)
    table = table._replace(header=[each for each in table.header if each != "row"])
    plan = plan_by_names(table.header, ours.law.rulebook, table.name)
    start = time.perf_counter()
    batch = Batch(table, plan, ours.law, needs=False, digests=False)
    with out.open("wb") as stream, writer("parquet", stream) as into:
        for done in batch.run(CHUNK):
            into.write(done.results)
    batch.tally.check()
    agreed(batch.disagreements())
    return _ended("liability batch, its results and on-record outcomes too", start)


def stream_by_hand(file: Path, out: Path) -> dict[str, Any]:
    """Grade by hand, in Polars' own streaming."""
    start = time.perf_counter()
    lazy = pl.scan_parquet(file).select("row", *by_hand.looking_up())
    lazy.sink_parquet(out, maintain_order=True)
    return _ended("Polars by hand, texts looked up", start)


STREAMS = {"ours": stream_ours, "batch": stream_batch, "by-hand": stream_by_hand}


if __name__ == "__main__":
    main()
