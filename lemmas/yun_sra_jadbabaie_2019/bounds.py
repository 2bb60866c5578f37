"""Yun, Sra and Jadbabaie (2019) as calculators, and what they claim, beside what carries it."""

from __future__ import annotations

from memproof.bounds import PrintedClaim, SettingBound, Theorem

SOURCE = "Yun, Sra & Jadbabaie 2019 (arXiv 1810.07770)"
OWN = "derived here, after Yun, Sra & Jadbabaie 2019"
POINTS = {
    "N": "integer >= 1",
    "delta": "real in (0, 2]",
    "d": "integer >= 1",
    "C": "integer >= 2",
}
LINE = "N <= 1 + 2/delta"
GENERAL = "one hidden layer, N points of R^d with no d + 1 on a hyperplane, real labels"
RESIDUAL = (
    "residual blocks z + V relu(U z + b), N points whose first d - 1 coordinates are in general "
    "position, real labels"
)

THEOREMS = (
    Theorem(
        id="YSJ6/halves",
        title="two hidden layers of hard-tanh pairs",
        side="upper",
        variables={**POINTS, "W": "integer >= 2", "L": "integer >= 2"},
        quantity="floor(W/2)^2",
        rate="N",
        constant="1",
        lemmas=("YSJ6/halves",),
        grade="argued",
        source=OWN,
    ),
    Theorem(
        id="YSJ6/printed",
        title="two hidden layers, the printed count for one output",
        side="upper",
        variables={**POINTS, "W": "integer >= 4", "L": "integer >= 2"},
        quantity="4*floor(W/4)*floor(W/4)",
        rate="N",
        constant="1",
        lemmas=("YSJ6/printed",),
        grade="argued",
        source=f"{SOURCE}, recalled",
    ),
    Theorem(
        id="YSJ6/deep",
        title="about half as many points as hidden-to-hidden parameters, at any depth",
        side="upper",
        variables={**POINTS, "W": "integer >= 3", "L": "integer >= 2"},
        quantity="(L - 1)*W*(W - 2)/2",
        rate="N",
        constant="1",
        lemmas=("YSJ6/deep",),
        grade="argued",
        source=OWN,
    ),
    Theorem(
        id="YSJ6/necessary",
        title="two hidden layers have at most (W + 1)^2 pieces on a line",
        side="lower",
        variables={**POINTS, "W": "integer >= 3", "L": "integer >= 2"},
        hypotheses=("L <= 2", LINE),
        quantity="(W + 1)^2 + 1",
        rate="N",
        constant="1",
        lemmas=("YSJ6/necessary",),
        grade="argued",
        source=OWN,
    ),
    Theorem(
        id="YSJ6/printed-necessary",
        title="two hidden layers, the printed count",
        side="lower",
        variables={**POINTS, "W": "integer >= 3", "L": "integer >= 2"},
        hypotheses=("L <= 2", LINE),
        quantity="2*W^2 + W + 1",
        rate="N",
        constant="1",
        lemmas=("YSJ6/printed-necessary",),
        grade="argued",
        source=f"{SOURCE}, recalled",
    ),
)

SETTINGS = (
    SettingBound(
        id="YSJ4/peeled",
        title="peeled facets of the convex hull",
        setting=GENERAL,
        side="upper",
        size="h",
        meaning="hidden neurons",
        variables={"N": "integer >= 2", "d": "integer >= 1"},
        hypotheses=("N > d",),
        quantity="h",
        needed="2*ceil(N/d)",
        counts={"parameters": "h*(d + 2) + 1"},
        lemmas=("YSJ4/peeled",),
        grade="argued",
        source=OWN,
    ),
    SettingBound(
        id="YSJ4/hats",
        title="a hat over each group of d points, short weights",
        setting=GENERAL,
        side="upper",
        size="h",
        meaning="hidden neurons",
        variables={"N": "integer >= 2", "d": "integer >= 1"},
        hypotheses=("N > d",),
        quantity="h",
        needed="3*ceil(N/d)",
        counts={"parameters": "h*(d + 2) + 1"},
        lemmas=("YSJ4/hats",),
        grade="argued",
        source=OWN,
    ),
    SettingBound(
        id="YSJ4/residual",
        title="no term in the number of blocks",
        setting=RESIDUAL,
        side="upper",
        size="h",
        meaning="hidden nodes in all blocks",
        variables={"N": "integer >= 2", "d": "integer >= 2"},
        hypotheses=("N >= d",),
        quantity="h",
        needed="2*ceil(N/(d - 1))",
        lemmas=("YSJ4/residual",),
        grade="argued",
        source=OWN,
    ),
    SettingBound(
        id="YSJ4/printed",
        title="the printed count, about 4N/d + 4L",
        setting=RESIDUAL,
        side="upper",
        size="h",
        meaning="hidden nodes in L blocks",
        variables={"N": "integer >= 2", "d": "integer >= 2", "L": "integer >= 1"},
        hypotheses=("N >= d",),
        quantity="h",
        needed="4*N/d + 4*L",
        lemmas=("YSJ4/printed",),
        grade="argued",
        source=f"{SOURCE}, recalled",
        notes="L is --depth here.",
    ),
)

CLAIMS = (
    PrintedClaim(
        id="YSJ-3layer-upper",
        source=SOURCE,
        side="upper",
        printed="O(sqrt(N)) hidden nodes in two hidden layers suffice",
        level="abstract",
        theorems=("YSJ6/printed", "YSJ6/halves"),
        parts=("U11-direct/theorem-t", "YSJ1/whole"),
    ),
    PrintedClaim(
        id="YSJ-3layer-lower",
        source=SOURCE,
        side="lower",
        printed="width Omega(sqrt(N)) is necessary for two hidden layers",
        level="abstract",
        theorems=("YSJ6/necessary", "YSJ6/printed-necessary"),
        parts=("YSJ2/binary", "YSJ2/printed", "YSJ2/real"),
    ),
    PrintedClaim(
        id="YSJ-deep",
        source=SOURCE,
        side="upper",
        printed="O(N) parameters of hidden layers suffice at any depth",
        level="abstract",
        theorems=("YSJ6/deep",),
        parts=("YSJ3/layered", "YSJ3/outputs", "YSJ3/printed"),
    ),
    PrintedClaim(
        id="YSJ-resnet",
        source=SOURCE,
        side="upper",
        printed="fewer than N hidden nodes suffice for residual networks under general position",
        level="abstract",
        theorems=("YSJ4/residual", "YSJ4/printed"),
        parts=("YSJ4/sheared",),
        notes="The count about 4N/d + 4L is recalled.",
    ),
)
