"""Checks of conditions: every name known, every test fit for what it tests."""

from __future__ import annotations

from collections.abc import Collection

from liability.rulebook import conditions as c
from liability.rulebook.model import MET, Rulebook
from liability.rulebook.sources import Sources


class ConditionChecker:
    """Adds every problem of a condition to `sources`."""

    def __init__(self, rulebook: Rulebook, sources: Sources) -> None:
        self.book = rulebook
        self.sources = sources
        findings = {each.id: each.subject for each in rulebook.findings.values()}
        conclusions = {each.id: each.subject for each in rulebook.conclusions.values()}
        self.nodes = {**conclusions, **findings}  # what each finding and conclusion is about

    def known(
        self, name: str, known: Collection[str], what: str, section: str, entry: str, *keys: str
    ) -> bool:
        """Report `name` unless it is one of `known`; return whether it is.

        Args:
            name: what is named.
            known: the names there are.
            what: what the name should stand for.
            section: where it is named.
            entry: the entry that names it.
            keys: the last keys on the way to the place inside the entry.
        """
        if name in known:
            return True
        self.sources.unknown(name, known, what, section, entry, keys)
        return False

    def case_subjects(self) -> set[str]:
        return {name for name, each in self.book.subjects.items() if each.many}

    def slots_in_use(self) -> set[str]:
        rules = self.book.rules.values()
        leaves = (leaf for rule in rules for leaf in c.walk(rule.when))
        return {leaf.name for leaf in leaves if isinstance(leaf, c.Slot)}

    def condition(
        self,
        tree: c.Condition,
        subject: str | None,
        section: str,
        entry: str,
        about: str | None = None,
    ) -> None:
        """Check a condition of the second stratum.

        Args:
            tree: the condition.
            subject: what its nodes may be about: the `for_each` of its rule.
            section: where it stands.
            entry: the entry it stands in.
            about: what `of` may name: the subject of the rule, or of the entry.
        """
        self.against_itself(tree, section, entry)
        for leaf in c.walk(tree):
            match leaf:
                case c.FactTest() | c.Established():
                    self.stratum(leaf, section, entry)
                case c.Is():
                    self.node(leaf.node, leaf.values, subject, section, entry)
                case c.Quantified():
                    self.quantified(leaf, about or subject, section, entry)
                case c.Choice():
                    self.choice(leaf, section, entry)
                case c.Slot() if subject is None or not self.declares(subject):
                    self.sources.problem(
                        "rules/subject",
                        f"slot `{leaf.name}` stands in a rule for no entry",
                        "a slot is given by a harbor, an obligation, …: add `for_each`",
                        section,
                        entry,
                        leaf.name,
                        ("slot",),
                    )
                case c.Disproved():
                    self.disproved(leaf, subject, section, entry)
                case _:
                    pass

    def against_itself(self, tree: c.Condition, section: str, entry: str) -> None:
        """Report an `all` that can by its form never be met, and an `any` that can never fail.

        What a rule has under `unless` is joined to the rest, as an `all` of what must not hold.
        """
        for each in c.walk(tree):
            if not isinstance(each, c.All | c.AnyOf):
                continue
            parts = _joined(each)
            both = next((part for part in parts if c.Not(part) in parts), None)
            if both is None:
                continue
            name = both.node if isinstance(both, c.Is) and both.values == (MET,) else None
            what = f"`{name}`" if name else "one condition"
            message = f"in `{entry}` {what} may hold or not hold: that can never fail"
            if isinstance(each, c.All):
                message = f"in `{entry}` {what} has to hold and not to hold: that can never be met"
            advice, keys = "take one of the two away", ("not",) if name else ()
            self.sources.problem("rules/unreachable", message, advice, section, entry, name, keys)

    def stratum(self, leaf: c.FactTest | c.Established, section: str, entry: str) -> None:
        """Report what belongs into a finding."""
        if isinstance(leaf, c.FactTest):
            message = f"a rule may not test the fact `{leaf.fact}`"
            advice = "declare a finding that tests it, and name the finding here"
            name = leaf.fact
        else:
            message = "a rule may not use `established_by`"
            advice = "use it in the test of a finding, and name the finding here"
            name = "established_by"
        self.sources.problem("rules/stratum", message, advice, section, entry, name)

    def declares(self, subject: str) -> bool:
        return subject in self.book.subjects and self.book.subjects[subject].declared

    def disproved(self, tree: c.Disproved, subject: str | None, section: str, entry: str) -> None:
        """Report what is no finding, here and in the slots that stand here."""
        for leaf in c.walk(tree.part):
            if isinstance(leaf, c.Slot):
                for member in self.book.entries.get(subject or "", {}).values():
                    where = ("entries", f"{subject}.{member.id}")
                    for inner in c.walk(member.slots.get(leaf.name, c.Constant(False))):
                        self.refutable(
                            inner, f"slot `{leaf.name}` is disproved in `{entry}`", *where
                        )
            else:
                self.refutable(leaf, "`disproved` takes findings", section, entry)

    def refutable(self, leaf: c.Condition, why: str, section: str, entry: str) -> None:
        if not isinstance(leaf, c.Quantified | c.Is):
            return
        node = leaf.node
        conclusion = {node, node.rpartition(".")[0]} & self.book.conclusions.keys()
        if isinstance(leaf, c.Quantified) or (conclusion and node not in self.book.findings):
            self.sources.problem(
                "rules/stratum",
                f"{why}, and `{node}` here is none"
                if why.startswith("`")
                else f"`{node}` is no finding, and {why}",
                "use `not`, or name the findings themselves",
                section,
                entry,
                node,
            )

    def node(
        self, name: str, values: tuple[str, ...], subject: str | None, section: str, entry: str
    ) -> None:
        book = self.book
        if name in book.findings:
            self.reachable_subject(name, book.findings[name].subject, subject, section, entry)
            if values != ("met",):
                self.sources.problem(
                    "rules/type-mismatch",
                    f"`{name}` is a finding: it has no values",
                    f"write `{name}`, or `not: {name}`",
                    section,
                    entry,
                    name,
                )
            return
        base, _, member = name.rpartition(".")
        member_of = (
            book.conclusions[base].subject
            if name not in book.conclusions and base in book.conclusions
            else None
        )
        if {base, f"{member_of}.{member}"} & self.sources.broken:
            return
        if member_of and member in book.entries.get(member_of, {}):
            conclusion = book.conclusions[base]
        elif self.known(name, self.nodes, "a finding or conclusion", section, entry):
            conclusion = book.conclusions[name]
            self.reachable_subject(name, conclusion.subject, subject, section, entry)
        else:
            return
        for value in values:
            if value == MET and MET not in conclusion.values:
                self.sources.problem(
                    "rules/type-mismatch",
                    f"`{name}` has values: say which",
                    f"write `{{conclusion: {name}, is: {next(iter(conclusion.values))}}}`",
                    section,
                    entry,
                    name,
                )
                return
            self.known(value, conclusion.values, f"a value of `{name}`", section, entry)

    def reachable_subject(
        self, name: str, own: str | None, here: str | None, section: str, entry: str
    ) -> None:
        if own is not None and own != here:
            self.sources.problem(
                "rules/subject",
                f"`{name}` is found for each `{own}`, and this is not about one",
                f"write `{{some: {own}, holds: {name}}}`, or add `for_each: {own}`",
                section,
                entry,
                name,
            )

    def quantified(self, leaf: c.Quantified, subject: str | None, section: str, entry: str) -> None:
        if not self.known(
            leaf.subject,
            self.book.subjects,
            "a subject",
            section,
            entry,
            leaf.kind,
        ):
            return
        if (
            self.known(leaf.node, self.nodes, "a finding or conclusion", section, entry, "holds")
            and self.nodes[leaf.node] != leaf.subject
        ):
            self.sources.problem(
                "rules/subject",
                f"`{leaf.node}` is not about each `{leaf.subject}`",
                f"name a finding or conclusion with `for_each: {leaf.subject}`",
                section,
                entry,
                leaf.node,
                ("holds",),
            )
        valued = self.book.conclusions.get(leaf.node)
        if valued is not None and not valued.boolean:
            self.sources.problem(
                "rules/type-mismatch",
                f"`{leaf.node}` has values, and `holds` takes a yes or no",
                f"conclude from `{leaf.node}` what is to hold, and name that",
                section,
                entry,
                leaf.node,
                ("holds",),
            )
        self.at_hand(leaf, subject, section, entry)

    def at_hand(self, leaf: c.Quantified, subject: str | None, section: str, entry: str) -> None:
        """Report an `of` that names what is not referred to, or what is not at hand."""
        if leaf.of is None:
            return
        linked = {*self.book.subjects[leaf.subject].refers_to.values()}
        linked |= {
            name
            for name, subject in self.book.subjects.items()
            if leaf.subject in subject.refers_to.values()
        }
        if not self.book.subjects.keys() >= linked:
            return  # an unknown subject is reported where it is referred to
        a_target = f"what a `{leaf.subject}` refers to, or what refers to it"
        if self.known(leaf.of, linked, a_target, section, entry, "of") and leaf.of != subject:
            self.sources.problem(
                "rules/subject",
                f"`of: {leaf.of}` stands where no `{leaf.of}` is at hand",
                f"add `for_each: {leaf.of}` to the rule, or leave `of` out",
                section,
                entry,
                leaf.of,
                ("of",),
            )

    def choice(self, leaf: c.Choice, section: str, entry: str) -> None:
        options = {name for name, _ in leaf.options}
        if leaf.reading is None:
            for name in options - {"default"}:
                self.known(name, self.book.profiles, "a profile", section, entry, "by_profile")
            if "default" not in options and options < set(self.book.profiles):
                self.sources.problem(
                    "rules/missing-key",
                    "`by_profile` leaves a profile out",
                    "add `default:` for those not named",
                    section,
                    entry,
                    "by_profile",
                )
        elif self.known(leaf.reading, self.book.readings, "a reading", section, entry, "reading"):
            declared = set(self.book.readings[leaf.reading].options)
            for name in options:
                an_option = f"an option of `{leaf.reading}`"
                self.known(name, declared, an_option, section, entry, "options")
            for name in sorted(declared - options):
                self.sources.problem(
                    "rules/missing-key",
                    f"option `{name}` of `{leaf.reading}` is left out",
                    "say what holds under each option",
                    section,
                    entry,
                    leaf.reading,
                    ("reading",),
                )


def _joined(tree: c.All | c.AnyOf) -> list[c.Condition]:
    """Return what an `all` or `any` joins, through those of its kind inside it."""
    joined: list[c.Condition] = []
    for part in tree.parts:
        joined += _joined(part) if type(part) is type(tree) else [part]
    return joined
