"""Bartlett, Harvey, Liaw and Mehrabian (2019) as calculators, and what they claim."""

from __future__ import annotations

from memproof.bounds import PrintedClaim, SettingBound, Theorem

SOURCE = "Bartlett, Harvey, Liaw & Mehrabian 2019 (JMLR 20)"
THEOREMS = (
    Theorem(
        id="V10-line/necessary",
        title="the closed form of Theorem 7 for networks on a line",
        side="lower",
        variables={
            "N": "integer >= 2",
            "delta": "real in (0, 2]",
            "d": "integer >= 1",
            "C": "integer >= 2",
            "W": "integer >= 1",
            "L": "integer >= 1",
        },
        hypotheses=("N <= 1 + 2/delta",),
        # w = sum of the parameters up to each layer, R = sum i k_i.
        definitions={
            "w": "2*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1",
            "R": "W*L*(L + 1)/2 + L + 1",
        },
        quantity="L + 1 + w*log2(4*e*R*log2(2*e*R))",
        rate="N",
        constant="1",
        lemmas=("V10-line/necessary",),
        grade="cited",
        source=SOURCE,
        notes="N shattered points need a VC-dimension of N.",
    ),
)

SETTINGS = (
    SettingBound(
        id="Theorem-3-all/theorem",
        title="bit extraction: VCdim >= (2/75) P L log2(P/L) for P >= 16 L parameters",
        setting=(
            "some N points (not all) are shattered, L layers (the output counted) that may read "
            "all earlier ones"
        ),
        side="upper",
        size="q",
        meaning="P = 16 q L parameters",
        variables={"N": "integer >= 1", "L": "integer >= 8"},
        quantity="2/75*16*q*L*L*log2(16*q)",
        needed="N",
        counts={"parameters": "16*q*L"},
        lemmas=("Theorem-3-all/theorem",),
        grade="argued",
        source=SOURCE,
        notes="L is --depth here.",
    ),
)

CLAIMS = (
    PrintedClaim(
        id="BHLM-upper",
        source=SOURCE,
        side="upper",
        printed="the VC-dimension is O(W*L*log(W)), W parameters, L layers",
        level="seen",
        parts=("V10/closed",),
    ),
    PrintedClaim(
        id="BHLM-lower",
        source=SOURCE,
        side="lower",
        printed="the VC-dimension is Omega(W*L*log(W/L)), W parameters, L layers",
        level="seen",
        parts=(
            "Theorem-3-all/theorem",
            "Theorem-3-all/theorem-96",
            "Theorem-3-all/theorem-512",
            "Theorem-3/theorem",
            "Theorem-3/theorem-two",
            "Theorem-3/octave-theorem",
        ),
    ),
)
