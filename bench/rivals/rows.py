"""The rows that are graded: facts of systems, drawn at random, many of them unknown."""

from __future__ import annotations

import numpy as np
import polars as pl

CHOICES = ("system.autonomy", "system.generality", "system.intelligence")
QUANTITIES = {  # the figures of the law, between which figures are drawn
    "system.training_compute": (1e22, 1e25, 1e26, 1e27, 1e29),
    "system.inference_rate": (1e15, 1e19, 1e20, 1e23),
    "system.expected_harm": (1e-9, 1e-6, 1e-1),
}
BOOLEANS = tuple(
    f"system.{each}"
    for each in (
        "narrow", "passive", "deployed", "public_harm", "registered", "case_filed",
        "case_approved", "audited", "switch", "switch_tested",
    )
)  # fmt: skip
FACTS = (*CHOICES, *QUANTITIES, *BOOLEANS)
_BASES = [3] * len(CHOICES) + [len(each) for each in QUANTITIES.values()] + [3] * len(BOOLEANS)
_PATTERNS = 3_000
_SKEW = 1.1  # the exponent of Zipf's law: how often the patterns recur
_SEED = 20250305


def skewed(rows: int, seed: int = _SEED) -> pl.DataFrame:
    """Return rows of about 3,000 fact patterns, a few of them frequent, most of them rare.

    In each pattern a fact is unknown with a chance that its pattern draws: some are nearly
    complete and some nearly empty. Figures differ within a pattern.
    """
    patterns = np.random.default_rng(_SEED)
    gaps = patterns.beta(1.2, 2.5, size=(_PATTERNS, 1))
    digits = np.stack([patterns.integers(1, base, _PATTERNS) for base in _BASES], axis=1)
    digits[patterns.random(digits.shape) < gaps] = 0
    weights = 1 / np.arange(1, _PATTERNS + 1) ** _SKEW
    random = np.random.default_rng(seed)
    drawn = random.choice(_PATTERNS, size=rows, p=weights / weights.sum())
    return _frame(digits[drawn], random)


def different(rows: int) -> pl.DataFrame:
    """Return rows of which no two have the same fact pattern; each fact is unknown at times."""
    random = np.random.default_rng(_SEED)
    codes = random.choice(int(np.prod(_BASES, dtype=np.int64)), size=rows, replace=False)
    digits = np.stack(np.unravel_index(codes, _BASES), axis=1)
    return _frame(digits, random)


def _frame(digits: np.ndarray, random: np.random.Generator) -> pl.DataFrame:
    """Return facts from digits: 0 is unknown; each other is an answer, or a range of figures."""
    made = {"row": pl.Series(np.arange(1, len(digits) + 1))}
    for name, digit in zip(FACTS, digits.T, strict=True):
        known = pl.Series(digit > 0)
        if name in QUANTITIES:
            ends = np.log10(QUANTITIES[name])
            low, high = ends[np.maximum(digit, 1) - 1], ends[np.maximum(digit, 1)]
            figures = pl.Series(
                10 ** (low + (0.02 + 0.96 * random.random(len(digit))) * (high - low))
            )
            made[name] = _where(known, figures)
        elif name in CHOICES:
            texts = pl.Series(["weak", "strong"]).gather(pl.Series(np.maximum(digit, 1) - 1))
            made[name] = _where(known, texts)
        else:
            made[name] = _where(known, pl.Series(digit == 2))
    return pl.DataFrame(made).rechunk()


def _where(known: pl.Series, values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"known": known, "values": values})
    return frame.select(pl.when("known").then("values")).to_series()
