"""Memoranda, whole: what `liability memo` drafts, and that the proof stands behind each sentence.

To add one, write the command on the first line of `memos/NAME.md`, as `<!-- liability memo CASE
--profile ko -->`. `UPDATE_EXPECTED=1 uv run pytest tests/test_memo.py` writes the memorandum below
that line: read it as who is to sign it would.
"""

from __future__ import annotations

import json
import re
import shlex
from functools import cache, partial
from itertools import chain, cycle
from pathlib import Path

import pytest
from cli_runs import run_process
from golden import golden
from in_process import run

from liability.case.load import load_case
from liability.cli.assess import assess as assess_verb
from liability.cli.memo import memo as memo_verb
from liability.determination.assess import assess
from liability.determination.document import Document
from liability.determination.explain import relied_on
from liability.documents.analysis import issues
from liability.documents.memo import memo_markdown
from liability.language import LANGUAGES, speaking
from liability.rulebook.catalogs import OTHERS
from liability.source.yaml import read

ROOT = Path(__file__).parent.parent
GOLDENS = sorted((ROOT / "tests" / "memos").glob("*.md"))
COMMAND = re.compile(r"<!-- liability memo (?P<arguments>.+) -->")
CASES = sorted(
    str(each.relative_to(ROOT))
    for folder in ("cases", "cases/worked", "tests/apportionment")
    for each in (ROOT / folder).glob("*.yaml")
)
G27 = "cases/worked/g27.yaml"
VALUE = "{{ 7*7 }} <script>alert(1)</script> | =HYPERLINK(1) \\input{x} [^1]: y\n# no\n\n<!-- z -->"
HOSTILE = f"""\
case: hostile
title: &x {json.dumps(VALUE)}
notes: *x
sources: {{s: *x}}
system:
  autonomy: {{value: strong, note: *x}}
  description: *x
harm:
  occurred: {{value: yes, evidence: [s], note: *x}}
parties:
  - {{id: p, name: *x, roles: [developer]}}
heads:
  - {{id: h, name: *x, amount: 5}}
"""
NOTE = re.compile(r"^\[\^(\d+)\]: (.+)\.$", re.M)
NODE = re.compile(r"<!-- (\S+) -->")
BESIDE = (
    "#",
    "-",
    "|",
    "[^",
    "The exception",
    "What each pays follows",
    "? something",
    "Open, and",
)
HEADINGS = [
    "Question presented",
    "Short answer",
    "Facts",
    "Analysis",
    "What is undetermined",
    "Readings and language versions",
    "Assumptions",
    "Authorities",
]


pytestmark = pytest.mark.usefixtures("at_the_root")


memo = partial(run, memo_verb)


@cache
def drafted(case):
    done = memo(case)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def plain(text):
    """Text without the escapes of Markdown."""
    return re.sub(r"\\(.)", r"\1", text)


def paragraphs(text):
    """Each block of the analysis, and the id of the node that is named before it."""
    part = text.partition("\n## Analysis\n")[2].partition("\n## What is undetermined\n")[0]
    node = None
    for block in filter(None, map(str.strip, part.split("\n\n"))):
        named = NODE.fullmatch(block)
        if not named:
            yield node, block
        node = named[1] if named else None


def authorities(text):
    """The provisions that a memorandum lists in its last chapter."""
    last = text.rpartition("\n## ")[2]
    return [plain(each) for each in re.findall(r"^- \*\*(.+?)\*\* ", last, re.M)]


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.stem)
def test_the_memorandum_of_a_case_is_exactly_this(file):
    first = file.read_text("utf-8").partition("\n")[0]
    found = COMMAND.fullmatch(first)
    assert found, f"{file.name} must begin with `<!-- liability memo CASE … -->`"
    done = memo(*shlex.split(found["arguments"]))
    assert done.exit_code == 0, done.stderr
    golden(file, f"{first}\n{done.stdout}")


@pytest.mark.parametrize(("case", "language"), list(zip(CASES, cycle(OTHERS), strict=False)))
def test_the_proof_stands_behind_every_paragraph_and_every_provision(case, language, rulebook):
    """In English, and in the other languages in turn."""
    determination = assess(load_case(read(Path(case)), rulebook), rulebook, as_of="2025-06-01")
    found = Document(determination)
    text = memo_markdown(determination)
    assert re.findall(r"^## (.+)$", text, re.M) == HEADINGS
    assert "\n\n\n\n" not in text

    names = chain.from_iterable(each[-1] for each in issues(rulebook, found))
    relied = set(relied_on(determination, names))
    assert relied >= set(found["relied_on"])
    if "#### The sums" in text:
        steps = found["apportionment"]["cites"]
        relied.update(*(steps[each] for each in steps if each != "ordinary"))
    notes = {number: plain(cites).split(", ") for number, cites in NOTE.findall(text)}
    assert set(chain.from_iterable(notes.values())) == relied
    assert authorities(text) == sorted(relied)
    used = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert used == list(notes) == [str(each) for each in range(1, len(used) + 1)]

    nodes = {each["id"]: each for each in found["proof"]["nodes"]}
    for node, block in paragraphs(text):
        if node is None:
            assert block.startswith(BESIDE), block
            continue
        assert nodes[node]["title"] in plain(block), block
        number = re.search(r"\[\^(\d+)\]$", block)
        cited = notes[number[1]] if number else []
        again = "elsewhere" in block
        assert sorted(cited) == ([] if again else sorted(nodes[node]["cites"])), block

    with speaking(language):
        same = memo_markdown(determination)
    assert NODE.findall(same) == NODE.findall(text)
    assert re.findall(r"\[\^\d+\](?!:)", same) == re.findall(r"\[\^\d+\](?!:)", text)
    assert NOTE.findall(same) == NOTE.findall(text)
    assert len(re.findall(r"^## ", same, re.M)) == len(HEADINGS)
    assert authorities(same) == authorities(text)
    assert "\n\n\n\n" not in same


def test_there_is_a_whole_memorandum_in_each_language():
    commands = [file.read_text("utf-8").partition("\n")[0] for file in GOLDENS]
    assert {(re.search(r"--lang (\S+)", each) or ["", "en"])[1] for each in commands} == {
        *LANGUAGES
    }


def test_what_is_for_people_to_say_stands_as_a_blank():
    text = drafted(G27)
    assert "**DRAFT**" in text
    assert "| **To** | \\[to whom this is addressed\\] |" in text
    assert "| **From** | \\[who signs it\\] |" in text
    assert "| **Date** | 2025-06-01, the day whose law is applied |" in text
    assert "not legal advice" in text


def test_values_of_a_case_stand_as_text(tmp_path):
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, "utf-8")
    text = memo(file).stdout
    assert "\\{\\{ 7\\*7 \\}\\} \\<script\\>" in text
    assert not re.search(r"(?<!\\)<(?!!-- [a-z]+:\S+ -->$)", text, re.M)
    assert "\n# no" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    widths = {len(re.findall(r"(?<!\\)\|", line)) - 1 for line in rows}
    assert widths == {2, 3, 5}


def test_a_file_is_written_whole_and_over_none_unless_forced(tmp_path):
    target = tmp_path / "memo.md"
    assert memo(G27, "-o", target).stdout == ""
    assert target.read_text("utf-8") == drafted(G27)
    done = memo(G27, "-o", target)
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert memo(G27, "--profile", "ko", "-o", target, "--force").exit_code == 0
    assert target.read_text("utf-8") != drafted(G27)
    assert [each.name for each in tmp_path.iterdir()] == ["memo.md"]


def test_the_verb_runs_as_a_program():
    done = run_process("memo", G27)
    assert done.returncode == 0, done.stderr
    assert done.stdout == drafted(G27)


# --- the short answer -----------------------------------------------------------------------------

STRICT = """\
case: strict
as_of: 2025-06-01
system:
  {autonomy: strong, generality: strong, intelligence: strong, training_compute: 3e26,
   inference_rate: 2e19, training_status: completed, deployed: yes}
parties: [{id: lab, roles: [developer, operator]}]
"""


def short_answer(folder, more, *options):
    """The short answer on a case of a strict system, with more in it."""
    file = folder / "case.yaml"
    file.write_text(STRICT + more, "utf-8")
    said = plain(memo(file, *options).stdout)
    return said.partition("\n## Short answer\n")[2].partition("\n## Facts\n")[0]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("occurred: yes, caused_by_system: yes", "liable under the regime; its position: answers"),
        (
            "occurred: yes, caused_by_system: no",
            "not liable under the regime; its position, if it were to answer for harm: answers "
            "strictly, jointly and severally. Nor does it have to answer for harm on another "
            "ground.",
        ),
        (
            "occurred: yes",
            "liable under the regime: undetermined (if the record closed today: no); its position, "
            "if it is to answer for harm: answers strictly, jointly and severally.",
        ),
    ],
)
def test_the_short_answer_says_of_a_party_whether_it_is_liable(harm, says, tmp_path):
    said = short_answer(tmp_path, f"claims: none\nharm: {{{harm}, date: 2025-05-01}}\n")
    assert f"- **lab** (developed the system as it now is, operated it): {says}" in said


def test_the_short_answer_names_who_may_answer_in_person_and_who_does_not():
    said = plain(memo("cases/worked/g33.yaml").stdout)
    assert (
        "Which of these holds of Chief executive, Member of the board, Head of safety: personally "
        "liable; facts to be referred to the prosecuting authority, without any finding of guilt?"
    ) in said
    said = said.partition("\n## Short answer\n")[2].partition("\n## Facts\n")[0]
    assert (
        "- **Chief executive**: personally liable: yes; facts to be referred to the prosecuting "
        "authority, without any finding of guilt: undetermined (if the record closed today: no).\n"
    ) in said
    assert (
        "- **Member of the board, Head of safety**: personally liable: no; facts to be referred to "
        "the prosecuting authority, without any finding of guilt: no. Whether they answer under "
        "ordinary law is not decided here.\n"
    ) in said


def test_the_short_answer_says_where_no_individual_is_personally_liable(tmp_path):
    nobody = "individuals: [{id: x, party: lab, role: other}]\nharm: {occurred: no}\n"
    said = short_answer(tmp_path, f"claims: none\n{nobody}")
    assert (
        "- **x**: personally liable: no; facts to be referred to the prosecuting authority, "
        "without any finding of guilt: no. Whether they answer under ordinary law is not decided"
    ) in said


# --- cautions and duties --------------------------------------------------------------------------


def cautions_of(text):
    """What a memorandum says of cautions in its analysis."""
    return text.partition("\n### Cautions\n")[2].partition("\n## ")[0].partition("\n### ")[0]


def test_the_short_answer_says_which_cautions_qualify_it(tmp_path):
    said = short_answer(tmp_path, "claims: none\nharm: {occurred: yes, date: 2025-03-04}\n")
    head = said.index("- **Injunctive relief**")
    caution = said.index("    - The harm is dated before the first day of this law")
    assert head < said.index("- **Cautions**:\n") < caution < said.index("- **Safe harbor")


def test_a_short_answer_without_a_caution_that_is_met_has_no_word_of_cautions():
    said = plain(drafted("cases/alphafold.yaml")).partition("## Short answer")[2]
    assert "**Cautions**" in said.partition("## Facts")[0]
    said = plain(drafted("cases/worked/g56.yaml")).partition("## Short answer")[2]
    assert "**Cautions**" not in said.partition("## Facts")[0]


def test_the_short_answer_says_which_duties_are_breached_and_which_are_open(tmp_path):
    more = "claims: none\ncompliance: {plan_approved: no, audits_approved: yes}\n"
    said = short_answer(tmp_path, more)
    duties = said.partition("- **Duties**:\n")[2].partition("\n- **")[0].splitlines()
    assert duties[0].startswith("    - breached: ")
    assert "Have a safety and security plan approved before training" in duties[0]
    assert any(each.startswith("    - undetermined: performed or breached: ") for each in duties)


def test_an_open_caution_that_nothing_in_the_case_raises_is_left_out(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(STRICT + "claims: none\n", "utf-8")
    assert "United States" not in cautions_of(plain(memo(file).stdout))


def test_a_fact_that_is_said_to_be_unknown_raises_no_caution(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text("case: x\nsystem: {special_risk_domain: unknown}\n", "utf-8")
    assert "raised by what the case states" not in memo(file).stdout


def test_an_open_caution_that_the_case_raises_says_what_it_turns_on(tmp_path):
    file = tmp_path / "case.yaml"
    disputed = "{disputed: {claimant: strong, developer: weak}}"
    file.write_text(STRICT.replace("generality: strong", f"generality: {disputed}"), "utf-8")
    said = cautions_of(plain(memo(file).stdout))
    assert (
        "- No safe harbor is needed, since an axis is undisputedly weak. "
        "It turns on: Strong generality.\n"
    ) in said


CLAIM = """\
claims:
  - {id: n, harbor: narrow, by: lab, stage: claimed, made_on: 2025-04-01, covers_system: yes,
     material_change: no, open_defeater: no, suspended_by_authority: no, falsified: no}
"""


def test_the_short_answer_names_a_harbor_that_is_claimed_and_fails(tmp_path):
    said = short_answer(tmp_path, CLAIM)
    assert (
        "- **Safe harbor, Narrow**: fails. Claims: n (undetermined: claimed or pleaded late). "
        "What is shown excludes the harbor: strong generality.\n"
    ) in said
    assert "Safe harbor, Narrow" not in short_answer(tmp_path, "claims: none\n")


# --- the words of a language version --------------------------------------------------------------


def words_quoted(case, *options):
    said = memo(case, *options).stdout
    return re.findall(r"^ *- (.+?): .+ (\w+) text: 「(.+?)」", said, re.M)


def test_a_memorandum_quotes_the_words_of_the_version_that_decides():
    quoted = words_quoted("cases/gpt-4.yaml", "--profile", "ko")
    title = "Training compute is high enough that the run is to be registered"
    assert (title, "Korean", "이상") in quoted
    assert words_quoted("cases/gpt-4.yaml") == []


def test_words_are_quoted_in_whatever_language_the_memorandum_is_written():
    written = memo("cases/gpt-4.yaml", "--profile", "ko", "--lang", "ja").stdout
    assert "韓国語版の文言：「이상」。" in written


def test_no_words_are_quoted_where_the_case_states_the_outcome_outright():
    titles = [title for title, *_ in words_quoted(G27, "--profile", "zh")]
    assert "Strong autonomy" not in titles
    assert "Training compute exceeds the cap" in titles


def test_a_report_heads_no_ordered_list_where_none_follows(tmp_path):
    file = tmp_path / "case.yaml"
    settled = "claims: none\ncompliance: {plan_approved: no, case_prepared: no}\n"
    file.write_text(STRICT + f"{settled}harm: {{occurred: yes, date: 2025-05-01}}\n", "utf-8")
    report = run(assess_verb, file, "--format", "markdown").stdout
    for part in report.split("\n## ")[1:]:
        assert not part.startswith("What to find out, in this order") or "\n1. " in part
    assert "\n## What is undetermined\n" in report
