"""A condition as a rulebook has it to one with nothing left to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations

from liability.rulebook import conditions as c
from liability.rulebook.burden import disproved
from liability.rulebook.model import Entry, Rulebook
from liability.source.figures import figure as written


class Resolver:
    """Applies profile, readings, date and figures to conditions."""

    def __init__(
        self,
        rulebook: Rulebook,
        as_of: str,
        profile: str,
        taken: Mapping[str, str],
        parameters: Mapping[str, Decimal],
    ) -> None:
        self.rulebook = rulebook
        self.as_of = as_of
        self.profile = profile
        self.taken = taken
        self.parameters = parameters
        self._slots: dict[tuple[str, str, str], c.Condition] = {}

    def resolve(self, tree: c.Condition, subject: str | None, member: Entry | None) -> c.Condition:
        """Return the condition with readings, profile, date, figures and slots put in."""
        match tree:
            case c.FactTest():
                return self._test(tree)
            case c.Is():
                return tree if member is None else self._own(tree, subject, member)
            case c.All() | c.AnyOf() | c.Not():  # these and those before are what most are
                return c.rebuild(tree, lambda part: self.resolve(part, subject, member))
            case c.Choice():
                options = dict(tree.options)
                if tree.reading is not None:
                    return self.resolve(options[self.taken[tree.reading]], subject, member)
                return self.resolve(
                    options.get(self.profile) or options["default"], subject, member
                )
            case c.Slot():
                return self._slot(tree.name, member)
            case c.Quantified():
                return self._quantified(tree, member)
            case c.Disproved():
                return disproved(self.resolve(tree.part, subject, member))
            case _:
                return c.rebuild(tree, lambda part: self.resolve(part, subject, member))

    def _slot(self, name: str, member: Entry | None) -> c.Condition:
        """Return what a member gives for a slot, made once: many rules ask for it."""
        if member is None or name not in member.slots:
            return c.Constant(False)
        key = (member.subject, member.id, name)
        if key not in self._slots:
            self._slots[key] = self.resolve(member.slots[name], None, member)
        return self._slots[key]

    def _test(self, tree: c.FactTest) -> c.FactTest:
        match tree.operand:
            case c.ParameterRef(parameter=parameter):
                figure = figure_at(self.rulebook, parameter, self.as_of, self.parameters)
                return tree._replace(operand=figure)
            case c.AsOf():
                return tree._replace(operand=c.Figure(date.fromisoformat(self.as_of)))
            case c.Literal(written=written):
                return tree._replace(operand=self._literal(tree.fact, written))
            case _:
                return tree

    def _literal(self, fact: str, written: str) -> c.Figure:
        if self.rulebook.facts[fact].type == "date":
            return c.Figure(date.fromisoformat(written))
        return c.Figure(Decimal(written))

    def _own(self, tree: c.Is, subject: str | None, member: Entry) -> c.Is:
        """Return the member's own node, where there is one of each member."""
        declared = self.rulebook.conclusions.get(tree.node)
        own = declared is not None and declared.subject == subject == member.subject
        return tree._replace(node=f"{tree.node}.{member.id}") if own else tree

    def _quantified(self, tree: c.Quantified, member: Entry | None) -> c.Condition:
        if self.rulebook.subjects[tree.subject].declared:
            members = self.rulebook.entries[tree.subject]
            nodes = tuple(c.Is(f"{tree.node}.{each}") for each in members)
            if tree.kind == "several":
                return c.AnyOf(tuple(c.All(pair) for pair in combinations(nodes, 2)))
            return c.All(nodes) if tree.kind == "every" else c.AnyOf(nodes)
        if tree.of is not None and member is not None and tree.of == member.subject:
            return tree._replace(member=member.id)
        return tree


def figure_at(
    rulebook: Rulebook, parameter: str, as_of: str, given: Mapping[str, Decimal]
) -> c.Figure:
    """Return a figure of the law on a day; `given` goes before what the rulebook has."""
    declared = rulebook.parameters[parameter]
    if parameter in given:
        return c.Figure(given[parameter], parameter, None, True)
    if declared.share_of is not None:
        whole, share = declared.share_of
        figure = figure_at(rulebook, whole, as_of, given)
        assumed = declared.assumption or figure.assumption
        if not isinstance(figure.value, Decimal):
            return c.Figure(None, parameter)
        return c.Figure(figure.value * share, parameter, figure.since, assumed)
    in_force = [(since, value) for since, value in declared.values if since <= as_of]
    if not in_force:
        return c.Figure(None, parameter)
    since, value = in_force[-1]
    return c.Figure(value, parameter, since, declared.assumption)


def above_ceilings(
    rulebook: Rulebook, as_of: str, given: Mapping[str, Decimal]
) -> Iterator[tuple[str, str, str]]:
    """Yield each figure that is higher on a day than the law lets it be set: its id, and a problem.

    Args:
        rulebook: the rules.
        as_of: the day, ISO 8601.
        given: figures that go before those of the rulebook.
    """
    for declared in rulebook.parameters.values():
        if declared.at_most is None:
            continue
        whole, share = declared.at_most
        value = figure_at(rulebook, declared.id, as_of, given).value
        other = figure_at(rulebook, whole, as_of, given).value
        if not isinstance(value, Decimal) or not isinstance(other, Decimal):
            continue
        if value > other * share:
            unit = "" if declared.unit in ("ratio", "share") else f" {declared.unit}"
            message = f"`{declared.id}` is {written(value)}{unit}, above the most that it may be"
            advice = (
                f"set at most {written(other * share)}{unit}: {written(share)} of `{whole}`, "
                f"which is {written(other)}{unit} [{', '.join(declared.cites)}]"
            )
            yield declared.id, message, advice
