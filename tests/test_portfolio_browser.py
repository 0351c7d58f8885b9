"""The report of a portfolio in Chromium: what a reader does with it, and that nothing runs."""

import re
import shutil
from pathlib import Path

import pytest
from in_process import run
from portfolio_table import HOSTILE, made, write_plain_table, write_table
from test_portfolio_languages import english_in

from liability.cli.claim import claim
from liability.rulebook.catalogs import OTHERS

CASE = Path(__file__).parent.parent / "cases" / "gpt-4.yaml"
pytestmark = pytest.mark.browser
ROWS = 250


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "install Chromium (Debian: chromium)"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_table(folder / "table.csv", ROWS)
    made(folder / "table.csv", folder / "page.html")
    return folder / "page.html"


@pytest.fixture
def page(chromium, file):
    """The report, opened; what it should never do fails the test."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        wrong = []
        opened = context.new_page()
        opened.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on("console", lambda message: wrong.append(message.text))
        opened.on(
            "request",
            lambda request: request.url == file.as_uri() or wrong.append(request.url),
        )
        opened.goto(file.as_uri())
        yield opened
        assert wrong == []


def status(page, grid="rows"):
    return page.locator(f"#{grid} .status").inner_text()


def cells(page, head, grid="rows"):
    """The texts below one head, without what stands under them."""
    heads = page.locator(f"#{grid} th[data-column]")
    names = [each.get_attribute("data-column") for each in heads.all()]
    place = names.index(head) + 1
    script = "all => all.map(each => each.firstChild ? each.firstChild.textContent : '')"
    return page.locator(f"#{grid} tbody td:nth-child({place})").evaluate_all(script)


def sort(page, head, grid="rows"):
    page.locator(f"#{grid} th[data-column='{head}'] button").click()
    return page.locator(f"#{grid} th[data-column='{head}']").get_attribute("aria-sort")


def test_hostile_texts_do_nothing_and_are_found(page):
    assert page.locator("script").count() == 2
    for each in HOSTILE[:8]:
        page.locator("#rows input").fill(each)
        shown = cells(page, "case")
        assert shown
        assert all(each.lower() in name.lower() for name in shown)
    page.locator("#rows input").fill("東京")
    assert cells(page, "case") == [f"{HOSTILE[-1]} {len(HOSTILE) - 1}"]
    assert status(page) == f"1 row, chosen from {ROWS}"


def test_a_search_without_hits_says_so(page):
    page.locator("#rows input").fill("no such case")
    assert status(page) == f"0 rows, chosen from {ROWS}"
    page.locator("#rows .tools button").click()
    assert status(page) == f"1 to 100 of {ROWS} rows"


def test_rows_are_turned_by_the_page(page):
    first = cells(page, "case")
    assert len(first) == 100
    page.locator("#rows .pages button", has_text="Next").click()
    assert status(page) == f"101 to 200 of {ROWS} rows"
    assert not set(first) & set(cells(page, "case"))
    page.locator("#rows .pages button", has_text="Last").click()
    assert status(page) == f"201 to {ROWS} of {ROWS} rows"
    assert page.locator("#rows .pages button", has_text="Next").is_disabled()


def test_figures_are_sorted_by_size_and_what_is_empty_comes_last(page):
    before = cells(page, "case")
    assert sort(page, "compute") == "ascending"
    up = cells(page, "compute")
    assert [*map(float, up)] == sorted(map(float, up))
    assert sort(page, "compute") == "descending"
    down = cells(page, "compute")
    assert [*map(float, down)] == sorted(map(float, down), reverse=True)
    assert float(down[0]) == 9e26
    page.locator("#rows .pages button", has_text="Last").click()
    assert cells(page, "compute")[-1] == ""
    assert sort(page, "compute") == "none"
    assert cells(page, "case") == before


def test_only_one_head_is_sorted_by(page):
    sort(page, "case")
    assert sort(page, "tier") == "ascending"
    found = page.locator("#rows th[data-column]:not([aria-sort='none'])")
    assert found.count() == 1


def test_heads_can_be_sorted_by_key(page):
    page.locator("#rows th[data-column='tier'] button").focus()
    page.keyboard.press("Enter")
    assert page.locator("#rows th[data-column='tier']").get_attribute("aria-sort") == "ascending"


def test_each_filter_leaves_as_many_rows_as_it_says(page):
    selects = page.locator("#rows select")
    names = [each.get_attribute("data-filter") for each in selects.all()]
    assert {"tier", "standard", "injunction"} < set(names)
    assert sum(each.startswith("harbors.") for each in names) == 5
    for name, select in zip(names, selects.all(), strict=True):
        total = 0
        for option in select.locator("option").all()[1:]:
            label, count = re.fullmatch(r"(.*) \(([\d,]+)\)", option.inner_text()).groups()
            select.select_option(option.get_attribute("value"))
            total += int(count)
            assert re.search(rf"\b{count} rows", status(page)), (name, label)
            if not name.endswith("_on_this_record"):
                assert set(cells(page, name)) == {label}
        assert total == ROWS
        select.select_option("")


def test_filters_and_search_hold_together(page):
    page.locator("#rows select[data-filter='standard']").select_option(index=1)
    alone = status(page)
    page.locator("#rows input").fill("m1")
    assert status(page) != alone
    assert all("m1" in each for each in cells(page, "case"))


def test_errors_are_a_table_of_their_own(page):
    assert status(page, "errors") == "1 to 3 of 3 errors"
    page.locator("#errors input").fill("bad1")
    assert cells(page, "case", "errors") == ["bad1 <b>"]


def test_a_code_leads_to_the_rows_that_were_refused_for_it(page):
    link = page.locator("a[data-only]").first
    link.click()
    chosen = page.locator("#errors select[data-filter=code]").evaluate(
        "it => it.selectedOptions[0].text"
    )
    assert chosen.startswith(f"{link.inner_text()} (")
    codes = page.locator("#errors tbody tr").all_inner_texts()
    assert codes
    assert all(link.inner_text() in each for each in codes)


def test_rows_near_a_threshold_can_be_filtered_by_it(page):
    select = page.locator("#near select[data-filter='threshold']")
    label = select.locator("option").nth(1).inner_text()
    select.select_option(index=1)
    assert {label.rpartition(" (")[0]} == set(cells(page, "threshold", "near"))


def test_the_page_shows_the_same_before_and_after_its_script(chromium, file, page):
    with chromium.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(file.as_uri())
        read = "#rows tbody"
        assert plain.locator(read).inner_text() == page.locator(read).inner_text()
        assert plain.locator("#rows .tools").is_hidden()
        assert plain.locator("svg.chart").is_visible()


WIDER = """all => all.filter(each => each.scrollWidth > each.clientWidth).map(
    each => [each.tabIndex, getComputedStyle(each).backgroundAttachment]
)"""


@pytest.mark.parametrize(("width", "boxes"), [(500, 2), (900, 1), (1280, 1)])
def test_what_is_wider_than_the_window_scrolls_in_its_own_box_and_shows_it(page, width, boxes):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = page.locator(".scroll").evaluate_all(WIDER)
    assert len(found) >= boxes
    assert {(at, shade) for at, shade in found} == {(0, "local, local, scroll, scroll")}


@pytest.mark.parametrize("width", [400, 1280, 3000])
def test_above_what_scrolls_it_is_said_that_there_is_more(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(200)
    scrolls = "all => all.map(each => each.scrollWidth > each.clientWidth)"
    said = "all => all.map(each => each.previousElementSibling.offsetHeight > 0)"
    boxes = page.locator(".scroll")
    assert boxes.evaluate_all(said) == boxes.evaluate_all(scrolls)


def test_what_an_answer_settles_has_the_width_of_a_narrow_screen(page):
    page.set_viewport_size({"width": 400, "height": 900})
    cells = page.locator("#missing-title ~ .scroll td").all()
    assert cells
    assert min(each.bounding_box()["width"] for each in cells) > 350
    counted = page.locator("td[data-head]").first
    script = "each => getComputedStyle(each, '::before').content"
    assert "Rows" in counted.evaluate(script)


def test_paper_shows_heads_and_no_controls(page):
    page.set_viewport_size({"width": 700, "height": 900})  # about that of paper
    page.emulate_media(media="print")
    assert page.locator("#rows .tools").is_hidden()
    assert page.locator(".hint:visible").count() == 0
    assert page.locator("#rows th button").first.is_hidden()
    assert page.locator("details:visible").all_inner_texts() == [
        page.locator("details.others summary").inner_text()
    ]
    assert (
        page.locator("dl div").first.evaluate("each => getComputedStyle(each).columnGap") == "16px"
    )
    head = page.locator("#rows th[data-column='tier']")
    script = "each => getComputedStyle(each, '::before').content"
    assert head.evaluate(script) == '"Risk tier"'


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_in_another_language_is_worked_with_alike(chromium, tmp_path, language, rulebook):
    write_plain_table(tmp_path / "table.csv", ROWS)
    made(tmp_path / "table.csv", tmp_path / "page.html", "--lang", language)
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        page.locator("#rows .pages button").nth(2).click()
        assert re.findall(r"\d+", status(page)) in (["250", "101", "200"], ["101", "200", "250"])
        sort(page, "compute")
        sort(page, "compute")
        assert float(cells(page, "compute")[0]) == 9e26
        page.locator("#rows select[data-filter='tier']").select_option(index=1)
        assert len(set(cells(page, "tier"))) == 1
        page.locator("#rows input").fill("M9")
        assert {each[:2] for each in cells(page, "case")} == {"m9"}
        page.locator("#rows .tools button").click()
        page.locator("#errors tbody, code").evaluate_all(
            "all => all.forEach(each => each.remove())"
        )
        said = page.locator("body").inner_text().splitlines()
        options = page.locator("#near option, #rows option").all_inner_texts()
        assert english_in([*said, *options], language, rulebook) == []
        page.set_viewport_size({"width": 700, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 700


def test_a_hundred_thousand_rows_can_be_worked_with(chromium, tmp_path):
    write_table(tmp_path / "table.csv", 100_000)
    made(tmp_path / "table.csv", tmp_path / "page.html", "--audit", "0")
    page = chromium.new_page()
    page.set_default_timeout(60_000)
    page.goto((tmp_path / "page.html").as_uri())
    assert status(page) == "1 to 100 of 100,000 rows"
    page.locator("#rows input").fill("m9999")
    assert status(page) == "1 to 11 of 11 rows, chosen from 100,000"
    page.locator("#rows .tools button").click()
    sort(page, "compute")
    sort(page, "compute")
    assert float(cells(page, "compute")[0]) == 9e26
    page.close()


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_a_document_is_no_wider_than_a_narrow_screen(chromium, language, tmp_path):
    done = run(claim, CASE, "--harbor", "weak", "--lang", language, "-f", "html")
    (tmp_path / "claim.html").write_text(done.stdout, "utf-8")
    with chromium.new_context(viewport={"width": 400, "height": 900}) as context:
        opened = context.new_page()
        opened.goto((tmp_path / "claim.html").as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") == 400
        labels = opened.locator("table").first.locator("td:first-child").all()
        assert min(each.bounding_box()["width"] for each in labels) > 80
