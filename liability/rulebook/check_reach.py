"""Checks of a pack as a whole: no circles, and nothing that can decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from liability.rulebook import conditions as c
from liability.rulebook.model import Rule, Rulebook
from liability.rulebook.sources import Sources
from liability.rulebook.strata import dependencies, needs_of_rule

_MOST_CIRCLES = 20  # that are reported at once


class ReachChecker:
    """Adds every circle, and everything out of reach, to `sources`."""

    def __init__(self, rulebook: Rulebook, sources: Sources) -> None:
        self.book = rulebook
        self.sources = sources

    def circles(self) -> None:
        for circle in _circles(dependencies(self.book)):
            rule = next(
                each
                for each in self.book.rules.values()
                if each.conclusion == circle[0] and circle[1] in needs_of_rule(self.book, each)
            )
            self.circular("rules", circle, "a conclusion may not rest on itself", rule.id)
        exceptions = {rule.id: rule.exception_to for rule in self.book.rules.values()}
        for circle in _circles(exceptions):
            circle.reverse()
            self.circular("exceptions", circle, "an exception may not except itself", circle[0])

    def circular(self, what: str, circle: list[str], why: str, rule: str) -> None:
        self.sources.problem(
            "rules/circular",
            f"circular {what}: " + " → ".join(f"`{each}`" for each in circle),
            f"{why}; cut one of these steps",
            "rules",
            rule,
        )

    def reach(self) -> None:
        """Report findings, conclusions and rules that can decide nothing."""
        concluding: dict[str, list[Rule]] = {}
        for rule in self.book.rules.values():
            concluding.setdefault(rule.conclusion, []).append(rule)
        wanted = list(outcome_names(self.book))
        reached: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name in reached:
                continue
            reached.add(name)
            for rule in concluding.get(name, ()):
                wanted.extend(needs_of_rule(self.book, rule))
        leaves = {
            leaf.node
            for tree in [
                *(r.when for r in self.book.rules.values() if r.conclusion in reached),
                *(
                    s
                    for members in self.book.entries.values()
                    for m in members.values()
                    for s in m.slots.values()
                ),
            ]
            for leaf in c.walk(tree)
            if isinstance(leaf, c.Is | c.Quantified)
        }
        for document in self.book.claim_documents.values():
            for claim in document.claims.values():
                leaves |= {*claim.findings, *claim.unless}
        for name in self.book.findings.keys() - leaves - self.sources.meant:
            self.sources.problem(
                "rules/unreachable",
                f"nothing rests on finding `{name}`",
                "name it in a rule, or remove it",
                "findings",
                name,
            )
        for name in self.book.conclusions.keys() - reached - self.sources.meant:
            self.sources.problem(
                "rules/unreachable",
                f"nothing rests on conclusion `{name}`",
                "name it in a rule or in the pack's `determination`, or remove it",
                "conclusions",
                name,
            )
        self.values_reached()

    def values_reached(self) -> None:
        given: dict[str, set[str]] = {name: set() for name in self.book.conclusions}
        for rule in self.book.rules.values():
            if rule.conclusion in given:
                given[rule.conclusion].add(rule.value)
        for conclusion in self.book.conclusions.values():
            for value in conclusion.values:
                if value not in given[conclusion.id] and value != conclusion.otherwise:
                    self.sources.problem(
                        "rules/unreachable",
                        f"no rule concludes that `{conclusion.id}` is `{value}`",
                        "add a rule, or make it the `otherwise` value",
                        "conclusions",
                        conclusion.id,
                        None if conclusion.boolean else value,
                    )
        for rule in self.book.rules.values():
            if rule.when == c.Constant(False):
                self.sources.problem(
                    "rules/unreachable",
                    f"rule `{rule.id}` can never apply",
                    "remove it",
                    "rules",
                    rule.id,
                    "never",
                )


def _circles(graph: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield circles of a graph, each from a node to what it needs, cutting each; at most some."""
    left = {name: sorted({*needs}) for name, needs in graph.items()}
    for _ in range(_MOST_CIRCLES):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            yield list(circle)
            left[circle[0]].remove(circle[1])
        else:
            return


def outcome_names(book: Rulebook) -> Iterator[str]:
    """Yield the conclusions that the determination is read off."""
    outcomes = book.outcomes
    if book.apportionment is not None:
        yield from book.apportionment.conclusions.values()
    if outcomes.claim_now is not None:
        yield from (outcomes.claim_now.late, outcomes.claim_now.later)
    yield from (outcomes.standard, outcomes.tier, outcomes.injunction, *outcomes.cautions)
    yield from (outcomes.harbors.status, outcomes.harbors.merits, outcomes.harbors.claim)
    yield from (outcomes.obligations.status, outcomes.parties.liable, outcomes.parties.position)
    yield from (outcomes.individuals.personal, outcomes.individuals.refer)
