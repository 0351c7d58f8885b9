"""The rules as expressions of Polars, written by hand by somebody who knows both well."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

OUTCOMES = (
    "tier", "standard", "injunction",
    "harbors.weak", "harbors.narrow", "harbors.passive",
    "obligations.register", "obligations.safety-case", "obligations.switch",
)  # fmt: skip
TIERS = ("RT-0", "RT-1", "RT-2", "RT-3", "RT-4")
# What two truths make of a text, for the first and then the second false, true, unknown.
HARBOR = (
    "fails", "fails", "fails",
    "dormant", "in_force", "in_force|dormant",
    "fails|dormant", "in_force|fails|dormant", "in_force|fails|dormant",
)  # fmt: skip
DUTY = (
    "none", "none", "none",
    "breached", "met", "met|breached|none",
    "breached|none", "met|none", "met|breached|none",
)  # fmt: skip
INJUNCTION = (
    "UNSUPPORTED", "AVAILABLE", "AVAILABLE|UNSUPPORTED",
    "INDICATED", "INDICATED", "INDICATED",
    "INDICATED|UNSUPPORTED", "INDICATED|AVAILABLE", "INDICATED|AVAILABLE|UNSUPPORTED",
)  # fmt: skip
STANDARD = ("fault", "strict", "strict|fault")


def tier_text(low: int, high: int, cap: int) -> str:
    """Return the tier, from the least and the most strong axes and whether a cap is exceeded."""
    if cap == 1:
        return "RT-4"
    within = list(TIERS[low : high + 1])
    if cap == 0 and low == high:
        return within[0]
    return "|".join(within + ["RT-4"] * (cap == 2)) + "|" * (low != high)


class Truths:
    """The truths that the outcomes turn on, as nullable Booleans."""

    def __init__(self) -> None:
        is_ = lambda name: pl.col(f"system.{name}")  # noqa: E731
        strong = [is_(name) == "strong" for name in ("autonomy", "generality", "intelligence")]
        training, rate = is_("training_compute"), is_("inference_rate")
        registered, deployed = is_("registered"), is_("deployed")
        unapproved = ~is_("case_approved")
        self.cap = cap = (training > 1e27) | (rate > 1e20)
        small = (training < 1e26) & (rate < 1e19)
        self.low = low = pl.sum_horizontal(each.fill_null(False).cast(pl.UInt8) for each in strong)
        self.high = high = pl.sum_horizontal(each.fill_null(True).cast(pl.UInt8) for each in strong)
        two = pl.when((low == 2) & (high == 2)).then(True).when((low > 2) | (high < 2)).then(False)
        three = strong[0] & strong[1] & strong[2]
        upper = cap | three
        middle = cap | two | three
        self.merits = {
            "weak": small & ~strong[2],
            "narrow": is_("narrow") & ~strong[1],
            "passive": ~strong[0] & (is_("passive") | (is_("expected_harm") <= 1e-6)),
        }
        self.registered = registered
        sheltered = registered & (
            self.merits["weak"] | self.merits["narrow"] | self.merits["passive"]
        )
        dangerous = upper | (two & ~cap & is_("public_harm"))
        void = dangerous & is_("case_filed") & deployed & unapproved
        self.strict = (dangerous & ~(sheltered & ~void)) | void
        self.duties = {
            "register": (training >= 1e25, registered),
            "safety-case": (middle, is_("case_filed") & is_("case_approved") & is_("audited")),
            "switch": (upper | (strong[0] & deployed), is_("switch") & is_("switch_tested")),
        }
        self.grave = cap | (three & ~cap & deployed & unapproved)
        self.breach = pl.any_horizontal(
            applies & ~performed for applies, performed in self.duties.values()
        )


def code(truth: pl.Expr) -> pl.Expr:
    """Return 0 where it is false, 1 where true, 2 where unknown."""
    return truth.cast(pl.UInt8).fill_null(2)


def looked_up(texts: Sequence[str], *codes: pl.Expr) -> pl.Expr:
    """Return texts by the digits of a number to base 3."""
    place = codes[0]
    for each in codes[1:]:
        place = place * 3 + each
    return pl.lit(pl.Series(texts)).gather(place)


def looking_up() -> list[pl.Expr]:
    """Return the outcomes, each text looked up by a small number."""
    t = Truths()
    texts = [tier_text(low, high, cap) for low in range(4) for high in range(4) for cap in range(3)]
    made = {
        "tier": pl.lit(pl.Series(texts)).gather((t.low * 4 + t.high) * 3 + code(t.cap)),
        "standard": looked_up(STANDARD, code(t.strict)),
        "injunction": looked_up(INJUNCTION, code(t.grave), code(t.breach)),
    }
    for name, merits in t.merits.items():
        made[f"harbors.{name}"] = looked_up(HARBOR, code(merits), code(t.registered))
    for name, truths in t.duties.items():
        made[f"obligations.{name}"] = looked_up(DUTY, *map(code, truths))
    return [each.alias(name) for name, each in made.items()]


def chained(texts: Sequence[str], first: pl.Expr, second: pl.Expr | None = None) -> pl.Expr:
    """Return texts by the truth of one or two expressions, as when, then, otherwise."""
    if second is None:
        no, yes, open_ = (pl.lit(each) for each in texts)
    else:
        no, yes, open_ = (
            pl.lit(part[0]) if len(set(part)) == 1 else chained(part, second)
            for part in (texts[:3], texts[3:6], texts[6:])
        )
    return pl.when(first).then(yes).when(~first).then(no).otherwise(open_)


def chaining() -> list[pl.Expr]:
    """Return the outcomes, as when, then, otherwise."""
    t = Truths()
    parts = [
        pl.when((t.low <= place) & (t.high >= place)).then(pl.lit(tier))
        for place, tier in enumerate(TIERS[:4])
    ]
    beyond = pl.when(t.cap.is_null()).then(pl.lit("RT-4"))
    lacking = pl.when(t.low != t.high).then(pl.lit(""))
    open_ = pl.concat_str([*parts, beyond, lacking], separator="|", ignore_nulls=True)
    one = pl.when((t.low == t.high) & t.cap.is_not_null())
    made = {
        "tier": pl.when(t.cap)
        .then(pl.lit(TIERS[4]))
        .otherwise(one.then(pl.concat_str(pl.lit("RT-"), t.low.cast(pl.String))).otherwise(open_)),
        "standard": chained(STANDARD, t.strict),
        "injunction": chained(INJUNCTION, t.grave, t.breach),
    }
    for name, merits in t.merits.items():
        made[f"harbors.{name}"] = chained(HARBOR, merits, t.registered)
    for name, (applies, performed) in t.duties.items():
        made[f"obligations.{name}"] = chained(DUTY, applies, performed)
    return [each.alias(name) for name, each in made.items()]
