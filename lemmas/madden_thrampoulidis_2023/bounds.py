"""Madden and Thrampoulidis (2023) as calculators, and what they claim, beside what carries it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from memproof.bounds import PrintedClaim, SettingBound

if TYPE_CHECKING:
    from memproof.bounds.theorems import Side

SOURCE = "Madden & Thrampoulidis 2023 (arXiv 2308.02001)"
OWN = "derived here, after Madden & Thrampoulidis 2023"
DATA = {"N": "integer >= 1", "d": "integer >= 1"}
SMOOTH = (
    "f = sum v_j psi(w_j.x), psi analytic on the line and no polynomial, N points outside a null "
    "set, real labels"
)
BIASED = "the same with biases, f = sum v_j psi(w_j.x + b_j)"
POWER = "f = sum v_j (w_j.x)^k, N points outside a null set, real labels"
SPACE = {**DATA, "d": "integer >= 2"}

ROOTED = "the same for psi(0) = 0, psi'(0) not 0, as tanh and gelu"
LOGISTIC = "the same for the logistic function"
PARITY = "the same with biases for tanh, logistic, softplus or gelu"


def bound_neurons(
    identifier: str,
    title: str,
    setting: str,
    side: Side,
    quantity: str,
    parts: tuple[str, ...],
    of: str,
    *,
    parameters: str = "",
    variables: Mapping[str, str] = DATA,
    size: str = "m",
    meaning: str = "hidden neurons",
    first: int = 1,
    source: str = OWN,
    notes: str = "",
) -> SettingBound:
    """The least number of neurons (or the least degree) with quantity >= N."""
    return SettingBound(
        id=identifier,
        title=title,
        setting=setting,
        side=side,
        size=size,
        meaning=meaning,
        variables=variables,
        quantity=quantity,
        needed="N",
        counts={"parameters": parameters} if parameters else {},
        parts=parts,
        of=of,
        at={"h": "floor(m/2)", "n": "N", **({"m": "m"} if size == "k" else {})},
        source=source,
        first=first,
        notes=notes,
    )


SETTINGS = (
    bound_neurons(
        "M2",
        "pairs of neurons",
        SMOOTH,
        "upper",
        "floor(m/2)*(d + 1) + m - 2*floor(m/2)",
        ("M2/even", "M2/odd", "M2/one-point"),
        "onto(m, d, N)",
        parameters="m*(d + 1)",
    ),
    bound_neurons(
        "M2-printed",
        "the printed floor(md/2), for two neurons or more",
        SMOOTH,
        "upper",
        "floor(m*d/2)",
        ("M2/printed-even", "M2/printed-odd", "M2-printed/odd"),
        "onto(m, d, N)",
        parameters="m*(d + 1)",
        first=2,
        source=f"{SOURCE}, abstract",
        notes=("For odd m < d - 2 the printed count is only transcribed; at m = 1 it is false."),
    ),
    bound_neurons(
        "M3/upper",
        "fewer parameters than points",
        SMOOTH,
        "lower",
        "m*(d + 1)",
        ("M3/upper",),
        "onto(m, d, N)",
    ),
    bound_neurons(
        "M3/biased",
        "fewer parameters than points, biases counted",
        BIASED,
        "lower",
        "m*(d + 2)",
        ("M3/biased",),
        "onto_biased(m, d, N)",
    ),
    bound_neurons(
        "M5/rooted",
        "pairs of neurons, and d points for one that is left",
        ROOTED,
        "upper",
        "floor(m/2)*(d + 1) + (m - 2*floor(m/2))*d",
        ("M5/rooted-even", "M5/rooted"),
        "onto_rooted(m, d, N)",
        parameters="m*(d + 1)",
        notes=("So the printed floor(md/2) holds for these activations, for every m."),
    ),
    bound_neurons(
        "M3/upper-rooted",
        "fewer parameters than points",
        ROOTED,
        "lower",
        "m*(d + 1)",
        ("M3/upper-rooted",),
        "onto_rooted(m, d, N)",
    ),
    bound_neurons(
        "M5/logistic",
        "pairs of neurons, and a constant from one that is left",
        LOGISTIC,
        "upper",
        "ceil(m/2)*(d + 1)",
        ("M5/logistic-even", "M5/logistic"),
        "onto_logistic(m, d, N)",
        parameters="m*(d + 1)",
        first=2,
    ),
    bound_neurons(
        "M3/upper-logistic",
        "fewer parameters than points",
        LOGISTIC,
        "lower",
        "m*(d + 1)",
        ("M3/upper-logistic",),
        "onto_logistic(m, d, N)",
    ),
    bound_neurons(
        "M5/biased",
        "pairs of neurons with biases",
        PARITY,
        "upper",
        "floor(m/2)*(d + 2) + m - 2*floor(m/2)",
        ("M5/biased-even", "M5/biased-odd"),
        "onto_parity(m, d, N)",
        parameters="m*(d + 2)",
        first=2,
    ),
    bound_neurons(
        "M3/upper-parity",
        "fewer parameters than points, biases counted",
        PARITY,
        "lower",
        "m*(d + 2)",
        ("M3/upper-parity",),
        "onto_parity(m, d, N)",
    ),
    bound_neurons(
        "M2/printed-power",
        "the printed md/2 where half of the neurons have the regular rank",
        POWER,
        "upper",
        "floor(m/2)*d",
        (),
        "onto_power(k, m, d, N)",
        variables=SPACE,
        notes=(
            "Under hypotheses that have no number here: degrees k with binom(k + d - 1, d - 1) >= "
            "N, and half of the neurons of the regular rank (M2/printed-power, M4)."
        ),
    ),
    bound_neurons(
        "M3/neurons",
        "scales are absorbed",
        POWER,
        "lower",
        "m*d",
        ("M3/power",),
        "onto_power(k, m, d, N)",
    ),
    bound_neurons(
        "M3/degree",
        "the printed degree condition: forms of degree k",
        POWER,
        "lower",
        "binomial(k + d - 1, d - 1)",
        ("M3/power",),
        "onto_power(k, m, d, N)",
        variables=SPACE,
        size="k",
        meaning="the degree",
    ),
)

CLAIMS = (
    PrintedClaim(
        id="MT-capacity",
        source=SOURCE,
        side="upper",
        printed="floor(md/2) points suffice for m neurons, psi analytic, of high enough degree",
        level="abstract",
        theorems=("M2", "M5/rooted", "M5/logistic", "M5/biased", "M2/printed-power", "M2-printed"),
        parts=("M2/printed-even", "M2/printed-odd", "M5/printed-rooted", "M5/printed-logistic"),
        notes=(
            "At m = 1 false for psi of one sign (M2/one-neuron); for odd m < d - 2 proved for "
            "tanh, gelu and the logistic function (M5), only transcribed for others."
        ),
    ),
    PrintedClaim(
        id="MT-optimal",
        source=SOURCE,
        side="lower",
        printed="floor(md/2) is optimal up to a factor of about 2 (md + 2m parameters)",
        level="abstract",
        theorems=("M3/upper", "M3/biased"),
        parts=(
            "M3/even-ratio",
            "M3/odd-ratio",
            "M3/printed-ratio",
            "M5/rooted-ratio",
            "M5/logistic-ratio",
            "M5/biased-ratio",
            "M5/biased-odd-ratio",
        ),
    ),
)
