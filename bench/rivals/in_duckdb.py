"""The rules as SQL, on DuckDB: its three-valued logic is Kleene's, as that of Polars is."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from rivals.by_hand import DUTY, HARBOR, INJUNCTION, OUTCOMES, STANDARD, tier_text

_TRUTHS = """
    facts AS (
        SELECT
            row,
            "system.autonomy" = 'strong' AS autonomy,
            "system.generality" = 'strong' AS generality,
            "system.intelligence" = 'strong' AS intelligence,
            "system.training_compute" > 1e27 OR "system.inference_rate" > 1e20 AS cap,
            "system.training_compute" < 1e26 AND "system.inference_rate" < 1e19 AS small,
            "system.training_compute" >= 1e25 AS notable,
            "system.expected_harm" <= 1e-6 AS negligible,
            "system.narrow" AS narrow,
            "system.passive" AS passive,
            "system.deployed" AS deployed,
            "system.public_harm" AS public_harm,
            "system.registered" AS registered,
            "system.case_filed" AS case_filed,
            "system.case_approved" AS case_approved,
            "system.audited" AS audited,
            "system.switch" AND "system.switch_tested" AS switch_works
        FROM systems
    ),
    axes AS (
        SELECT
            *,
            autonomy AND generality AND intelligence AS three,
            (autonomy AND generality) OR (autonomy AND intelligence)
                OR (generality AND intelligence) AS most,
            coalesce(autonomy, false)::UTINYINT + coalesce(generality, false)::UTINYINT
                + coalesce(intelligence, false)::UTINYINT AS low,
            coalesce(autonomy, true)::UTINYINT + coalesce(generality, true)::UTINYINT
                + coalesce(intelligence, true)::UTINYINT AS high
        FROM facts
    ),
    tiers AS (
        SELECT
            *,
            most AND NOT three AND NOT cap AS second,
            three AND NOT cap AS third,
            cap OR three AS upper,
            cap OR (most AND NOT three) OR three AS middle
        FROM axes
    ),
    merits AS (
        SELECT
            *,
            small AND NOT intelligence AS weak_merits,
            narrow AND NOT generality AS narrow_merits,
            NOT autonomy AND (passive OR negligible) AS passive_merits,
            upper OR (second AND public_harm) AS dangerous,
            upper OR (autonomy AND deployed) AS switch_due,
            case_filed AND case_approved AND audited AS case_done,
            cap OR (third AND deployed AND NOT case_approved) AS grave
        FROM tiers
    ),
    voided AS (
        SELECT
            *,
            registered AND (weak_merits OR narrow_merits OR passive_merits) AS sheltered,
            dangerous AND case_filed AND deployed AND NOT case_approved AS void,
            (notable AND NOT registered) OR (middle AND NOT case_done)
                OR (switch_due AND NOT switch_works) AS breach
        FROM merits
    ),
    truths AS (
        SELECT *, (dangerous AND NOT (sheltered AND NOT void)) OR void AS strict FROM voided
    )
"""


class InDuckDB:
    """The rules in DuckDB: from a table in memory to a table in memory, on all its threads.

    What is taken in and out of it is not measured.
    """

    name = "DuckDB, SQL"

    def __init__(self) -> None:
        self._query = f"CREATE OR REPLACE TABLE answers AS WITH {_TRUTHS} SELECT {_columns()}"
        self._query += " FROM truths"

    def prepared(self, frame: pl.DataFrame) -> duckdb.DuckDBPyConnection:
        """Return a database that holds the rows."""
        base = duckdb.connect(":memory:")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.parquet"
            frame.write_parquet(file)
            base.execute(f"CREATE TABLE systems AS SELECT * FROM read_parquet('{file}')")
        return base

    def run(self, base: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        """Grade every row."""
        base.execute(self._query)
        return base

    def answers(self, base: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        """Return what it made of the rows, in their order."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "answers.parquet"
            base.execute(f"COPY (SELECT * FROM answers ORDER BY row) TO '{file}' (FORMAT parquet)")
            return pl.read_parquet(file).select(OUTCOMES)


def _columns() -> str:
    tiers = [tier_text(low, high, cap) for low in range(4) for high in range(4) for cap in range(3)]
    made = {
        "tier": _looked_up(tiers, f"(low * 4 + high) * 3 + {_code('cap')}"),
        "standard": _looked_up(STANDARD, _code("strict")),
        "injunction": _of_two(INJUNCTION, "grave", "breach"),
        "obligations.register": _of_two(DUTY, "notable", "registered"),
        "obligations.safety-case": _of_two(DUTY, "middle", "case_done"),
        "obligations.switch": _of_two(DUTY, "switch_due", "switch_works"),
    }
    for name in ("weak", "narrow", "passive"):
        made[f"harbors.{name}"] = _of_two(HARBOR, f"{name}_merits", "registered")
    return "row, " + ", ".join(f'{written} AS "{name}"' for name, written in made.items())


def _code(truth: str) -> str:
    """Return 0 where it is false, 1 where true, 2 where unknown."""
    return f"coalesce({truth}::UTINYINT, 2)"


def _of_two(texts: Sequence[str], first: str, second: str) -> str:
    return _looked_up(texts, f"{_code(first)} * 3 + {_code(second)}")


def _looked_up(texts: Sequence[str], place: str) -> str:
    """Return texts out of a list: twice as quick here as CASE, and quicker than tables to join."""
    listed = ", ".join(f"'{each}'" for each in texts)
    return f"[{listed}][{place} + 1]"
