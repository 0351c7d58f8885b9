"""The form of `apportionment` in a pack: which facts and conclusions the sums are read off."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liability.rulebook.words import Form, Identifier, TextForm


class SumFactsForm(Form):
    """The facts that the figures are taken from."""

    amount: Identifier = Field(description="of each head of harm: how much, in money")
    currency: Identifier = Field(description="a choice: the code of the currency, ISO 4217")
    comparative: Identifier = Field(description="of each party: its share of responsibility")
    agreed: Identifier = Field(description="of each party: the share that the parties agreed on")
    settled: Identifier = Field(description="of each party: what it paid in settlement, in money")
    insolvent: Identifier = Field(description="of each party: it cannot pay; set by `--insolvent`")
    claimant_fault: Identifier = Field(description="the claimant's own share of responsibility")
    limit: Identifier = Field(description="of each insurance: the most it pays, in money")
    attaches_at: Identifier = Field(description="of each insurance: where it begins, in money")


class SumConclusionsForm(Form):
    """The conclusions that say who takes part in the sums, and how."""

    answers: Identifier = Field(description="of each party, `yes` or `no`: answers on any ground")
    ordinarily: Identifier = Field(description="of each party: would answer at ordinary law")
    unprotected: Identifier = Field(description="of each party: would answer without any harbor")
    whole: Identifier = Field(description="of each party: answers for the whole in any forum")
    intent: Identifier = Field(description="of each party: meant to do harm, and so for the whole")
    several: Identifier = Field(description="of each party: for its own share in any forum")
    barred: Identifier = Field(description="of each party: has no contribution claim")
    insolvent: Identifier = Field(description="of each party: cannot pay")
    stays: Identifier | None = Field(
        None, description="of each party: if it settled, somebody still answers in its place"
    )
    able: Identifier | None = Field(
        None, description="of each party: somebody who answers in its place can pay"
    )
    stands_in: Identifier | None = Field(
        None, description="of each individual: answers in person, and can pay"
    )
    in_place: Identifier | None = Field(
        None, description="of each individual: the settlement of its party has not released it"
    )
    barred_in_place: Identifier | None = Field(
        None, description="of each party: who answers in its place has no contribution claim"
    )
    additional: Identifier = Field(description="of each party: takes an additional portion")
    extent: Identifier = Field(
        description="of each head: `whole`, `several`, `threshold` or `caused`"
    )
    uncollectible: Identifier = Field(
        description="of each head: who takes what cannot be collected: `joint`, `parties`, "
        "`everyone` or `proportional`"
    )
    excluded: Identifier = Field(description="of each insurance: it does not respond")
    claimant: Identifier = Field(
        description="what the claimant's own fault does: `ignored`, `reduces` or `bars`"
    )


class SumParametersForm(Form):
    """The figures of the law that the sums take."""

    threshold: Identifier = Field(description="the share from which a party answers for the whole")
    additional: Identifier = Field(description="the additional portion, as a share")


class SharesForm(Form):
    """What the shares among the parties are."""

    reading: Identifier
    options: dict[Identifier, Literal["comparative", "equal", "agreed"]]


class SettlementForm(Form):
    """What a settlement takes off the claim against the others."""

    reading: Identifier
    options: dict[Identifier, Literal["share", "amount", "greater"]]


class SumChoicesForm(Form):
    """What turns on readings."""

    shares: SharesForm
    settlement: SettlementForm


class SumGroundsForm(Form):
    """The provisions that each step of the sums rests on."""

    exposure: list[Identifier] = Field(default_factory=list)
    shares: list[Identifier] = Field(default_factory=list)
    claimant: list[Identifier] = Field(default_factory=list)
    settlement: list[Identifier] = Field(default_factory=list)
    uncollectible: list[Identifier] = Field(default_factory=list)
    contribution: list[Identifier] = Field(default_factory=list)
    insurance: list[Identifier] = Field(default_factory=list)
    ordinary: list[Identifier] = Field(default_factory=list)


class SumRemarksForm(Form):
    """What a reader of the sums has to know of the law, by the remark that the sums carry."""

    agreed_shares: TextForm | None = Field(
        None,
        description="what is asked for was worked out by the shares that the parties agreed on",
    )
    payer_matters: TextForm | None = Field(
        None,
        description="whether there is a claim for contribution turns on which of several pays",
    )


class ApportionmentForm(Form):
    """How the sums are made: what each party owes, and who bears it in the end."""

    head: Identifier = Field(description="the subject of which a case lists the heads of harm")
    caused_by: Identifier = Field(description="the key under which a head names who caused it")
    insurance: Identifier = Field(description="the subject of which a case lists the insurances")
    insured: Identifier = Field(description="the key under which an insurance names the party")
    track: Identifier = Field(description="the reading that `--track` sets")
    facts: SumFactsForm
    conclusions: SumConclusionsForm
    parameters: SumParametersForm
    choices: SumChoicesForm
    grounds: SumGroundsForm = Field(default_factory=SumGroundsForm)
    remarks: SumRemarksForm = Field(default_factory=SumRemarksForm)
