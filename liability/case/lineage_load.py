"""Lineages: a file, or what stands in a case, to typed facts; remembered from run to run."""

from __future__ import annotations

from liability.case.lineage import Lineage
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.remembered import made_of_file
from liability.source.text import is_file
from liability.source.visible import short
from liability.source.yaml import Data, Document, Path_
from liability.source.yaml import read as read_yaml


def load_lineage(document: Document, path: Path_ = ()) -> Lineage:
    """Type a lineage; one that is read from a file is remembered, since checking takes longer.

    Args:
        document: the file, as `liability.source.yaml.read` gives it.
        path: where in the file the lineage stands; the whole file when left out.

    Raises:
        ProblemsError: with every problem of it: its form, names that name nothing, two producers
            of one network, circles.
    """

    def make() -> Lineage:
        from liability.case.lineage_read import read_lineage

        return read_lineage(document, path)

    return made_of_file(Lineage, document, path, "", make)


def lineage_in_case(document: Document, data: Data) -> Lineage:
    """Type the lineage of a case: written out under `lineage`, or in a file that it names.

    Args:
        document: the case.
        data: what stands under `lineage`: the lineage itself, the name of its file, looked up
            from where the case lies, or `file:` and `model:`.

    Raises:
        ProblemsError: with every problem of it.
    """
    names_file = isinstance(data, str) or (isinstance(data, dict) and "file" in data)
    if not names_file:
        return load_lineage(document, ("lineage",))
    named = data if isinstance(data, dict) else {"file": data}
    file, model = named.get("file"), named.get("model")
    odd = [key for key in named if key not in ("file", "model")]
    if odd or not isinstance(file, str) or not isinstance(model, str | None):
        where = ("lineage", odd[0]) if odd else ("lineage",)
        raise ProblemsError(
            [
                Problem(
                    "lineage/unknown-key" if odd else "lineage/wrong-type",
                    f"`{odd[0]}` stands beside `file`" if odd else "`lineage` names no file",
                    "write `lineage: FILE`, or `lineage: {file: FILE, model: ID}`",
                    document.place(where, key=bool(odd)),
                )
            ]
        )
    place = document.place(("lineage", "file") if isinstance(data, dict) else ("lineage",))
    path = document.folder / file
    if not is_file(path):
        advice = "give its path from where the case lies"
        message = f"`{short(file)}` is not a file"
        raise ProblemsError([Problem("lineage/no-file", message, advice, place)])
    lineage = load_lineage(read_yaml(path))
    if model is not None and model not in lineage.networks:
        advice = suggestion(model, lineage.networks)
        message = f"`{short(model)}` is not a network of `{file}`"
        raise ProblemsError(
            [Problem("lineage/unknown-name", message, advice, document.place(("lineage", "model")))]
        )
    return lineage.about(model) if model is not None else lineage
