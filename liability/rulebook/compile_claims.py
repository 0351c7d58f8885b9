"""`claim_documents` as written to what the rulebook has of them."""

from __future__ import annotations

from collections.abc import Callable

from liability.rulebook import claim_documents as d
from liability.rulebook import claim_documents_format as f
from liability.rulebook.texts import Text
from liability.rulebook.words import TextForm


def claim_document(
    name: str, form: f.ClaimDocumentForm, text: Callable[[TextForm], Text]
) -> d.ClaimDocument:
    """Return a part of the claim document, with the texts in every language that they have."""
    approval = form.approval

    def maybe(written: TextForm | None) -> Text | None:
        return text(written) if written is not None else None

    return d.ClaimDocument(
        name,
        text(form.title),
        tuple(form.cites),
        form.harbor,
        form.tier,
        tuple(form.duties),
        maybe(form.warning),
        maybe(form.says),
        d.Approval(approval.needed, text(approval.says), tuple(approval.cites))
        if approval
        else None,
        {key: _section(each, text) for key, each in form.sections.items()},
        {key: _proposition(each, text) for key, each in form.claims.items()},
        {
            key: d.EvidenceKind(text(each.title), tuple(each.supports))
            for key, each in form.evidence.items()
        },
        {
            key: d.ListedDefeater(text(each.title), tuple(each.against), tuple(each.cites))
            for key, each in form.defeaters.items()
        },
        {
            key: d.OperatingCondition(text(each.title), text(each.indicator), tuple(each.supports))
            for key, each in form.conditions.items()
        },
        {
            key: d.Change(text(each.title), text(each.effect), tuple(each.cites), each.approval)
            for key, each in form.changes.items()
        },
        {key: d.View(text(each.title), text(each.blank)) for key, each in form.views.items()},
        {
            key: d.Attestation(maybe(each.says), tuple(each.cites))
            for key, each in form.attestations.items()
        },
    )


def _section(form: f.ClaimSectionForm, text: Callable[[TextForm], Text]) -> d.ClaimSection:
    return d.ClaimSection(
        text(form.title),
        form.shows,
        tuple(text(each) for each in form.says),
        tuple(form.facts),
        tuple(form.parameters),
        text(form.blank),
        text(form.lineage) if form.lineage is not None else None,
        tuple(form.cites),
    )


def _proposition(form: f.PropositionForm, text: Callable[[TextForm], Text]) -> d.Proposition:
    return d.Proposition(
        text(form.title),
        tuple(form.findings),
        tuple(form.unless),
        dict(form.asked_under),
        tuple(form.facts),
        tuple(form.supports),
        form.one_of,
        tuple(form.cites),
    )
