"""Slips of the keys that leave no YAML: the place that a person has to mend, and how."""

from __future__ import annotations

import textwrap

import pytest
import yaml

from liability.source import yaml as source
from liability.source.problems import ProblemsError
from liability.source.yaml import parse

SLIPS = [
    # quotes
    ('system:\n  a: "weak\n  b: strong\nc: {d: no}\n', (2, '"'), '`"` is not closed', 'put `"`'),
    ('"case: e\ntitle: x\n', (1, '"'), '`"` is not closed', 'put `"` behind'),
    ('a: "weak\nb: "strong"\n', (1, '"'), '`"` is not closed on its line, but on line 2', ""),
    ("a: 'weak\nb: it's\n", (1, "'"), "`'` is not closed on its line, but on line 2", ""),
    ('a: "The card" says so\n', (1, "s"), 'text stands behind the closing `"`', "`'`, or write"),
    ("a: 'it's so'\n", (1, "s"), "text stands behind the closing `'`", "double each `'`"),
    ('{"a": "x, "b": 2}', (1, "b"), 'text stands behind the closing `"`', ""),
    ('a: "C:\\path"\n', (1, "\\"), "`\\p` stands for nothing", "use single quotes"),
    # the indentation
    (
        "system:\n  generality: weak\n   autonomy: strong\n",
        (3, "autonomy"),
        "`autonomy` is indented as text that goes on from `generality` of line 2",
        "indent it as far as that key",
    ),
    ("a: x\n b: y\n", (2, "b"), "goes on from `a` of line 1", "indent it as far as that key"),
    ("a:\n  - id: x\n     b: y\n", (3, "b"), "goes on from `id` of line 2", ""),
    ("a: text\n  goes on\n  and on: so\n", (3, "and on"), "from `a` of line 1", "in quotes"),
    ("a:\n  b: x\n c: y\n", (3, "c"), "`c` is indented like no key above it", "indent it"),
    ("  a: x\nb: y\n", (2, "b"), "this is indented less than line 1", "all in one column"),
    ("a:\n\tb: x\n", (2, "\t"), "a tab stands where spaces belong", "indent with spaces"),
    ("a:\n  b: x\n\tc: y\n", (3, "\t"), "a tab stands where spaces belong", "indent with spaces"),
    # colons and keys
    ("a: Harm: done\n", (1, ":"), "a second `:` stands in text without quotes", "in quotes"),
    ("a: {b: c: d}\n", (1, ":"), "`:` stands where a comma belongs", "a comma before the key"),
    ("a:\n  b:weak\n  c: x\n", (2, "b:weak"), "`:` has no space behind it", "write `b: weak`"),
    ("a:\n  c: x\n  b:weak\n", (3, "b:weak"), "`:` has no space behind it", "write `b: weak`"),
    ("case:e\na: x\n", (1, "case:e"), "`:` has no space behind it", "write `case: e`"),
    ("a: x\nb y\nc: z\n", (2, "b y"), "`b y` stands where a key belongs", "write `key: value`"),
    ("a = x\nb: y\n", (1, "a = x"), "`a = x` stands where a key belongs", "write `key: value`"),
    (": x\na: y\n", (1, ":"), "`:` stands without a key before it", "write the key"),
    # lists
    ("a:\n  - b\n  -c\n", (3, "-c"), "`-` has no space behind it", "write `- c`"),
    ("a:\n  -id: b\n   c: d\n", (2, "-id: b"), "`-` has no space behind it", "write `- id: b`"),
    ("a:\n  - id: b\n  c: d\n", (3, "c"), "`c` stands where an entry of the list", "keys of the"),
    ("a: - b\n", (1, "-"), "a list begins on the line of its key", "on the next line"),
    ("a:\n  b: c\n  - d\n", (3, "-"), "`-` begins an entry of a list among keys", "take `-` away"),
    # brackets
    ("a: {b: c, d: e\nf: {g: no}\n", (1, "{"), "`{` is not closed", "put `}` behind what"),
    ("a:\n  b: [c, d\n  e: f\n", (2, "["), "`[` is not closed", "put `]` behind what"),
    ("a: {b: {c: d}\n", (1, "{"), "`{` is not closed", "put `}` behind what"),
    ("a:\n  - {b: c\n  - {b: d}\n", (2, "{"), "`{` is not closed", "put `}` behind what"),
    ("a: [b, c}\n", (1, "}"), "`}` stands where `]` belongs", "close `[` of line 1 with `]`"),
    ("a: {b: c}}\n", (1, "}"), "`}` closes nothing", "take `}` away"),
    ("a: [sic] so\n", (1, "s"), "text stands behind `]`", "put the whole text in quotes"),
    ('{\n"a": 1\n"b": 2\n}', (3, ":"), "`:` stands where a comma belongs", "put a comma"),
    ('a: ["b" "c"]\n', (1, '"'), '`"c"` has no comma before it', "between what stands in `[…]`"),
    # what cannot begin text
    ("a: @corp\n", (1, "@"), "`@` cannot begin text", "put text that begins with `@` in quotes"),
    ("a: `x`\n", (1, "`"), "a backtick cannot begin text", "begins with a backtick in quotes"),
    ("a: %5\n", (1, "%"), "`%` cannot begin text", "put text that begins with `%` in quotes"),
    ("a: ? x\n", (1, "?"), "`?` cannot begin text", "put text that begins with `?` in quotes"),
    ("a: >= 5\n", (1, ">"), "`>` cannot begin text", "put text that begins with `>` in quotes"),
    ("a: ** b\n", (1, "*"), "`*` cannot begin text", "put text that begins with `*` in quotes"),
    ("a: [b,, c]\n", (1, ","), "`,` cannot begin text", "or take `,` away"),
    # the end
    ("a: b\n...\nc: d\n", (3, "c"), "`...` ends the file above this line", "take `...` away"),
]


@pytest.mark.parametrize(("text", "at", "message", "help_"), SLIPS)
def test_a_slip_is_told_where_a_person_mends_it_and_how(text, at, message, help_):
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    [problem] = caught.value.problems
    line, under = at
    place = problem.place
    assert place.line == line
    assert place.text[place.column - 1 :].startswith(under)
    assert place.length in (1, len(under))
    assert problem.message.startswith("`x.yaml` is not valid YAML: ")
    assert message in problem.message
    assert help_ in problem.help


@pytest.mark.parametrize(("text", "at", "message", "help_"), SLIPS)
def test_a_slip_is_found_on_its_line_also_without_the_parser_in_c(
    text, at, message, help_, monkeypatch
):
    monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    assert caught.value.problems[0].place.line == at[0]


def test_a_mistake_that_has_no_words_of_its_own_is_told_in_those_of_the_parser():
    with pytest.raises(ProblemsError) as caught:
        parse("a: !x!b", "x.yaml")
    assert "found undefined tag handle" in caught.value.problems[0].message
    assert caught.value.problems[0].help


@pytest.mark.parametrize(
    "text",
    [
        "a: text\n  that goes on\n  and on\nb: x\n",
        'a: "text\n  in quotes"\n',
        "a: [b,\n  c\n  ]\n",
        "a: https://x.org:80/y\nb: 10:30\n",
        textwrap.dedent("a: |\n  b: c: d\n  'e\n"),
    ],
)
def test_what_looks_like_a_slip_and_is_none_is_read(text):
    assert isinstance(parse(text, "x.yaml").data["a"], str | list)
