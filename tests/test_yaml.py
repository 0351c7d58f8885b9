"""YAML as people type it: text until its declaration types it, and every part knows its place."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liability.source import yaml as source
from liability.source.problems import Place, Problem, ProblemsError, suggestion
from liability.source.yaml import parse, read


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1e26", {"a": "1e26"}),
        ("a: 1.0e+26", {"a": "1.0e+26"}),
        ("a: no", {"a": "no"}),
        ("a: NO", {"a": "NO"}),
        ("a: yes", {"a": "yes"}),
        ("a: on", {"a": "on"}),
        ("a: True", {"a": "True"}),
        ("no: a", {"no": "a"}),
        ("on: a", {"on": "a"}),
        ("1: a", {"1": "a"}),
        ("a: 010", {"a": "010"}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 2025-03-05", {"a": "2025-03-05"}),
        ("a: .inf", {"a": ".inf"}),
        ("a: .nan", {"a": ".nan"}),
        ("a: =", {"a": "="}),
        ("a: <<", {"a": "<<"}),
        ("'<<': a", {"<<": "a"}),
        ("'~': a", {"~": "a"}),
        ("a: '!x'", {"a": "!x"}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ("a: 'null'", {"a": "null"}),
        ("a: ''", {"a": ""}),
        ("a: |\n  two\n  lines\n", {"a": "two\nlines\n"}),
        ("a: >-\n  one\n  line\n", {"a": "one line"}),
        ("a: [x, [y], {z: w}]", {"a": ["x", ["y"], {"z": "w"}]}),
        ("a: &x {b: c}\nd: *x", {"a": {"b": "c"}, "d": {"b": "c"}}),
        ("# only a comment", None),
        ("", None),
        ("\ufeffa: b", {"a": "b"}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("%YAML 1.1\n---\na: b", {"a": "b"}),
        ('{"a": [1, true, null]}', {"a": ["1", "true", None]}),
        ("가: 나", {"가": "나"}),
    ],
)
def test_scalars_arrive_as_they_were_typed(text, data, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    assert read(file).data == data


trees = st.recursive(
    st.none() | st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), max_size=8),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.text("abc가 .-", max_size=5), part, max_size=3)
    ),
    max_leaves=15,
)


@given(trees)
def test_json_is_read_as_the_data_that_was_written(data):
    assert parse(json.dumps(data, ensure_ascii=False), "x.json").data == data


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"a": "😀"}),
        json.dumps({"a": ["b", {"c": "d"}]}, indent="\t"),
        '{"a": "b\\/c"}',
        '{"a":"b"}',
    ],
)
def test_a_json_file_is_read_as_any_program_writes_it(written):
    assert parse(written, "x.json").data == json.loads(written)


@given(st.text(max_size=60))
def test_whatever_is_in_a_file_gives_data_or_problems_with_a_place_and_help(text):
    try:
        parse(text, "x.yaml")
    except ProblemsError as error:
        for problem in error.problems:
            assert problem.place is not None
            assert problem.place.line >= 1
            assert problem.place.column >= 1


@given(st.binary(max_size=80))
def test_whatever_bytes_are_in_a_file_give_data_or_problems(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("bytes") / "x.yaml"
    file.write_bytes(content)
    problems = ()
    try:
        read(file)
    except ProblemsError as error:
        problems = error.problems
    assert all(str(problem).startswith("error[file/") for problem in problems)


TEXT = (
    "case: x\nsystem:\n  autonomy: strong\n  # a comment\n  tasks: [ a,  b ]\nclaims:\n  - id: c\n"
)


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("case",), False, (1, 7)),
        (("case",), True, (1, 1)),
        (("system", "autonomy"), False, (3, 13)),
        (("system", "autonomy"), True, (3, 3)),
        (("system", "tasks", 1), False, (5, 16)),
        (("claims", 0, "id"), False, (7, 9)),
        (("claims", 0), False, (7, 5)),
        (("claims", 0, "nothing here"), False, (7, 5)),
        (("nothing here",), False, (1, 1)),
    ],
)
def test_every_part_knows_its_place_and_what_is_missing_that_of_what_encloses_it(path, key, place):
    found = parse(TEXT, "x.yaml").place(path, key=key)
    assert (found.line, found.column) == place
    assert found.text == TEXT.split("\n")[place[0] - 1]


@given(st.lists(st.text("abc가😀é", min_size=1, max_size=4), min_size=1, max_size=4))
def test_carets_stand_below_what_they_mean_whatever_the_width_of_the_text(words):
    from rich.cells import cell_len

    line = "".join(words) + ": " + "".join(words)
    place = parse(line, "x.yaml").place(("".join(words),))
    shown = str(Problem("x/y", "`z` is wrong", "", place)).split("\n")
    text, carets = shown[-2].partition("| ")[2], shown[-1].partition("| ")[2]
    assert text == line
    assert len(carets) - len(carets.lstrip()) == cell_len("".join(words) + ": ")
    assert carets.count("^") == cell_len("".join(words))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_the_line_shown_is_the_line_that_is_meant_however_lines_end(end):
    """YAML ends lines at all of these."""
    place = parse(f"a: b{end}c: d{end}e: f{end}", "x.yaml").place(("e",))
    assert (place.column, place.text) == (4, "e: f")


def test_a_very_long_line_is_shown_in_part_with_the_caret_under_what_is_meant():
    line = "a: [" + "x, " * 2000 + "wrong, " + "y, " * 2000 + "z]"
    place = parse(line, "x.yaml").place(("a", 2000))
    shown = str(Problem("x/y", "`wrong` is wrong", "", place)).split("\n")
    text, carets = shown[-2].partition("| ")[2], shown[-1].partition("| ")[2]
    assert len(text) <= 160
    assert text[len(carets) - len(carets.lstrip()) :].startswith("wrong")


def test_control_characters_in_the_source_do_not_reach_the_terminal():
    place = Place("x.yaml", 1, 1, 3, "a\x1b[31mred\x07")
    assert "\x1b" not in str(Problem("x/y", "`a` is wrong", "", place))


def test_problems_are_ordered_by_file_and_place():
    problems = [
        Problem("b", "second", place=Place("a.yaml", 2, 1)),
        Problem("a", "third", place=Place("b.yaml", 1, 1)),
        Problem("c", "first", place=Place("a.yaml", 1, 9)),
    ]
    assert [each.message for each in ProblemsError(problems).problems] == [
        "first",
        "second",
        "third",
    ]


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=20))
def test_a_suggestion_names_nothing_that_is_not_known(name, known):
    advice = suggestion(name, known)
    assert bool(advice) == bool(known)
    if known:
        assert any(f"`{each}`" in advice for each in known)


# --- what is refused with its place ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "named", "line", "column"),
    [
        ("a: !!int 3", "file/tag", "!!int", 1, 4),
        ("a: !!str 3", "file/tag", "!!str", 1, 4),
        ("a: ! 3", "file/tag", "!", 1, 4),
        ("a: !foo", "file/tag", "!foo", 1, 4),
        ("a:\n  b: !foo {c: d}", "file/tag", "!foo", 2, 6),
        ("a: [!foo b, c]", "file/tag", "!foo", 1, 5),
        ("a: &b !foo c", "file/tag", "!foo", 1, 7),
        ("!foo a: b", "file/tag", "!foo", 1, 1),
        ("a: !!python/object/apply:os.system [x]", "file/tag", "!!python/object/apply", 1, 4),
        ("~: a", "file/bad-key", "~", 1, 1),
        ("null: a", "file/bad-key", "null", 1, 1),
        ("? \n: a", "file/bad-key", "?", 1, 2),
        ("a: &x {b: c}\n<<: *x", "file/bad-key", "<<", 2, 1),
        ("a: &x [b]\n*x : c", "file/bad-key", "*x", 2, 1),
        ("a: {{ b }}", "file/complex-key", "{…}", 1, 5),
        ("? [a]\n: b", "file/complex-key", "[…]", 1, 3),
        ("a: b\n---\nc: d", "file/several-documents", "---", 2, 1),
        ("---\na: b\n---\n", "file/several-documents", "---", 3, 1),
        ("a: b\x07c", "file/not-yaml", "U+0007", 1, 5),
    ],
)
def test_what_yaml_has_and_no_case_needs_is_refused_at_its_place(text, code, named, line, column):
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    problem = caught.value.problems[0]
    assert problem.code == code
    assert f"`{named}" in problem.message
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.help


def test_every_tag_is_reported_beside_a_mistake_in_the_syntax():
    assert codes("a: !x b\nc: !y d\ne: [") == ["file/tag", "file/tag", "file/not-yaml"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_another_encoding_is_said_to_be_in_it(encoding, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes("case: x\n".encode(encoding))
    with pytest.raises(ProblemsError) as caught:
        read(file, "x.yaml")
    kind = encoding[:6].upper()
    assert str(caught.value).startswith(f"error[file/not-text]: `x.yaml` is {kind} text, not UTF-8")
    assert "save the file as UTF-8" in str(caught.value)


def test_a_byte_that_is_not_utf_8_is_shown_in_its_line(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_bytes("case: x\r\ntitle: café".encode("latin-1"))
    with pytest.raises(ProblemsError) as caught:
        read(file, "x.yaml")
    place = caught.value.problems[0].place
    assert (place.line, place.column) == (2, 11)
    assert place.text == "title: caf\N{REPLACEMENT CHARACTER}"


def test_a_misspelt_file_is_suggested(tmp_path):
    (tmp_path / "gpt-4.yaml").write_text("case: x", "utf-8")
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path / "gtp-4.yaml")
    assert "did you mean" in str(caught.value)


def test_of_very_many_problems_the_first_hundred_are_shown():
    text = "".join(f"a: {number}\n" for number in range(251))
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    assert len(caught.value.problems) == 250
    assert str(caught.value).count("error[") == 100
    assert str(caught.value).endswith("… and 150 more; mend these first")


def test_a_very_long_name_is_cut_in_its_message():
    name = "x" * 5000
    with pytest.raises(ProblemsError) as caught:
        parse(f"'{name}': 1\n'{name}': 2\n", "x.yaml")
    assert len(str(caught.value)) < 700
    assert len(str(Problem("x/y", f"`{name}` is not known"))) < 200


# --- limits ---------------------------------------------------------------------------------------


def codes(text):
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    return [problem.code for problem in caught.value.problems]


def test_nesting_up_to_the_limit_is_read_and_one_more_is_refused():
    depth = source.MAX_DEPTH
    parse("[" * depth + "]" * depth, "x.yaml")
    assert codes("[" * (depth + 1) + "]" * (depth + 1)) == ["file/too-deep"]


def test_nesting_as_deep_as_a_file_may_be_large_is_refused_and_does_not_exhaust_the_stack():
    assert codes("[" * 1_000_000) == ["file/too-deep"]
    assert codes("- " * 100_000 + "x") == ["file/too-deep"]


def bomb(levels, width):
    below = [", ".join([f"*l{level}"] * width) for level in range(levels - 1)]
    lines = [f"l{level}: &l{level} [{parts}]" for level, parts in enumerate(below, start=1)]
    return "\n".join(["l0: &l0 [x]", *lines])


def test_aliases_that_multiply_are_refused():
    assert codes(bomb(30, 10)) == ["file/too-many-values"]


def test_aliases_that_nest_one_in_another_are_read_like_what_they_stand_for():
    assert str(parse(bomb(300, 1), "x.yaml").data["l299"]).startswith("[" * 299)


def test_an_alias_within_its_own_anchor_is_refused():
    assert codes("a: &a [*a]") == ["file/bad-alias"]


def test_long_text_repeated_through_aliases_is_refused():
    """A file of 1.2 MB that stands for 10 GB of text; run apart, with little memory."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
            from liability.case.load import digest
            from liability.source.problems import ProblemsError
            from liability.source.yaml import parse
            text = "a: &a " + "x" * 1_000_000 + "\\nb: [" + ", ".join(["*a"] * 10_000) + "]\\n"
            try:
                digest(parse(text, "x.yaml").data)
            except ProblemsError as error:
                print(error.problems[0].code)
        """),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("file/"), done.stderr[-500:]


def test_every_duplicate_key_is_reported_with_the_line_of_the_first():
    with pytest.raises(ProblemsError) as caught:
        parse("a: 1\nb: 2\na: 3\nb: 4\n", "x.yaml")
    assert [(each.code, each.place.line, each.help) for each in caught.value.problems] == [
        ("file/duplicate-key", 3, "it stands first on line 1; keep one of the two"),
        ("file/duplicate-key", 4, "it stands first on line 2; keep one of the two"),
    ]
