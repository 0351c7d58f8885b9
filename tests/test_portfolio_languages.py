"""The report of a portfolio in other languages: nothing is left in English but what is the user's.

`tests/portfolios/mixed.report.html` is the report of `mixed.csv` in English, without its script,
its style and their digests. UPDATE_EXPECTED=1 writes it; read what changed before it is kept.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from golden import golden
from in_process import run, run_line
from portfolio_table import Page, write_plain_table
from test_sentences import KEPT, WORD, ids, without

from liability.cli.batch import batch
from liability.documents.portfolio_html import Origin, portfolio_html
from liability.documents.portfolio_words import PortfolioWords, bounds
from liability.language import speaking
from liability.portfolio import by_pattern
from liability.portfolio.batch import Batch
from liability.portfolio.case_files import CaseFiles
from liability.portfolio.named_law import OwnLaw
from liability.portfolio.plan import plan_by_names
from liability.portfolio.report import Report
from liability.portfolio.tables import open_table
from liability.portfolio.tally import Tally
from liability.rulebook.catalogs import OTHERS, texts_of
from liability.rulebook.specialize import law_in_force

MIXED = Path(__file__).parent / "portfolios/mixed.csv"
ROOT = Path(__file__).parents[1]
CASES = sorted(map(str, (ROOT / "cases/worked").glob("g0*.yaml")))[:3]
SET = ("--parameter", "cap.training=1e28")
TABLES = {  # rows that can be graded, rows that cannot, and options
    "whole": (250, 3, []),
    "chosen": (40, 0, ["--no-needs", "--reading", "Q1=any_advanced", *SET]),
    "one": (1, 0, []),
    "refused": (0, 2, []),
}
OWN = re.compile(  # of the user and of the program, the same in every language
    r"table\.csv|system\.training_compute best|any_advanced|durable-rules|[0-9a-f]{64}|{\w+}"
)
UNLIKE = re.compile(  # in one report and not in another, whose texts are the same
    r"<style>.*?</style>|<script>.*?</script>|'sha256-[^']*'|&#39;sha256-.*?&#39;|[0-9a-f]{64}",
    re.DOTALL,
)


def made(*arguments):
    done = run(batch, *arguments, "--format", "html", "--as-of", "2025-06-01", "-o", "-")
    assert done.exit_code in (0, 3), done.output
    return done.stdout


@cache
def report(kind, language, folder):
    if kind == "cases":
        return made(*CASES, "--lang", language)
    number, wrong, options = TABLES[kind]
    write_plain_table(folder / "table.csv", number, wrong, named=kind != "chosen")
    return made(folder / "table.csv", *options, "--lang", language)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("languages")


class Words(Page):
    """What a page says: its texts but those in another language or in code, and its labels."""

    def __init__(self, text):
        self.words = []
        self.elsewhere = []
        super().__init__(text)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        self.words += [given[each] for each in ("aria-label", "title") if each in given]
        self.words += [*json.loads(given.get("data-words", "{}")).values()]
        if "lang" in given and tag != "html":
            self.elsewhere.append(tag)

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        if tag in self.elsewhere:
            self.elsewhere.pop()

    def handle_data(self, data):
        super().handle_data(data)
        if not self.elsewhere and self._open and self._open[-1] not in ("script", "style", "code"):
            self.words.append(data)
        if data.startswith("[{"):
            self.words += in_tables(json.loads(data))


def in_tables(grids):
    """Yield what the tables say that are searched: all but the texts of errors, and their codes."""
    for grid in grids:
        yield grid["name"]
        for column in grid["columns"]:
            yield from (column["title"], column["before"])
            own = column["id"] in ("code", "reason", "help")
            yield from () if own else column["labels"] or map(str, column["values"])


def english_in(words, language, rulebook):
    """What is left of words in English, where neither the pack nor the table has it."""
    of_pack = [text[language] for _, text in texts_of(rulebook) if WORD.search(text[language])]
    plain = OWN.sub(" ", " \n ".join(dict.fromkeys(words)))
    plain = " ".join(plain.split())
    return WORD.findall(KEPT.sub(" ", without(plain, [*of_pack, *ids(rulebook), "wrong-type"])))


@pytest.mark.parametrize("kind", [*TABLES, "cases"])
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left(kind, language, folder, rulebook):
    page = Words(report(kind, language, folder))
    assert page.all("html") == [{"lang": language}]
    left = [each for each in page.words if not re.fullmatch(r"g\d+|[\w-]+(\.[\w-]+)+", each)]
    own = set(english_in(case_titles(kind), language, rulebook))
    assert [each for each in english_in(left, language, rulebook) if each not in own] == []


def case_titles(kind):
    if kind != "cases":
        return []
    done = run(batch, *CASES, "--format", "jsonl", "-o", "-")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row[each] or "" for row in rows for each in ("id", "title")]


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_that_must_not_be_relied_on_says_so_in_its_language(language, rulebook):
    law = law_in_force(rulebook, "2025-06-01", None, {}, {})
    words = []
    for disagreements in (1, 2000):
        asked = {"complete": False, "disagreements": disagreements, "asked": True}
        origin = Origin("table.csv", "", "", own=OwnLaw(day=True, text=True), **asked)
        with speaking(language):
            words += Words(portfolio_html(Report(law), Tally(), [], origin, law)).words
    assert english_in(words, language, rulebook) == []
    assert any("2,000" in each for each in words)


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_says_the_same_figures_in_every_language(language, folder):
    found = []
    for each in ("en", language):
        page = Page(report("whole", each, folder))
        cells = [text for kind in ("td", "b", "tspan") for text in page.texts[kind]]
        found.append(Counter(text for text in cells if re.fullmatch(r"[\d,.e%]+", text)))
    assert found[0] == found[1]


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_wrong_with_a_row_is_said_as_the_program_says_it(language, folder):
    text = report("whole", language, folder)
    assert '<td class="text" lang="en">`many` is not a quantity in FLOP' in text
    assert report("whole", "en", folder).count(' lang="en"') == 1


COUNTED = {
    "en": "undetermined (any) | at most 1e25 | 4 or more fact patterns, 4 audited | 7 case files",
    "ko": "미확정(모든 값이 가능) | 1e25 이하 | 사실 유형 4개 이상, 그중 4개 감사 | 사건 파일 7개",
    "ja": "未確定（すべての値があり得る） | 1e25以下 | 事実パターン4件以上、うち4件を監査 | "
    "事案ファイル7件",
    "zh": "未确定（任何值均有可能） | 不超过1e25 | 事实类型至少4种，其中4种经审计 | 7个案件文件",
}


@pytest.mark.parametrize("language", COUNTED)
def test_what_is_counted_is_said_in_each_language(language, rulebook, tmp_path, monkeypatch):
    monkeypatch.setattr(by_pattern, "_KEPT", 2)  # patterns; of more it is not known how many
    file = tmp_path / "table.csv"
    file.write_text("system.training_compute\n1e23\n1e25\n5e26\n2e27\n")
    law = law_in_force(rulebook, "2025-06-01")
    table = open_table(file, file.name)
    batch = Batch(table, plan_by_names(table.header, rulebook, table.name), law, needs=False)
    assert [done.results.height for done in batch.run()] == [4]
    assert batch.disagreements() == []
    files = CaseFiles([file] * 7, lambda *_: pytest.fail("no case is read"), rulebook)
    words = PortfolioWords(law)
    every = "|".join(words.declared("tier").values)
    with speaking(language):
        said = [words.label("tier", every), bounds(None, 1e25), batch.audit, files.name]
    assert " | ".join(said) == COUNTED[language]


def test_a_table_on_standard_input_is_named_in_the_language_of_the_report():
    asked = ("batch", "-", "--lang", "ko", "-f", "html", "-o", "-")
    done = run_line(*asked, given=MIXED.read_bytes())
    page = Page(done.stdout)
    assert page.texts["h1"] == ["표준 입력"]
    assert "standard input" not in done.stdout


def test_the_report_in_english_is_as_it_was():
    text = UNLIKE.sub("", made(MIXED))
    text = re.sub(r' data-words="[^"]*"', "", text)
    golden(MIXED.with_suffix(".report.html"), text)


def test_a_short_head_of_two_words_stands_on_one_line():
    shown = run(batch, MIXED, "--lang", "ko").stdout
    assert shown.count("행 수 ") > 5
    assert not re.search(r"  행 *$", shown[: shown.index("가장 많이")], re.MULTILINE)


def test_a_sentence_with_elements_in_it_is_escaped(folder, monkeypatch):
    from liability.documents import portfolio_html as module

    monkeypatch.setattr(module, "tr", lambda said, **_: f"<{said}>")
    made = module._environment().from_string("{{ tr('a {x}') | filled(x='<i>' | safe, y='&') }}")
    assert made.render() == "&lt;a <i>&gt;"


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["--format", "csv"], "CSV"),
        (["--format", "jsonl"], "JSON lines"),
        (["--format", "parquet", "-o", "-"], "Parquet"),
        (["--format", "xlsx", "-o", "-"], "Excel"),
        (["-o", "r.csv", "--errors", "-"], "CSV"),
        (["--case", "strong"], "JSON"),
    ],
)
def test_a_language_is_refused_where_it_has_no_effect(arguments, written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(batch, MIXED, *arguments, "--lang", "ko", columns=200)
    assert done.exit_code == 2
    assert f"`--lang ko` has no effect on {written}" in html.unescape(done.stderr)
    assert "write a report with `--format html`" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_row_explained_as_json_is_in_english(tmp_path):
    done = run(batch, MIXED, "--explain", "strong", "-o", tmp_path / "r.json", "--lang", "ko")
    assert done.exit_code == 2
    assert "`--lang ko` has no effect on JSON" in done.stderr
    assert "`--format markdown`" in done.stderr


def test_english_may_be_asked_for_everywhere(tmp_path):
    done = run(batch, MIXED, "--lang", "en", "-o", tmp_path / "r.csv")
    assert done.exit_code == 3
