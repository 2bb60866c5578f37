r"""Lemma 18: from m inside and outside the logarithm to a closed bound.

Statement. If 2^m <= 2^t (m r/w)^w with r >= 16 and m >= w >= t >= 0, w > 0, then
m <= t + w log2(2 r log2 r).

Hypotheses. As stated; r >= 16 is where r >= 4 log2 r begins (an equality at r = 16).

Constants. 2 in 2 r log2 r; 16.

Source. Bartlett, Harvey, Liaw, Mehrabian (2019), Lemma 18 (seen). The proof here is our own: the
printed one passes through r^2/(2 log2 r) >= 2^(t/w) where r/(2 log2 r) >= 2^(t/w) is meant; r = 2,
t = w = 1 satisfies the former and not the needed inequality. The lemma itself stands.

Idea. The logarithm lies below its tangent at m/w = 2 log2 r; r >= 4 log2 r puts
t/w + log2(2 r log2 r) below that point.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    SIGN,
    apply,
    combine,
    conclude,
    exponentiate,
    have,
)
from memproof.library.model import Constant, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import seen

SIZES = {"m": "real > 0", "t": "real >= 0", "w": "real > 0"}
ORDER = ["m >= w", "w >= t"]
BOUND = "t + w*log2(2*r*log2(r))"

SIXTEEN = make_claim("r >= 4*log2(r)", {"r": "real >= 16"})
FIFTEEN = make_claim("r >= 4*log2(r)", {"r": "real >= 15"})
TANGENT = make_claim("ln(z) <= z - 1", {"z": "real > 0"})
CORNER = make_claim("log2(2*r*log2(r)) <= 2*log2(r) - 1", {"r": "real >= 16"})
LOGARITHMIC = make_claim(
    f"m <= {BOUND}",
    {**SIZES, "r": "real >= 16"},
    given=[*ORDER, "m <= t + w*log2(m*r/w)"],
)
CLOSED = make_claim(
    f"m <= {BOUND}",
    {**SIZES, "r": "real >= 16"},
    given=[*ORDER, "2^m <= 2^t*(m*r/w)^w"],
)
PRINTED = make_claim(
    "2*log2(r) - t/w - log2(2*r*log2(r)) >= 0",
    {"r": "real > 1", "t": "real >= 0", "w": "real > 0"},
    given=["w >= t", "r^2/(2*log2(r)) >= 2^(t/w)"],
)
REPAIRED = make_claim(
    "2*log2(r) - t/w - log2(2*r*log2(r)) >= 0",
    {"r": "real > 1", "t": "real >= 0", "w": "real > 0"},
    given=["w >= t", "r/(2*log2(r)) >= 2^(t/w)"],
)
FOUR_RATHER_THAN_SIXTEEN = make_claim(
    f"m <= {BOUND}",
    {**SIZES, "r": "real >= 4"},
    given=[*ORDER, "2^m <= 2^t*(m*r/w)^w"],
)

_POINT = "m/(2*w*log2(r))"

_CORNER = apply(
    "Lemma-18/sixteen",
    {"r": "r"},
    [SIGN],
    conclude(
        have(
            "ln(r) >= ln(4*log2(r))",
            combine(
                (1, ["goal", "ln(2)"]),
                (1, ["ln(r) - ln(4*log2(r))"]),
            ),
            exponentiate("4*log2(r)", "r", SIGN),
        )
    ),
)

_LOGARITHMIC = apply(
    "Lemma-18/corner",
    {"r": "r"},
    [SIGN],
    apply(
        "Lemma-18/tangent",
        {"z": _POINT},
        [SIGN],
        have(
            "ln(r) > 1",
            conclude(
                # (m - bound)(2 ln r - 1) <= bound - 2 w log2(r) <= 0.
                combine(
                    (1, ["goal", "2*ln(r) - 1"]),
                    (2, ["ln(r)", "t + w*log2(m*r/w) - m"]),
                    (2, ["ln(r)", "w/ln(2)", f"{_POINT} - 1 - ln({_POINT})"]),
                    (1, ["w", "2*log2(r) - 1 - log2(2*r*log2(r))"]),
                    (1, ["w - t"]),
                )
            ),
            exponentiate("e", "r", SIGN),
        ),
    ),
)

_CLOSED = have(
    "m*ln(2) <= t*ln(2) + w*ln(m*r/w)",
    apply(
        "Lemma-18/logarithmic",
        {"m": "m", "t": "t", "w": "w", "r": "r"},
        [SIGN] * 6 + [combine((1, ["goal", "ln(2)"]), (1, ["t*ln(2) + w*ln(m*r/w) - m*ln(2)"]))],
        conclude(SIGN),
    ),
    exponentiate("2^m", "2^t*(m*r/w)^w", SIGN),
)

LEMMA = Lemma(
    id="Lemma-18",
    number="Lemma 18",
    title="Solving for the number of points",
    statement=(
        r"If \(2^m \le 2^t (mr/w)^w\) with \(r \ge 16\) and \(m \ge w \ge t \ge 0\), \(w > 0\), "
        r"then \(m \le t + w \log_2(2r \log_2 r)\)."
    ),
    source=seen("Lemma 18"),
    parts=(
        Inequality("sixteen", SIXTEEN),
        Inequality("fifteen", FIFTEEN, expected="refuted"),
        Inequality("tangent", TANGENT),
        Inequality("corner", CORNER, _CORNER),
        Inequality("logarithmic", LOGARITHMIC, _LOGARITHMIC),
        Inequality("closed", CLOSED, _CLOSED),
        Inequality(
            "printed",
            PRINTED,
            expected="refuted",
            point={"r": "2", "t": "1", "w": "1"},
            printed=(
                "Bartlett et al. (2019), proof of Lemma 18: the last equivalence has r^2/(2 log2 r)"
            ),
            repaired_by="repaired",
        ),
        Inequality("repaired", REPAIRED),
        Inequality("from-four", FOUR_RATHER_THAN_SIXTEEN, expected="refuted"),
    ),
    idea=(
        r"\(\ln z \le z - 1\) at \(z = m/(2w\log_2 r)\), and \(t/w + \log_2(2r\log_2 r) \le "
        r"2\log_2 r\) because \(r \ge 4\log_2 r\)."
    ),
    constants=(Constant("least r", "16", "closed", "smallest", "in Lemma 18"),),
    notes=(
        r"The printed proof's last condition \(r^2/(2\log_2 r) \ge 2^{t/w}\) is not equivalent to "
        r"the one before it: \(r/(2\log_2 r) \ge 2^{t/w}\) is (proved here)."
    ),
)
