"""The structure that the folder list shows: imports run one way, and files stay small."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import liability

PACKAGE = Path(liability.__file__).parent
HELD_SMALL = (PACKAGE, Path(__file__).parent, Path(__file__).parents[1] / "bench")
# Each folder may import those before it; `record`, `language`, `sentences`, `logic` and `api` are
# modules of their own.
ORDER = (
    "record",
    "language",
    "source",
    "rulebook",
    "sentences",
    "logic",
    "case",
    "findings",
    "compute",
    "inference",
    "apportionment",
    "determination",
    "analysis",
    "portfolio",
    "api",
    "documents",
    "cli",
    "__main__",
)


class _Run(ast.NodeTransformer):
    """Leaves out what only a type checker reads."""

    def visit_If(self, node):
        return None if getattr(node.test, "id", "") == "TYPE_CHECKING" else node


def modules():
    """Each module's name, and the modules of the program that it imports, but for its types."""
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        imported = {
            node.module
            for node in ast.walk(_Run().visit(ast.parse(file.read_text("utf-8"))))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("liability.")
        }
        yield ".".join(["liability", *parts]), imported


def folder(module):
    return module.split(".")[1]


def test_imports_run_one_way():
    wrong = [
        f"{module} imports {each}"
        for module, imported in modules()
        for each in imported
        if folder(module) != "__init__" and ORDER.index(folder(each)) > ORDER.index(folder(module))
    ]
    assert wrong == []


def test_no_modules_import_each_other():
    TopologicalSorter(dict(modules())).prepare()


def test_no_file_is_over_400_lines_and_no_function_over_50():
    long = []
    for file in (each for top in HELD_SMALL for each in top.rglob("*.py")):
        text = file.read_text("utf-8")
        name = file.relative_to(PACKAGE.parent)
        if len(text.splitlines()) > 400:
            long.append(str(name))
        long += [
            f"{name}: {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
        ]
    assert long == []
