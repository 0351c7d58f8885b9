"""The picture of a lineage: each network, data set and edge with its words, and none breaks it."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree

import pytest
from in_process import run

from liability.case.lineage_load import load_lineage
from liability.cli.compute import compute
from liability.compute.account import account
from liability.documents import ledger_picture
from liability.documents.ledger_picture import MOST_BOXES, picture
from liability.documents.picture_text import width
from liability.rulebook.specialize import law_in_force
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

LINEAGES = Path(__file__).parent.parent / "cases" / "lineages"
SVG = "{http://www.w3.org/2000/svg}"
UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
HOSTILE = [
    "<script>a</script>",
    'A & "B" ]]> &#0;',
    "a\nb",
    "\u202edlrow\u2066",
    "\x07bell \x1b[31m \x9b31m \uffff",
]
LONG = [
    "人工智能开发公司在二〇二五年训练的第一个通用大型语言模型及其全部后续版本",
    "東京人工知能開発株式会社（清算中）が学習させた最初の汎用モデル、および後継モデルの一式",
    "한국 인공지능 개발 주식회사가 처음으로 학습시킨 범용 대규모 언어 모형과 그 뒤의 모든 판",
    "The first general model ever trained by the Dienstleistungsgesellschaft and its successors",
]


def drawn(data, rulebook):
    law = law_in_force(rulebook, "2025-06-01")
    lineage = load_lineage(parse(json.dumps(data, default=str), "lineage.yaml"))
    return picture(account(lineage, law), law)


def data_of(name):
    return deepcopy(read(LINEAGES / f"{name}.yaml").data)


def groups(svg, shape):
    """What has a title and the shape: the id, what the title says of it, and the group."""
    made = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.find(f"{SVG}{shape}") is not None:
            name, _, said = group.find(f"{SVG}title").text.partition(": ")
            made[name] = (said, group)
    return made


def boxes(svg):
    return {
        name: [each.text for each in group.iter(f"{SVG}text")]
        for name, (_, group) in groups(svg, "rect").items()
    }


def arrows(svg):
    return {name: said for name, (said, _) in groups(svg, "path").items()}


def texts(svg):
    return [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def dashed(svg, shape):
    return {
        name
        for name, (_, group) in groups(svg, shape).items()
        if "stroke-dasharray" in group.find(f"{SVG}{shape}").attrib
    }


def test_each_network_and_data_set_has_a_box_with_its_maker_and_what_it_adds(rulebook):
    svg = drawn(data_of("shared-ancestry"), rulebook)
    assert boxes(svg) == {
        "base": ["Base", "Developer of the base", "adds 6e26"],
        "teacher": ["Teacher", "Developer of the teacher", "adds 2e26"],
        "student": ["Student", "Developer of the student", "adds 1e25"],
        "answers": [
            "Training data that the",
            "teacher wrote",
            "Developer of the student",
            "adds 5e24",
        ],
    }
    assert texts(svg)[:2] == [
        "Student: compute behind it",
        "Training Compute: 8.15e26 FLOP",
    ]
    assert dashed(svg, "rect") == set()


def test_each_edge_has_an_arrow_with_its_role(rulebook):
    svg = drawn(data_of("shared-ancestry"), rulebook)
    assert arrows(svg) == {
        "base into teacher": "",
        "teacher into answers": "teacher",
        "base into student": "",
        "answers into student": "",
    }
    assert dashed(svg, "path") == set()
    assert texts(svg).count("teacher") == 1  # the label beside its arrow


def test_what_is_left_out_says_that_it_does_not_count_and_its_arrow_why(rulebook):
    svg = drawn(data_of("discarded-trials-human"), rulebook)
    left = {f"trial-{number}" for number in range(2, 6)}
    found = boxes(svg)
    assert {name for name, said in found.items() if "does not count" in said} == left
    assert (found["trial-1"], found["kept"]) == (
        ["Trial 1", "developer", "adds 4e26"],
        ["The model that was kept", "developer, 2025-05-20", "adds 0"],
    )
    assert dashed(svg, "rect") == left
    assert dashed(svg, "path") == {f"{name} into kept" for name in left}
    assert arrows(svg)["trial-2 into kept"] in texts(svg)
    assert arrows(svg)["trial-2 into kept"] == "discarded by a human"


def test_compute_that_nothing_tells_is_not_known(rulebook):
    data = data_of("shared-ancestry")
    del data["runs"]["pre-training"]["compute"]
    svg = drawn(data, rulebook)
    assert boxes(svg)["base"][-1] == "adds: not known"
    assert dashed(svg, "rect") == {"base"}


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_leaves_the_picture_xml_and_changes_nothing_but_the_text(title, rulebook):
    data = data_of("shared-ancestry")
    plain = drawn(data, rulebook)
    for each in data["networks"].values():
        each["title"] = each["by"] = title
    svg = drawn(data, rulebook)
    assert re.search(UNSAFE, svg) is None
    tags = [each.tag for each in ElementTree.fromstring(svg).iter()]
    assert set(tags) == {each.tag for each in ElementTree.fromstring(plain).iter()}
    assert arrows(svg) == arrows(plain)
    assert boxes(svg).keys() == boxes(plain).keys()
    assert boxes(svg)["base"][-1] == "adds 6e26"


@pytest.mark.parametrize("title", LONG)
def test_a_long_title_fits_its_box_and_stands_in_full_where_the_pointer_rests(title, rulebook):
    data = data_of("shared-ancestry")
    data["networks"]["student"]["title"] = title
    svg = drawn(data, rulebook)
    said, group = groups(svg, "rect")["student"]
    assert said == f"{title}, adds 1e25"
    box = group.find(f"{SVG}rect").attrib
    for each in group.iter(f"{SVG}text"):
        bold = each.attrib["font-weight"] == "bold"
        assert width(each.text, float(each.attrib["font-size"]), bold=bold) <= float(box["width"])
        assert float(box["y"]) < float(each.attrib["y"]) < float(box["y"]) + float(box["height"])


def chain(networks, parents=1):
    """A lineage in which each network is made from those before it."""
    names = [f"n{number}" for number in range(networks)]
    made = {
        f"r{number}": {
            "kind": "fine-tuning",
            "makes": names[number],
            "from": names[max(0, number - parents) : number],
        }
        for number in range(1, networks)
    }
    return {"lineage": "chain", "networks": {name: {} for name in names}, "runs": made}


def test_a_lineage_as_large_as_a_picture_holds_is_drawn(rulebook):
    assert len(boxes(drawn(chain(MOST_BOXES), rulebook))) == MOST_BOXES


@pytest.mark.parametrize(
    ("networks", "parents", "said"),
    [
        (MOST_BOXES + 1, 1, "301 networks and data sets, 300 edges"),
        (MOST_BOXES, 3, "300 networks and data sets, 894 edges"),
        (3000, 2, "3,000 networks and data sets, 5,997 edges"),
    ],
)
def test_a_larger_one_is_refused_before_it_is_laid_out(
    networks, parents, said, rulebook, monkeypatch
):
    monkeypatch.setattr(ledger_picture, "_layout", None)
    with pytest.raises(ProblemsError) as raised:
        drawn(chain(networks, parents), rulebook)
    (problem,) = raised.value.problems
    size = f"{said}; one holds 300 and 600"
    assert problem.message == f"`n{networks - 1}` is too large for a picture: {size}"


def test_what_is_too_large_for_a_picture_is_written_in_other_forms(tmp_path):
    file = tmp_path / "lineage.yaml"
    file.write_text(json.dumps(chain(MOST_BOXES + 1)))
    done = run(compute, file, "-f", "svg")
    assert done.exit_code == 2
    assert done.stderr.startswith("error[output/too-large]: `n300` is too large for a picture: ")
    assert "help: write the ledger with `--format rich`, `markdown` or `json`, or name a" in (
        done.stderr
    )
    for form in ("rich", "markdown", "json"):
        assert "n300" in run(compute, file, "-f", form).stdout
    assert run(compute, file, "-f", "svg", "--model", "n5").stdout.startswith("<?xml")
