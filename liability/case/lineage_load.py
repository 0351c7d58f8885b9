"""Lineages: a file, or what stands in a case, to typed facts; remembered from run to run."""

from __future__ import annotations

from collections.abc import Mapping

from liability.case.lineage import Lineage
from liability.source.problems import Gathered, Problem, ProblemsError, suggestion
from liability.source.remembered import made_of_file
from liability.source.text import is_file
from liability.source.visible import short
from liability.source.yaml import Data, Document, Path_
from liability.source.yaml import read as read_yaml

_HELP = "write `lineage: FILE`, or `lineage: {file: FILE, model: ID}`"


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
    gathered = Gathered()
    for key in named:
        if key not in ("file", "model"):
            place = document.place(("lineage", key), key=True)
            message = f"`{short(key)}` stands beside `file`"
            gathered.take([Problem("lineage/unknown-key", message, _HELP, place)])
    with gathered.of_check():
        lineage = _of_file(document, named, ("lineage", "file") if named is data else ("lineage",))
    gathered.report()
    return lineage


def _of_file(document: Document, named: Mapping[str, Data], path: Path_) -> Lineage:
    """Type the lineage of the file that a case names, of which a model may be asked about."""
    name, model = named["file"], named.get("model")
    if not isinstance(name, str) or not isinstance(model, str | None):
        message, place = "`lineage` names no file", document.place(("lineage",))
        raise ProblemsError([Problem("lineage/wrong-type", message, _HELP, place)])
    file = document.folder / name
    if not is_file(file):
        advice = "give its path from where the case lies"
        message, place = f"`{short(name)}` is not a file", document.place(path)
        raise ProblemsError([Problem("lineage/no-file", message, advice, place)])
    lineage = load_lineage(read_yaml(file))
    if model is not None and model not in lineage.networks:
        advice = suggestion(model, lineage.networks)
        message = f"`{short(model)}` is not a network of `{name}`"
        place = document.place(("lineage", "model"))
        raise ProblemsError([Problem("lineage/unknown-name", message, advice, place)])
    return lineage.about(model) if model is not None else lineage
