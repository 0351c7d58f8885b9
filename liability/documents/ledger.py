"""A ledger on the screen and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from liability.compute.account import Account
from liability.compute.grounds import grounds, said
from liability.compute.remarks import remarks_on
from liability.determination.edition import edition
from liability.documents import ledger_words as words
from liability.documents.flowing import flowing
from liability.documents.markdown import environment
from liability.documents.tables import INDENT, MARKS, Row, labelled, listed, section, table
from liability.documents.words import NOTICE, version, word
from liability.rulebook.law import Law
from liability.rulebook.model import say
from liability.sentences import marked, of, tr

_LEDGER = (
    marked("What"),
    marked("By"),
    marked("When"),
    marked("Adds, in FLOP"),
    marked("How that is known"),
)
_LEFT_OUT = (marked("What"), marked("Out of"), marked("Because"), marked("Decided by"))
_RATES = (
    marked("Deployment"),
    marked("One instance"),
    marked("Connected instances"),
    marked("All of the weights"),
)
_THRESHOLDS = (
    marked("Finding"),
    marked("Figure"),
    marked("Found"),
    marked("Times the figure"),
    marked("Cites"),
)


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
            version=version(law),
            words=words,
            heads={
                "ledger": [tr(each) for each in _LEDGER],
                "left": [tr(each) for each in _LEFT_OUT],
                "rates": [tr(each) for each in _RATES],
                "thresholds": [tr(each) for each in _THRESHOLDS],
            },
            notice=tr(NOTICE),
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
            tr("lineage {lineage}", lineage=found.lineage.id),
            f"{say(law.rulebook.title)} {edition(law.rulebook)}",
            version(law),
            tr("law as of {day}", day=law.as_of),
        ]
        yield flowing(Text(" · ".join(said), style="dim"))
        yield Text()
        yield labelled([(title, Text(value, "bold")) for title, value in words.figures(found)])
        yield from section(tr("Ledger"), self.ledger())
        yield from section(tr("Behind an output, beside the above"), self.outputs())
        yield from section(tr("Left out"), self.left_out())
        yield from section(tr("Inference rate"), self.rates())
        yield from section(tr("Thresholds"), self.thresholds())
        yield from section(tr("To know"), self.remarks())
        yield from section(tr("Sources"), self.sources())
        yield from section(tr("How it was counted"), self.grounds())
        yield Text()
        yield flowing(Text(tr(NOTICE), style="italic dim"))

    def ledger(self) -> RenderableType | None:
        return self.table(_LEDGER, words.rows(self.found.ledger))

    def outputs(self) -> RenderableType | None:
        return self.table(_LEDGER, words.output_rows(self.found))

    def left_out(self) -> RenderableType | None:
        return self.table(_LEFT_OUT, words.left_rows(self.found.ledger))

    def rates(self) -> RenderableType | None:
        return self.table(_RATES, words.rate_rows(self.found))

    def thresholds(self) -> RenderableType | None:
        tones = {word(state): tone for state, (_, tone) in MARKS.items()}
        rows = (
            (title, value, Text(came_out, tones[came_out]), margin, cites)
            for title, value, came_out, margin, cites in words.threshold_rows(self.found, self.law)
        )
        return self.table(_THRESHOLDS, rows)

    def table(self, heads: Sequence[str], rows: Iterable[Row]) -> RenderableType | None:
        given = list(rows)
        return table([tr(each) for each in heads], given, self.width) if given else None

    def remarks(self) -> RenderableType | None:
        lines = []
        for each in remarks_on(self.found):
            where = f"{each.place.file}:{each.place.line}" if each.place else ""
            lines.append(Text(each.message) + Text(of("", where), style="dim"))
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
