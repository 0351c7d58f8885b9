"""Texts of a pack in other languages: its catalogs, and `rules texts`, which writes them."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from in_process import run_line

from liability.rulebook.catalogs import OTHERS, catalog_of, read_catalogs, texts_of
from liability.rulebook.compile import compile_pack
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError

PACKS = Path(__file__).parent / "packs"
CATALOG = 'msgid "Large"\nmsgstr "대형"\n\nmsgid "Open"\nmsgstr ""\n'


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A copy of the base pack in the folder at hand, with a folder for catalogs."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACKS / "base", tmp_path / "pack")
    (tmp_path / "pack" / "languages").mkdir()
    return Path("pack")


def put(pack, text, language="ko"):
    file = pack / "languages" / f"{language}.po"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def rewrite(pack, old, new):
    """Write something else in the pack's file of the law."""
    law = pack / "law.yaml"
    text = law.read_text("utf-8")
    assert text.count(old) == 1
    law.write_text(text.replace(old, new), "utf-8")


def refused(pack):
    with pytest.raises(ProblemsError) as caught:
        load_rulebook(pack)
    return [str(problem) for problem in caught.value.problems]


# --- what a catalog shows -------------------------------------------------------------------------


def test_a_title_is_shown_in_the_language_of_a_catalog(pack):
    put(pack, CATALOG)
    put(pack, 'msgid "Large"\nmsgstr "大型"\n', "zh")
    assert load_rulebook(pack).findings["large"].title == {
        "en": "Large",
        "ko": "대형",
        "zh": "大型",
    }


def test_a_text_that_the_catalog_leaves_empty_or_out_stays_in_english_alone(pack):
    put(pack, CATALOG)
    findings = load_rulebook(pack).findings
    assert findings["open"].title == {"en": "Open"}
    assert findings["made"].title == {"en": "Made"}


def test_a_translation_marked_as_fuzzy_is_not_shown(pack):
    put(pack, f"#, fuzzy\n{CATALOG}")
    assert load_rulebook(pack).findings["large"].title == {"en": "Large"}


def test_what_the_rule_file_says_itself_goes_before_the_catalog(pack):
    rewrite(pack, "large: {title: Large,", "large: {title: {en: Large, ko: 큰 것},")
    put(pack, CATALOG)
    assert load_rulebook(pack).findings["large"].title["ko"] == "큰 것"


def test_what_the_rule_file_says_in_one_language_leaves_the_others_to_the_catalogs(pack):
    rewrite(pack, "large: {title: Large,", "large: {title: {en: Large, ja: 大型のもの},")
    put(pack, CATALOG)
    put(pack, 'msgid "Large"\nmsgstr "大型"\n', "ja")
    title = load_rulebook(pack).findings["large"].title
    assert (title["ko"], title["ja"]) == ("대형", "大型のもの")


def test_a_catalog_reaches_every_kind_of_text(pack):
    """Every text has Korean once the catalog has all of them: none is read past it."""
    blank = catalog_of(load_rulebook(pack), "ko")
    put(pack, re.sub(r'^(msgid "(.*)"\n)msgstr ""', r'\1msgstr "역 \2"', blank, flags=re.M))
    texts = [text for _, text in texts_of(load_rulebook(pack))]
    assert len(texts) > 50
    assert [text for text in texts if text.get("ko") != f"역 {text['en']}"] == []


def test_a_catalog_changes_words_and_not_the_law(pack):
    """The digest that determinations name is that of the rules."""
    before = load_rulebook(pack)
    put(pack, CATALOG)
    assert load_rulebook(pack).digest == before.digest


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(pack):
    put(pack, b"\xef\xbb\xbf" + CATALOG.replace("\n", "\r\n").encode())
    assert load_rulebook(pack).findings["large"].title["ko"] == "대형"


# --- the cache ------------------------------------------------------------------------------------


def test_a_catalog_that_is_put_there_changed_or_taken_away_is_noticed(pack):
    def title():
        return load_rulebook(pack).findings["large"].title.get("ko")

    assert title() is None
    file = put(pack, CATALOG)
    assert title() == "대형"
    assert title() == "대형"  # from the cache
    put(pack, CATALOG.replace("대형", "소형"))  # as many bytes
    assert title() == "소형"
    file.rename(file.with_name("ja.po"))
    assert title() is None
    assert load_rulebook(pack).findings["large"].title["ja"] == "소형"


# --- what is no catalog ---------------------------------------------------------------------------


def lines(*each):
    return "\n".join(each)


PO_HELP = (
    "  help: write it in gettext's PO format: `msgid`, then `msgstr`, each with text in quotes"
)
SAVE_HELP = "  help: save the file as UTF-8, or name the file you meant"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{CATALOG}\nLarge: 대형\n",
            lines(
                "error[rules/catalog]: `pack/languages/ko.po` is not a catalog: "
                "the line is no `msgid`, `msgstr` or text in quotes",
                "  --> pack/languages/ko.po:7:1",
                "   |",
                " 7 | Large: 대형",
                "   | ^^^^^^^^^^^",
                PO_HELP,
            ),
        ),
        (
            'msgid "Large"\n\nmsgid "Open"\nmsgstr "공개"\n',
            lines(
                "error[rules/catalog]: `pack/languages/ko.po` is not a catalog: "
                "the `msgid` has no `msgstr`",
                "  --> pack/languages/ko.po:1:1",
                "   |",
                ' 1 | msgid "Large"',
                "   | ^^^^^^^^^^^^^",
                PO_HELP,
            ),
        ),
        (
            'msgid ""\nmsgstr "POT-Creation-Date: today\\n"\n',
            lines(
                "error[rules/catalog]: `pack/languages/ko.po` is not a catalog: "
                "time data 'today' does not match format '%Y-%m-%d %H:%M'",
                "  --> pack/languages/ko.po:1:1",
                "   |",
                ' 1 | msgid ""',
                "   | ^^^^^^^^",
                PO_HELP,
            ),
        ),
        (
            'msgid "Large"\nmsgstr "대형"\n'.encode("euc-kr"),
            lines(
                "error[file/not-text]: `pack/languages/ko.po` is not UTF-8 text (byte 23)",
                "  --> pack/languages/ko.po:2:9",
                "   |",
                ' 2 | msgstr "' + "\N{REPLACEMENT CHARACTER}" * 4 + '"',
                "   |         ^",
                SAVE_HELP,
            ),
        ),
        (
            CATALOG.encode("utf-16"),
            lines(
                "error[file/not-text]: `pack/languages/ko.po` is UTF-16 text, not UTF-8",
                "  --> pack/languages/ko.po:1:1",
                SAVE_HELP,
            ),
        ),
    ],
    ids=["other text", "no msgstr", "bad header", "EUC-KR", "UTF-16"],
)
def test_what_is_no_catalog_is_refused_at_its_line_with_what_to_do(text, message, pack):
    put(pack, text)
    (found,) = refused(pack)
    assert found == message


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('msgid "Large"\nmsgstr A\n', [(2, "the line is no")]),
        ('msgid "Large"\nmsgstr "C" junk\n', [(2, "the line is no")]),
        ('msgid "Large"\nmsgstr "C\\"\n', [(2, "the line is no")]),
        (
            'msgid "Large"\nmsgid_plural "Large"\nmsgstr[0] "A"\n',
            [(2, "the line is no"), (3, "the line is no")],
        ),
        ('msgctxt "size"\nmsgid "Large"\nmsgstr "A"\n', [(1, "the line is no")]),
        ('msgid "Large"\nmsgstr "A"\nmsgstr "B"\n', [(3, "has no `msgid` of its own")]),
        ('msgstr "A"\nmsgid "Large"\n', [(1, "of its own"), (2, "has no `msgstr`")]),
        (
            'msgid "Lar"\n"ge"\nmsgstr "A"\n\n#, fuzzy\nmsgid "Large"\nmsgstr "A"\n\n'
            'msgid "Small"\nmsgstr "B"\nmsgid "Small"\nmsgstr "C"\n',
            [(6, "stands in line 1 too"), (11, "stands in line 9 too")],
        ),
    ],
)
def test_every_line_of_a_catalog_whose_text_would_be_lost_is_refused(text, wrong, pack):
    put(pack, text)
    found = refused(pack)
    assert len(found) == len(wrong)
    for each, (line, why) in zip(found, wrong, strict=True):
        assert f"--> pack/languages/ko.po:{line}:1\n" in each
        assert why in each.partition("\n")[0]


@pytest.mark.parametrize(
    ("language", "advice"), [("kr", "known names"), ("en", "known names"), ("kok", "did you mean")]
)
def test_a_catalog_of_an_unknown_language_is_refused_with_the_languages_there_are(
    language, advice, pack
):
    put(pack, CATALOG, language)
    (found,) = refused(pack)
    assert f"error[rules/catalog]: `{language}` is not a language of texts\n" in found
    assert f"\n  --> pack/languages/{language}.po:1:1\n" in found
    assert f"\n  help: {advice}" in found
    assert "`ko`" in found


def test_all_problems_of_catalogs_and_rules_are_reported_at_once(pack):
    rewrite(pack, "{title: Large, cites: [P.1]", "{title: Large, cites: [P.9]")
    put(pack, "Large: 대형\n")
    put(pack, CATALOG, "fr")
    put(pack, CATALOG, "de")
    found = {re.search(r"--> (\S+)", each)[1] for each in refused(pack)}
    assert found == {
        "pack/law.yaml:22:33",
        "pack/languages/de.po:1:1",
        "pack/languages/fr.po:1:1",
        "pack/languages/ko.po:1:1",
    }


@pytest.mark.parametrize("kind", ["folder", "link to nothing", "pipe"])
def test_what_is_no_file_is_refused_and_not_waited_for(kind, pack):
    file = pack / "languages" / "ko.po"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("nowhere")
    (found,) = refused(pack)
    assert found == lines(
        "error[file/unreadable]: `pack/languages/ko.po` is not a file that can be read",
        "  --> pack/languages/ko.po:1:1",
        "  help: put a file in its place, or remove it",
    )


def test_a_catalog_too_large_is_a_problem(pack):
    put(pack, b"#" * 5_000_000)
    (found,) = refused(pack)
    assert found.startswith("error[file/too-large]")


# --- `rules texts` --------------------------------------------------------------------------------


run = partial(run_line, "rules", "texts", cwd=".")


def complete(pack):
    blank = catalog_of(load_rulebook(pack), "ko")
    return re.sub(r'^(msgid "(.*)"\n)msgstr ""', r'\1msgstr "역 \2"', blank, flags=re.M)


def test_a_catalog_with_empty_texts_exits_3_and_names_where_each_text_stands(pack):
    put(pack, CATALOG)
    done = run("ko", "pack")
    assert (done.exit_code, done.stderr) == (3, "")
    assert '#: findings/large\nmsgid "Large"\nmsgstr "대형"\n' in done.stdout
    assert 'msgid "Made"\nmsgstr ""\n' in done.stdout


def test_a_catalog_with_every_text_exits_0(pack):
    put(pack, complete(pack))
    done = run("ko", "pack")
    assert (done.exit_code, done.stderr) == (0, "")
    assert 'msgstr ""' not in done.stdout


def test_a_file_that_is_written_is_the_catalog(pack):
    out = pack / "languages" / "ko.po"
    assert run("ko", "pack", "-o", str(out)).exit_code == 3
    before = out.read_text("utf-8")
    assert before == run("ko", "pack").stdout
    assert run("ko", "pack", "-o", str(out)).exit_code == 2, "it is not written over unasked"
    assert out.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kr", "pack"), "error[usage/wrong]: `kr` is not a language of texts"),
        (("en", "pack"), "error[usage/wrong]: `en` is not a language of texts"),
        (("ko", "pakc"), "error[rules/no-pack]: `pakc` is not a pack of rules"),
    ],
)
def test_a_language_or_pack_that_there_is_not_exits_2_and_prints_no_catalog(arguments, said, pack):
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert "\n  help: " in done.stderr


def test_a_pack_with_a_bad_catalog_exits_2(pack):
    put(pack, "Large: 대형\n")
    done = run("ko", "pack")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--> pack/languages/ko.po:1:1" in done.stderr


# --- written, and read again ----------------------------------------------------------------------


def read_again(folder, catalog, language="ko"):
    (folder / "languages").mkdir(exist_ok=True)
    (folder / "languages" / f"{language}.po").write_text(catalog, "utf-8", newline="\n")
    problems = []
    found = read_catalogs(folder, problems.append)
    assert problems == []
    return found[language]


def test_a_catalog_that_is_written_reads_back_to_the_same(pack):
    put(pack, complete(pack))
    before = load_rulebook(pack)
    put(pack, catalog_of(before, "ko"))
    after = load_rulebook(pack)
    assert list(texts_of(after)) == list(texts_of(before))
    assert catalog_of(after, "ko") == catalog_of(before, "ko")


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogs_that_ship_read_back_to_the_same(language, rulebook, tmp_path):
    found = read_again(tmp_path, catalog_of(rulebook, language), language)
    assert found == {
        text["en"]: text[language] for _, text in texts_of(rulebook) if language in text
    }


LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\%#{}n'), min_size=1
).filter(str.strip)


@given(english=LINE, korean=LINE)
@example(english='He said "no"', korean="\\n is no line end\n")
@example(english="50 % of it", korean="{0} %s")
@example(english="a\nb\n", korean="#~ msgid")
@example(english="a\u2028b\u0085c", korean="  가 ")
def test_any_text_reads_back_to_the_same(english, korean, tmp_path_factory):
    book = replace(compile_pack(PACKS / "base"), title={"en": english, "ko": korean})
    found = read_again(tmp_path_factory.mktemp("catalog"), catalog_of(book, "ko"))
    assert found == {english: korean}
