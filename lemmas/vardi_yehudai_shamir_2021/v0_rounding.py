r"""VYS0: rounding up and down, as statements about integers.

Statement. Every real x has integers k with x <= k < x + 1 and k with x - 1 < k <= x; n things fill
b groups of a with a b >= n and a (b - 1) <= n; b - 1 things fill t layers of four with
b - 1 <= 4 t <= b + 2.

Hypotheses. a, b, n >= 1 integers.

Constants. None.

Source. Derived here.

Idea. Ceilings and floors, named once.
"""

from __future__ import annotations

from memproof.certificates.sketches import (
    AUTO,
    SIGN,
    apply,
    combine,
    conclude,
    have,
    integer_part,
)
from memproof.library.model import Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import own

UP = make_claim(["k >= x", "k < x + 1"], {"x": "real"}, exists={"k": "integer"})
DOWN = make_claim(["k <= x", "k > x - 1"], {"x": "real"}, exists={"k": "integer"})
GROUPS = make_claim(
    ["a*b >= n", "a*(b - 1) <= n"],
    {"a": "integer >= 1", "n": "integer >= 1"},
    exists={"b": "integer >= 1"},
)
FOURS = make_claim(
    ["4*t >= b - 1", "4*t <= b + 2"], {"b": "integer >= 1"}, exists={"t": "integer >= 0"}
)

_UP = integer_part("-x", conclude(SIGN, SIGN, k="-floor(-x)"))
_DOWN = integer_part("x", conclude(SIGN, SIGN, k="floor(x)"))
_POSITIVE = combine((1, ["goal", "a"]), (1, ["a*b - n"]), (1, ["n - 1"]))
_GROUPS = apply(
    "VYS0/up",
    {"x": "n/a"},
    [],
    have(
        "a*b >= n",
        have(
            "a*(b - 1) <= n",
            have("b > 0", conclude(SIGN, SIGN, SIGN, b="b"), _POSITIVE, integer=True),
            combine((1, ["goal"]), (1, ["a", "n/a + 1 - b"])),
        ),
        combine((1, ["goal"]), (1, ["a", "b - n/a"])),
    ),
    {"k": "b"},
)
_FOURS = apply(
    "VYS0/up",
    {"x": "(b - 1)/4"},
    [],
    have(
        "t > -1", have("4*t < b + 3", conclude(AUTO, AUTO, AUTO, t="t"), integer=True), integer=True
    ),
    {"k": "t"},
)

LEMMA = Lemma(
    id="VYS0",
    number="0",
    title="Rounding",
    statement=(
        r"Ceilings and floors as existence statements: \(x \le k < x + 1\), \(x - 1 < k \le x\), "
        r"\(\lceil n/a \rceil\) and \(\lceil (b-1)/4 \rceil\)."
    ),
    source=own("rounding"),
    parts=(
        Inequality("up", UP, _UP),
        Inequality("down", DOWN, _DOWN),
        Inequality("groups", GROUPS, _GROUPS),
        Inequality("fours", FOURS, _FOURS),
    ),
    idea="Floors, named once.",
)
