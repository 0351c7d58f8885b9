"""Documents of a case whose every text is hostile: each shows as typed, and changes nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from itertools import count

import pytest
from documents_read import ROOT
from test_formats import VALUES, Page, W, parts, shown, structure_and_text

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.documents.checklist import Asked, checklist_csv, checklist_markdown
from liability.documents.claim import claim_markdown
from liability.documents.formats import written
from liability.documents.memo import memo_markdown
from liability.documents.pandoc import elements, read
from liability.documents.sheet import sheet_of
from liability.language import LANGUAGES, speaking
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError
from liability.source.yaml import parse

HOSTILE = (
    *VALUES,
    '{% include "/etc/passwd" %}',
    "{{ cycler.__init__.__globals__ }}",
    "{title} {0} {x.__class__} %s %(x)s",
    "[a](javascript:alert(1))",
    "- [x] done",
    "=cmd|' /C calc'!A1",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1+1",
    "\u200b=1+1",
    "a\u200bb\u200dc",
    "**",
    "</w:t><w:p/>",
    "]]></x><!-- --> -->",
    "|",
    "\\|",
    "한국어 日本語 中文",
    "`",
    "long " * 2000,
)
KINDS = ("memo", "claim", "checklist")
SPACE = re.compile(r"\s+")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202e\ufffe]")


OF_SYSTEM = (
    "name",
    "weights_hash",
    "manifest_hash",
    "description",
    "deployment_envelope",
    "modification_envelope",
)


def body_of(text):
    """A case with a text of its own in every place where one can stand, and its safety case."""
    number = count()

    def given():
        return text(next(number))

    def stated(value):
        return {"value": value, "evidence": sources[:2], "note": given()}

    sources = [given() for _ in range(4)]
    system = {each: stated(given()) for each in OF_SYSTEM}
    version, person = given(), given()
    claim = {each: given() for each in ("forum", "period", "deployments", "jurisdictions")}
    argued = safety_case_of(given, version, person)
    return {
        "case": "hostile",
        "as_of": "2025-06-01",
        "title": given(),
        "notes": given(),
        "sources": {each: given() for each in sources},
        "system": {
            **system,
            "version": stated(given()),
            "autonomy": stated("strong"),
            "generality": stated("strong"),
            "ability_very_limited": stated("yes"),
            "training_compute": stated("2e25"),
        },
        "harm": {"occurred": stated("yes"), "description": stated(given())},
        "parties": [
            {"id": f"p{at}", "name": given(), "roles": stated([role])}
            for at, role in enumerate(("developer", "operator", "provider"))
        ],
        "individuals": [
            {"id": "i", "name": given(), "party": "p0", "role": "executive"},
        ],
        "heads": [{"id": f"h{at}", "name": given(), "amount": "USD 5"} for at in range(2)],
        "claims": [
            {"id": "c0", "harbor": "passive", "by": "p0", **claim},
            {"id": "c1", "harbor": "passive", "by": "p1", "stage": "submitted"},
        ],
        "safety_case": argued,
    }


def safety_case_of(given, version, person):
    """A safety case with a text of its own in every place where one can stand."""
    argued = {
        "safety_case": "s",
        "title": given(),
        "harbor": "passive",
        "state": "DRAFT",
        "system": {"name": given(), "version": given()},
        **argument_of(given, version),
        **beside_the_argument(given, version, person),
    }
    argued["system"]["version"] = version
    return argued


def argument_of(given, version):
    part = {"supported_by": ["d1", "human-study", "odd"]}
    return {
        "claims": {
            "top": {"text": given(), "supported_by": ["by"], "in_context_of": ["c", "a", "j"]},
            "d1": {"text": given(), "supported_by": ["human-study"]},
            "later": {"text": given(), "undeveloped": "yes"},
        },
        "arguments": {
            "by": {"text": given(), "warrant": given(), **part},
            "bare": {"text": given(), "supported_by": ["later"]},
        },
        "evidence": {
            each: {
                "text": given(),
                "version": version,
                "source": given(),
                "producer": given(),
                "date": "2025-05-01",
                "hash": "sha256:00112233445566778899",
            }
            for each in ("human-study", "odd")
        },
        "contexts": {"c": {"text": given()}},
        "assumptions": {"a": {"text": given(), "by": given(), "valid_until": "2026-01-01"}},
        "justifications": {"j": {"text": given()}},
    }


def beside_the_argument(given, version, person):
    return {
        "defeaters": {
            each: {
                "text": given(),
                "against": ["d1"],
                "state": state,
                "by": given(),
                "resolution": given(),
            }
            for each, state in (("refusals", "refuted"), ("own", "open"))
        },
        "modifications": {"m": {"text": given(), "tested_by": ["odd"]}},
        "thresholds": {"t": {"text": given(), "of": ["d1"], "authority": given()}},
        "conditions": {
            "k": {
                "text": given(),
                "of": ["d1"],
                "indicator": given(),
                "threshold": "t",
                "owner": given(),
            }
        },
        "searches": [{"by": person, "date": "2025-05-02", "note": given()}],
        "sign_offs": [
            {
                "role": role,
                "by": given(),
                "organization": given(),
                "version": version,
                "scope": given(),
                "note": given(),
                "date": "2025-05-03",
                "valid_until": "2026-05-03",
                "harbor": "passive",
            }
            for role in ("author", "red-team", "approver")
        ],
        "gates": {
            "claims-single": {
                "passed": "yes",
                "by": given(),
                "date": "2025-05-04",
                "version": version,
                "note": given(),
            }
        },
    }


def benign(number):
    return f"Plainly named {number % len(HOSTILE)}."


@cache
def assessed(shift):
    """A case of hostile texts, each at another place by `shift`; of plain ones, without."""
    book = load_rulebook()

    def text(number):
        return benign(number) if shift is None else HOSTILE[(number + shift) % len(HOSTILE)]

    return assess(load_case(parse(json.dumps(body_of(text)), "x.yaml"), book), book)


def asked(determination):
    (argued,) = determination.case.safety_cases
    return Asked(("passive",), True, {"passive": argued}, None)


@cache
def drafted(kind, shift, language="en"):
    determination = assessed(shift)
    with speaking(language):
        if kind == "memo":
            return memo_markdown(determination, traced=False)
        if kind == "claim":
            return claim_markdown(determination, "passive")
        return checklist_markdown(determination, asked(determination))


def made_of(markdown):
    """What a document of Markdown is made of, without its text."""
    kinds = (each["t"] for each in elements(read(markdown).tree["blocks"]))
    return Counter(each for each in kinds if each not in ("Str", "Space"))


SHIFTS = (0, 19)  # where the texts stand: each at several places in turn


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_case_changes_what_a_document_is_made_of(kind, language):
    plain = made_of(drafted(kind, None, language))
    for shift in SHIFTS:
        assert made_of(drafted(kind, shift, language)) == plain, shift


@pytest.mark.parametrize("format_", ["docx", "html", "pdf"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_shows_as_typed_wherever_a_plain_one_does(kind, format_):
    def made(shift):
        markdown, sheet = drafted(kind, shift), sheet_of(assessed(shift))
        structure, text = structure_and_text(markdown, sheet, format_)
        if format_ == "docx":
            structure["tags"] -= {f"{W}rFonts"}  # which letters of another script have
        return structure, SPACE.sub(" ", text)

    shift = SHIFTS[1]
    plain, benign_text = made(None)
    found, text = made(shift)
    assert found == plain
    assert not STEERING.search(text)
    there = [at for at in range(len(HOSTILE)) if benign(at) in benign_text]
    assert there
    for at in there:
        assert shown(HOSTILE[(at + shift) % len(HOSTILE)]) in text, at


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_case_reaches_a_file_or_the_network(kind):
    markdown, sheet = drafted(kind, 0), sheet_of(assessed(0))
    page = Page(written(markdown, "html", sheet).decode("utf-8"))
    reaching = [value for name, value in page.given if name in ("src", "href", "srcset", "action")]
    assert all(value.startswith("#fn") for value in reaching)
    assert not set(page.tags) & {"script", "img", "link", "iframe", "object", "form"}
    for name, tree in parts(written(markdown, "docx", sheet)).items():
        if name.endswith(".rels"):
            assert not [each for each in tree if each.get("TargetMode") == "External"]


def test_no_cell_of_a_table_is_a_formula_and_each_text_keeps_to_its_cell():
    plain = table(None)
    for shift in (*SHIFTS, 9, 30, 40):
        found = table(shift)
        assert [len(row) for row in found] == [len(row) for row in plain]
        assert [row[1] for row in found] == [row[1] for row in plain]
        for row in found:
            for cell in row:
                first = "".join(each for each in cell if unicodedata.category(each) != "Cf")
                start = unicodedata.normalize("NFKC", first.strip()[:1])
                assert not start or start not in "=+-@", cell
                assert not STEERING.search(cell)
                assert "\n" not in cell


def table(shift):
    determination = assessed(shift)
    return list(csv.reader(io.StringIO(checklist_csv(determination, asked(determination)))))


@pytest.mark.parametrize("odd", ["\\ud800", "\\udfff", "a\\ud83d b"])
def test_half_of_a_letter_is_refused_where_it_is_read(odd):
    text = json.dumps(body_of(lambda number: f"@{number}")).replace("@", odd)
    with pytest.raises(ProblemsError) as caught:
        parse(text, "x.yaml")
    assert {each.code for each in caught.value.problems} == {"file/not-yaml"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_shows_nothing_leaves_no_mark_of_markdown(kind, rulebook):
    blank = "\u3000"
    body = body_of(lambda number: f"Named {number}")
    for each in body["parties"] + body["individuals"] + body["heads"]:
        each["name"] = blank
    body["title"] = blank
    body["sources"] = {f"s{at}": "A card" for at in range(4)}
    for each in ("system", "harm"):
        for stated in body[each].values():
            stated["evidence"] = ["s0"]
    for each in body["parties"]:
        each["roles"]["evidence"] = ["s1"]
    determination = assess(load_case(parse(json.dumps(body), "x.yaml"), rulebook), rulebook)
    drafts = {
        "memo": lambda: memo_markdown(determination, traced=False),
        "claim": lambda: claim_markdown(determination, "passive"),
        "checklist": lambda: checklist_markdown(determination, asked(determination)),
    }
    _, text = structure_and_text(drafts[kind](), sheet_of(determination), "html")
    assert "**" not in text


@pytest.mark.parametrize(
    "command",
    [
        ("memo", "cases/worked/g27.yaml", "--lang", "ko", "-f", "docx"),
        ("claim", "cases/home-robot.yaml", "--harbor", "passive", "--lang", "zh", "-f", "html"),
        ("checklist", "cases/home-robot.yaml", "--tier", "--lang", "ja", "-f", "csv"),
    ],
    ids=lambda command: command[0],
)
def test_the_same_command_gives_the_same_bytes_wherever_it_runs(command):
    made = []
    for seed, zone, locale in (("1", "UTC", "C"), ("77", "Pacific/Kiritimati", "C.UTF-8")):
        there = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "COLUMNS": seed}
        done = subprocess.run(
            [sys.executable, "-m", "liability", *command],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **there},
        )
        assert done.returncode == 0, done.stderr
        made.append(done.stdout)
    assert made[0] == made[1]


def test_a_long_chain_of_claims_is_drafted_in_trees_that_word_has_levels_for(rulebook):
    size = 1500
    claims = {f"c{at}": {"text": "T", "supported_by": [f"c{at + 1}"]} for at in range(size)}
    claims[f"c{size}"] = {"text": "T", "supported_by": ["c0"]}
    argued = {
        "safety_case": "s",
        "harbor": "passive",
        "state": "DRAFT",
        "system": {"name": "S", "version": "1"},
        "claims": claims,
    }
    body = {"case": "x", "as_of": "2025-06-01", "safety_case": argued}
    determination = assess(load_case(parse(json.dumps(body), "x.yaml"), rulebook), rulebook)
    markdown = claim_markdown(determination, "passive")
    lines = re.findall(r"^( *)- \*\*(c\d+)\*\* T(.*)$", markdown, re.M)
    whole = [name for _, name, beside in lines if not beside]
    assert sorted(whole) == sorted(claims)
    assert {beside for *_, beside in lines} == {"", " (see below)", " (see above)"}
    assert max(len(indent) // 4 for indent, *_ in lines) == 8
    assert written(markdown, "html", sheet_of(determination))
