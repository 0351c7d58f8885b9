"""A determination on the screen: the outcome first, then what it rests on and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from liability.case.model import parts_of
from liability.determination.assess import HEADLINES, Determination
from liability.determination.json_values import Found, Json
from liability.documents.claim_now import claim_now
from liability.documents.decided_otherwise import foremost_together, rest, who_answers
from liability.documents.flowing import flowing
from liability.documents.nodes import contradicted
from liability.documents.tables import INDENT, MARKS, bulleted, labelled, listed, section, table
from liability.documents.turning_on import duties_turn_on, turns_on
from liability.documents.whose_duties import whose_duties
from liability.documents.words import (
    NOTICE,
    Named,
    cautions,
    excluded,
    grounds,
    has_sums,
    heading,
    in_brackets,
    not_answering,
    roles_of,
    set_figure,
    stated,
    word,
)
from liability.rulebook.model import Rulebook, say
from liability.sentences import joints, listing, of, tr

_TONES = {"bad": "red", "warn": "yellow", "good": "green"}
_MOST_NEEDS, _MOST_ALTERNATIVES = 8, 12


def screen(determination: Determination, found: Found, width: int) -> RenderableType:
    """Return a determination as a renderable for a terminal of `width` columns.

    Args:
        determination: the determination.
        found: the same as JSON, from `determination.document`.
        width: columns.
    """
    writer = _Screen(determination, found, width)
    return Group(*writer.parts())


class _Screen:
    def __init__(self, determination: Determination, found: Found, width: int) -> None:
        self.determination = determination
        self.found = found
        self.width = width
        self.book: Rulebook = determination.law.rulebook
        self.named = Named(determination)

    def parts(self) -> Iterator[RenderableType]:
        yield from self.heading()
        yield self.outcomes()
        yield from section(tr("Compute"), self.compute())
        yield from section(tr("Parties"), self.parties())
        yield from section(tr("Who pays"), self.sums())
        yield from section(tr("Individuals"), self.individuals())
        yield from section(tr("Duties"), self.duties())
        yield from section(tr("Safe harbors"), self.harbors())
        yield from section(tr("Cautions"), self.cautions())
        yield from section(tr("Notes of the case"), self.notes())
        yield from section(tr("Unknown, and would matter: ask in this order"), self.needs())
        yield from section(tr("Decided otherwise by another language version"), self.profiles())
        yield from section(tr("Decided otherwise by another reading"), self.readings())
        yield from section(
            tr("Assumptions: figures that the text does not set"), self.assumptions()
        )
        yield Text()
        yield flowing(Text(tr(NOTICE), style="italic dim"))

    # --- head --------------------------------------------------------------------------------

    def heading(self) -> Iterator[RenderableType]:
        case = self.determination.case
        yield Text(case.title or case.id, style="bold underline")
        yield flowing(Text(" · ".join(heading(self.determination)), style="dim"))
        yield Text()

    def outcomes(self) -> RenderableType:
        """Show the three outcomes, and below each that is determined what gives it."""
        rows = []
        for name in HEADLINES:
            text = self.outcome(name)
            for why in grounds(self.determination, name):
                text += Text(f"\n{why}", style="dim")
            rows.append((self.named.title(name), text))
        return labelled(rows)

    def outcome(self, name: str) -> Text:
        found = self.found[name]
        possible = found["possible"]
        text = self.labels(name, possible)
        if "conflict" in found:
            rules = listing(each["rule"] for each in found["conflict"])
            disagree = of("", tr("rules that disagree: {rules}", rules=rules))
            return Text(tr("conflict: "), style="bold red") + text + Text(disagree)
        if len(possible) != 1:
            text = Text(tr("undetermined: "), style="bold yellow") + text
            text += self.closed(name, found["on_this_record"])
        return text

    def label(self, outcome: str, value: str) -> Text:
        tone = self.tone(value)
        style = f"bold {tone}" if outcome.partition(".")[0] in HEADLINES else tone or "bold"
        return Text(self.named.label(outcome, value), style=style.strip())

    def labels(self, outcome: str, values: Sequence[str]) -> Text:
        """Return the values that an outcome may have, each in its color."""
        labels = [self.label(outcome, each) for each in values]
        before = joints([str(each) for each in labels])
        return Text.assemble(*(part for pair in zip(before, labels, strict=True) for part in pair))

    def tone(self, value: str) -> str:
        """Return the color of a value, where the pack gives it one."""
        return _TONES.get(self.book.outcomes.tones.get(value, ""), "")

    def answer(self, outcome: str, value: str, on_record: str | None) -> Text:
        """Return an outcome of yes or no; where it is open, in yellow, and that on the record."""
        if value == "undetermined":
            return Text(word(value), style="yellow") + self.closed(outcome, on_record)
        return Text(word(value), style=self.tone(value) or "bold")

    def states(self, outcome: str, possible: Sequence[str], on_record: str | None) -> Text:
        text = self.labels(outcome, possible)
        return text + self.closed(outcome, on_record) if len(possible) > 1 else text

    def closed(self, outcome: str, on_record: str | None) -> Text:
        """Return what an open outcome is if the record closed today; empty where that is open."""
        if not on_record:
            return Text()
        return Text(tr("; if the record closed today: ")) + self.label(outcome, on_record)

    # --- sections ----------------------------------------------------------------------------

    def parties(self) -> RenderableType | None:
        if not self.found["parties"]:
            return self.not_listed(self.book.outcomes.parties.subject)
        heads = (tr("Party"), tr("Roles"), tr("Liable under the regime"), tr("Position if liable"))
        rows = [
            (
                each["name"],
                roles_of(self.determination, each["id"]),
                self.answer(f"parties.{each['id']}.liable", each["liable"], each["on_this_record"]),
                self.states(f"parties.{each['id']}.position", each["possible_positions"], None),
            )
            for each in self.found["parties"]
        ]
        made = table(heads, rows, self.width - INDENT)
        turns = listed(turns_on(self.found["parties"]))
        return made if turns is None else Group(made, turns)

    def not_listed(self, subject: str) -> RenderableType | None:
        """Say that a case does not list who belongs to a subject; nothing where it has none."""
        declared = self.book.subjects[subject]
        if self.determination.case.roster.get(subject) is not None or declared.question is None:
            return None
        return flowing(f"{tr('not stated')}: {say(declared.question)} [{declared.key}]")

    def sums(self) -> RenderableType | None:
        if not has_sums(self.found):
            return None
        from liability.documents.sums import in_brief

        return in_brief(self.found["apportionment"], self.determination.law, self.width)

    def compute(self) -> RenderableType | None:
        if self.determination.account is None:
            return None
        from liability.documents.ledger_words import counted_lines

        return listed(list(counted_lines(self.determination)))

    def individuals(self) -> RenderableType | None:
        found = self.found["individuals"]
        if not found:
            return None
        ends, names = ("personal", "refer"), self.book.outcomes.individuals
        asked = (self.book.conclusions[each] for each in (names.personal, names.refer))
        heads = (tr("Individual"), *(say(each.title) for each in asked))
        rows = [(each["name"], *(self.of_individual(each, end) for end in ends)) for each in found]
        turns = listed(turns_on(found))
        parts: list[RenderableType] = [table(heads, rows, self.width - INDENT)]
        parts += [turns] if turns is not None else []
        if others := not_answering(found):
            parts += [
                flowing(
                    tr(
                        "Whether these answer under ordinary law is not decided here: {people}.",
                        people=listing(others),
                    )
                )
            ]
        if has_sums(self.found):
            from liability.documents.sums import in_person

            lines = in_person(self.found["apportionment"], self.determination.law)
            parts += [listed(lines) or Text()]
        for each in found:
            if each["refer"] == "yes":
                facts = [
                    tr(
                        "{title}: {value}",
                        title=fact["title"],
                        value=of(stated(self.determination, fact["fact"]), fact["note"]),
                    )
                    for fact in each["facts"]
                ]
                head = tr("Facts to refer of {individual}:", individual=each["name"])
                parts += [Text(head), listed(facts) or Text()]
        return Group(*parts)

    def of_individual(self, individual: Json, end: str) -> Text:
        """Return whether somebody is personally liable, or facts are to be referred."""
        outcome = f"individuals.{individual['id']}.{end}"
        return self.answer(outcome, individual[end], individual["on_this_record"][end])

    def duties(self) -> RenderableType | None:
        if not self.found["obligations"]:
            return Text(tr("none applies"))
        heads = (tr("Duty"), tr("At"), tr("State"), tr("Cites"))
        rows = [
            (
                each["title"],
                self.book.outcomes.titled("phase", each),
                self.states(f"obligations.{each['id']}", each["possible"], each["on_this_record"]),
                ", ".join(each["cites"]),
            )
            for each in self.found["obligations"]
        ]
        whose = [flowing(each) for each in whose_duties(self.determination, self.found)]
        made = Group(table(heads, rows, self.width - INDENT), *whose)
        turns = listed(duties_turn_on(self.found))
        head = tr("What else the open duties turn on:")
        return made if turns is None else Group(made, Text(head), turns)

    def harbors(self) -> RenderableType:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(overflow="fold")
        grid.add_row(Text(tr("✓ met · ✗ not met · ? undetermined"), style="dim"))
        for each in self.found["harbors"]:
            head = Text(tr("{title}: ", title=each["title"]), style="bold")
            head += self.states(f"harbors.{each['id']}", each["possible"], each["on_this_record"])
            grid.add_row(flowing(head + Text(in_brackets(each["cites"]), style="dim")))
            grid.add_row(Padding(_elements(each["elements"]), (0, 0, 0, 2)))
            if now := claim_now(self.determination, each):
                grid.add_row(Padding(flowing(now), (0, 0, 0, 2)))
            if why := excluded(each):
                grid.add_row(Padding(flowing(Text(f"✗ {why}", style="red")), (0, 0, 0, 2)))
        return grid

    def cautions(self) -> RenderableType | None:
        met = [each["title"] + in_brackets(each["cites"]) for each in cautions(self.found)]
        return listed([*met, *contradicted(self.determination, self.found["contradictions"])])

    def notes(self) -> RenderableType | None:
        notes = self.determination.case.notes
        return flowing(" ".join(notes.split())) if notes else None

    def needs(self) -> RenderableType | None:
        """Show what to ask first; behind a line of its own, what settles nothing alone."""
        needs = self.found["needs"]
        grid, apart = bulleted(), False
        for number, each in enumerate(needs[:_MOST_NEEDS], 1):
            asked = f"{each['question']} [{each['fact']}]"
            settles = self.named.settled(each)
            if settles:
                asked = tr("{asked} settles {outcomes}", asked=asked, outcomes=settles)
            elif not apart and parts_of(each["fact"]).name in self.book.facts:
                apart = True
                said = tr("None of these settles an outcome alone, only together with others:")
                grid.add_row("", flowing(Text(said, style="dim")))
            grid.add_row(f"{number}.", flowing(asked))
        left = len(needs) - _MOST_NEEDS
        if left > 0:
            grid.add_row("", flowing(tr("… and {count} more (--format json has all)", count=left)))
        return grid if needs else None

    def profiles(self) -> RenderableType | None:
        rows = [(say(self.book.profiles[each["profile"]]), each) for each in self.found["profiles"]]
        return self.alternatives(rows)

    def readings(self) -> RenderableType | None:
        rows = []
        for each in self.found["readings"]:
            reading = self.book.readings[each["id"]]
            for other in each["alternatives"]:
                id_ = f"{each['id']}={other['option']}"
                option = say(reading.options[other["option"]])
                asked = say(reading.title)
                title = tr("{name}, {question} {answer}", name=id_, question=asked, answer=option)
                rows.append((title, other))
        return self.alternatives(rows)

    def alternatives(self, rows: list[tuple[str, Json]]) -> RenderableType | None:
        """Show what changes the headlines, and all that changes who answers; count the rest."""
        made = [(title, e, foremost_together(e["changes"], self.named)) for title, e in rows]
        shown = [(title, kept) for title, _, kept in made if kept]
        minor = [e for _, e, kept in made if not kept and (e["changes"] or e["sums"])]
        lines: list[Text | str] = []
        left = 0
        for title, changes in shown:
            who = any(who_answers(each[0]["outcome"]) for each in changes)
            if not who and len(lines) >= _MOST_ALTERNATIVES:
                left += 1
                continue
            said = Text(tr("; ")).join([self.change(each) for each in changes])
            lines.append(Text(tr("{alternative}: ", alternative=title)) + said)
        if left:
            lines.append(_left_out(left))
        if minor:
            counted = _minor(len(minor), rest(minor), more=bool(lines))
            lines.append(Text(counted, style="dim"))
        return listed(lines)

    def change(self, changes: list[Json]) -> Text:
        """Return one change, of one outcome or of several of a kind."""
        first = changes[0]["outcome"]
        title = self.named.title(*(each["outcome"] for each in changes), within=True)
        return Text(tr("{outcome} ", outcome=title)) + self.labels(first, changes[0]["otherwise"])

    def assumptions(self) -> RenderableType | None:
        lines = [set_figure(each) for each in self.found["assumptions"]]
        set_readings = self.determination.law.set_readings
        lines += [
            tr("reading {name}={option}, set for this case", name=name, option=option)
            for name, option in set_readings.items()
        ]
        return listed(lines)


def _elements(elements: Sequence[Json]) -> RenderableType:
    """Return a harbor's elements, one a line; those of which one is enough joined by `or`."""
    grid = bulleted()
    for number, element in enumerate(elements):
        mark, style = MARKS[element["finding"]]
        joint = element["group"] and number and elements[number - 1]["group"] == element["group"]
        title = Text(tr("or ") if joint else "", style="dim") + Text(element["title"])
        grid.add_row(Text(mark, style=style), flowing(title))
    return grid


def _left_out(count: int) -> str:
    """Return how many alternatives are not listed that change an outcome at the top.

    >>> print(_left_out(1))
    … and 1 more that changes one of the outcomes above
    """
    if count == 1:
        return tr("… and 1 more that changes one of the outcomes above")
    return tr("… and {count} more that each change one of the outcomes above", count=count)


def _minor(count: int, what: str, *, more: bool) -> str:
    """Return how many alternatives change nothing but `what`, beside those listed or not."""
    if count == 1 and more:
        return tr("one more changes only {what} (--format json)", what=what)
    if count == 1:
        return tr("one changes only {what} (--format json)", what=what)
    if more:
        return tr("{count} more change only {what} (--format json)", count=count, what=what)
    return tr("{count} change only {what} (--format json)", count=count, what=what)
