"""What Bartlett, Harvey, Liaw and Mehrabian (2019) claim, beside the parts that make it exact."""

from __future__ import annotations

from memproof.bounds import PrintedClaim

SOURCE = "Bartlett, Harvey, Liaw & Mehrabian 2019 (JMLR 20)"

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
        parts=("Theorem-3/theorem", "Theorem-3/octave-theorem"),
    ),
)
