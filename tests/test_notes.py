"""Notes on a case, in the documents: their paragraphs and lists, and no other Markdown."""

from __future__ import annotations

import pytest
from claims_drafted import drafted
from in_process import run

from liability.cli.memo import memo

pytestmark = pytest.mark.usefixtures("at_the_root")


def test_notes_keep_their_paragraphs_and_lists_and_nothing_else_of_them_is_markdown(tmp_path):
    file = tmp_path / "case.yaml"
    notes = ["# First,", "run on.", "", "- *one*", "- two <b>", "", "Last."]
    lines = "\n".join(f"  {each}" for each in notes)
    file.write_text(f"case: x\nnotes: |\n{lines}\n", "utf-8")
    shown = (
        "The analyst notes on the whole case:\n\n\\# First, run on.\n\n- \\*one\\*\n\n"
        "- two \\<b\\>\n\nLast.\n"
    )
    assert shown in run(memo, file).stdout
    file.write_text("case: x\nnotes: All in\n  one line.\n", "utf-8")
    assert "The analyst notes on the whole case: All in one line.\n" in run(memo, file).stdout


def test_notes_of_several_paragraphs_keep_them_within_their_point(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nnotes: |\n  First.\n\n  - one <b>\n  - two\n", "utf-8")
    said = drafted(str(case), "weak")
    head = "- The analyst notes on the whole case:\n\n"
    assert f"{head}    First.\n\n    - one \\<b\\>\n\n    - two\n" in said
