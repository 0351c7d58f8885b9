"""The report of a portfolio in HTML: its numbers, its thresholds, and that its texts are inert."""

import base64
import hashlib
import json
import math
import re
from collections import Counter

import polars as pl
import pytest
from cli_runs import run_process
from portfolio_table import FIGURES, HOSTILE, Page, batch, made, write_table

from liability.case.model import Interval
from liability.documents.picture_text import width
from liability.documents.portfolio_chart import chart, edge
from liability.documents.portfolio_grid import Column, Grid, grids_json
from liability.documents.portfolio_html import Origin, portfolio_html
from liability.portfolio.batch import Done
from liability.portfolio.figures import figures_of_cases
from liability.portfolio.report import ACROSS, CLOSE, PLAIN, FewTexts, Report
from liability.portfolio.tally import Tally
from liability.portfolio.thresholds import figures_compared, thresholds
from liability.portfolio.wrong_rows import ERRORS
from liability.source.problems import ProblemsError

ROWS = 250


@pytest.fixture(scope="module")
def training(rulebook):
    return rulebook.outcomes.compute["training"]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_table(folder / "table.csv", ROWS)
    return made(folder / "table.csv", folder / "page.html")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


@pytest.fixture(scope="module")
def grids(page):
    (found,) = [each for each in page.texts["script"] if each.startswith("[")]
    return {each["id"]: each for each in json.loads(found)}


def column(grid, name):
    found = next(each for each in grid["columns"] if each["id"] == name)
    labels = found["labels"]
    return [labels[each] if labels else each for each in found["values"]]


def shares(text, caption):
    """The rows of the tables of counts that are headed so."""
    found = re.findall(rf"<caption>{caption}</caption>.*?</table>", text, re.DOTALL)
    return [
        [int(each.replace(",", "")) for each in re.findall(r'number">([\d,]+)</td><td', table)]
        for table in found
    ]


def test_every_row_is_counted_once(text, grids, rulebook):
    assert f"<b>{ROWS + 3}</b> rows in = <b>{ROWS}</b> graded + <b>3</b> refused" in text
    assert {grids["rows"]["size"], len(column(grids["rows"], "case"))} == {ROWS}
    assert grids["errors"]["size"] == 3
    on_facts, closed = shares(text, "On the facts stated"), shares(text, "If the record closed.*?")
    harbors = rulebook.entries[rulebook.outcomes.harbors.subject].values()
    of_harbors = [shares(text, each.title["en"])[0] for each in harbors]
    for counts in (*on_facts, *closed, *of_harbors):
        assert sum(counts) == ROWS
    assert len(on_facts) == len(closed) == 3


def test_the_summary_says_what_the_table_of_rows_says(text, grids):
    by_tier = {}
    for each in column(grids["rows"], "tier"):
        by_tier[each] = by_tier.get(each, 0) + 1
    assert len(by_tier) > 2
    assert sorted(by_tier.values()) == sorted(shares(text, "On the facts stated")[1])


def test_thresholds_stand_where_the_law_has_them(text, page, law, training):
    figures = sorted(figures_compared(law)[training])
    lines = [each for each in page.all("line") if each["class"] == "threshold"]
    at = [float(each["x1"]) for each in lines]
    marks = re.findall(r'<text class="tick decade" x="([\d.]+)".*?<tspan[^>]*>(\d+)<', text)
    (x0, n0), (x1, n1) = [(float(x), int(n)) for x, n in (marks[0], marks[-1])]
    expected = [x0 + (math.log10(each) - n0) * (x1 - x0) / (n1 - n0) for each in figures]
    assert at == pytest.approx(expected, abs=0.02)
    labels = re.findall(r'<text class="threshold"[^>]*>([^<]*)<', text)
    assert [float(each.split(": ")[1].split()[0]) for each in labels] == list(map(float, figures))
    for threshold, label in zip(thresholds(law, training), labels, strict=True):
        assert label.startswith(", ".join(threshold.names))


def test_figures_that_the_user_sets_move_the_thresholds(tmp_path):
    write_table(tmp_path / "table.csv", 9)
    name = "harbor.training"
    text = made(tmp_path / "table.csv", tmp_path / "a.html", "--parameter", f"{name}=3e25")
    assert f"{name}: 3e25 FLOP</text>" in text
    assert f"<dt>Figures set otherwise</dt><dd>{name} = " in text


def test_bars_add_up_to_the_rows_with_an_estimate(text, page):
    bars = re.findall(r'<rect class="fill" x[^>]*><title>(\S+) to (\S+): ([\d,]+) rows?<', text)
    kinds = [FIGURES[place // 9 % len(FIGURES)][1] for place in range(ROWS)]
    drawn = [float(each) for each in kinds if each and float(each)]
    assert sum(int(rows) for *_, rows in bars) == len(drawn)
    for low, high, rows in bars:
        within = sum(float(low) * 0.999 <= each < float(high) * 0.999 for each in drawn)
        assert within == int(rows)
    assert f"{kinds.count('')} of the {ROWS} graded rows have no best estimate" in text
    assert f"The best estimate of {kinds.count('0')} rows is zero" in text
    ends = "The smallest best estimate above zero is 2e24 FLOP, the largest 9e26 FLOP."
    assert ends in page.texts["desc"][0]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((9e24, 1.2e25, 2e25), [(1e25, ACROSS)]),
        ((1e25, 3e25, 4e25), [(1e25, ACROSS)]),
        ((5e24, 6e24, 1e25), [(1e25, ACROSS)]),
        ((None, 5e25, None), [(1e26, CLOSE)]),
        ((2.5e25, 2.5e25, 2.5e25), []),
        ((None, 6e24, 1.9e26), [(1e25, ACROSS), (1e26, ACROSS)]),
        ((None, 7.8e24, 7.8e24), []),
        ((7.8e24, 7.8e24, None), [(1e25, CLOSE)]),
        ((None, 1.2e25, 1.3e25), [(1e25, CLOSE)]),
        ((1.1e25, 1.2e25, None), []),
        ((9e24, 9e25, None), [(1e25, ACROSS), (1e26, CLOSE)]),
        ((6e25, 7e25, 8e25), []),
        ((9e25, 9e25, 9e25), [(1e26, PLAIN)]),
        ((9e25, None, 9e25), [(1e26, PLAIN)]),
        ((1e26, 1e26, 1e26), [(1e26, PLAIN)]),
        ((1e24, 5e25, 2e27), [(1e25, ACROSS), (1e26, ACROSS), (1e27, ACROSS)]),
        ((None, None, None), []),
    ],
)
def test_rows_within_their_uncertainty_of_a_threshold_are_listed(law, figures, expected):
    report = Report(law)
    report.take(done(report, [figures]))
    near = report.near()
    found = [
        (float(report.compared[place].threshold.value), why)
        for place, why in zip(near["compared"], near["why"], strict=True)
    ]
    assert sorted(found) == expected
    assert report.one_end() == 0


def test_rows_that_state_one_end_alone_are_open_and_not_close(law):
    report = Report(law)
    opened = [(None, None, 1.9e26), (None, None, 1e26), (4.9e25, None, None), (1e26, None, None)]
    report.take(done(report, [*opened, (1e27, None, None), (None, None, 9e24)]))
    assert report.near().height == 0
    assert report.one_end() == len(opened)


def test_as_many_rows_are_said_to_be_close_to_a_threshold_as_are_listed(text, grids):
    near = text[text.index('id="near-title"') : text.index('id="rows-title"')]
    counted = re.findall(r"(\d+)</td></tr>", text[: text.index("have no best estimate")])[-3:]
    listed = Counter(each.split()[0] for each in column(grids["near"], "threshold"))
    assert [listed[each] for each in ("1e25", "1e26", "1e27")] == [*map(int, counted)]
    rows, entries = len(set(column(grids["near"], "row"))), grids["near"]["size"]
    assert 0 < rows <= entries
    assert f"Rows close to a threshold: {rows}; their entries: {entries}." in near


RATE = "system.inference_rate"


def test_the_nearest_row_comes_first_whichever_quantity_is_near(law, training):
    report = Report(law)
    rows = [
        {training: (None, 1.2e25, None), RATE: (8e19, 8e19, 8e19)},
        {training: (None, 9.9e25, None), RATE: (9.5e18, 9.5e18, 9.5e18)},
        {training: (None, None, 1e25)},
        {RATE: (2e19, None, 8e20)},
    ]
    report.take(done(report, rows))
    near = report.near().to_dicts()
    found = [(each["row"], report.compared[each["compared"]].fact, each["times"]) for each in near]
    assert found == [
        (1, training, pytest.approx(0.99)),
        (1, RATE, pytest.approx(0.95)),
        (0, training, pytest.approx(1.2)),
        (0, RATE, pytest.approx(0.8)),
        (3, RATE, pytest.approx(0.2)),
    ]
    assert [each["measured"] for each in near] == ["best"] * 4 + ["low"]


def test_a_figure_that_is_zero_or_nearest_at_one_end_is_ranked(law):
    report = Report(law)
    report.take(done(report, [(0, None, 2e26), (0, 0, 3e26), (1e20, None, 4e25)]))
    near = report.near()
    assert near["row"].to_list() == [0, 2, 0, 1, 1]
    assert near["times"].to_list() == [2, 4, 20, 0, 0]
    assert near["measured"].to_list() == ["high", "high", "high", "best", "best"]


def done(report, stated, errors=0):
    """Rows that state so much training compute, or quantities by fact; nothing is determined."""
    names = [name.removeprefix("harbors.").replace("-", "_") for name in report.outcomes]
    size = len(stated)
    columns = {f"{each}_possible": ["strict"] * size for each in names[:3]}
    columns |= {f"{each}_on_this_record": [None] * size for each in names[:3]}
    columns |= {f"harbor_{each}": ["fails"] * size for each in names[3:]}
    columns |= {f"duties_{each}": [""] * size for each in report.duties.states}
    types = dict.fromkeys(columns, pl.String)
    head = {"row": range(size), "id": ["a"] * size, "title": [None] * size}
    results = pl.DataFrame({**head, **columns}, schema_overrides={**types, "title": pl.String})
    lost = pl.DataFrame([(0, "a", "", "c", "r", "h")] * errors, schema=ERRORS, orient="row")
    facts = [each if isinstance(each, dict) else {report.training: each} for each in stated]
    cases = (
        (row, {fact: Interval(*points) for fact, points in each.items()})
        for row, each in enumerate(facts)
    )
    named = {fact for each in facts for fact in each}
    return Done(results, lost, pl.DataFrame(), figures_of_cases(cases, named))


def test_too_many_rows_are_refused_with_what_to_do(law, monkeypatch):
    monkeypatch.setattr("liability.portfolio.report.MOST_IN_HTML", 10)
    report = Report(law)
    report.take(done(report, [(None, 1e25, None)] * 6, errors=4))
    with pytest.raises(ProblemsError) as raised:
        report.take(done(report, [(None, 1e25, None)]))
    assert raised.value.problems[0].code == "output/too-long"
    assert "parquet" in raised.value.problems[0].help


def test_a_quantity_that_is_missing_is_named_though_other_facts_are_asked_for_first(text):
    start = text.index('id="missing-title"')
    found = text[start : text.index("<summary>", start)]
    for fact in (RATE, "system.training_compute"):
        counted = re.search(rf'<code>{fact}</code>.*?data-head="Rows">(\d+)<', found)
        assert int(counted[1]) > 50


def test_missing_facts_say_what_they_would_settle(text):
    found = text[text.index('id="missing-title"') : text.index('id="near-title"')]
    assert "<code>system.autonomy</code>" in found
    assert re.search(r"Risk tier: .*?[\d,]+ by (any answer|some answers)", found)


def test_rows_that_state_an_estimate_are_not_said_to_lack_the_figure(text):
    found = text[text.index('id="missing-title"') : text.index('id="near-title"')]
    asked = re.search(r"<code>system.training_compute</code>.*?</tr>", found, re.DOTALL)[0]
    assert re.search(r"\d+ of these state a best estimate; a low or a high end is missing", asked)


def test_states_in_which_no_duty_is_in_any_row_are_left_out(text):
    found = text[text.index('id="duties-title"') : text.index('id="missing-title"')]
    rows = re.findall(r"<tr>.*?</tr>", found, re.DOTALL)[1:]
    counts = [re.findall(r'<td class="number">([\d,]+)</td>', row) for row in rows]
    assert len(counts) > 3
    assert all(set(column) != {"0"} for column in zip(*counts, strict=True))


def test_texts_of_the_table_are_texts(text, page, grids):
    assert len(page.all("script")) == 2
    assert not page.all("img")
    assert not [name for _, each in page.elements for name in each if name.startswith("on")]
    shown = "".join(page.texts["td"])
    titles = column(grids["rows"], "title")
    for each in HOSTILE:
        clean = re.sub("[\u2028\u202e]", lambda m: " " if m[0] == "\u2028" else "\ufffd", each)
        assert clean in titles
        assert clean in "".join(page.texts["span"])
    assert "49" not in page.texts["span"]
    assert "<script>alert(1)</script> 0" in shown
    assert "\u2028" not in text
    assert "\u202e" not in text


def test_nothing_is_loaded_and_nothing_runs_but_the_script_of_the_report(text, page):
    policy = next(each["content"] for each in page.all("meta") if "http-equiv" in each)
    inline = [page.texts["style"][0], page.texts["script"][-1]]
    for each, name in zip(inline, ("style-src", "script-src"), strict=True):
        digest = base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert "://" not in re.sub(r"\[\{.*\}\]", "", text)


def test_the_first_rows_are_there_without_a_script(text, page):
    body = text[text.index('<section id="rows">') : text.index('<section id="errors">')]
    assert body.count("<tr>") == 1 + 100
    assert f"The first 100 of {ROWS} rows" in body


def test_the_same_input_gives_the_same_bytes(tmp_path):
    table, here, apart = (tmp_path / each for each in ("table.csv", "here.html", "apart.html"))
    write_table(table, 60)
    made(table, here)
    done = run_process("batch", str(table), "-o", str(apart), "--as-of", "2025-06-01")
    assert done.returncode == 3, done.stderr
    assert here.read_bytes() == apart.read_bytes()


def test_case_files_are_reported_too(tmp_path):
    page = tmp_path / "page.html"
    done = batch("cases/worked/g01.yaml", "cases/worked/g27.yaml", "-o", page)
    assert done.exit_code == 0, done.stderr
    text = page.read_text("utf-8")
    assert "<b>2</b> rows in = <b>2</b> graded + <b>0</b> refused" in text
    assert "<dt>Set by each case</dt><dd>readings and figures as each case sets them</dd>" in text
    assert "None: every row was graded." in text


def test_a_page_can_be_written_to_standard_output(tmp_path):
    write_table(tmp_path / "table.csv", 2, wrong=0)
    done = batch(tmp_path / "table.csv", "--format", "html", "--no-needs")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert "were not asked for" in done.stdout


@pytest.mark.parametrize(
    ("complete", "disagreements", "said"),
    [
        (False, 0, "The run was interrupted"),
        (True, 2, "The audit found 2 outcomes on which the two ways of grading disagree"),
    ],
)
def test_a_report_that_must_not_be_relied_on_says_so(law, complete, disagreements, said):
    asked = {"complete": complete, "disagreements": disagreements, "asked": True}
    origin = Origin("/a/b/t.csv", "", "", own=None, **asked)
    made = portfolio_html(Report(law), Tally(), [], origin, law)
    assert said in made[: made.index("<main>")]
    assert "<h1>t.csv</h1>" in made
    assert "/a/b" not in made


def test_no_line_runs_through_a_label_beside_it(law, training):
    figures = thresholds(law, training)
    for histogram in ({50: 1}, {4: 1, 53: 1}, {50: 1, 100: 1}):
        lines = chart(histogram, figures, "FLOP").lines
        for one in lines:
            room = width(one.label, 13, bold=True)
            begin = one.text_x - room if one.anchor == "end" else one.text_x
            for other in lines:
                assert other.top >= one.top or not begin < other.x < begin + room


def test_a_chart_of_nothing_has_its_thresholds_alone(law, training):
    drawn = chart({}, thresholds(law, training), "FLOP")
    assert drawn.bars == ()
    assert len(drawn.lines) == len(thresholds(law, training))
    assert chart({}, (), "") is None


def test_half_decades_begin_at_powers_and_halves():
    assert [edge(each) for each in (-2, -1, 0, 1)] == ["0.1", "0.3162", "1", "3.162"]


def test_json_in_a_page_ends_no_element():
    grid = Grid("g", "rows", "1 row", (Column("c", "C", ["</script>", "<!--", "\u2028", "&"]),))
    found = grids_json([grid])
    assert not set("<>&\u2028") & set(found)
    assert json.loads(found)[0]["columns"][0]["values"] == ["</script>", "<!--", "\u2028", "&"]


def test_texts_are_kept_once_across_chunks():
    coded = FewTexts()
    coded.take(pl.Series(["b", "a", None]))
    coded.take(pl.Series(["a", "c"], dtype=pl.String))
    assert coded.codes() == [0, 1, 2, 1, 3]
    assert coded.counts() == {"b": 1, "a": 2, "": 1, "c": 1}
