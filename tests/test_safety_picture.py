"""Pictures of safety cases: the shapes of GSN, nothing over anything else, text as text."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liability.case.safety_read import read_safety_case
from liability.documents.safety_boxes import boxes_of
from liability.documents.safety_layout import lay_out
from liability.documents.safety_picture import picture
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
FILES = [
    *sorted((ROOT / "cases" / "safety-cases").glob("*.yaml")),
    *sorted((ROOT / "tests" / "safety-cases").glob("*.yaml")),
]
HEAD = "safety_case: x\nharbor: passive\nstate: DRAFT\nsystem: {name: S, version: '1'}\n"
SHAPES = {"claim": "rect", "argument": "path", "evidence": "circle", "context": "rect"}
SHAPES |= {"assumption": "ellipse", "justification": "ellipse", "defeater": "rect"}


def overlapping(layout):
    placed = [(x, y, x + box.width, y + box.height) for box, (x, y) in layout.boxes]
    return [
        (one, other)
        for index, one in enumerate(placed)
        for other in placed[:index]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_element_is_drawn_once_in_its_shape_and_none_over_another(file, rulebook):
    case = read_safety_case(read(file), rulebook)
    assert overlapping(lay_out(boxes_of(case))) == []
    root = ElementTree.fromstring(picture(case))
    drawn = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        parts = [each.tag.rpartition("}")[2] for each in group]
        if parts[0] == "title":
            kind, name = group[0].text.split(":")[0].split(" ")
            drawn[name] = kind
            assert parts[1] == SHAPES[kind]
            assert ("stroke-dasharray" in group[1].attrib) == (kind == "defeater")
    assert drawn == {each.id: each.kind for each in case.elements.values()}


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=40))
def test_no_graph_of_support_puts_one_element_over_another(rulebook, links):
    below = {n: sorted({to for start, to in links if start == n}) for n in range(15)}
    claims = "".join(
        f"  c{n}: {{text: T, supported_by: [{', '.join(f'c{to}' for to in below[n])}]}}\n"
        for n in range(15)
    )
    around = "contexts: {x: {text: C}}\ndefeaters: {d: {text: D, against: [c3, x], state: open}}\n"
    case = read_safety_case(parse(f"{HEAD}claims:\n{claims}{around}", "x.yaml"), rulebook)
    layout = lay_out(boxes_of(case))
    assert overlapping(layout) == []
    assert len(layout.boxes) == 17
    assert len(layout.lines) == sum(map(len, below.values())) + 2


def test_hostile_text_is_drawn_as_text(rulebook):
    hostile = "<script>alert(1)</script> ]]> &lt; {{ 7*7 }} \u202e x"
    case = read_safety_case(
        parse(f'{HEAD}title: "{hostile}"\nclaims: {{a: {{text: "{hostile}"}}}}\n', "x.yaml"),
        rulebook,
    )
    drawn = picture(case)
    assert "<script" not in drawn
    assert "\u202e" not in drawn
    titles = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}title")
    assert next(each.text for each in titles).startswith("<script>alert(1)</script> ]]> &lt;")


def test_defeaters_show_their_state_and_what_answers_them_and_the_picture_approves_nothing(
    rulebook,
):
    drawn = picture(read_safety_case(read(FILES[0]), rulebook))
    assert ">open<" in drawn
    robot = next(each for each in FILES if each.stem == "home-robot")
    assert ">mitigated: tuning-trials<" in picture(read_safety_case(read(robot), rulebook))
    assert "State APPROVED, as the file claims; this program approves nothing" in drawn
