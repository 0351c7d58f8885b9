"""Claims drawn at random for the laws of the sums, and what is asked of each."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from liability.apportionment.claim import Claim, Head, Party

NAMES = ["a", "b", "c", "d", "e", "f"]
EXTENTS = ["whole", "several", "threshold", "caused"]
RULES = ["joint", "parties", "everyone", "proportional"]
F = Fraction
WEIGHTS = st.one_of(
    st.integers(0, 100).map(F),
    st.builds(F, st.integers(1, 10**6), st.integers(1, 10**6)),
    st.sampled_from([F(0), F(1), F(1, 3), F(1, 10**50)]),
)
AMOUNTS = st.one_of(st.integers(0, 20), st.integers(0, 10**6), st.integers(0, 10**12))
FAULTS = st.one_of(
    st.just(F(0)),
    st.sampled_from([F(0), F(1, 10), F(1, 3), F(1, 2), F(1)]),
    st.integers(0, 10**6).map(lambda part: F(part, 10**6)),
)


def a_head(name, amount, extent="whole", uncollectible="joint", caused_by=None):
    """A head of harm for the whole of which every party answers, but for what is given."""
    return Head(name, amount, extent, uncollectible, caused_by)


def a_party(name, weight, **given):
    """A party that can pay, has not settled and answers by the extent of each head."""
    plain = {"whole": False, "several": False, "insolvent": False, "settled": None, "stays": False}
    return Party(name, weight, **{**plain, "additional": False, "reaches": None, **given})


def a_claim(heads, parties, **given):
    """A claim whose shares are known and whose claimant has no fault."""
    plain = {"fault": F(0), "barred": False, "shares_known": True, "threshold": F(1)}
    return Claim(heads, parties, **{**plain, "credit": "share", "additional": F(0), **given})


@st.composite
def parties(draw, name, settlements=True, additional=True):
    insolvent = draw(st.integers(0, 2)) == 0
    settled = draw(AMOUNTS) if settlements and draw(st.integers(0, 3)) == 0 else None
    stays = settled is not None and draw(st.booleans())
    return a_party(
        name,
        draw(WEIGHTS),
        whole=draw(st.integers(0, 4)) == 0,
        insolvent=insolvent,
        cover=draw(st.one_of(st.just(0), AMOUNTS)) if insolvent and not stays else 0,
        settled=settled,
        stays=stays,
        additional=additional and draw(st.integers(0, 3)) == 0,
    )


@st.composite
def claims(draw, *, settlements=True, additional=True, most_heads=3, extents=EXTENTS, rules=RULES):
    """Claims of one to three heads against one to six parties, whose shares are known."""
    names = NAMES[: draw(st.integers(1, 6))]
    heads = tuple(
        a_head(
            f"h{index}",
            draw(AMOUNTS),
            draw(st.sampled_from(extents)),
            draw(st.sampled_from(rules)),
            draw(st.sampled_from([None, *names])),
        )
        for index in range(draw(st.integers(1, most_heads)))
    )
    return a_claim(
        heads,
        tuple(draw(parties(name, settlements, additional)) for name in names),
        fault=draw(FAULTS),
        barred=draw(st.integers(0, 9)) == 0,
        threshold=draw(st.sampled_from([F(0), F(1, 10), F(1, 4), F(1, 3), F(1, 2), F(1)])),
        credit=draw(st.sampled_from(["share", "amount", "greater"])),
        additional=draw(st.sampled_from([F(0), F(1, 2), F(2)])),
    )
