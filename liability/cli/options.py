"""Options and arguments of the verbs, most of them shared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liability.language import Language

Cases = Annotated[
    list[Path],
    typer.Argument(help="Case files, YAML or JSON; `-` is standard input.", show_default=False),
]
OneCase = Annotated[
    Path,
    typer.Argument(help="A case file, YAML or JSON; `-` is standard input.", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Apply the law of this day, as 2025-03-05; else the case's, or today's.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        "-p",
        metavar="P",
        help="Language version that decides, such as en, ko, ja, zh.",
    ),
]
Reading = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", "-r", metavar="K=V", help="Take a reading otherwise; may be repeated."
    ),
]
FactsOf = Annotated[
    str | None,
    typer.Option("--facts-of", metavar="SIDE", help="Take this side's version of disputed facts."),
]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="PACK",
        help="Pack of rules: a name that ships with the program, or a folder.",
    ),
]
Lang = Annotated[
    Language,
    typer.Option("--lang", "-l", help="Language to write in.", show_default=True),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file; `-` is standard output."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
LineageFile = Annotated[
    Path | None,
    typer.Argument(
        help="A lineage, or a case with one; `-` is standard input.", show_default=False
    ),
]
Model = Annotated[
    str | None,
    typer.Option("--model", "-m", metavar="ID", help="The network, if not the file's own."),
]
Table = Annotated[
    Path | None,
    typer.Option("--table", metavar="FILE", help="A table of models in its place."),
]
Map = Annotated[
    str | None,
    typer.Option(
        "--map",
        metavar="MAP",
        help="Which column is which fact: a file, or one that ships: `epoch`, `largest-models`.",
    ),
]
Errors = Annotated[
    Path | None,
    typer.Option("--errors", metavar="FILE", help="Write the rows not resolved, as CSV."),
]
