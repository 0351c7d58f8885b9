"""Frames of pandas whose columns are not plain: categories, sparse ones, objects of NumPy."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from liability import assess_frame

pytestmark = pytest.mark.spark
DAY = "2025-06-01"
COMPUTE = "system.training_compute"
TO_THE_FIGURE = {"as_of": DAY, "parameters": {"harbor.training": "1e25"}, "audit": "all"}


def results(made):
    """What a frame of either library says of each row beside its own columns."""
    columns = [
        each for each in made.columns if each == "error" or each.startswith(("tier", "harbor"))
    ]
    return {
        name: [each if isinstance(each, str) else None for each in made[name]] for name in columns
    }


def kinds():
    import numpy as np
    import pandas as pd

    single = pd.Series([1e25, None], dtype="float32")
    return {
        "float32": single,
        "category": single.astype("category"),
        "object": pd.Series([np.float32(1e25), None], dtype=object),
        "sparse": pd.Series(pd.arrays.SparseArray(single)),
        "nullable": single.astype("Float32"),
    }


@pytest.mark.parametrize("kind", ["float32", "category", "object", "sparse", "nullable"])
def test_single_precision_is_the_decimal_that_was_stated_in_every_kind_of_column(kind):
    import pandas as pd

    made = assess_frame(pd.DataFrame({COMPUTE: kinds()[kind]}), **TO_THE_FIGURE)
    assert made["error"].isna().all()
    assert "in_force" not in made["harbor_compute"][0]
    assert "in_force" in made["harbor_compute"][1]


def test_a_category_of_text_is_read_cell_by_cell():
    import pandas as pd

    given = ["strong", "weak", None, "strong"]
    column = pd.Series(given, dtype="category")
    made = assess_frame(pd.DataFrame({"system.autonomy": column}), as_of=DAY)
    plain = assess_frame(pl.DataFrame({"system.autonomy": given}), as_of=DAY)
    assert results(made) == results(plain)


def test_lists_and_days_of_numpy_are_read():
    import numpy as np
    import pandas as pd

    given = {
        "compliance.approval_covers": [np.array(["can-be-used", "is-used"], dtype=object), []],
        "harm.date": np.array([np.datetime64("2025-03-05", "ns"), None], dtype=object),
    }
    columns = {key: pd.Series(each) for key, each in given.items()}
    made = assess_frame(pd.DataFrame(columns), as_of=DAY)
    plain = pl.DataFrame(
        {
            "compliance.approval_covers": [["can-be-used", "is-used"], []],
            "harm.date": [date(2025, 3, 5), None],
        }
    )
    assert made["error"].isna().all()
    assert results(made) == results(assess_frame(plain, as_of=DAY))


def test_a_tuple_is_read_as_a_list():
    import numpy as np
    import pandas as pd

    after = [("quantization", "refusal-edit"), [np.str_("quantization")], ()]
    made = assess_frame(pd.DataFrame({"system.agentic_after": after}), as_of=DAY)
    lists = pl.DataFrame({"system.agentic_after": [list(each) for each in after]})
    assert made["error"].isna().all()
    assert results(made) == results(assess_frame(lists, as_of=DAY))


def test_a_map_that_counts_lineages_reads_pandas_as_it_reads_polars():
    import pandas as pd

    columns = {
        "Model": ["base", "tuned"],
        "Organization": ["x", "y"],
        "Publication date": ["2024-01-01", "2024-06-01"],
        "Training compute (FLOP)": ["2e26", None],
        "Training compute lower bound": [None, None],
        "Training compute upper bound": [None, None],
        "Base model": [None, "base"],
        "Finetune compute (FLOP)": [None, "1e25"],
        "Confidence": ["Confident", "Confident"],
    }
    made = [
        assess_frame(each(columns), map="epoch", as_of=DAY) for each in (pl.DataFrame, pd.DataFrame)
    ]
    assert results(made[0]) == results(made[1])
    assert "in_force" not in made[1]["harbor_compute"][0]


def test_a_map_that_counts_no_lineages_reads_pandas_too():
    import pandas as pd

    map_ = {"table": "of a laboratory", "facts": {COMPUTE: "flop"}}
    made = [
        assess_frame(each({"flop": [3e27, 1.0]}), map=map_, as_of=DAY)
        for each in (pl.DataFrame, pd.DataFrame)
    ]
    assert made[1]["tier"][0] == "RT-4"
    assert results(made[0]) == results(made[1])
