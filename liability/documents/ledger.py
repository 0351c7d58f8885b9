"""A ledger on the screen and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from liability.compute.account import Account
from liability.compute.grounds import grounds, said
from liability.compute.remarks import remarks_on
from liability.determination.edition import edition
from liability.documents import ledger_words as words
from liability.documents.markdown import environment
from liability.documents.tables import INDENT, labelled, listed, section, table
from liability.documents.words import NOTICE
from liability.rulebook.law import Law
from liability.rulebook.model import say

_TONES = {"met": "green", "not met": "red", "undetermined": "yellow"}


def ledger_markdown(found: Account, law: Law) -> str:
    """Return a ledger as a document in Markdown."""
    return (
        environment()
        .get_template("ledger.md.j2")
        .render(
            found=found,
            law=law,
            book=law.rulebook,
            say=say,
            words=words,
            remarks=remarks_on(found),
            thresholds=list(words.threshold_rows(found, law)),
            grounds=[(said(step, law), cites) for step, cites in grounds(found, law).items()],
        )
    )


def ledger_screen(found: Account, law: Law, width: int) -> RenderableType:
    """Return a ledger as a renderable for a terminal of `width` columns."""
    return Group(*_Screen(found, law, width - INDENT).parts())


class _Screen:
    def __init__(self, found: Account, law: Law, width: int) -> None:
        self.found = found
        self.law = law
        self.width = width

    def parts(self) -> Iterator[RenderableType]:
        found, law = self.found, self.law
        network = found.lineage.networks[found.model]
        yield Text(network.title, style="bold underline")
        said = [
            f"lineage {found.lineage.id}",
            f"{say(law.rulebook.title)} {edition(law.rulebook)}",
            f"{say(law.rulebook.profiles[law.profile])} text",
            f"law as of {law.as_of}",
        ]
        yield Text(" · ".join(said), style="dim")
        yield Text()
        yield labelled([(title, Text(value, "bold")) for title, value in words.figures(found)])
        yield from section("Ledger", self.ledger())
        yield from section("Behind an output, beside the above", self.outputs())
        yield from section("Left out", self.left_out())
        yield from section("Inference rate", self.rates())
        yield from section("Thresholds", self.thresholds())
        yield from section("To know", self.remarks())
        yield from section("Sources", self.sources())
        yield from section("How it was counted", self.grounds())
        yield Text()
        yield Text(NOTICE, style="italic dim")

    def ledger(self) -> RenderableType:
        heads = ("What", "By", "When", "Adds, in FLOP", "How that is known")
        return table(heads, list(words.rows(self.found.ledger)), self.width)

    def outputs(self) -> RenderableType | None:
        rows = list(words.output_rows(self.found))
        heads = ("What", "By", "When", "Adds, in FLOP", "How that is known")
        return table(heads, rows, self.width) if rows else None

    def left_out(self) -> RenderableType | None:
        rows = list(words.left_rows(self.found.ledger))
        return (
            table(("What", "Out of", "Because", "Decided by"), rows, self.width) if rows else None
        )

    def rates(self) -> RenderableType | None:
        rows = list(words.rate_rows(self.found))
        heads = ("Deployment", "One instance", "Connected instances", "All of the weights")
        return table(heads, rows, self.width) if rows else None

    def thresholds(self) -> RenderableType | None:
        rows = [
            (title, value, Text(came_out, _TONES[came_out]), margin, cites)
            for title, value, came_out, margin, cites in words.threshold_rows(self.found, self.law)
        ]
        heads = ("Finding", "Figure", "Found", "Times the figure", "Cites")
        return table(heads, rows, self.width) if rows else None

    def remarks(self) -> RenderableType | None:
        lines = []
        for each in remarks_on(self.found):
            where = f" ({each.place.file}:{each.place.line})" if each.place else ""
            lines.append(Text(each.message) + Text(where, style="dim"))
        return listed(lines)

    def sources(self) -> RenderableType | None:
        given = self.found.lineage.sources
        return labelled([(name, Text(text)) for name, text in given.items()]) if given else None

    def grounds(self) -> RenderableType:
        steps = [
            (", ".join(cites), said(step, self.law))
            for step, cites in grounds(self.found, self.law).items()
        ]
        return labelled(
            [*steps, *((name, option) for name, option in words.readings_taken(self.law))]
        )
