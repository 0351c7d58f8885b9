"""Checks of names in the section `pack`: facts, conclusions, readings, provisions that fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from liability.rulebook.check_conditions import ConditionChecker
from liability.rulebook.model import Choice

YES_OR_NO = ("yes", "no")


class NamesChecker(ConditionChecker):
    """Reports what in the section `pack` names nothing, or nothing that fits."""

    def known_in_pack(self, name: str, known: Collection[str], what: str, *keys: str) -> bool:
        """Report a name in the section `pack` unless it is one of `known`; see `known`."""
        return self.known(name, known, what, "pack", "pack", *keys)

    def problem(self, code: str, message: str, advice: str, name: str, *keys: str) -> None:
        self.sources.problem(f"rules/{code}", message, advice, "pack", "pack", name, keys)

    def fact(self, name: str, types: tuple[str, ...], subject: str | None, *keys: str) -> None:
        """Report what is not a fact of these types and of each `subject`."""
        if not self.known_in_pack(name, self.book.facts, "a fact", *keys):
            return
        fact = self.book.facts[name]
        if fact.type not in types:
            self.problem(
                "type-mismatch",
                f"`{name}` is of type `{fact.type}`, and `{keys[-1]}` takes `{types[0]}`",
                f"name a fact with `type: {types[0]}`",
                name,
                *keys,
            )
        about = self.book.subjects.get(fact.subject)
        if about is not None and (about.id if about.many else None) != subject:
            self.problem(
                "subject",
                f"`{name}` is a fact of `{fact.subject}`, which `{keys[-1]}` is not about",
                f"name a fact of `{subject}`" if subject else "name a fact of the whole case",
                name,
                *keys,
            )

    def concluded(self, name: str, subject: str | None, *keys: str, boolean: bool = False) -> None:
        """Report what is not a conclusion, or not one about each `subject`."""
        conclusions = self.book.conclusions
        if not self.known_in_pack(name, conclusions, "a conclusion", *keys):
            return
        found = conclusions[name]
        if found.subject != subject:
            about = f"each `{found.subject}`" if found.subject else "the whole case"
            wanted = f"each `{subject}`" if subject else "the whole case"
            self.problem(
                "subject",
                f"`{name}` is about {about}, and `{keys[-1]}` about {wanted}",
                f"name a conclusion with `for_each: {subject}`"
                if subject
                else "name a conclusion without `for_each`",
                name,
                *keys,
            )
        if boolean and not found.boolean:
            self.problem(
                "type-mismatch",
                f"`{name}` has values, and `{keys[-1]}` takes a yes or no",
                "name a conclusion without `values`",
                name,
                *keys,
            )

    def yes_or_no(self, name: str, subject: str, *keys: str) -> None:
        """Report what is not a conclusion about each `subject` whose values are `yes` and `no`."""
        self.concluded(name, subject, *keys)
        self.words(name, subject, YES_OR_NO, *keys)

    def words(self, name: str, subject: str | None, words: Sequence[str], *keys: str) -> None:
        """Report values of a conclusion about `subject` that are none of these words."""
        found = self.book.conclusions.get(name)
        if found is None or found.subject != subject:
            return
        if found.boolean:
            message = f"`{name}` is met or not met, and `{keys[-1]}` takes words"
            advice = "name a conclusion with `values` among " + ", ".join(f"`{w}`" for w in words)
            self.problem("type-mismatch", message, advice, name, *keys)
            return
        for value in found.values:
            what = f"a value that `{keys[-1]}` may have"
            self.known(value, words, what, "conclusions", name, "values")

    def choices(self, part: str, choices: Mapping[str, Choice]) -> None:
        """Report what is no reading or no option of it, and options that are not said."""
        for name, choice in choices.items():
            where = (part, "choices", name)
            if not self.known_in_pack(
                choice.reading, self.book.readings, "a reading", *where, "reading"
            ):
                continue
            options = self.book.readings[choice.reading].options
            an_option = f"an option of `{choice.reading}`"
            for option in choice.options:
                self.known_in_pack(option, options, an_option, *where, "options", option)
            for option in options:
                if option not in choice.options:
                    self.problem(
                        "missing-option",
                        f"`{option}` of `{choice.reading}` is not said",
                        f"add `{option}:` under `options`",
                        "options",
                        *where,
                    )

    def grounds(self, part: str, grounds: Mapping[str, tuple[str, ...]]) -> None:
        """Report grounds that are no provisions."""
        for name, cites in grounds.items():
            where = (part, "grounds", name)
            for cite in cites:
                self.known_in_pack(cite, self.book.provisions, "a provision", *where, cite)
