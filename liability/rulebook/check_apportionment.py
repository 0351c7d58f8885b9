"""Checks of `apportionment` in a pack: its names, and the values that the arithmetic knows."""

from __future__ import annotations

from liability.rulebook.check_names import YES_OR_NO, NamesChecker
from liability.rulebook.model import VALUES_OF_SUMS, Apportionment

_ANSWERS = ("answers", "ordinarily", "unprotected")
_OF_PARTY = ("whole", "intent", "several", "barred", "insolvent", "additional")
_IN_PLACE = ("stays", "able", "barred_in_place")
_PARTY = (*_ANSWERS, *_OF_PARTY, *_IN_PLACE)
_BOOLEAN = (*_OF_PARTY, *_IN_PLACE, "in_place", "stands_in", "excluded")
_WORDS = dict.fromkeys(_ANSWERS, YES_OR_NO) | VALUES_OF_SUMS
_HERE = "apportionment"


class ApportionmentChecker(NamesChecker):
    """Checks the section `apportionment`."""

    def apportionment(self) -> None:
        sums = self.book.apportionment
        if sums is None:
            return
        self.known_in_pack(sums.track, self.book.readings, "a reading", _HERE, "track")
        self.choices(_HERE, sums.choices)
        self.grounds(_HERE, sums.grounds)
        for key, name in sums.parameters.items():
            self.share_of_all(name, _HERE, "parameters", key)
        subjects = self.case_subjects()
        a_subject = "a subject that a case lists"
        about = {"party": self.book.outcomes.parties.subject}
        for key, refers in (("head", "caused_by"), ("insurance", "insured")):
            name = getattr(sums, key)
            if self.known_in_pack(name, subjects, a_subject, _HERE, key):
                about[key] = name
                self.refers(name, getattr(sums, refers), about["party"], refers)
        if len(about) == 3:
            self.facts_of_sums(sums, about)
            self.conclusions_of_sums(sums, about)

    def refers(self, subject: str, key: str, party: str, at: str) -> None:
        known = self.book.subjects[subject].keys_to(party)
        what = f"a key under which `{subject}` refers to `{party}`"
        self.known_in_pack(key, known, what, _HERE, at)

    def facts_of_sums(self, sums: Apportionment, about: dict[str, str]) -> None:
        for key, subject, types, unit in (
            ("amount", about["head"], ("quantity",), "money"),
            ("currency", None, ("choice",), None),
            ("comparative", about["party"], ("quantity",), "share"),
            ("agreed", about["party"], ("quantity",), "share"),
            ("settled", about["party"], ("quantity",), "money"),
            ("insolvent", about["party"], ("boolean",), None),
            ("claimant_fault", None, ("quantity",), "share"),
            ("limit", about["insurance"], ("quantity",), "money"),
            ("attaches_at", about["insurance"], ("quantity",), "money"),
        ):
            name = sums.facts[key]
            self.fact(name, types, subject, _HERE, "facts", key)
            fact = self.book.facts.get(name)
            if fact is not None and unit is not None and fact.unit not in (unit, None):
                self.problem(
                    "type-mismatch",
                    f"`{name}` is in {fact.unit}, and `{key}` takes {unit}",
                    f"name a fact with `unit: {unit}`",
                    name,
                    _HERE,
                    "facts",
                    key,
                )

    def conclusions_of_sums(self, sums: Apportionment, about: dict[str, str]) -> None:
        of = dict.fromkeys(_PARTY, about["party"]) | {
            "extent": about["head"],
            "uncollectible": about["head"],
            "excluded": about["insurance"],
            "in_place": self.book.outcomes.individuals.subject,
            "stands_in": self.book.outcomes.individuals.subject,
        }
        for key, name in sums.conclusions.items():
            self.concluded(name, of.get(key), _HERE, "conclusions", key, boolean=key in _BOOLEAN)
            if key in _WORDS:
                self.words(name, of.get(key), _WORDS[key], _HERE, "conclusions", key)

    def share_of_all(self, name: str, *where: str) -> None:
        """Report what is not a parameter, or not a share."""
        if not self.known_in_pack(name, self.book.parameters, "a parameter", *where):
            return
        figure = self.book.parameters[name]
        unit = figure.unit
        share = figure.share_of
        whole = self.book.parameters.get(share[0], figure) if share is not None else figure
        if any(value is None for _, value in whole.values):
            message = f"`{name}` is not set at all times, and the sums need a figure"
            self.problem("type-mismatch", message, "name a parameter that has one", name, *where)
        if unit != "ratio":
            message = f"`{name}` is in {unit}, and `{where[-1]}` takes a share"
            self.problem(
                "type-mismatch", message, "name a parameter with `unit: ratio`", name, *where
            )
