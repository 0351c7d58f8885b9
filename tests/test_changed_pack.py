"""A changed copy of a pack that ships: whoever reads a result is told that it is one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli_runs import CASES, GPT_4, ROOT
from in_process import run_line as run

MARKS = {
    "en": "0.1.0 (differs from the version shipped)",
    "ko": "0.1.0(프로그램에 포함된 버전과 다름)",
    "ja": "0.1.0（プログラムに同梱のバージョンと異なる）",
    "zh": "0.1.0（与随程序附带的版本不同）",
}
LINEAGE = str(CASES / "lineages" / "blip-2.yaml")
SHOWN = [
    ("assess", GPT_4),
    *(("assess", GPT_4, "-f", "markdown", "--lang", lang) for lang in MARKS),
    *(("memo", GPT_4, "--lang", lang) for lang in MARKS),
    *(("claim", GPT_4, "--harbor", "compute", "--lang", lang) for lang in MARKS),
    ("checklist", GPT_4, "--tier"),
    ("apportion", str(CASES / "worked" / "g27.yaml")),
    *(("compute", LINEAGE, "-f", form) for form in ("rich", "markdown", "svg")),
    ("batch", GPT_4),
    ("batch", GPT_4, "-f", "csv"),
    *(("batch", GPT_4, "-f", "html", "--lang", lang) for lang in MARKS),
]


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> dict[str, Path]:
    """Two copies of the pack that ships: one as it is but for its comments, and one changed."""
    made = {}
    for name, written in (("same", "# a comment\n"), ("changed", "")):
        folder = tmp_path_factory.mktemp(name) / "pack"
        shutil.copytree(
            ROOT / "rules" / "keep-the-future-human", folder, ignore=lambda *_: ["tests"]
        )
        figures = folder / "parameters.yaml"
        text = figures.read_text("utf-8")
        if not written:
            text = text.replace("1e27", "9e26", 1)
        figures.write_text(written + text, "utf-8")
        made[name] = folder
    return made


@pytest.mark.parametrize("line", SHOWN, ids=" ".join)
def test_a_changed_copy_of_the_pack_is_told_from_it_wherever_its_version_is_shown(line, copies):
    done = run(*line, "--rules", str(copies["changed"]), COLUMNS="200")
    assert done.exit_code in (0, 3), done.stderr
    lang = line[-1] if line[-1] in MARKS else "en"
    assert MARKS[lang] in done.stdout


@pytest.mark.parametrize("line", [("assess", GPT_4), ("memo", GPT_4), ("batch", GPT_4)], ids=str)
def test_a_copy_that_says_the_same_is_not_told_from_the_pack(line, copies):
    for rules in ("keep-the-future-human", str(copies["same"])):
        shown = run(*line, "--rules", rules).stdout
        assert "0.1.0" in shown
        assert "shipped" not in shown


def test_the_check_of_a_pack_says_that_it_is_a_changed_copy(copies):
    assert MARKS["en"] in run("rules", "check", str(copies["changed"])).stdout
    assert "shipped" not in run("rules", "check", str(copies["same"])).stdout


def test_another_version_or_another_pack_is_not_compared_with_what_ships(copies, tmp_path):
    other = shutil.copytree(copies["changed"], tmp_path / "pack")
    head = (other / "pack.yaml").read_text("utf-8")
    (other / "pack.yaml").write_text(head.replace("0.1.0", "0.1.1", 1), "utf-8")
    for pack in (other, ROOT / "docs" / "examples" / "kite-act" / "rules"):
        assert "shipped" not in run("rules", "check", str(pack)).stdout


def test_what_programs_read_tells_a_changed_copy_by_its_digest_alone(copies):
    changed, own = (
        json.loads(run("assess", GPT_4, "-f", "json", *more).stdout)["law"]
        for more in (("--rules", str(copies["changed"])), ())
    )
    assert changed["version"] == own["version"] == "0.1.0"
    assert changed["digest"] != own["digest"]
