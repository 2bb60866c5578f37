r"""U8: four neurons compare a key.

Statement. T in [M k, M k + M - 1], q an integer, s = T - M q:
h = relu(s + 1) - relu(s) - relu(s - M + 1) + relu(s - M) is 1 if q = k and 0 otherwise.

Hypotheses. M >= 2 (M >= 1 suffices), k, q integers; T real.

Constants. None.

Source. Derived here.

Idea. h is 1 on [0, M - 1] and 0 outside (-1, M); q < k gives s >= M, q > k gives s <= -1.
"""

from __future__ import annotations

from memproof.certificates.sketches import SIGN, Sketch, combine, conclude, have
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

DATUM = {"M": "integer >= 2", "k": "integer", "q": "integer", "T": "real"}
INTERVAL = ["M*k <= T", "T <= M*k + M - 1"]


def match(s: str, scale: str = "M") -> str:
    """Return the four neurons' sum as text."""
    return f"max(0, {s} + 1) - max(0, {s}) - max(0, {s} - {scale} + 1) + max(0, {s} - {scale})"


H = match("(T - M*q)")

HIT = make_claim(f"{H} = 1", DATUM, given=[*INTERVAL, "q = k"])
BELOW = make_claim(f"{H} = 0", DATUM, given=[*INTERVAL, "q <= k - 1"])
ABOVE = make_claim(f"{H} = 0", DATUM, given=[*INTERVAL, "q >= k + 1"])
SCALE_ONE = make_claim(f"{H} = 1", DATUM | {"M": "integer >= 1"}, given=[*INTERVAL, "q = k"])
NO_MARGIN = make_claim(f"{H} = 1", DATUM, given=["M*k <= T", "T <= M*k + M", "q = k"])


def _hit() -> Sketch:
    """With 0 <= s <= M - 1 every maximum is resolved."""
    lower = combine((1, ["goal"]), (1, ["T - M*k"]), (1, ["M", "k - q"]))
    upper = combine((1, ["goal"]), (1, ["M*k + M - 1 - T"]), (1, ["M", "q - k"]))
    return conclude(have("T - M*q >= 0", have("T - M*q - M + 1 <= 0", SIGN, upper), lower))


_BELOW = conclude(
    have(
        "T - M*q - M >= 0",
        have("T - M*q >= 0", SIGN, combine((1, ["goal"]), (1, ["T - M*q - M"]), (1, ["M"]))),
        combine((1, ["goal"]), (1, ["T - M*k"]), (1, ["M", "k - 1 - q"])),
    )
)

_ABOVE = conclude(
    have(
        "T - M*q + 1 <= 0",
        have(
            "T - M*q - M + 1 <= 0",
            SIGN,
            combine((1, ["goal"]), (1, ["-(T - M*q + 1)"]), (1, ["M"])),
        ),
        combine((1, ["goal"]), (1, ["M*k + M - 1 - T"]), (1, ["M", "q - k - 1"])),
    )
)

LEMMA = Lemma(
    id="U8",
    number="U8",
    title="Match",
    statement=(
        r"Let \(M \ge 2\), \(k\), \(q\) be integers, \(T \in [Mk, Mk + M - 1]\), "
        r"\(s = T - Mq\). Then \(h = \sigma(s+1) - \sigma(s) - \sigma(s-M+1) + \sigma(s-M)\) is "
        r"1 if \(q = k\) and 0 otherwise."
    ),
    source=own("U8"),
    parts=(
        Inequality("hit", HIT, _hit()),
        Inequality("key-above", BELOW, _BELOW),
        Inequality("key-below", ABOVE, _ABOVE),
        Inequality("scale-one", SCALE_ONE, _hit()),
        Inequality("no-margin", NO_MARGIN, expected="refuted"),
    ),
    idea=r"\(h = 1\) on \([0, M-1]\) and \(h = 0\) outside \((-1, M)\).",
    notes=(
        "The match needs only \\(M \\ge 1\\) (part scale-one). Without the margin of U4 it fails "
        "(part no-margin)."
    ),
)
