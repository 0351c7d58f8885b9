"""Options of `liability batch` and `liability batch diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from liability.cli.assess import Format as Explained

Results = Literal["rich", "csv", "jsonl", "parquet", "xlsx", "html"]
OF_RESULTS: tuple[Results, ...] = get_args(Results)
Format = Literal[Results, Explained]  # of results, or of one row, as `assess` writes it
Engine = Literal["polars", "spark"]  # what grades a table

Portfolio = Annotated[
    list[Path],
    typer.Argument(
        help="A folder or glob of case files, or one table: CSV, TSV, JSONL, Parquet, XLSX; `-` is "
        "standard input.",
        show_default=False,
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="Of a workbook, the sheet with the table."),
]
ResultFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORM",
        help="rich, csv, jsonl, parquet, xlsx or html; one row as rich, json or markdown. Else as "
        "`-o` is named, or rich.",
    ),
]
Refused = Annotated[
    Path | None,
    typer.Option("--errors", metavar="FILE", help="Write the rows that fail, as CSV."),
]
Explain = Annotated[
    str | None,
    typer.Option("--explain", metavar="ID", help="Determine one row in full, as `assess` does."),
]
CaseOf = Annotated[
    str | None, typer.Option("--case", metavar="ID", help="Write one row as a case file.")
]
AUDITED = 50  # fact patterns of a table, where the user does not say
Audit = Annotated[
    str | None,
    typer.Option(
        "--audit",
        metavar="N|all",
        help=f"Fact patterns of a table to infer on durable-rules; else {AUDITED}.",
    ),
]
Needs = Annotated[
    bool | None,
    typer.Option("--needs/--no-needs", help="Say, as by default, which facts to find out first."),
]
By = Annotated[Engine, typer.Option("--engine", help="What grades a table; Spark writes a folder.")]
Parameter = Annotated[
    list[str] | None,
    typer.Option("--parameter", metavar="K=V", help="Set a figure of the law; may be repeated."),
]

Older = Annotated[
    Path, typer.Argument(help="Results of `batch`, or a portfolio.", show_default=False)
]
Newer = Annotated[
    Path | None, typer.Argument(help="Newer results; none for a portfolio.", show_default=False)
]
OldAsOf = Annotated[
    str | None, typer.Option("--old-as-of", metavar="DATE", help="The date to compare with.")
]
OldProfile = Annotated[
    str | None, typer.Option("--old-profile", metavar="P", help="The version to compare with.")
]
OldReading = Annotated[
    list[str] | None,
    typer.Option("--old-reading", metavar="K=V", help="A reading to compare with."),
]
OldParameter = Annotated[
    list[str] | None,
    typer.Option("--old-parameter", metavar="K=V", help="A figure to compare with."),
]
OldRules = Annotated[
    str | None, typer.Option("--old-rules", metavar="PACK", help="The pack to compare with.")
]
