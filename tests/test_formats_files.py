"""Which format a document has, and where it is written."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from documents_read import G27, ROOT, SHEET, run

from liability.cli.drafts import check_draft
from liability.documents import pandoc, paper
from liability.documents.pandoc import read
from liability.source.problems import ProblemsError


def test_the_format_is_the_one_asked_for_or_else_the_one_of_the_name(tmp_path):
    begins = {"md": b"# Memo", "docx": b"PK\x03\x04", "html": b"<!doctype html>"}
    for ending, first in begins.items():
        file = tmp_path / f"memo.{ending}"
        assert run(G27, "-o", file).exit_code == 0
        assert file.read_bytes().startswith(first)
    file = tmp_path / "memo.doc"
    assert run(G27, "-o", file, "-f", "docx").exit_code == 0
    assert file.read_bytes() == (tmp_path / "memo.docx").read_bytes()
    assert run(G27, "--format", "docx").stdout_bytes == file.read_bytes()
    assert run(G27, "--format", "docx", "-o", "-").stdout_bytes == file.read_bytes()
    done = run(G27, "-o", tmp_path / "memo.docx")
    assert done.exit_code == 2
    assert "exists already" in done.stderr


def test_a_file_named_as_another_format_is_not_written(tmp_path):
    file = tmp_path / "memo.docx"
    done = run(G27, "-o", file, "--format", "html")
    assert done.exit_code == 2
    assert done.stderr == (
        f"error[output/other-format]: `{file}` is named as `docx`, and `--format html` asks for "
        "another\n  help: leave `--format` out, or name the file so that it ends in `.html`\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["xlsx", "CSV", "odt", "json"])
def test_no_document_is_written_to_a_file_that_is_named_as_something_else(ending, tmp_path):
    done = run(G27, "-o", tmp_path / f"memo.{ending}")
    assert done.exit_code == 2
    assert f"is named as `{ending.lower()}`, which is not written here" in done.stderr
    assert "let its name end in `.md` or `.docx` or `.html` or `.pdf`" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from liability.cli import main; main()"
    )
    for name in ("memo.md", "memo.docx", "memo.html"):
        done = subprocess.run(
            [sys.executable, "-B", "-c", code, "memo", str(G27), "-o", str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        full = tempfile.gettempdir() if name.endswith("docx") else tmp_path / name
        assert f"`{full}` cannot be written: file too large" in done.stderr
        assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_given_no_bytes(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for format_ in ("docx", "pdf"):
        with pytest.raises(ProblemsError, match=f"`{format_}` is no text for a terminal"):
            check_draft(format_, None, force=False)
    assert check_draft("html", None, force=False) == "html"
    assert check_draft(None, Path("no-such.pdf"), force=False) == "pdf"


def test_pdf_without_typst_says_what_to_install_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "find_spec", lambda name: None)
    done = run(G27, "-o", tmp_path / "memo.pdf")
    assert done.exit_code == 2
    assert done.stderr == (
        "error[output/no-typst]: `typst`, which writes PDF, is not installed\n"
        "  help: install it with `pip install '.[pdf]'` in the folder of this project, or choose "
        "`--format docx`\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_without_pandoc_there_is_markdown_still(tmp_path, monkeypatch):
    monkeypatch.setattr(pandoc, "find_spec", lambda name: None)
    done = run(G27, "-o", tmp_path / "memo.docx")
    assert done.exit_code == 2
    assert "error[output/no-pandoc]" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert run(G27, "-o", tmp_path / "memo.md").exit_code == 0


@pytest.mark.parametrize(
    ("letter", "font"),
    [
        ("한", ", such as `Noto Serif CJK KR`"),
        ("か", ", such as `Noto Serif CJK JP`"),
        ("法", ", such as `Noto Serif CJK SC`"),
        ("😀", ""),
    ],
)
def test_a_letter_that_no_font_shows_is_an_error(letter, font):
    with pytest.raises(ProblemsError) as raised:
        paper.pdf(read(f"# A\n\nText {letter}\n"), SHEET, system_fonts=False)
    assert str(raised.value).splitlines() == [
        f"error[output/no-font]: no font of this machine shows `{letter}`",
        f"  help: install a font that has it{font}, or choose `--format docx`",
    ]


def test_a_checklist_in_english_takes_no_font_of_the_machine():
    boxes = "# List\n\n- [ ] one\n- [x] two, as ☐ and ☒\n"
    assert paper.pdf(read(boxes), SHEET, system_fonts=False).startswith(b"%PDF-")
    markup = paper.typst_markup(read(boxes)).decode("utf-8").partition("given.title))")[2]
    assert (markup.count("#open-box;"), markup.count("#ticked-box;")) == (2, 2)


@pytest.mark.parametrize(
    ("case", "needed"),
    [
        ("gpt-4", ()),
        ("worked/g22", ()),  # a lineage
        ("worked/g27", ("babel",)),  # sums, whose currency has so many decimals
        ("home-robot", ("liability.case.safety_case", "liability.case.safety_load")),
    ],
)
def test_an_assessment_loads_nothing_that_writes_documents_or_checks_forms(case, needed):
    code = (
        "import sys; from liability.cli.app import main\n"
        f"sys.argv = ['liability', 'assess', {str(ROOT / 'cases' / case)!r} + '.yaml']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "slow = {'babel', 'jinja2', 'pydantic', 'pypandoc', 'typst', 'liability.documents.pandoc'}"
        "\nloaded = slow & set(sys.modules)\n"
        "loaded |= {each for each in sys.modules if '.case.safety_' in each}\n"
        f"loaded -= {{*{needed}}}\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    for _ in range(2):  # the first time, what is read is checked, and remembered
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
