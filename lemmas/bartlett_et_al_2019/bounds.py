"""Bartlett, Harvey, Liaw and Mehrabian (2019) as calculators, and what they claim."""

from __future__ import annotations

from memproof.bounds import PrintedClaim, Row, SettingBound

SOURCE = "Bartlett, Harvey, Liaw & Mehrabian 2019 (JMLR 20)"
# w = sum of the parameters up to each layer, R = sum i k_i.
SUMS = {
    "w": "2*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1",
    "R": "W*L*(L + 1)/2 + L + 1",
}
THEOREMS = (
    Row(
        "V10-line/necessary",
        "the closed form of Theorem 7 for networks on a line",
        SOURCE,
        "N shattered points need a VC-dimension of N.",
        at=SUMS,
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
        parts=("Theorem-3-all/shattered",),
        of="vc_at_least(L, 16*q*L, N)",
        at={"W": "16*q*L"},
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
