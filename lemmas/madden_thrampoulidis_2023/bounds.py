"""Madden and Thrampoulidis (2023) as calculators, and what they claim, beside what carries it."""

from __future__ import annotations

from memproof.bounds import PrintedClaim, SettingBound

SOURCE = "Madden & Thrampoulidis 2023 (arXiv 2308.02001)"
OWN = "derived here, after Madden & Thrampoulidis 2023"
DATA = {"N": "integer >= 1", "d": "integer >= 1"}
SMOOTH = (
    "f = sum v_j psi(w_j.x), psi analytic on the line and no polynomial, N points outside a null "
    "set, real labels"
)
BIASED = "the same with biases, f = sum v_j psi(w_j.x + b_j)"
POWER = "f = sum v_j (w_j.x)^k, N points outside a null set, real labels"
NEURONS = "hidden neurons"

SETTINGS = (
    SettingBound(
        id="M2",
        title="pairs of neurons",
        setting=SMOOTH,
        side="upper",
        size="m",
        meaning=NEURONS,
        variables=DATA,
        quantity="floor(m/2)*(d + 1) + m - 2*floor(m/2)",
        needed="N",
        counts={"parameters": "m*(d + 1)"},
        lemmas=("M2/even", "M2/odd"),
        grade="instances",
        source=OWN,
    ),
    SettingBound(
        id="M2-printed",
        title="the printed floor(md/2), for two neurons or more",
        setting=SMOOTH,
        side="upper",
        size="m",
        meaning=NEURONS,
        variables=DATA,
        quantity="floor(m*d/2)",
        needed="N",
        first=2,
        counts={"parameters": "m*(d + 1)"},
        lemmas=("M2/printed-even", "M2/printed-odd", "M2-printed/odd"),
        grade="cited",
        source=f"{SOURCE}, abstract",
        notes="For odd m < d - 2 the printed count is only transcribed; at m = 1 it is false.",
    ),
    SettingBound(
        id="M3/upper",
        title="fewer parameters than points",
        setting=SMOOTH,
        side="lower",
        size="m",
        meaning=NEURONS,
        variables=DATA,
        quantity="m*(d + 1)",
        needed="N",
        lemmas=("M3/upper",),
        grade="exhaustive",
        source=OWN,
    ),
    SettingBound(
        id="M3/biased",
        title="fewer parameters than points, biases counted",
        setting=BIASED,
        side="lower",
        size="m",
        meaning=NEURONS,
        variables=DATA,
        quantity="m*(d + 2)",
        needed="N",
        lemmas=("M3/biased",),
        grade="exhaustive",
        source=OWN,
    ),
    SettingBound(
        id="M3/neurons",
        title="scales are absorbed",
        setting=POWER,
        side="lower",
        size="m",
        meaning=NEURONS,
        variables=DATA,
        quantity="m*d",
        needed="N",
        lemmas=("M3/power",),
        grade="exhaustive",
        source=OWN,
    ),
    SettingBound(
        id="M3/degree",
        title="the printed degree condition: forms of degree k",
        setting=POWER,
        side="lower",
        size="k",
        meaning="the degree",
        variables={"N": "integer >= 1", "d": "integer >= 2"},
        quantity="binomial(k + d - 1, d - 1)",
        needed="N",
        lemmas=("M3/power",),
        grade="exhaustive",
        source=OWN,
    ),
)

CLAIMS = (
    PrintedClaim(
        id="MT-capacity",
        source=SOURCE,
        side="upper",
        printed="floor(md/2) points suffice for m neurons, psi analytic, of high enough degree",
        level="abstract",
        theorems=("M2", "M2-printed"),
        parts=("M2/printed-even", "M2/printed-odd"),
        notes="At m = 1 false for psi of one sign; for odd m < d - 2 only transcribed.",
    ),
    PrintedClaim(
        id="MT-optimal",
        source=SOURCE,
        side="lower",
        printed="floor(md/2) is optimal up to a factor of about 2 (md + 2m parameters)",
        level="abstract",
        theorems=("M3/upper", "M3/biased"),
        parts=("M3/even-ratio", "M3/odd-ratio", "M3/printed-ratio"),
    ),
)
