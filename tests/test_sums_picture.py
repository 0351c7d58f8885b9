"""The picture of the sums shows every payment, nothing that is open, and no name can break it."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liability.case.load import load_case
from liability.determination.apportioned import apportioned
from liability.determination.assess import assess
from liability.determination.sums_document import SumsDocument
from liability.documents.picture_text import shown, width, wrapped
from liability.documents.sums_boxes import (
    claimant_box,
    insurance_boxes,
    links,
    party_boxes,
)
from liability.documents.sums_figures import LEGEND, FigureWords
from liability.documents.sums_layout import lay_out
from liability.documents.sums_picture import UNDETERMINED, picture
from liability.source.yaml import parse, read

CASE = Path(__file__).parent.parent / "cases" / "worked" / "g27.yaml"
TITLE = "Three parties answer"
COVERS = {"insured": "base", "excluded": "no"}
INSURANCE = [
    {**COVERS, "id": "primary", "limit": 50_000_000, "attaches_at": 1_000_000},
    {**COVERS, "id": "excess", "limit": 20_000_000, "attaches_at": 51_000_000},
    {**COVERS, "id": "top", "limit": 20_000_000, "attaches_at": 100_000_000},
    {**COVERS, "id": "cover", "insured": "operator", "limit": 10_000_000, "attaches_at": 0},
]
HOSTILE = [
    "<script>a</script>",
    'A & "B"',
    "]]>",
    "a\nb",
    "\u202edlrow\u2066",
    "&#0;\x1b[31m\uffff",
]


def party(case, name):
    return next(each for each in case["parties"] if each["id"] == name)


def sums(rulebook, change=None, collect_from=None):
    """The sums of the worked case, changed."""
    case = deepcopy(read(CASE).data)
    if change is not None:
        change(case)
    written = parse(json.dumps(case, default=str), "case.yaml")
    determination = assess(load_case(written, rulebook), rulebook)
    made = apportioned(determination)
    return SumsDocument(made.collected_from(collect_from) if collect_from else made).document()


def settled(case):
    party(case, "tuner")["settled_for"] = 10_000_000


def insured(case):
    case["insurance"] = INSURANCE


def crowd(number):
    def change(case):
        case["harm"]["currency"] = "KRW"
        case["heads"][0]["amount"] = 1_200_000_000_000
        case["insurance"] = [
            {"id": f"i{i}", "insured": f"p{i}", "limit": 1_000_000, "attaches_at": 0}
            for i in range(0, number, 2)
        ]
        case["parties"] = [
            {
                "id": f"p{i}",
                "name": f"Party {i} " * (1 + i),
                "roles": ["operator" if i % 4 else "base-developer"],
                "comparative_share": f"{100 // number} %",
                "insolvent": "yes" if i % 5 == 3 else "no",
            }
            for i in range(number)
        ]

    return change


def without_shares(case):
    for each in case["parties"]:
        each.pop("comparative_share", None)


def without_amount(case):
    del case["heads"][0]["amount"]


def doubtful(case):
    for fact in ("at_fault", "gross_negligence", "willful"):
        del party(case, "user")[fact]


def executives(case, **more):
    """Two who are personally liable pay for the operator, which cannot pay, or has settled."""
    party(case, "operator").update(name="Operator", **more)
    gross = {"party": "operator", "role": "executive", "gross_negligence": "yes"}
    able = {"had_authority": "yes", "took_part": "yes", "insolvent": "no", "released": "no"}
    case["individuals"] = [{"id": name, **gross, **able} for name in ("chief", "tuner")]


KINDS = {
    "as it is": (None, None),
    "with a second head": (
        lambda case: case["heads"].append(
            {"id": "data", "name": "Data", "amount": "3500000.55", "divisible": "no"}
        ),
        None,
    ),
    "collected from one": (None, "tuner"),
    "settled": (settled, None),
    "insured": (insured, None),
    "insured, settled, collected": (lambda case: (insured(case), settled(case)), "base"),
    "individuals pay": (executives, None),
    "individuals, collected": (executives, "operator"),
    "insurance too": (lambda case: (executives(case), insured(case)), None),
    "after a settlement": (lambda case: executives(case, settled_for=10_000_000), None),
    "no amount": (without_amount, None),
    "one party": (crowd(1), None),
    "fifteen": (crowd(15), None),
    "fifteen, collected": (crowd(15), "p7"),
    "no shares": (without_shares, None),
    "no heads": (lambda case: case.pop("heads"), None),
    "nobody can pay": (
        lambda case: [each.update(insolvent="yes") for each in case["parties"]],
        None,
    ),
    "in doubt": (doubtful, None),
}


@pytest.fixture(scope="module")
def found(rulebook):
    """The sums of every kind of case."""
    return {kind: sums(rulebook, *how) for kind, how in KINDS.items()}


def tree(drawn):
    return ElementTree.fromstring(drawn)


def tags(drawn):
    return [each.tag.rpartition("}")[2] for each in tree(drawn).iter()]


def texts(drawn):
    return [each.text for each in tree(drawn).iter("{http://www.w3.org/2000/svg}text")]


def titles(drawn):
    return [each.text for each in tree(drawn).iter("{http://www.w3.org/2000/svg}title")]


def planned(document):
    return lay_out(
        party_boxes(document), insurance_boxes(document), claimant_box(document), links(document)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_xml_that_loads_and_runs_nothing_and_has_a_title_and_a_description(
    found, kind
):
    drawn = picture(found[kind], TITLE)
    root = tree(drawn)
    assert not {"script", "style", "image", "use", "foreignObject", "a"} & set(tags(drawn))
    names = {name for each in root.iter() for name in each.attrib}
    assert not [name for name in names if "href" in name or name.startswith("on")]
    assert set(re.findall(r"https?://[^\"]*", drawn)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert titles(drawn)[0] == TITLE
    assert tags(drawn).count("desc") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_sums_give_the_same_bytes(found, kind):
    assert picture(deepcopy(found[kind]), TITLE) == picture(found[kind], TITLE)


@pytest.mark.parametrize("kind", KINDS)
def test_each_payment_is_an_arrow_with_its_amount_and_its_kind(found, kind):
    drawn, paid = picture(found[kind], TITLE), found[kind]["payments"] or []
    said = texts(drawn)
    words = FigureWords(found[kind])
    for each in paid:
        mark = " ?" if words.is_open_payment(each) else ""
        assert words.money(each["amount"]) + mark in said
    for name in ("harm", "settlement", "contribution", "insurance"):
        count = sum(each["for"] == name for each in paid)
        in_boxes = name == "harm"  # the claimant's box has a line of that name
        assert said.count(name) == count + in_boxes
        assert any(each.startswith(f"{name}: ") for each in said) == bool(count)
    kinds = {each["for"] for each in paid}
    assert tags(drawn).count("path") == 2 * (len(paid) + len(kinds))  # a line and a head, a legend


@pytest.mark.parametrize("kind", ["no shares", "no heads"])
def test_where_the_payments_are_open_no_arrow_is_drawn_and_that_is_said(found, kind):
    drawn = picture(found[kind], TITLE)
    assert found[kind]["payments"] is None
    assert "path" not in tags(drawn)
    assert UNDETERMINED in texts(drawn)
    assert "receives" not in texts(drawn)
    assert {"Developer of the base", "Fine-tuner", "End user", "Claimant"} <= set(texts(drawn))


def test_a_figure_that_is_open_is_given_as_what_it_may_be(found):
    assert "up to USD 120,000,000" in texts(picture(found["no shares"], TITLE))
    assert "not known" in texts(picture(found["no heads"], TITLE))


def test_who_cannot_pay_is_dashed_and_what_others_bear_of_it_stands_beside_their_own_part(found):
    drawn = picture(found["as it is"], TITLE)
    dashed = [
        each
        for each in tree(drawn).iter("{http://www.w3.org/2000/svg}rect")
        if "stroke-dasharray" in each.attrib
    ]
    assert len(dashed) == 1
    boxes = [each for each in titles(drawn) if ": " in each]
    assert boxes == [
        "Developer of the base: share 50%, own part USD 60,000,000, bears USD 85,714,285.71",
        "Fine-tuner: share 20%, own part USD 24,000,000, bears USD 34,285,714.29",
        "Operator, insolvent: share 30%, own part USD 36,000,000, bears USD 0, "
        "cannot pay USD 36,000,000",
        "End user: does not answer",
        "Claimant: harm USD 120,000,000, receives USD 120,000,000, bears USD 0",
    ]


def test_a_party_that_may_or_may_not_answer_has_a_question_mark(found):
    said = texts(picture(found["in doubt"], TITLE))
    assert "? undetermined whether it answers" in said
    assert "does not answer" not in said
    assert "USD 85,714,285.71 ?" in said
    assert LEGEND in said


def test_where_the_amount_is_not_known_figures_are_shares_of_the_harm(found):
    said = texts(picture(found["no amount"], TITLE))
    assert {"71.43%", "28.57%"} <= set(said)
    assert "The amount of the harm is not known: figures are percentages of it" in said
    assert not [each for each in said if "USD" in each]


def test_an_insurance_that_pays_nothing_is_there_without_an_arrow(found):
    drawn = picture(found["insured"], TITLE)
    assert "top: pays nothing" in titles(drawn)
    assert "primary pays Developer of the base USD 50,000,000 from insurance" in titles(drawn)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("individuals pay", "Operator", "chief or tuner pays the claimant USD 36,000,000"),
        ("insurance too", "Operator or chief or tuner", "Operator or chief or tuner pays the"),
        ("after a settlement", "Operator", "chief or tuner pays the claimant USD 26,000,000"),
        ("after a settlement", "Operator", "Operator pays the claimant USD 10,000,000 in settle"),
    ],
)
def test_the_picture_names_those_who_pay_in_place_of_a_party(found, kind, name, said):
    boxes = party_boxes(found[kind])
    alone = "operator in place" in boxes
    assert boxes["operator"].name == name
    assert alone == ("bears" not in dict(boxes["operator"].rows)) == (kind != "insurance too")
    assert not alone or boxes["operator in place"].name == "chief or tuner, in place of Operator"
    assert any(each.said.startswith(said) for each in links(found[kind]))


def test_where_nobody_pays_that_is_said(found):
    drawn = picture(found["nobody can pay"], TITLE)
    assert "Nobody pays on this record" in texts(drawn)
    assert "path" not in tags(drawn)


def test_a_claimant_that_settlements_gave_more_than_the_harm_does_not_bear_less_than_nothing(
    rulebook,
):
    document = sums(rulebook, lambda case: party(case, "tuner").update(settled_for=130_000_000))
    said = texts(picture(document, TITLE))
    assert said[said.index("beyond the harm") + 1] == "USD 106,000,000"


def test_a_claimant_that_may_be_paid_more_than_the_harm_may_not_bear_less_than_nothing(rulebook):
    def change(case):
        party(case, "tuner")["settled_for"] = {"low": 2_000_000, "high": 130_000_000}
        without_shares(case)

    said = texts(picture(sums(rulebook, change), TITLE))
    assert "up to USD 130,000,000" in said[said.index("beyond the harm") : said.index("or bears")]
    assert not any("USD -" in each for each in said)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_changes_nothing_but_the_text(found, name):
    document = deepcopy(found["insured, settled, collected"])
    plain = deepcopy(document)
    for changed, text in ((document, name), (plain, "Plain")):
        for each in changed["parties"]:
            each["name"] = text
            for layer in each["insurance"]:
                layer["name"] = text
    drawn = picture(document, name)
    assert tags(drawn) == tags(picture(plain, "Plain"))
    assert shown(name) in texts(drawn)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", drawn)


def test_a_name_that_shows_nothing_gives_way_to_the_id(found):
    document = deepcopy(found["as it is"])
    document["parties"][0]["name"] = " \n "
    assert "base" in texts(picture(document, TITLE))


@pytest.mark.parametrize("kind", KINDS)
def test_no_arrow_crosses_a_box_and_no_box_another(found, kind):
    layout = planned(found[kind])
    for box in layout.boxes:
        x, y, right, bottom = box.x, box.y, box.x + box.box.width, box.y + box.height
        assert x >= 0
        assert y >= 0
        assert right <= layout.width
        assert bottom <= layout.height
        for arrow in layout.arrows:
            for (x1, y1), (x2, y2) in pairwise(arrow.way):
                across = max(x1, x2) > x and min(x1, x2) < right
                assert not (across and max(y1, y2) > y and min(y1, y2) < bottom)
        for other in layout.boxes:
            apart = other.x >= right or x >= other.x + other.box.width
            assert other is box or apart or other.y >= bottom or y >= other.y + other.height


@pytest.mark.parametrize("kind", ["fifteen, collected", "insured, settled, collected"])
def test_ways_of_contributions_never_run_into_each_other(found, kind):
    ways = [each.way for each in planned(found[kind]).arrows if each.link.kind == "contribution"]
    segments = [
        (number, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
        for number, way in enumerate(ways)
        for (x1, y1), (x2, y2) in pairwise(way)
    ]
    for number, (x, y, right, bottom) in segments:
        for other, (x2, y2, right2, bottom2) in segments:
            apart = x > right2 or x2 > right or y > bottom2 or y2 > bottom
            assert number == other or apart


NAMES = st.text(min_size=1, max_size=80) | st.text("東京株式会社한국 개발ab -（）。", max_size=80)


@given(NAMES, st.integers(60, 400))
def test_lines_fit_and_lose_nothing_unless_that_shows(text, room):
    text = shown(text)
    lines = wrapped(text, room, 13)
    assert len(lines) <= 3
    for line in lines:
        assert width(line, 13) <= room
    if "…" not in lines[-1]:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("東京人工知能開発株式会社（清算中）", ["東京人工知能", "開発株式会社", "（清算中）"]),
        ("한국 인공지능 개발 주식회사", ["한국 인공지능", "개발 주식회사"]),
        ("Dienstleistungs-Gesellschaft", ["Dienstleistu", "ngs-", "Gesellschaft"]),
    ],
)
def test_lines_end_where_the_script_lets_them(text, lines):
    assert wrapped(text, 90, 13) == lines


def test_what_was_supposed_stands_below_the_title(found):
    document = deepcopy(found["collected from one"]) | {"supposed": ["operator"]}
    said = texts(picture(document, TITLE))
    assert said[:5] == [
        TITLE,
        "Who pays whom on this record",
        "Track A",
        "Supposing that Operator, insolvent cannot pay",
        "Collected from Fine-tuner",
    ]
