"""The sums in short, for whoever asks who pays how much: ranges where something is open."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case.as_json import exact
from liability.determination.json_values import Json
from liability.documents.sums_figures import is_settled
from liability.documents.sums_words import SumsWords, called
from liability.sentences import parted, run_on, tr


class SumsInShort(SumsWords):
    """Puts the sums into words, with the ranges of what is open in place of a mark."""

    def figure(self, figure: Json, *, coded: bool = True) -> str:
        """Return between what a figure lies, and what it is if the record closed today."""
        here, said = figure["on_this_record"], self.bounds(figure, coded=coded)
        if here is None or is_settled(figure):
            return said
        closed = self.money(here, coded=coded)
        return tr("{values} (if the record closed today: {value})", values=said, value=closed)

    def claimant_bears(self) -> str:
        """Return what stays with the claimant, or by how much it may be paid more than the harm."""
        bears = self.sums["claimant"]["bears"]
        if bears["low"] and exact(bears["low"]) < 0 and not is_settled(bears):
            return self._may_receive(bears)
        return super().claimant_bears()

    def first(self) -> str:
        """Return what the harm comes to, and what of it the claimant may claim and bears."""
        lines = self.harm_and_claimant()
        return run_on(*(tr("{title}: {value}.", title=title, value=said) for title, said in lines))

    def owed(self) -> Iterator[tuple[str, str]]:
        """Yield who answers, and what it may be asked for and bears; whoever answers in person."""
        for each in self.sums["parties"]:
            if each["answers"] != "no":
                yield called(each), self._owed_by(each)
        for each in self.sums["individuals"]:
            yield tr("May be asked for in person"), self.individuals()[each["id"]]

    def _owed_by(self, party: Json) -> str:
        if party["has_settled"] == "yes":
            return self.borne(party)
        asked, bears = party["exposure"], party["bears"]
        borne = tr("what it bears in the end is not known")
        if self.others_bear(party):
            borne = self.borne(party)
        elif self.is_known(bears):
            borne = tr("bears {amount} in the end", amount=self.figure(bears))
        return parted(
            (
                tr("may be asked for {amount}", amount=self.figure(asked))
                if self.is_known(asked)
                else tr("what it may be asked for is not known"),
                borne,
            )
        )
