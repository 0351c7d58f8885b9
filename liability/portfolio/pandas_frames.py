"""Frames of pandas: their cells as Polars holds them, and results beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from liability.portfolio.cell_text import text_of


def taken(frame: Any, columns: Iterable[str]) -> pl.DataFrame:
    """Return columns of a frame of pandas as a frame of Polars with as many rows."""
    series = [_series(frame[name], name) for name in columns]
    return pl.DataFrame(series or {"": [None] * len(frame)})


def beside(frame: Any, results: pl.DataFrame) -> Any:
    """Return a frame of pandas with results beside it, row by row, under its own index."""
    import pandas as pd

    columns = {
        name: pd.Series(results[name].to_list(), index=frame.index, dtype="string")
        for name in results.columns
    }
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def _series(given: Any, name: str) -> pl.Series:
    """Return a column of pandas; what pandas counts as missing, NaN too, is missing."""
    dtype = given.dtype
    if dtype.name == "category":
        return _series(given.cat.categories.to_series(), name).gather(
            pl.Series([each if each >= 0 else None for each in given.cat.codes], dtype=pl.UInt32)
        )
    if dtype.name.startswith("Sparse"):
        return _series(given.sparse.to_dense(), name)
    if dtype.name.startswith(("float", "int", "uint")):
        return pl.Series(name, given.to_numpy(), nan_to_null=True)
    if dtype.name == "Float32":  # that of pandas itself, whose cells come widened
        return pl.Series(name, given.to_numpy("float32", na_value=float("nan")), nan_to_null=True)
    missing = given.isna().tolist()
    cells = [
        None if gone else _plain(each)
        for each, gone in zip(given.astype(object).tolist(), missing, strict=True)
    ]
    if dtype.kind == "b" or all(each is None or isinstance(each, bool) for each in cells):
        return pl.Series(name, cells, dtype=pl.Boolean)
    return pl.Series(name, [text_of(each) for each in cells], dtype=pl.String)


def _plain(cell: Any) -> Any:
    """Return a cell without the types of NumPy: a figure of single precision as it was stated."""
    import numpy as np

    if isinstance(cell, np.datetime64):
        return cell.astype("datetime64[us]").item()
    if isinstance(cell, np.floating):
        return float(str(cell))  # widened, 1e26 would lie above 1e26
    if isinstance(cell, np.ndarray | list | tuple):
        return [_plain(each) for each in cell]
    return cell.item() if isinstance(cell, np.generic) else cell
