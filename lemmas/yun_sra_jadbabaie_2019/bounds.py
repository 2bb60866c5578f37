"""What Yun, Sra and Jadbabaie (2019) claim, beside the parts that give it constants."""

from __future__ import annotations

from memproof.bounds import PrintedClaim

SOURCE = "Yun, Sra & Jadbabaie 2019 (arXiv 1810.07770)"

CLAIMS = (
    PrintedClaim(
        id="YSJ-3layer-upper",
        source=SOURCE,
        side="upper",
        printed="O(sqrt(N)) hidden nodes in two hidden layers suffice",
        level="abstract",
        parts=("U11-direct/theorem-t", "YSJ1/whole", "YSJ1/halves", "YSJ1/printed"),
    ),
    PrintedClaim(
        id="YSJ-3layer-lower",
        source=SOURCE,
        side="lower",
        printed="width Omega(sqrt(N)) is necessary for two hidden layers",
        level="abstract",
        parts=("YSJ2/real",),
    ),
    PrintedClaim(
        id="YSJ-deep",
        source=SOURCE,
        side="upper",
        printed="O(N) parameters of hidden layers suffice at any depth",
        level="abstract",
        parts=("YSJ3/capacity", "YSJ3/layered"),
    ),
)
