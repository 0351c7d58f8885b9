"""The outcomes as texts, from the truths that they turn on: each as what is sure, and possible."""

from __future__ import annotations

import polars as pl

from rivals.by_hand import DUTY, HARBOR, INJUNCTION, OUTCOMES, STANDARD, looked_up, tier_text


def answers_of_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the outcomes of rows of which `x_sure` and `x_possible` say how each truth is."""

    def code(name: str) -> pl.Expr:
        sure, possible = pl.col(f"{name}_sure"), pl.col(f"{name}_possible")
        return possible.cast(pl.UInt8) * 2 - sure.cast(pl.UInt8)

    possible = [pl.col(f"axes_{each}_possible") for each in range(4)]
    low, high = pl.lit(3, pl.UInt8), pl.lit(0, pl.UInt8)
    for each in (2, 1, 0):
        low = pl.when(possible[each]).then(pl.lit(each, pl.UInt8)).otherwise(low)
    for each in (1, 2, 3):
        high = pl.when(possible[each]).then(pl.lit(each, pl.UInt8)).otherwise(high)
    tiers = [tier_text(low, high, cap) for low in range(4) for high in range(4) for cap in range(3)]
    made = {
        "tier": pl.lit(pl.Series(tiers)).gather((low * 4 + high) * 3 + code("cap")),
        "standard": looked_up(STANDARD, code("strict")),
        "injunction": looked_up(INJUNCTION, code("grave"), code("breach")),
        "obligations.register": looked_up(DUTY, code("notable"), code("registered")),
        "obligations.safety-case": looked_up(DUTY, code("middle"), code("case_done")),
        "obligations.switch": looked_up(DUTY, code("switch_due"), code("switch_works")),
    }
    for name in ("weak", "narrow", "passive"):
        made[f"harbors.{name}"] = looked_up(HARBOR, code(f"{name}_merits"), code("registered"))
    return pairs.select(**made).select(OUTCOMES)
