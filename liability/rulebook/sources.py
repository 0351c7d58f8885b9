"""The files of a pack as they are written: read, put together, validated; every problem kept."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liability.rulebook import format as f
from liability.rulebook.form_problems import form_at, read_form
from liability.rulebook.packs import pack_files, strays
from liability.rulebook.words import ID_HELP, is_id
from liability.source.problems import Place, Problem, ProblemsError, nearest, suggestion
from liability.source.visible import named
from liability.source.yaml import Data, Document, Path_, kind_of, part_at, read

SECTIONS = tuple(f.PackFileForm.model_fields)
NAMING = frozenset({"rules", "entries"})  # sections that say what rests on what
_PROSE = frozenset(
    {"title", "text", "says", "because", "question", "note", "source"}
    | {"blank", "indicator", "effect", "warning"}
)

_Said = dict[str, list[tuple[Path_, tuple[str, ...], bool]]]


@dataclass(slots=True)
class Sources:
    """Where each entry of a pack stands, for messages.

    Attributes:
        entries: (section, id) to the document and the path of the entry in it.
        problems: everything found so far, each once.
        broken: names of what is there and cannot be read: naming it is no mistake.
        torn: the sections that they stand in, or may.
        meant: names that a misspelt one was probably meant to be.
        unread: whether something could not be read at all, so that any name may be in it.
        part_left_out: entries (section, id) of which a part is given twice, and read once.
    """

    entries: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    torn: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    unread: bool = False
    part_left_out: set[tuple[str, str]] = field(default_factory=set)
    _told: set[Problem] = field(default_factory=set)
    _said: tuple[tuple[str, str], _Said] = (("", ""), {})  # of the entry asked about last

    def add(self, problem: Problem) -> None:
        """Add a problem, unless it is there already."""
        if problem not in self._told:
            self._told.add(problem)
            self.problems.append(problem)

    def problem(
        self,
        code: str,
        message: str,
        advice: str,
        section: str,
        entry: str,
        name: str | None = None,
        keys: tuple[str, ...] = (),
    ) -> None:
        """Add a problem at the entry, or at the place inside it that says `name`; see `place`."""
        self.add(Problem(code, message, advice, self.place(section, entry, name, keys)))

    def unknown(
        self,
        name: str,
        known: Collection[str],
        what: str,
        section: str,
        entry: str,
        keys: tuple[str, ...] = (),
    ) -> None:
        """Add the problem that `name` is not `what`, unless it may stand in what is unread."""
        if self.unread or name in self.broken:
            return
        advice = self.suggestion(name, known) or "there is none: declare one, or remove the name"
        self.problem(
            "rules/unknown-name",
            f"{named(name)} is not {what}",
            advice,
            section,
            entry,
            name,
            keys,
        )

    def suggestion(self, name: str, known: Collection[str]) -> str:
        """Return a help line for a misspelt name; remember what it was meant to be."""
        unread = filter(is_id, self.broken)
        advice = nearest(name[:200], {*known, *unread}) or suggestion(name[:200], known)
        self.meant.update(re.findall("^did you mean `(.*)`", advice))
        return advice

    def place(
        self, section: str, entry: str, name: str | None = None, keys: tuple[str, ...] = ()
    ) -> Place | None:
        """Return where something stands.

        Args:
            section: a section.
            entry: an entry of it.
            name: what the place inside the entry says: the first that does, outside of prose.
            keys: the last keys on the way to the place, where the name may stand elsewhere too.
        """
        if (section, entry) not in self.entries:
            return None
        document, path = self.entries[section, entry]
        if name is not None:
            if self._said[0] != (section, entry):
                said: _Said = {}
                _index(part_at(document.data, path), (), said)
                self._said = ((section, entry), said)
            places = self._said[1].get(name, ())
            there = [each for each in places if each[1][-len(keys) :] == keys] if keys else places
            for inner, _, is_key in (*there[:1], *places[:1]):
                return document.place((*path, *inner), key=is_key)
        return document.place(path, key=True)


def merge(folder: Path, sources: Sources) -> dict[str, dict[str, Data]]:
    """Put the sections of all files together: section -> id -> what is written."""
    merged: dict[str, dict[str, Data]] = {section: {} for section in SECTIONS}
    for problem in strays(folder):
        sources.add(problem)
        sources.unread = True
    for file in pack_files(folder):
        needless: list[Problem] = []
        try:
            document = read(file, shown(file), needless)
        except ProblemsError as error:
            sources.unread = True
            for problem in error.problems:
                sources.add(problem)
            continue
        for problem in needless:
            sources.add(problem)
        if not isinstance(document.data, dict):
            sources.unread = True
            sources.add(
                Problem(
                    "rules/no-sections",
                    f"`{document.file}` holds {kind_of(document.data)}, not sections",
                    "start with one of " + ", ".join(f"`{each}:`" for each in SECTIONS),
                    document.place(()),
                )
            )
            continue
        for section, body in document.data.items():
            _merge_section(section, body, document, merged, sources)
        for path in document.repeated:
            _left_out(path, sources)
    return merged


def _left_out(path: Path_, sources: Sources) -> None:
    """Note that what is said again under a key is not known."""
    section = str(path[0])
    entry = path[1 : 3 if section == "entries" else 2]
    if section == "pack" or len(path) < (3 if section == "entries" else 2):
        sources.unread = True
    elif len(path) > 1 + len(entry):
        sources.torn.add(section)
        sources.part_left_out.add((section, ".".join(map(str, entry))))
    else:
        sources.torn |= {section} & NAMING


def _merge_section(
    section: str,
    body: Data,
    document: Document,
    merged: dict[str, dict[str, Data]],
    sources: Sources,
) -> None:
    place = document.place((section,), key=True)
    if section not in SECTIONS:
        sources.broken |= set(body) if isinstance(body, dict) else set()
        sources.torn.update(SECTIONS)  # it may be any of them
        message = f"{named(section)} is not a section of a rule file"
        sources.add(Problem("rules/unknown-key", message, suggestion(section, SECTIONS), place))
    elif section == "pack":
        _merge_entry(section, "pack", body, document, (section,), merged, sources)
    elif not isinstance(body, dict):
        _no_entries(section, document, (section,), sources)
    elif section == "entries":
        for subject, members in body.items():
            if not isinstance(members, dict):
                _no_entries(subject, document, (section, subject), sources)
                continue
            for name, entry in members.items():
                path: Path_ = (section, subject, name)
                _merge_entry(section, name, entry, document, path, merged, sources)
    else:
        for name, entry in body.items():
            _merge_entry(section, name, entry, document, (section, name), merged, sources)


def _no_entries(name: str, document: Document, path: Path_, sources: Sources) -> None:
    sources.unread = True
    sources.add(
        Problem(
            "rules/wrong-type",
            f"{named(name)} must map ids to entries",
            "write `id:` and, indented below it, the entry",
            document.place(path),
        )
    )


def _merge_entry(
    section: str,
    name: str,
    entry: Data,
    document: Document,
    path: Path_,
    merged: dict[str, dict[str, Data]],
    sources: Sources,
) -> None:
    """Add one entry; `section`, id and body. An entry of a subject has the id `subject.name`."""
    full = ".".join(map(str, path[1:])) if section == "entries" else name
    first = sources.place(section, full)
    if not all(is_id(str(step)) for step in path[1:]):
        sources.broken |= {name, full}
        sources.torn.add(section)
        wrong = next(str(step) for step in path[1:] if not is_id(str(step)))
        message = f"{named(wrong)} cannot be an id"
        sources.add(Problem("rules/bad-id", message, ID_HELP, document.place(path, key=True)))
    elif first is not None:
        sources.torn |= {section} & NAMING  # what rests on what is not all known
        sources.add(
            Problem(
                "rules/duplicate-id",
                f"{named(full)} is declared twice",
                f"it stands first at {first.file}:{first.line}; rename or remove one",
                document.place(path, key=True),
            )
        )
    else:
        merged[section][full] = entry
        sources.entries[section, full] = (document, path)


def validate(section: str, raw: Mapping[str, Data], sources: Sources) -> dict[str, Any]:
    """Validate each entry of a section by its form; problems are collected, not raised."""
    valid: dict[str, Any] = {}
    form: Any = None  # the same of each entry
    for name, body in raw.items():
        document, path = sources.entries[section, name]
        form = form or form_at(f.PackFileForm, path)
        try:
            valid[name] = read_form(form, body, document, path)
        except ProblemsError as error:
            sources.broken |= {name, str(path[-1])}
            sources.torn.add(section)
            for each in error.problems:
                sources.add(each)
            continue
        if (section, name) in sources.part_left_out:  # what it says is not all known
            del valid[name]
            sources.broken |= {name, str(path[-1])}
    return valid


def shown(file: Path) -> str:
    """Return a file as messages name it: from the folder at hand, whatever its name is made of."""
    with contextlib.suppress(ValueError, OSError):
        file = file.resolve().relative_to(Path.cwd())
    return os.fsencode(file).decode("utf-8", "replace")


def _index(data: Data, path: Path_, said: _Said) -> None:
    """Note all that is said in `data`, outside of prose: where, below which keys, and if as key."""
    above = tuple(step for step in path if isinstance(step, str))
    if isinstance(data, dict):
        for key, value in data.items():
            said.setdefault(key, []).append(((*path, key), above, True))
            if not (key in _PROSE and isinstance(value, str)):
                _index(value, (*path, key), said)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _index(value, (*path, index), said)
    elif data is not None:
        said.setdefault(data, []).append((path, above, False))
