"""Documents that claim a harbor, whole: what `liability claim` drafts, and what it leaves blank.

To add one, write the command on the first line of `claims/NAME.md`, as `<!-- liability claim CASE
--harbor weak -->`. `UPDATE_EXPECTED=1 uv run pytest tests/test_claim.py` writes the document below
that line: read it as whoever files it would.
"""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import yaml
from claims_drafted import HARBORS, ROBOT, ROBOT_CASE, claim, drafted
from golden import golden
from test_sentences import KEPT, WORD, ids, own, without

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.determination.document import Document
from liability.documents.claim import claim_markdown
from liability.language import LANGUAGES, speaking
from liability.rulebook.catalogs import OTHERS, texts_of
from liability.rulebook.load import load_rulebook
from liability.source.yaml import read

ROOT = Path(__file__).parent.parent
GOLDENS = sorted((ROOT / "tests" / "claims").glob("*.md"))
COMMAND = re.compile(r"<!-- liability claim (?P<arguments>.+) -->")
CASES = sorted(
    str(each.relative_to(ROOT))
    for folder in ("cases", "cases/worked")
    for each in (ROOT / folder).glob("*.yaml")
)
CAUTIONS = {  # what the claim does not rest on: of the tier, and of the figures of today
    *("D.0", "D.RT-3.deployment"),
    *("A.2", "A.4", "B.2.a", "D.RT-4.trigger"),
}
MARKS = {"en": r"\[blank: ", "ko": r"\[빈칸: ", "ja": "［空欄：", "zh": "［空白："}


pytestmark = pytest.mark.usefixtures("at_the_root")


@cache
def assessed(path):
    book = load_rulebook()
    return assess(load_case(read(ROOT / path), book), book, as_of="2025-09-01")


def section(text, number):
    """One section of a document, by its number."""
    return text.partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def first(text):
    """What a document says before its sections."""
    return text.partition("\n## 1. ")[0]


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.stem)
def test_the_document_of_a_case_is_exactly_this(file):
    top = file.read_text("utf-8").partition("\n")[0]
    found = COMMAND.fullmatch(top)
    assert found, f"{file.name} must begin with `<!-- liability claim CASE … -->`"
    done = claim(*shlex.split(found["arguments"]))
    assert done.exit_code == 0, done.stderr
    golden(file, f"{top}\n{done.stdout}")


def test_each_harbor_has_its_document_in_each_language():
    told = {COMMAND.fullmatch(file.read_text("utf-8").partition("\n")[0])[1] for file in GOLDENS}
    there = {
        (
            re.search(r"--harbor (\S+)", each)[1],
            (re.search(r"--lang (\S+)", each) or ["", "en"])[1],
        )
        for each in told
    }
    assert there == {(harbor, language) for harbor in HARBORS for language in LANGUAGES}


@pytest.mark.parametrize(("at", "path"), list(enumerate(CASES)))
def test_every_case_gives_every_claim_in_english_and_another_language_in_turn(at, path, rulebook):
    determination = assessed(path)
    common = next(each for each in rulebook.claim_documents.values() if each.common)
    for language in ("en", OTHERS[at % len(OTHERS)]):
        with speaking(language):
            found = Document(determination)
            for harbor in HARBORS:
                text = claim_markdown(determination, harbor)
                plain = re.sub(r"\\(.)", r"\1", text)
                mark = MARKS[language].replace("\\[", "[")
                count = plain.count(mark) - 1  # the first says what a mark looks like
                assert re.search(rf"(?<!\d){count}(?!\d)", first(text)), (harbor, language)
                assert "\n\n\n" not in text
                part = next(
                    each for each in rulebook.claim_documents.values() if each.harbor == harbor
                )
                numbers = [int(each) for each in re.findall(r"^## (\d+)\. ", text, re.M)]
                tiers = [
                    each
                    for each in rulebook.claim_documents.values()
                    if each.tier in found["tier"]["possible"] and (each.sections or each.claims)
                ]
                sections = len(common.sections) + len(part.sections) + len(tiers)
                assert numbers == list(range(1, sections + 1))
                assert re.findall(r"^## (?!\d+\. ).*", text, re.M) == []
                for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
                    rows = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
                    assert len(rows) == 1, table


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", [ROBOT, "cases/worked/g22.yaml", "cases/worked/g39.yaml"])
def test_no_english_is_left(language, path, rulebook):
    determination = assessed(path)
    (*argued,) = determination.case.safety_cases
    said = [*own(determination)]
    for each in argued:
        said += [each.id, each.title, each.system, each.version, each.state]
        for one in each.elements.values():
            said += [one.id, one.text, one.by, one.source, one.warrant, one.resolution]
            said += [one.hash, one.producer]
        said += [signed.by for signed in each.sign_offs]
        said += [searched.by for searched in each.searches]
        said += [limit.text for limit in each.thresholds.values()]
        said += [*each.thresholds, *each.modifications]
        said += [change.text for change in each.modifications.values()]
        for kept in each.conditions.values():
            said += [kept.text, kept.indicator, kept.threshold, kept.owner]
    for part in rulebook.claim_documents.values():
        said += [*part.claims, *part.defeaters]
    of_pack = [text.get(language, "") for _, text in texts_of(rulebook)]
    with speaking(language):
        for harbor in HARBORS:
            written = claim_markdown(determination, harbor)
            plain = " ".join(re.sub(r"\\([^\sA-Za-z0-9])", r"\1", written).split())
            plain = re.sub(r"`[^`]*`|\[[^\]]*[A-Z]\.[^\]]*\]", " ", plain)
            with_words = [each for each in of_pack if WORD.search(each)]
            left = without(plain, [*said, *with_words, *ids(rulebook)])
            assert WORD.findall(KEPT.sub(" ", left)) == [], harbor


def test_nothing_is_granted_and_nothing_approved():
    for harbor in HARBORS:
        for case in (ROBOT, "cases/worked/g41.yaml"):
            text = drafted(case, harbor)
            assert "**DRAFT**" in first(text)
            assert text.count("granted") == 1
            assert "Nothing here says that the harbor is granted" in first(text)


def test_a_harbor_that_fails_is_said_to_fail_before_all_else():
    text = first(drafted("cases/worked/g22.yaml", "compute"))
    assert "**Elements shown not to hold: Total training compute is low enough for the" in text
    assert "**On the facts of this case the harbor fails.**" in first(
        drafted("cases/gpt-4.yaml", "narrow")
    )


def test_what_may_fail_and_what_is_not_shown_is_said_before_all_else():
    text = first(drafted(ROBOT, "passive"))
    assert "**On the facts of this case the harbor may fail.**" in text
    assert "Elements not shown, one way or the other: It stays so under modest" in text
    assert "The tier is undetermined: RT-2 or RT-3." in text


GUARANTEED = """\
case: guaranteed
as_of: 2025-06-01
system: {{autonomy: strong, generality: strong, intelligence: strong, training_compute: 3e26,
  inference_rate: 2e19, safe: yes, secure: yes, controllable: yes, proven: yes}}
harm: {{occurred: yes, date: 2025-05-01, caused_by_system: yes}}
parties: [{{id: lab, roles: [developer]}}]
claims:
  - {{id: g, harbor: provably-safe, by: lab, stage: {stage}, made_on: {day}, approver: agency,
     prepared_by_developer: yes, expires: 2026-04-01, covers_system: yes, material_change: no,
     open_defeater: no, suspended_by_authority: no, falsified: no}}
"""


@pytest.mark.parametrize(
    ("stage", "day", "state", "ground", "cited"),
    [
        ("approved", "2025-05-20", "pleaded late", "A harbor protects on its proved", "C.7.d"),
        ("refused", "2025-03-10", "refused", "A harbor protects on its proved", "C.7.d"),
        ("approved", "2025-03-10", "approved", "A harbor is in force when an effective", "C.5.b"),
    ],
)
def test_the_state_of_a_claim_and_the_ground_of_its_harbor_are_said(
    stage, day, state, ground, cited, tmp_path
):
    case = tmp_path / "case.yaml"
    case.write_text(GUARANTEED.format(stage=stage, day=day), "utf-8")
    text = re.sub(r"\\(.)", r"\1", claim(case, "--harbor", "provably-safe").stdout)
    assert f"is: protects. This rests on: {ground}" in first(text)
    assert f"- **State of the claim (g): {state}.** " in first(text)
    assert re.search(rf"This rests on: [^\n]*\b{cited}\b", first(text))
    behind = re.findall(r"\b[A-D](?:\.[\w-]+)+", first(text).partition("This rests on")[2])
    assert {*behind} <= {*re.findall(r"^- \*\*(\S+)\*\* ", section(text, 15), re.M)} | CAUTIONS


def test_the_ground_of_a_state_is_no_exception_that_does_not_apply(tmp_path):
    case = tmp_path / "case.yaml"
    other = GUARANTEED.replace("covers_system: yes", "covers_system: no")
    case.write_text(other.format(stage="approved", day="2025-03-10"), "utf-8")
    text = re.sub(r"\\(.)", r"\1", claim(case, "--harbor", "provably-safe").stdout)
    assert (
        "is: claim out of scope. This rests on: The claim does not cover this system and use "
        "[C.5.a, C.4.e].\n"
    ) in first(text)


def test_a_harbor_that_may_be_in_several_states_is_said_to_be_in_none(tmp_path):
    case = tmp_path / "case.yaml"
    unproven = GUARANTEED.replace(", proven: yes", "")
    case.write_text(unproven.format(stage="approved", day="2025-03-10"), "utf-8")
    text = first(claim(case, "--harbor", "provably-safe").stdout)
    assert "the state of the harbor is undetermined: protects; or claimed and perfected" in text
    assert "the state of the harbor is:" not in text


def test_the_caption_says_of_a_claim_whose_state_is_open_that_it_is():
    caption = section(drafted(ROBOT, "passive"), 1)
    assert "claim maker-passive: undetermined: submitted or suspended |" in caption


def test_who_signed_a_safety_case_is_named_with_their_organization(tmp_path):
    argued = Path(ROBOT_CASE).read_text("utf-8")
    signed = argued.replace("by: Jo Park, date", "by: Jo Park, organization: Pump Works, date", 1)
    (tmp_path / ROBOT_CASE).parent.mkdir(parents=True)
    (tmp_path / ROBOT_CASE).write_text(signed, "utf-8")
    (tmp_path / ROBOT).write_text(Path(ROBOT).read_text("utf-8"), "utf-8")
    text = drafted(tmp_path / ROBOT, "passive")
    assert "Jo Park (Pump Works), 2025-08-20" in text
    assert ": Sam Ito, 2025-08-21" in text


def test_a_prohibited_tier_is_said_to_be_cured_by_no_case(tmp_path):
    case = tmp_path / "large.yaml"
    strong = "autonomy: strong, generality: strong, intelligence: strong"
    case.write_text(
        f"case: large\nas_of: 2025-06-01\nsystem: {{training_compute: 2e27, {strong}}}\n",
        "utf-8",
    )
    text = first(claim(case, "--harbor", "weak").stdout)
    assert "**The tier is RT-4.** A system of this tier is prohibited" in text


def test_the_compute_harbor_takes_no_approval_and_the_others_do():
    text = section(drafted("cases/worked/g22.yaml", "compute"), 11)
    assert "Approval is not required." in text
    assert "C.5.b" in text
    assert "blank" not in text
    for harbor in HARBORS[1:]:
        text = section(drafted("cases/worked/g22.yaml", harbor), 11)
        assert "an agency or an auditor credentialed by one has approved" in text
        assert "blank: the approver" in text


def test_a_claim_is_shown_as_far_as_its_findings_are():
    text = section(drafted("cases/worked/g41.yaml", "provably-safe"), 5)
    assert "**e1** The system is safe in its operating conditions: shown \\[" in text
    assert "**e5** What remains outside of the model is justified: not shown" in text
    text = section(drafted("cases/worked/g22.yaml", "compute"), 5)
    assert re.search(r"\*\*a1\*\* .*: shown not to hold \\\[", text)


def test_several_who_claim_the_harbor_share_one_document():
    text = section(drafted(ROBOT, "passive"), 1)
    assert (
        "Home Robots (developed the system as it now is, operated it), claim maker-passive" in text
    )
    assert "Robot Shop (provided it), claim shop-passive: drafted" in text


def test_where_nobody_claims_it_the_caption_is_blank_and_says_so():
    text = drafted("cases/gpt-4.yaml", "weak")
    assert "The case has no claim of this harbor." in first(text)
    assert "| **Claimed by** | \\[blank: the parties that claim the harbor" in text


def test_the_safety_case_of_the_case_and_one_that_is_given_say_the_same(tmp_path):
    alone = tmp_path / "alone.yaml"
    written = (ROOT / ROBOT).read_text("utf-8")
    alone.write_text(written.replace("safety_case: safety-cases/home-robot.yaml\n", ""), "utf-8")
    given = claim(alone, "--harbor", "passive", "--safety-case", ROBOT_CASE).stdout
    digest = re.compile(r"(Digest of the case\*\* \| `)[0-9a-f]+")
    assert digest.sub(r"\1", given) == digest.sub(r"\1", drafted(ROBOT, "passive"))
    assert claim(alone, "--harbor", "passive").stdout != given


def test_a_listed_defeater_is_open_until_the_safety_case_answers_it():
    text = section(drafted(ROBOT, "passive"), 7)
    row = {each[1]: each[0] for each in re.findall(r"(^\| \*\*([\w-]+)\*\*.*$)", text, re.M)}
    assert "| Refuted | The study counts one override" in row["rubber-stamp"]
    assert "| Open | \\[blank: what answers it" in row["framework"]


def test_an_open_defeater_on_a_path_puts_the_top_claim_in_doubt():
    text = section(drafted("cases/worked/g41.yaml", "provably-safe"), 5)
    assert "are met (Guaranteed safe): shown." in text
    assert "**It is in doubt while these defeaters on a path to it are open: proxy," in text
    robot = section(drafted(ROBOT, "passive"), 5)
    doubt = re.search(r"It is in doubt .*", robot)[0]
    assert "framework" in doubt
    assert "rubber-stamp" not in doubt


def test_what_the_safety_case_has_by_the_id_of_the_list_leaves_no_blank(tmp_path):
    text = section(drafted(ROBOT, "passive"), 13)
    assert (
        "| Study of human control: overrides and fatigue | d2 | **human-study** (see above)" in text
    )
    other = tmp_path / "other.yaml"
    written = (ROOT / ROBOT_CASE).read_text("utf-8")
    other.write_text(written.replace("\n  confirmations:\n", "\n  human-decides:\n"), "utf-8")
    rows = section(claim(ROBOT, "--harbor", "passive", "--safety-case", other).stdout, 9)
    (row,) = [each for each in rows.splitlines() if "| Safety lead |" in each]
    assert row.startswith("| A human decides on each action; in the safety case: Users go on to")
    assert "| Overrides per confirmation" in row


def test_where_the_safety_case_contradicts_the_case_is_said_before_all_else():
    assert (
        "**The safety case contradicts the case: the safety case is draft, and claim "
        "maker-passive is submitted for approval.**"
    ) in first(drafted(ROBOT, "passive"))


def test_who_approves_does_not_attest():
    text = drafted(ROBOT, "passive")
    approver = "Agency, or auditor whom an agency has credentialed"
    assert f"- {approver}: \\[blank:" in section(text, 11)
    assert approver not in section(text, 12)


def test_a_threshold_that_this_project_assumes_says_so():
    text = section(drafted("cases/worked/g22.yaml", "compute"), 21)
    assert (
        "| 1e26 FLOP | harbor.training. Assumed by this project from 2025-03-05 on, and set by no "
        "authority |"
    ) in text


def test_how_versions_differ_is_said_in_every_language():
    said = {"ko": "약간의 수정만 견디면", "ja": "わずかな修正に耐えれば", "zh": "只需经受轻微修改"}
    for language, words in said.items():
        text = drafted(ROBOT, "passive", "--lang", language)
        assert words in section(text, 15)


def test_sections_have_the_same_numbers_in_every_format():
    """Word, HTML and PDF number headings by their place: it must be the number of Markdown."""
    text = drafted(ROBOT, "passive")
    html = drafted(ROBOT, "passive", "--format", "html")
    printed = re.findall(r"<h1[^>]*>([^<]*)</h1>", html)[1:]  # without the title
    assert [f"{n}. {each}" for n, each in enumerate(printed, 1)] == [
        re.sub(r"\\(.)", r"\1", each) for each in re.findall(r"^## (.*)$", text, re.M)
    ]
    assert printed[0] == "Caption"


def test_an_argument_is_written_no_deeper_than_word_has_lists(tmp_path):
    """Nine levels; what is deeper begins a list of its own."""
    names = [f"step-{n}" for n in range(12)]
    chain = {
        name: {"text": f"Claim {name}"}
        | ({"supported_by": [below]} if below else {"undeveloped": "yes"})
        for name, below in zip(names, [*names[1:], ""], strict=True)
    }
    written = yaml.safe_load((ROOT / ROBOT_CASE).read_text("utf-8"))
    kept = {key: written[key] for key in ("title", "harbor", "state", "system")}
    body = kept | {"safety_case": "chain", "as_of": "2025-09-01", "claims": chain}
    file = tmp_path / "chain.yaml"
    file.write_text(yaml.safe_dump(body), "utf-8")
    text = claim(ROBOT, "--harbor", "passive", "--safety-case", file).stdout
    lines = re.findall(r"(?m)^( *)- .*Claim step-\d+", text)
    assert [len(each) // 4 for each in lines] == [*range(9), *range(4)]


def test_a_safety_case_of_another_version_is_said_before_all_else(tmp_path):
    other = tmp_path / "other.yaml"
    written = (ROOT / ROBOT_CASE).read_text("utf-8")
    other.write_text(
        written.replace('version: "2.1"}\n\nclaims', 'version: "2.0"}\n\nclaims'), "utf-8"
    )
    text = claim(ROBOT, "--harbor", "passive", "--safety-case", other).stdout
    assert "is of version 2.0 of the system, and the case states another: 2.1" in first(text)
