"""Small packs, for tests of one thing."""

from __future__ import annotations

from raw_pack import DAYS, FACTS, FIXED, PACK, READINGS, Raw, RawPack

_FINDINGS = {
    "b0": {"test": {"fact": "system.b0", "is": "true"}},
    "b1": {"test": {"fact": "system.b1", "is": "true"}},
    "p0": {"test": {"fact": "party.b0", "is": "true"}, "for_each": "party"},
    "cl0": {"test": {"fact": "claim.c0", "is": "x"}, "for_each": "claim"},
}


def minimal(
    *,
    findings: Raw | None = None,
    conclusions: Raw | None = None,
    rules: Raw | None = None,
    slots: Raw | None = None,
    cautions: list[str] | None = None,
) -> Raw:
    """A raw pack with nothing in it but what the determination must have, and what is given.

    Titles, citations and burdens are filled in. `b0` and `b1` are findings of `system.b0` and
    `system.b1`, `p0` one of `party.b0`. What is given may replace what is there.

    Args:
        slots: the slots of harbor `h0`.
        cautions: conclusions of which the determination speaks, so that they are not idle.
    """
    facts = {name: {"title": name, **fact} for name, fact in FACTS.items()}
    told = {"title": "x", "cites": ["P.1"]}
    all_findings = _FINDINGS | (findings or {})
    all_conclusions: Raw = {"idle": {}} | (conclusions or {})
    all_rules: Raw = {"idle": _idle(all_findings)} | (rules or {})
    _conclude_the_rest(all_conclusions, all_rules)
    determination = PACK["determination"] | {"cautions": ["idle", *(cautions or [])]}
    if slots is None:
        determination = determination | {"harbors": PACK["determination"]["harbors"]}
    return RawPack(
        {
            "pack": PACK | {"determination": determination},
            "provisions": {"P.1": {"modal": "mandatory", "text": "A paragraph."}},
            "facts": facts,
            "parameters": {
                name: told | {"unit": "FLOP", "values": {DAYS[0]: "1e26"}}
                for name in ("lim0", "lim1")
            },
            "readings": {
                name: told | {"options": {each: each for each in options}, "default": options[0]}
                for name, options in READINGS.items()
            },
            "findings": {
                name: told | {"burden": "developer"} | each for name, each in all_findings.items()
            },
            "conclusions": {name: told | each for name, each in all_conclusions.items()},
            "rules": {name: told | each for name, each in all_rules.items()},
            "entries": {
                "harbor": {"h0": told | {"slots": slots or {}}, "h1": told},
                "obligation": {"o0": told},
            },
        }
    )


def _idle(findings: Raw) -> Raw:
    """A rule that rests on every finding, so that none is idle."""
    members = [{"some": "party", "holds": "p0"}, {"some": "claim", "holds": "cl0"}]
    own = [name for name, finding in findings.items() if "for_each" not in finding]
    return {"when": {"any": ["b0", "b1", *members, *own]}, "concludes": "idle"}


def _conclude_the_rest(conclusions: Raw, rules: Raw) -> None:
    """Add what the determination must have and is not given."""
    for name, subject, values in FIXED:
        if name in conclusions:
            continue
        labels = values or ["met", "not_met"]
        conclusions[name] = {
            "values": {value: value for value in labels},
            "otherwise": labels[-1],
        }
        for value in labels[:-1]:
            rules[f"{name}-{value}"] = {
                "when": {"all": ["b0", "b1"]},
                "concludes": {name: value},
            }
            if subject:
                rules[f"{name}-{value}"]["for_each"] = subject
        if subject:
            conclusions[name]["for_each"] = subject
