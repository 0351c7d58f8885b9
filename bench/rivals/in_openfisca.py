"""The rules as variables of OpenFisca-core, which has no unknown: two variables for each truth.

`x_sure` says that x holds, `x_possible` that it does not fail; a fact that is not known is
possible and not sure. What is negated swaps the two, so that each rule is written once and read
twice. A figure has a variable beside it that says whether it is known. Figures are 32-bit floats,
as OpenFisca has them; none of the rows lies so near a figure of the law that this matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from rivals.by_hand import DUTY, HARBOR, INJUNCTION, OUTCOMES, STANDARD, tier_text
from rivals.pairs import answers_of_pairs
from rivals.rows import BOOLEANS, CHOICES, QUANTITIES

MONTH = "2025-06"
Truths = Callable[[str], np.ndarray]  # gives the array of a variable
Place = Callable[[Truths], np.ndarray]  # gives where the text of each row stands among the texts
System = build_entity(key="system", plural="systems", label="A system", is_person=True)


class Side:
    """One side of every truth: what is sure, or what is possible."""

    def __init__(self, system: Any, period: Any, side: str) -> None:
        self._of = lambda name: system(name, period)
        self._side = side

    def __call__(self, name: str) -> np.ndarray:
        """Return what holds, on this side."""
        return self._of(f"{name}_{self._side}")

    def no(self, name: str) -> np.ndarray:
        """Return what fails, on this side."""
        return ~self._of(f"{name}_{'possible' if self._side == 'sure' else 'sure'}")

    def figure(self, name: str, test: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Return how a figure is, on this side."""
        known, met = self._of(f"{name}_known"), test(self._of(name))
        return known & met if self._side == "sure" else ~known | met


def every(*parts: np.ndarray) -> np.ndarray:
    """Return where all hold."""
    return reduce(and_, parts)


def some(*parts: np.ndarray) -> np.ndarray:
    """Return where at least one holds."""
    return reduce(or_, parts)


RULES: dict[str, Callable[[Side], np.ndarray]] = {
    "cap": lambda x: some(
        x.figure("training_compute", lambda figure: figure > 1e27),
        x.figure("inference_rate", lambda figure: figure > 1e20),
    ),
    "small": lambda x: every(
        x.figure("training_compute", lambda figure: figure < 1e26),
        x.figure("inference_rate", lambda figure: figure < 1e19),
    ),
    "notable": lambda x: x.figure("training_compute", lambda figure: figure >= 1e25),
    "negligible": lambda x: x.figure("expected_harm", lambda figure: figure <= 1e-6),
    "some_axis": lambda x: some(x("autonomy"), x("generality"), x("intelligence")),
    "most": lambda x: some(
        every(x("autonomy"), x("generality")),
        every(x("autonomy"), x("intelligence")),
        every(x("generality"), x("intelligence")),
    ),
    "axes_0": lambda x: x.no("some_axis"),
    "axes_1": lambda x: every(x("some_axis"), x.no("most")),
    "axes_2": lambda x: every(x("most"), x.no("axes_3")),
    "axes_3": lambda x: every(x("autonomy"), x("generality"), x("intelligence")),
    "second": lambda x: every(x("axes_2"), x.no("cap")),
    "third": lambda x: every(x("axes_3"), x.no("cap")),
    "upper": lambda x: some(x("cap"), x("axes_3")),
    "middle": lambda x: some(x("cap"), x("axes_2"), x("axes_3")),
    "weak_merits": lambda x: every(x("small"), x.no("intelligence")),
    "narrow_merits": lambda x: every(x("narrow"), x.no("generality")),
    "passive_merits": lambda x: every(x.no("autonomy"), some(x("passive"), x("negligible"))),
    "sheltered": lambda x: every(
        x("registered"), some(x("weak_merits"), x("narrow_merits"), x("passive_merits"))
    ),
    "dangerous": lambda x: some(x("upper"), every(x("second"), x("public_harm"))),
    "void": lambda x: every(x("dangerous"), x("case_filed"), x("deployed"), x.no("case_approved")),
    "shelter_holds": lambda x: every(x("sheltered"), x.no("void")),
    "strict": lambda x: some(every(x("dangerous"), x.no("shelter_holds")), x("void")),
    "case_done": lambda x: every(x("case_filed"), x("case_approved"), x("audited")),
    "switch_due": lambda x: some(x("upper"), every(x("autonomy"), x("deployed"))),
    "switch_works": lambda x: every(x("switch"), x("switch_tested")),
    "grave": lambda x: some(x("cap"), every(x("third"), x("deployed"), x.no("case_approved"))),
    "breach": lambda x: some(
        every(x("notable"), x.no("registered")),
        every(x("middle"), x.no("case_done")),
        every(x("switch_due"), x.no("switch_works")),
    ),
}
ASKED = (
    "axes_0", "axes_1", "axes_2", "axes_3", "cap", "strict", "grave", "breach", "weak_merits",
    "narrow_merits", "passive_merits", "registered", "notable", "middle", "case_done",
    "switch_due", "switch_works",
)  # fmt: skip
TEXTS: dict[str, tuple[Sequence[str], tuple[str, ...]]] = {  # by the digits of a number to base 3
    "standard": (STANDARD, ("strict",)),
    "injunction": (INJUNCTION, ("grave", "breach")),
    "harbors.weak": (HARBOR, ("weak_merits", "registered")),
    "harbors.narrow": (HARBOR, ("narrow_merits", "registered")),
    "harbors.passive": (HARBOR, ("passive_merits", "registered")),
    "obligations.register": (DUTY, ("notable", "registered")),
    "obligations.safety-case": (DUTY, ("middle", "case_done")),
    "obligations.switch": (DUTY, ("switch_due", "switch_works")),
}


class Ends(StrEnum):
    """What a run ends with."""

    TRUTHS = "truths alone"
    ENUMS = "its own Enums"
    TEXTS = "its own Enums, decoded to texts"


class InOpenFisca:
    """The rules in OpenFisca-core: from arrays of facts to arrays of truths, or of its Enums.

    Building the simulation with its facts is not measured.

    Args:
        ends: what a run ends with.
    """

    def __init__(self, ends: Ends) -> None:
        self.name = f"OpenFisca-core, {ends}"
        self._ends = ends
        self._law = TaxBenefitSystem([System])
        for name in QUANTITIES:
            self._add(_short(name), float)
            self._add(f"{_short(name)}_known", bool)
        for name in (*CHOICES, *BOOLEANS):
            self._add(f"{_short(name)}_sure", bool)
            self._add(f"{_short(name)}_possible", bool)
        for name, rule in RULES.items():
            for side in ("sure", "possible"):
                self._add(f"{name}_{side}", bool, formula=_formula(rule, side))
        tiers = [tier_text(*each) for each in product(range(4), range(4), range(3))]
        self._add_texts("tier", tiers, _tier_place)
        for name, (texts, truths) in TEXTS.items():
            self._add_texts(name, texts, _place(truths))

    def _add(self, name: str, type_: type, **more: Any) -> None:
        made = {
            "value_type": type_,
            "entity": System,
            "definition_period": DateUnit.MONTH,
            "label": name,
            **more,
        }
        self._law.add_variable(type(name, (Variable,), made))

    def _add_texts(self, name: str, texts: Sequence[str], place: Place) -> None:
        """Add an outcome as an Enum of its texts, from where its text stands among them."""
        names = list(dict.fromkeys(texts))
        items = Enum(name, names)
        codes = np.array([names.index(each) for each in texts], dtype=np.uint8)

        def formula(system: Any, period: Any) -> EnumArray:
            return EnumArray(codes[place(lambda name: system(name, period))], items)

        first = items[names[0]]
        self._add(name, Enum, possible_values=items, default_value=first, formula=formula)

    def prepared(self, frame: pl.DataFrame) -> Simulation:
        """Return a simulation that holds the rows."""
        simulation = SimulationBuilder().build_default_simulation(self._law, frame.height)
        for name in QUANTITIES:
            known = frame[name].is_not_null()
            _put(simulation, _short(name), frame[name].fill_null(0).cast(pl.Float32))
            _put(simulation, f"{_short(name)}_known", known)
        for name in (*CHOICES, *BOOLEANS):
            truth = frame[name] == "strong" if name in CHOICES else frame[name]
            _put(simulation, f"{_short(name)}_sure", truth.fill_null(False))
            _put(simulation, f"{_short(name)}_possible", truth.fill_null(True))
        return simulation

    def run(self, simulation: Simulation) -> dict[str, np.ndarray]:
        """Grade every row."""
        if self._ends is Ends.TRUTHS:
            names = [f"{name}_{side}" for name in ASKED for side in ("sure", "possible")]
            return {name: simulation.calculate(name, MONTH) for name in names}
        made = {name: simulation.calculate(name, MONTH) for name in OUTCOMES}
        if self._ends is Ends.ENUMS:
            return made
        return {name: each.decode_to_str() for name, each in made.items()}

    def answers(self, made: dict[str, np.ndarray]) -> pl.DataFrame:
        """Return what it made of the rows."""
        if self._ends is Ends.TRUTHS:
            return answers_of_pairs(pl.DataFrame(made))
        if self._ends is Ends.ENUMS:
            made = {name: each.decode_to_str() for name, each in made.items()}
        return pl.DataFrame({name: made[name].astype(object) for name in OUTCOMES}, strict=True)


def _short(name: str) -> str:
    return name.partition(".")[2]


def _put(simulation: Simulation, name: str, values: pl.Series) -> None:
    simulation.set_input(name, MONTH, values.to_numpy())


def _formula(rule: Callable[[Side], np.ndarray], side: str) -> Callable[..., np.ndarray]:
    def formula(system: Any, period: Any) -> np.ndarray:
        return rule(Side(system, period, side))

    return formula


def _digit(of: Truths, name: str) -> np.ndarray:
    """Return 0 where a truth is false, 1 where true, 2 where unknown."""
    sure, possible = of(f"{name}_sure"), of(f"{name}_possible")
    return possible.view(np.uint8) * np.uint8(2) - sure.view(np.uint8)


def _place(truths: Sequence[str]) -> Place:
    def place(of: Truths) -> np.ndarray:
        return reduce(
            lambda number, name: number * np.uint8(3) + _digit(of, name),
            truths[1:],
            _digit(of, truths[0]),
        )

    return place


def _tier_place(of: Truths) -> np.ndarray:
    """Return where the text of the tier stands, from the fewest and the most strong axes."""
    possible = [of(f"axes_{number}_possible") for number in range(4)]
    low = np.argmax(possible, axis=0)
    high = 3 - np.argmax(possible[::-1], axis=0)
    return (low * 4 + high) * 3 + _digit(of, "cap")
