"""Documents as LibreOffice opens them, and PDF as poppler reads it.

These take programs that are no Python packages, so they run only when asked for, as `.ci/run` does:
`uv run pytest -m office`.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.documents.formats import written
from liability.documents.memo import memo_markdown
from liability.documents.sheet import Sheet, sheet_of
from liability.source.yaml import read

pytestmark = pytest.mark.office
ROOT = Path(__file__).parent.parent
CASES = ["cases/gpt-4.yaml", "cases/worked/g27.yaml"]
TEXTS = {
    "ko": ("# 의견서\n\n## 질문\n\n누가 책임을 지는가?\n", "누가 책임을 지는가?", "초안"),
    "ja": ("# 意見書\n\n## 質問\n\n誰が責任を負うのか。\n", "誰が責任を負うのか。", "草案"),
    "zh": ("# 意见书\n\n## 问题\n\n谁来承担责任？\n", "谁来承担责任？", "草稿"),
}


def run(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8")


def text_of(made, format_, folder):
    """The text of a document: what LibreOffice makes of one for Word, or what a PDF holds."""
    file = folder / f"draft.{format_}"
    file.write_bytes(made)
    if format_ == "docx":
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file)
    return run("pdftotext", "-layout", folder / "draft.pdf", "-")


@pytest.mark.parametrize("format_", ["docx", "pdf"])
@pytest.mark.parametrize("case", CASES)
def test_a_memorandum_opens_and_says_what_its_markdown_says(case, format_, rulebook, tmp_path):
    determination = assess(load_case(read(ROOT / case), rulebook), rulebook)
    markdown, sheet = memo_markdown(determination), sheet_of(determination)
    text = text_of(written(markdown, format_, sheet), format_, tmp_path)
    pages = text.rstrip("\f").split("\f")
    for number, page in enumerate(pages, 1):
        assert re.search(rf"Page {number} of {len(pages)}\b", page)
        assert "DRAFT" in page.strip().splitlines()[0]
        assert sheet.head in page
    for number, heading in enumerate(re.findall(r"^## (.+)$", markdown, re.M), 1):
        assert re.search(rf"^ *{number}\. +{heading}$", text, re.M), heading
    assert re.search(r"^ *4\.1 +Standard of liability$", text, re.M)
    assert "conclusion:" not in text
    last = max(int(each) for each in re.findall(r"^\[\^(\d+)\]:", markdown, re.M))
    assert re.search(rf"^ *{last}(?!\d)", text, re.M)


@pytest.mark.parametrize("format_", ["docx", "pdf"])
@pytest.mark.parametrize("language", TEXTS)
def test_a_document_in_another_language_shows_its_letters(language, format_, tmp_path):
    markdown, sentence, mark = TEXTS[language]
    made = written(markdown, format_, Sheet("gpt-4", "2025-06-01", language))
    text = text_of(made, format_, tmp_path)
    assert sentence in text
    assert mark in text
    fonts = run("pdffonts", tmp_path / "draft.pdf")
    assert "CJK" in fonts
