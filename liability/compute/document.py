"""A ledger as JSON: `liability/ledger/1`, canonical like the determination."""

from __future__ import annotations

from typing import Any

from liability.case.as_json import fact_value, number
from liability.case.lineage import Decision
from liability.compute.account import Account
from liability.compute.change import Change
from liability.compute.comparisons import Comparison, comparisons
from liability.compute.estimate import factors
from liability.compute.facts import facts_by_id
from liability.compute.grounds import grounds
from liability.compute.ledger import Ledger
from liability.compute.policy import accounting_of
from liability.compute.reach import Left
from liability.compute.remarks import Remark, remarks_on
from liability.logic import UNDETERMINED
from liability.rulebook.law import Law
from liability.rulebook.model import say

SCHEMA = "liability/ledger/1"
Json = dict[str, Any]


def summary(found: Account, law: Law) -> Json:
    """Return what a determination says of a lineage: the sums, how counted, what is open."""
    ledger = found.ledger
    return {
        "lineage": {"id": found.lineage.id, "digest": found.lineage.digest, "model": found.model},
        "union": fact_value(ledger.union),
        "naive_sum": fact_value(ledger.naive),
        "method": sorted({each.method for each in ledger.counted.values()}),
        "grounds": {step: list(cites) for step, cites in grounds(found, law).items()},
        "remarks": [_remark(each) for each in remarks_on(found)],
    }


def ledger_document(found: Account, law: Law) -> Json:
    """Return a ledger in full as a JSON object; `docs/compute.md` describes every field."""
    return {
        "schema": SCHEMA,
        "law": {
            "pack": law.rulebook.id,
            "version": law.rulebook.version,
            "digest": law.rulebook.digest,
            "as_of": law.as_of,
            "profile": law.profile,
            "readings": {
                choice.reading: law.readings[choice.reading]
                for choice in accounting_of(law).choices.values()
            },
        },
        **summary(found, law),
        "title": found.lineage.title,
        "sources": dict(found.lineage.sources),
        "figures": {name: fact_value(each) for name, each in found.figures.items()},
        "contributions": contributions(found.ledger),
        "outputs": [
            {
                "deployment": each.deployment.id,
                "own": fact_value(each.own),
                "total": fact_value(each.total),
                "contributions": contributions(each.ledger),
            }
            for each in found.outputs
        ],
        "left_out": [_left(each, found.ledger) for each in found.ledger.left],
        "base": None
        if found.base is None
        else {"model": found.base.names[0], "training": fact_value(found.base.training)},
        "change": _change(found.change),
        "rates": [
            {
                "deployment": each.deployment.id,
                "title": each.deployment.title,
                "uses": list(each.deployment.uses),
                "provisioned": {name: fact_value(rate) for name, rate in each.provisioned.items()},
                "observed": {name: fact_value(rate) for name, rate in each.observed.items()},
                "taken": found.policy.connected,
            }
            for each in found.rates
        ],
        "thresholds": [_comparison(each) for each in comparisons(law, facts_by_id(found, law))],
    }


def _change(change: Change | None) -> Json | None:
    if change is None:
        return None
    return {
        "itself": fact_value(change.itself),
        "added": fact_value(change.added),
        "open": list(change.beside),
    }


def contributions(ledger: Ledger) -> list[Json]:
    """Return what each network and data set that is reached adds, the last first."""
    made = []
    for name, share in ledger.shares.items():
        counted, run = ledger.counted[name], ledger.lineage.maker.get(name)
        thing = ledger.lineage.thing(name)
        made.append(
            {
                "id": name,
                "title": thing.title,
                "run": run.id if run else None,
                "kind": run.kind if run else None,
                "by": ledger.lineage.made_by(name),
                "when": done_on(ledger, name),
                "amount": fact_value(counted.amount),
                "share": number(share),
                "within": name in ledger.within,
                "method": counted.method,
                "precision": counted.estimate.precision if counted.estimate else None,
                "factors": [
                    {"name": factor, "value": fact_value(value)}
                    for factor, value in (factors(counted.estimate) if counted.estimate else ())
                ],
                "reported_total": fact_value(counted.report.total) if counted.report else None,
                "computed": bool(counted.report and counted.report.computed),
                "contains": counted.contains,
                "contradicted": counted.contradicted,
                "note": run.note if run else "",
                "evidence": evidence_of(ledger, name),
                "made_from": [edge.id for edge in run.edges] if run else [],
            }
        )
    return made


def done_on(ledger: Ledger, name: str) -> str | None:
    """Return when a network or data set was made, as far as that is stated; the last day of it."""
    run, network = ledger.lineage.maker.get(name), ledger.lineage.networks.get(name)
    day = (run.ended or run.begun if run else None) or (network.when if network else None)
    return day.isoformat() if day else None


def evidence_of(ledger: Ledger, name: str) -> list[str]:
    """Return the sources of what is said of a network or data set, its run and its total."""
    run, network = ledger.lineage.maker.get(name), ledger.lineage.networks.get(name)
    thing = network or ledger.lineage.data[name]
    report = network.report if network else None
    return sorted(
        {
            *(run.evidence if run else ()),
            *thing.evidence,
            *(report.evidence if report else ()),
        }
    )


def _left(left: Left, ledger: Ledger) -> Json:
    return {
        "id": left.edge.id,
        "into": left.into,
        "as": left.edge.role,
        "reason": left.reason,
        "change": left.edge.cut_off.change if left.edge.cut_off else None,
        "decision": _decision(left.decision),
        "counts_otherwise": left.edge.id in ledger.shares,
    }


def _decision(decision: Decision | None) -> Json | None:
    if decision is None:
        return None
    return {
        "by": decision.by,
        "when": decision.when.isoformat() if decision.when else None,
        "because": decision.because,
    }


def _comparison(made: Comparison) -> Json:
    return {
        "finding": made.finding.id,
        "title": say(made.finding.title),
        "cites": list(made.finding.cites),
        "parameter": made.parameter.id,
        "value": number(made.value),
        "unit": made.parameter.unit,
        "assumption": made.parameter.assumption,
        "fact": made.fact,
        "found": "undetermined" if made.found == UNDETERMINED else made.found,
        "margin": fact_value(made.margin),
    }


def _remark(remark: Remark) -> Json:
    place = remark.place
    return {
        "code": remark.code,
        "message": remark.message,
        "place": f"{place.line}:{place.column}" if place else None,
    }
