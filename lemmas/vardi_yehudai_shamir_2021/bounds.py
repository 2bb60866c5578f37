"""What Vardi, Yehudai and Shamir (2021) claim, beside the parts that give it constants."""

from __future__ import annotations

from memproof.bounds import PrintedClaim

SOURCE = "Vardi, Yehudai & Shamir 2021 (arXiv 2110.03187)"

CLAIMS = (
    PrintedClaim(
        id="VYS-upper",
        source=SOURCE,
        side="upper",
        printed="O~(sqrt(N)) parameters suffice",
        level="abstract",
        parts=("VYS5/theorem", "VYS5/theorem-printed"),
        notes="Width 12, so the depth counts the parameters.",
    ),
    PrintedClaim(
        id="VYS-depth",
        source=SOURCE,
        side="upper",
        printed="O~(N/L) parameters suffice at depth L, 1 <= L <= sqrt(N)",
        level="abstract",
        parts=("VYS6/nonzero", "VYS6/theorem", "VYS6/dense"),
        notes="True of weights that are not 0; a dense count is larger.",
    ),
    PrintedClaim(
        id="VYS-bits-upper",
        source=SOURCE,
        side="upper",
        printed="large bit complexity suffices for a sublinear number of parameters",
        level="abstract",
        parts=("VYS7/theorem",),
    ),
    PrintedClaim(
        id="VYS-bits-lower",
        source=SOURCE,
        side="lower",
        printed="large bit complexity is necessary for a sublinear number of parameters",
        level="abstract",
        parts=("V9/bits", "V9/sparse-bits"),
    ),
)
