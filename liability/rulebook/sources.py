"""The files of a pack as they are written: read, put together, validated; every problem kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from liability.rulebook import condition_format
from liability.rulebook import format as f
from liability.rulebook.condition_format import CONDITION_KEYS
from liability.rulebook.packs import pack_files
from liability.source.problems import Place, Problem, ProblemsError, suggestion
from liability.source.yaml import Data, Document, Path_, read

SECTIONS = tuple(f.PackFileForm.model_fields)


@dataclass(slots=True)
class Sources:
    """Where each entry of a pack stands, for messages.

    Attributes:
        entries: (section, id) to the document and the path of the entry in it.
        problems: everything found so far.
    """

    entries: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self,
        code: str,
        message: str,
        advice: str,
        section: str,
        entry: str,
        name: str | None = None,
    ) -> None:
        """Add a problem at the entry, or at the first place inside it that says `name`."""
        self.problems.append(Problem(code, message, advice, self.place(section, entry, name)))

    def place(self, section: str, entry: str, name: str | None = None) -> Place | None:
        """Return where the entry stands, or the first place inside it that says `name`."""
        if (section, entry) not in self.entries:
            return None
        document, path = self.entries[section, entry]
        if name is not None:
            found = _find(_at(document.data, path), name)
            if found is not None:
                inner, is_key = found
                return document.place((*path, *inner), key=is_key)
        return document.place(path, key=True)


def merge(folder: Path, sources: Sources) -> dict[str, dict[str, Data]]:
    """Put the sections of all files together: section -> id -> what is written."""
    merged: dict[str, dict[str, Data]] = {section: {} for section in SECTIONS}
    for file in pack_files(folder):
        try:
            document = read(file, _shown(file))
        except ProblemsError as error:
            sources.problems.extend(error.problems)
            continue
        if not isinstance(document.data, dict):
            sources.problems.append(
                Problem(
                    "rules/no-sections",
                    f"`{document.file}` holds no sections",
                    "start with one of " + ", ".join(f"`{each}:`" for each in SECTIONS),
                    document.place(()),
                )
            )
            continue
        for section, body in document.data.items():
            _merge_section(section, body, document, merged, sources)
    return merged


def _merge_section(
    section: str,
    body: Data,
    document: Document,
    merged: dict[str, dict[str, Data]],
    sources: Sources,
) -> None:
    if section not in SECTIONS:
        sources.problems.append(
            Problem(
                "rules/unknown-key",
                f"`{section}` is not a section of a rule file",
                suggestion(section, SECTIONS),
                document.place((section,), key=True),
            )
        )
        return
    if not isinstance(body, dict):
        sources.problems.append(
            Problem(
                "rules/wrong-type",
                f"`{section}` must map ids to entries",
                "write `id:` and, indented below it, the entry",
                document.place((section,)),
            )
        )
        return
    entries: list[tuple[str, Data, Path_]]
    if section == "pack":
        entries = [("pack", body, (section,))]
    elif section == "entries":
        entries = [
            (f"{subject}.{name}", {subject: {name: entry}}, (section, subject, name))
            for subject, members in body.items()
            for name, entry in (members.items() if isinstance(members, dict) else [("", members)])
        ]
    else:
        entries = [(name, entry, (section, name)) for name, entry in body.items()]
    for name, entry, path in entries:
        if name in merged[section]:
            first = sources.place(section, name)
            where = f"{first.file}:{first.line}" if first else "another file"
            sources.problems.append(
                Problem(
                    "rules/duplicate-id",
                    f"`{name}` is declared twice",
                    f"it stands first at {where}; rename or remove one",
                    document.place(path, key=True),
                )
            )
            continue
        merged[section][name] = entry
        sources.entries[section, name] = (document, path)


_FORMS: Mapping[str, Any] = {
    "pack": f.PackForm,
    "provisions": f.ProvisionForm,
    "facts": f.FactDeclarationForm,
    "parameters": f.ParameterForm,
    "readings": f.ReadingDeclarationForm,
    "findings": f.FindingForm,
    "conclusions": f.ConclusionDeclarationForm,
    "rules": f.RuleForm,
    "entries": f.EntryForm,
}
_KNOWN_KEYS = {
    info.alias or name
    for form in (vars(f) | vars(condition_format)).values()
    if isinstance(form, type) and issubclass(form, BaseModel)
    for name, info in form.model_fields.items()
}


def validate(section: str, raw: Mapping[str, Data], sources: Sources) -> dict[str, Any]:
    """Validate each entry of a section by its form; problems are collected, not raised."""
    adapter = TypeAdapter(_FORMS[section])
    valid: dict[str, Any] = {}
    for name, entry in raw.items():
        body = entry
        if section == "entries":
            subject, _, member = name.partition(".")
            assert isinstance(entry, dict)
            members = entry[subject]
            body = members[member] if isinstance(members, dict) else members
        try:
            valid[name] = adapter.validate_python(body)
        except ValidationError as error:
            document, path = sources.entries[section, name]
            for each in error.errors():
                sources.problems.append(_problem(each, body, document, path))
    return valid


def _problem(error: Any, body: Data, document: Document, path: Path_) -> Problem:
    inner = _real_path(body, error["loc"])
    last = str(error["loc"][-1]) if error["loc"] else str(path[-1])
    where, kind = (*path, *inner), error["type"]
    if kind == "extra_forbidden":
        advice = suggestion(last, _KNOWN_KEYS)
        return Problem(
            "rules/unknown-key",
            f"`{last}` is not a key here",
            advice,
            document.place(where, key=True),
        )
    if kind == "missing":
        code = "rules/missing-citation" if last == "cites" else "rules/missing-key"
        advice = (
            "name the provision it rests on, as in `cites: [C.4.a]`"
            if last == "cites"
            else (f"add `{last}:` to `{path[-1]}`")
        )
        return Problem(code, f"`{last}` is missing", advice, document.place(where, key=True))
    if kind == "too_short" and last == "cites":
        return Problem(
            "rules/missing-citation",
            "`cites` is empty",
            "name the provision it rests on, as in `cites: [C.4.a]`",
            document.place(where),
        )
    if kind == "union_tag_not_found":
        advice = "write the name of a finding or conclusion, or one of " + ", ".join(
            f"`{key}:`" for key in CONDITION_KEYS
        )
        return Problem(
            "rules/not-a-condition", "this is not a condition", advice, document.place(where)
        )
    message = str(error["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return Problem("rules/wrong-value", f"`{last}`: {message}", "", document.place(where))


def _shown(file: Path) -> str:
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def _real_path(body: Data, location: tuple[str | int, ...]) -> Path_:
    """Keep of a validation error's location the steps that the file has."""
    path: list[str | int] = []
    at: Data = body
    for index, step in enumerate(location):
        if isinstance(at, dict) and step in at:
            at = at[str(step)]
        elif isinstance(at, list) and isinstance(step, int) and step < len(at):
            at = at[step]
        elif index < len(location) - 1 or not isinstance(at, dict):
            continue
        path.append(step)
    return tuple(path)


def _at(data: Data, path: Path_) -> Data:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data


def _find(data: Data, name: str) -> tuple[Path_, bool] | None:
    """Return where `name` is first said in `data`, and whether as a key."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == name:
                return (key,), True
            found = _find(value, name)
            if found:
                return (key, *found[0]), found[1]
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found = _find(value, name)
            if found:
                return (index, *found[0]), found[1]
    elif data == name:
        return (), False
    return None
