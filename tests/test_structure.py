"""The structure that the folder list shows: imports run one way, and files stay small."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import liability
from liability.source import remembered

PACKAGE = Path(liability.__file__).parent
HELD_SMALL = (PACKAGE, Path(__file__).parent, Path(__file__).parents[1] / "bench")
# Each folder may import those before it; `record`, `knots`, `language`, `sentences`, `logic` and
# `api` are modules of their own, and `__init__` is the package itself.
ORDER = (
    "record",
    "knots",
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
    "__init__",
    "documents",
    "cli",
    "__main__",
)


class _Run(ast.NodeTransformer):
    """Leaves out what only a type checker reads."""

    def visit_If(self, node):
        return None if getattr(node.test, "id", "") == "TYPE_CHECKING" else node


def modules(package=PACKAGE):
    """Each module's name, and the modules of the program that it imports, but for its types."""
    known = {}
    for file in package.rglob("*.py"):
        parts = file.relative_to(package.parent).with_suffix("").parts
        known[".".join(each for each in parts if each != "__init__")] = file
    for name, file in known.items():
        tree = _Run().visit(ast.parse(file.read_text("utf-8")))
        yield name, {each for each in imported(tree, known) if each in known}


def imported(tree, known):
    """What a module imports: of `from a import b`, `a.b` where that is a module, else `a`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            for each in node.names:
                name = f"{node.module}.{each.name}"
                yield name if name in known else node.module


def folder(module):
    return [*module.split("."), "__init__"][1]


def test_each_way_to_import_a_module_is_seen(tmp_path):
    package = tmp_path / "liability"
    (package / "cli").mkdir(parents=True)
    for name in ("__init__", "api", "logic", "cli/__init__", "cli/app", "cli/why"):
        (package / f"{name}.py").write_text("", "utf-8")
    (package / "record.py").write_text(
        "import os, liability.cli.app\n"
        "from liability import api, __version__\n"
        "from liability.cli import why as w\n"
        "if TYPE_CHECKING:\n    from liability import logic\n"
        "def f():\n    from liability.cli.why import g\n",
        "utf-8",
    )
    assert dict(modules(package))["liability.record"] == {
        "liability",
        "liability.api",
        "liability.cli.app",
        "liability.cli.why",
    }


def test_imports_run_one_way():
    wrong = [
        f"{module} imports {each}"
        for module, imported in modules()
        for each in imported
        if ORDER.index(folder(each)) > ORDER.index(folder(module))
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


def test_the_source_archive_holds_what_the_tests_read():
    root = PACKAGE.parent
    hatch = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    held = {*hatch["build"]["targets"]["sdist"]["only-include"], "README.md", "LICENSE"}
    tests = "".join(each.read_text("utf-8") for each in Path(__file__).parent.glob("*.py"))
    read = {*re.findall(r'\bROOT / "([\w.-]+)', tests), "CONTRIBUTING.md", "CHANGELOG.md"}
    assert "babel.cfg" in read
    assert {each for each in read if (root / each).exists()} - held == set()


def test_what_is_remembered_is_forgotten_with_any_module_that_made_it(tmp_path, monkeypatch):
    shutil.copytree(PACKAGE, tmp_path / "liability", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(remembered, "__file__", str(tmp_path / "liability" / "source" / "x.py"))
    imports = dict(modules())
    made_by = {"liability"}  # which says the version
    todo = ["liability.rulebook.compile", "liability.case.lineage_load"]
    todo.append("liability.case.safety_load")
    while todo:
        module = todo.pop()
        made_by.add(module)
        todo += imports[module] - made_by
    assert {"liability.language", "liability.record", "liability.source.yaml"} < made_by
    before = remembered.digest_of_program.__wrapped__()
    for module in made_by:
        file = tmp_path.joinpath(*module.split("."))
        file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        content = file.read_bytes()
        file.write_bytes(content + b"\n")
        assert remembered.digest_of_program.__wrapped__() != before, module
        file.write_bytes(content)
