"""Yun, Sra and Jadbabaie (2019) as calculators, and what they claim, beside what carries it."""

from __future__ import annotations

from memproof.bounds import PrintedClaim, Row, SettingBound

SOURCE = "Yun, Sra & Jadbabaie 2019 (arXiv 1810.07770)"
OWN = "derived here, after Yun, Sra & Jadbabaie 2019"
RECALLED = f"{SOURCE}, recalled"
GENERAL = "one hidden layer, N points of R^d with no d + 1 on a hyperplane, real labels"
RESIDUAL = (
    "residual blocks z + V relu(U z + b), N points whose first d - 1 coordinates are in general "
    "position, real labels"
)


THEOREMS = (
    Row("YSJ6/halves", "two hidden layers of hard-tanh pairs", OWN),
    Row("YSJ6/printed", "two hidden layers, the printed count for one output", RECALLED),
    Row("YSJ6/deep", "about half as many points as hidden-to-hidden parameters, at any depth", OWN),
    Row("YSJ6/necessary", "two hidden layers have at most (W + 1)^2 pieces on a line", OWN),
    Row("YSJ6/printed-necessary", "two hidden layers, the printed count", RECALLED),
)


def bound_nodes(
    identifier: str,
    title: str,
    setting: str,
    needed: str,
    hypothesis: str,
    *,
    meaning: str = "hidden neurons",
    parameters: str = "",
    blocks: bool = False,
    source: str = OWN,
) -> SettingBound:
    """The least number of hidden nodes for N points in general position."""
    residual = setting == RESIDUAL
    variables = {"N": "integer >= 2", "d": f"integer >= {1 + residual}"}
    return SettingBound(
        id=identifier,
        title=title,
        setting=setting,
        side="upper",
        size="h",
        meaning=meaning,
        variables=variables | ({"L": "integer >= 1"} if blocks else {}),
        hypotheses=(hypothesis,),
        quantity="h",
        needed=needed,
        counts={"parameters": parameters} if parameters else {},
        parts=(identifier,),
        of="residual_fit(d, h, L, N)" if residual else "general_fit(d, h, N)",
        at={"k": "h", **({} if blocks else {"L": "1"})} if residual else {},
        source=source,
        notes="L is --depth here." if blocks else "",
    )


SETTINGS = (
    bound_nodes(
        "YSJ4/peeled",
        "peeled facets of the convex hull",
        GENERAL,
        "2*ceil(N/d)",
        "N > d",
        parameters="h*(d + 2) + 1",
    ),
    bound_nodes(
        "YSJ4/hats",
        "a hat over each group of d points, short weights",
        GENERAL,
        "3*ceil(N/d)",
        "N > d",
        parameters="h*(d + 2) + 1",
    ),
    bound_nodes(
        "YSJ4/residual",
        "no term in the number of blocks",
        RESIDUAL,
        "2*ceil(N/(d - 1))",
        "N >= d",
        meaning="hidden nodes in all blocks",
    ),
    bound_nodes(
        "YSJ4/printed",
        "the printed count, about 4N/d + 4L",
        RESIDUAL,
        "4*N/d + 4*L",
        "N >= d",
        meaning="hidden nodes in L blocks",
        blocks=True,
        source=RECALLED,
    ),
)

CLAIMS = (
    PrintedClaim(
        id="YSJ-3layer-upper",
        source=SOURCE,
        side="upper",
        brief="two layers, O(√N) nodes",
        printed="O(sqrt(N)) hidden nodes in two hidden layers suffice",
        level="abstract",
        theorems=("YSJ6/printed", "YSJ6/halves"),
        parts=("U11-direct/theorem-t", "YSJ1/whole"),
    ),
    PrintedClaim(
        id="YSJ-3layer-lower",
        source=SOURCE,
        side="lower",
        brief="two layers, Ω(√N) wide",
        printed="width Omega(sqrt(N)) is necessary for two hidden layers",
        level="abstract",
        theorems=("YSJ6/necessary", "YSJ6/printed-necessary"),
        parts=("YSJ2/binary", "YSJ2/printed", "YSJ2/real"),
    ),
    PrintedClaim(
        id="YSJ-deep",
        source=SOURCE,
        side="upper",
        brief="deep, O(N) hidden parameters",
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
