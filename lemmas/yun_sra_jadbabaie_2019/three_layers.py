r"""YSJ1: two hidden layers memorize, the printed count derived from what is built.

Statement. N distinct reals with labels in R^y are interpolated by hidden widths [d1, d2] if
N <= floor(d1/2) floor(d2/(2y)) (snake of hard-tanh units), hence if
N <= 4 floor(d1/4) floor(d2/(4y)) as printed; and if N <= d1 floor(d2/y) (Theorem T). One-hot labels
of C classes: N <= p q and hidden widths [p, q, C - 1].

Hypotheses. d1, d2, y >= 1; real labels; any distances.

Constants. Printed 4 blocks of quarters; 1 for Theorem T.

Source. The printed count recalled; a special case seen in Sohn et al. (2024). The snake for all
p, q and its bias are our own; the count p q of Theorem T is K. Inoue's (2019).

Idea. Groups of q keys, one clipped ramp each; the second layer's k-th unit is unsaturated at one
key of each group only, the k-th from the left or from the right in turn.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from memproof.certificates.sketches import AUTO, KNOWN, SIGN, apply, combine, conclude, have
from memproof.library.model import Constant, Construction, Evidence, Inequality, Lemma
from memproof.statements.claims import make_claim

from .paper import paper

PREDICATES = ("fits", "fits_one_hot")

# u vanishes at the selected keys of neighbouring groups: the difference of the two equations.
RAMPS = {"nu1": "real", "nu2": "real", "s": "real", "t": "real"}
NULL = make_claim("nu1*s + nu2 = nu1 - nu2*t", RAMPS, given=["nu2*(1 + t) = nu1*(1 - s)"])
POSITIVE = make_claim(
    "nu1*(1 - s)/(1 + t) > 0",
    {"nu1": "real > 0", "s": "real in [-1, 1)", "t": "real in (-1, 1]"},
)
CLIPPED = make_claim("max(0, z + 1) - max(0, z - 1) - 1 = min(1, max(-1, z))", {"z": "real"})

# Theorem T's steps. A unit a x + b that is not positive at one key x1 and positive at the next one,
# x2, is so at all earlier and all later keys; mirrored for groups counted from the right.
UNIT = {"a": "real", "b": "real", "x": "real", "x1": "real", "x2": "real"}
TURNS = ["a*x1 + b <= 0", "a*x2 + b > 0", "x1 < x2"]
EARLIER = make_claim("a*x + b <= 0", UNIT, given=[*TURNS, "x <= x1"])
LATER = make_claim("a*x + b > 0", UNIT, given=[*TURNS, "x >= x2"])
# The zigzag through one key of each group is continuous at the breakpoint g, and turns there.
ZIGZAG = make_claim(
    ["m1*(g - x1) = m2*(g - x2)", "m2 < 0"],
    {"m1": "real > 0", "m2": "real", "g": "real", "x1": "real", "x2": "real"},
    given=["x1 < g", "g < x2", "m2 = -m1*(g - x1)/(x2 - g)"],
)
# A unit of sign s with what is missing at its own key makes the sum t right there ...
MISSING = make_claim(
    "t + s*max(0, v) = y",
    {"s": "real", "t": "real", "v": "real > 0", "y": "real"},
    given=["s^2 = 1", "v = s*(y - t)"],
)
# ... and, steep enough, leaves something positive for the next unit, of sign -s, at its key.
NEXT = make_claim(
    "-s*(y - (t + s*a)) > 0",
    {"s": "real", "t": "real", "a": "real", "y": "real"},
    given=["s^2 = 1", "a > s*(y - t)"],
)

SNAKE = make_claim(
    "fits(2*p, 2*q*y, p*q, y)",
    {"p": "integer >= 1", "q": "integer >= 1", "y": "integer >= 1"},
    predicates=PREDICATES,
)
THEOREM_T = make_claim(
    "fits(p, q*y, p*q, y)",
    {"p": "integer >= 1", "q": "integer >= 1", "y": "integer >= 1"},
    predicates=PREDICATES,
)
FEWER = make_claim(
    "fits(a, b, M, y)",
    {name: "integer >= 1" for name in ("a", "b", "M", "y", "d1", "d2", "N")},
    given=["fits(d1, d2, N, y)", "d1 <= a", "d2 <= b", "M <= N"],
    predicates=PREDICATES,
)

WIDTHS = {name: "integer >= 1" for name in ("d1", "d2", "y", "N")}
HALVES = make_claim(
    "fits(d1, d2, N, y)",
    WIDTHS,
    given=["N <= floor(d1/2)*floor(d2/(2*y))"],
    predicates=PREDICATES,
)
WHOLE = make_claim(
    "fits(d1, d2, N, y)", WIDTHS, given=["N <= d1*floor(d2/y)"], predicates=PREDICATES
)
PRINTED = make_claim(
    "fits(d1, d2, N, y)",
    WIDTHS,
    given=["N <= 4*floor(d1/4)*floor(d2/(4*y))"],
    predicates=PREDICATES,
)
COUNTS = {name: "integer >= 1" for name in ("d1", "d2", "y")}
DOUBLE = make_claim("2*floor(x/2) <= floor(x)", {"x": "real >= 0"})
COUNT = make_claim("4*floor(d1/4)*floor(d2/(4*y)) <= floor(d1/2)*floor(d2/(2*y))", COUNTS)
COUNT_5 = make_claim("5*floor(d1/4)*floor(d2/(4*y)) <= floor(d1/2)*floor(d2/(2*y))", COUNTS)
COUNT_T = make_claim("floor(d1/2)*floor(d2/(2*y)) <= d1*floor(d2/y)", COUNTS)

ONE_HOT = make_claim(
    "fits_one_hot(p, q, C - 1, p*q, C)",
    {"p": "integer >= 1", "q": "integer >= 1", "C": "integer >= 2"},
    predicates=PREDICATES,
)

EQUAL = tuple(range(6))
UNEVEN = (Fraction(-5, 2), -1, Fraction(-2, 3), 0, Fraction(1, 7), 1000)


def build_families() -> Mapping[str, Any]:
    """Return the snake for p, q <= 3, all labelings of up to six points."""
    from memproof.constructions.snake import build_snake
    from memproof.networks.documents import build_family_document

    sets = (EQUAL, UNEVEN)
    ranges = {"set": (0, 1), "p": (1, 3), "q": (1, 3), "N": (1, 6), "C": (2, 2)}
    instances = []
    for at, p, q, size in product(range(2), range(1, 4), range(1, 4), range(1, 7)):
        if size <= p * q:
            values = {"set": at, "p": p, "q": q, "N": size, "C": 2}
            for labels in product(range(2), repeat=size):
                network = build_snake(sets[at][:size], labels, p, q)
                instances.append((values, labels, network))
    return build_family_document(
        "labeling",
        ranges,
        instances,
        where=(["<=", "N", ["*", "p", "q"]],),
        sets=sets,
        bounds=(
            ["=", "depth", 2],
            ["=", "width", ["max", ["*", 2, "p"], ["*", 2, "q"]]],
            ["=", "neurons", ["+", ["*", 2, "p"], ["*", 2, "q"]]],
        ),
    )


def build_snake_outputs() -> Mapping[str, Any]:
    """Return the snake with one and two outputs for p, q <= 2, all labels of bits."""
    from memproof.constructions.snake import build_snake
    from memproof.networks.documents import build_family_document

    names = ("set", "y", "C", "P", "Q", "p", "q", "S", "N")
    instances = []
    for at, y, p, q, size in product(range(2), (1, 2), (1, 2), (1, 2), range(1, 5)):
        if size <= p * q:
            values = dict(zip(names, (at, y, 2 * y, p, q, 2 * p, 2 * q, 1, size), strict=True))
            for labels in product(range(2 * y), repeat=size):
                vectors = [tuple(label >> j & 1 for j in range(y)) for label in labels]
                network = build_snake((EQUAL, UNEVEN)[at][:size], vectors, p, q)
                instances.append((values, labels, network))
    return build_family_document(
        "vectors",
        dict(
            zip(
                names,
                ((0, 1), (1, 2), (2, 4), (1, 2), (1, 2), (2, 4), (2, 4), (1, 1), (1, 4)),
                strict=True,
            )
        ),
        instances,
        where=(
            ["=", "C", ["*", 2, "y"]],
            ["=", "p", ["*", 2, "P"]],
            ["=", "q", ["*", 2, "Q"]],
            ["<=", "N", ["*", "P", "Q"]],
        ),
        sets=(EQUAL, UNEVEN),
    )


def build_vectors() -> Mapping[str, Any]:
    """Return Theorem T with one and two outputs for p, q <= 2, all labels of bits."""
    from memproof.constructions.evidence import build_vector_evidence

    return build_vector_evidence((1, 1), 4)


def build_one_hot_family() -> Mapping[str, Any]:
    """Return [p, q, C - 1] for p, q <= 2, N <= p q points of up to three classes."""
    from memproof.constructions.evidence import build_one_hot_evidence

    return build_one_hot_evidence()


def _draw(size: int, outputs: int, seed: int) -> tuple[list[int], list[tuple[Fraction, ...]]]:
    generator = random.Random(seed)
    keys = sorted(generator.sample(range(size * size), size))
    return keys, [
        tuple(Fraction(generator.randint(-16, 16), 16) for _ in range(outputs)) for _ in keys
    ]


def _document(network: Any, keys: list[int], labels: list[Any]) -> Mapping[str, Any]:
    from memproof.networks.documents import build_values_document

    return build_values_document(network, [(key,) for key in keys], labels)


def build_snake_vectors() -> Mapping[str, Any]:
    """Return the snake [12, 28] for 42 points with labels in [-1, 1]^2."""
    from memproof.constructions.snake import build_snake

    keys, labels = _draw(42, 2, 7)
    return _document(build_snake(keys, labels, 6, 7), keys, labels)


def build_direct_vectors() -> Mapping[str, Any]:
    """Return Theorem T's network [4, 15] for 20 points with three labels each."""
    from memproof.constructions import build_direct

    keys, labels = _draw(20, 3, 8)
    return _document(build_direct(keys, labels, [(4, 15)]), keys, labels)


def build_one_hot_instance() -> Mapping[str, Any]:
    """Return the network [5, 6, 9] for 30 points of ten classes."""
    from memproof.constructions import build_direct, build_one_hot
    from memproof.networks import compose

    keys, _ = _draw(30, 1, 9)
    classes = [key * key % 10 for key in keys]
    network = compose(build_direct(keys, classes, [(5, 6)]), build_one_hot(10))
    return _document(network, keys, [[int(c == own) for c in range(10)] for own in classes])


_HALVES = conclude(
    have(
        "floor(d1/2) >= 1",
        have(
            "floor(d2/(2*y)) >= 1",
            apply(
                "YSJ1/snake",
                {"p": "floor(d1/2)", "q": "floor(d2/(2*y))", "y": "y"},
                [AUTO] * 3,
                apply(
                    "YSJ1/fewer",
                    {
                        "a": "d1",
                        "b": "d2",
                        "M": "N",
                        "y": "y",
                        "d1": "2*floor(d1/2)",
                        "d2": "2*floor(d2/(2*y))*y",
                        "N": "floor(d1/2)*floor(d2/(2*y))",
                    },
                    [AUTO] * 7 + [KNOWN] + [AUTO] * 3,
                    KNOWN,
                ),
            ),
        ),
    )
)
_WHOLE = conclude(
    have(
        "floor(d2/y) >= 1",
        apply(
            "YSJ1/theorem-t",
            {"p": "d1", "q": "floor(d2/y)", "y": "y"},
            [AUTO] * 3,
            apply(
                "YSJ1/fewer",
                {
                    "a": "d1",
                    "b": "d2",
                    "M": "N",
                    "y": "y",
                    "d1": "d1",
                    "d2": "floor(d2/y)*y",
                    "N": "d1*floor(d2/y)",
                },
                [AUTO] * 7 + [KNOWN] + [AUTO] * 3,
                KNOWN,
            ),
        ),
    )
)
_COUNT = conclude(
    apply(
        "YSJ1/double",
        {"x": "d1/2"},
        [SIGN],
        apply(
            "YSJ1/double",
            {"x": "d2/(2*y)"},
            [SIGN],
            combine(
                (1, ["goal"]),
                (1, ["floor(d1/2) - 2*floor(d1/4)", "floor(d2/(2*y))"]),
                (2, ["floor(d1/4)", "floor(d2/(2*y)) - 2*floor(d2/(4*y))"]),
            ),
        ),
    )
)
_COUNT_T = conclude(
    have(
        "floor(d1/2) <= d1",
        apply(
            "YSJ1/double",
            {"x": "d2/y"},
            [SIGN],
            combine(
                (1, ["goal"]),
                (1, ["d1", "floor(d2/y) - 2*floor(d2/(2*y))"]),
                (1, ["d1", "floor(d2/(2*y))"]),
                (1, ["d1 - floor(d1/2)", "floor(d2/(2*y))"]),
            ),
        ),
    )
)
_PRINTED = conclude(
    apply(
        "YSJ1/count",
        {"d1": "d1", "d2": "d2", "y": "y"},
        [SIGN] * 3,
        apply(
            "YSJ1/halves",
            {"d1": "d1", "d2": "d2", "y": "y", "N": "N"},
            [SIGN] * 4 + [AUTO],
            KNOWN,
        ),
    )
)

LEMMA = Lemma(
    id="YSJ1",
    number="1",
    title="Two hidden layers memorize",
    statement=(
        r"\(N\) distinct reals with labels in \(\mathbb{R}^{y}\) are interpolated by hidden widths "
        r"\([d_1, d_2]\) if \(N \le \lfloor d_1/2 \rfloor \lfloor d_2/(2y) \rfloor\), so if "
        r"\(N \le 4 \lfloor d_1/4 \rfloor \lfloor d_2/(4y) \rfloor\) as printed, and if "
        r"\(N \le d_1 \lfloor d_2/y \rfloor\). One-hot labels of \(C\) classes need "
        r"\([p, q, C-1]\) for \(N \le pq\)."
    ),
    source=paper("three layers; one-hot labels"),
    parts=(
        Inequality("clipped", CLIPPED),
        Inequality("null", NULL),
        Inequality("positive", POSITIVE),
        Inequality("earlier", EARLIER),
        Inequality("later", LATER),
        Inequality("zigzag", ZIGZAG),
        Inequality("missing", MISSING),
        Inequality("next", NEXT),
        Evidence("families", build_families, "snake, all labelings of up to 6 points, p, q <= 3"),
        Evidence("snake-outputs", build_snake_outputs, "snake, 1 and 2 outputs, p, q <= 2"),
        Evidence("vectors", build_vectors, "Theorem T, 1 and 2 outputs, p, q <= 2, all labels"),
        Evidence("one-hot-family", build_one_hot_family, "[p, q, C - 1], p, q <= 2, C <= 3"),
        Evidence("snake-42", build_snake_vectors, "snake [12, 28], 42 points, labels in [-1, 1]^2"),
        Evidence("direct-20", build_direct_vectors, "Theorem T [4, 15], 20 points, 3 labels each"),
        Evidence("one-hot-30", build_one_hot_instance, "[5, 6, 9], 30 points of 10 classes"),
        Construction(
            "snake",
            SNAKE,
            "H(t) = relu(t + 1) - relu(t - 1) - 1 clips to [-1, 1] (clipped). Groups of q keys; "
            "beta_j = +-H(ramp of group j), signs alternating. u = nu_0 + sum nu_j beta_j vanishes "
            "at the selected key of each group for the explicit positive nu (null, positive), and "
            "is strictly monotone on each group, rising and falling in turn; v takes the values "
            "s_k y there by the same recursion. H(v + lambda u), lambda large, is s_k y at the "
            "selected keys and +-1 elsewhere: +1 at later, -1 at earlier keys in snake order. With "
            "s_k = (-1)^(k-1) these add up to 1 (q even) or 0 (q odd) at every key, which the "
            "output's bias -1 or 0 removes. Two neurons a unit; the first layer serves all y "
            "outputs; labels beyond [-1, 1] are scaled; fewer keys: pad.",
            ("clipped", "null", "positive", "families", "snake-outputs"),
        ),
        Construction(
            "theorem-t",
            THEOREM_T,
            "Theorem T for each output; its breakpoints depend on the keys alone, so all outputs "
            "share the first layer. In Theorem T a zigzag through the k-th keys (zigzag), added "
            "often enough, makes unit k not positive at the key before and as large as needed at "
            "the next one; so exactly the units 1 ... k act at a k-th key (earlier, later), the "
            "sum is right there (missing), and the next unit finds a positive value missing "
            "(next).",
            (
                "U11-direct/theorem-t",
                "vectors",
                "zigzag",
                "earlier",
                "later",
                "missing",
                "next",
            ),
        ),
        Construction(
            "fewer",
            FEWER,
            "Wider layers may have zero neurons, and fewer points are interpolated by adding some.",
            ("families",),
        ),
        Inequality("halves", HALVES, _HALVES),
        Inequality("whole", WHOLE, _WHOLE),
        Inequality("double", DOUBLE),
        Inequality("count", COUNT, _COUNT),
        Inequality(
            "count-5",
            COUNT_5,
            expected="refuted",
            point={"d1": "4", "d2": "4", "y": "1"},
        ),
        Inequality("count-t", COUNT_T, _COUNT_T),
        Inequality("printed", PRINTED, _PRINTED),
        Construction(
            "one-hot",
            ONE_HOT,
            "Theorem T for the class numbers s; relu(s - t), t = 0 ... C - 2, and a constant span "
            "all functions on {0, ..., C - 1}, so the third layer gives every unit vector.",
            ("U11-direct/theorem-t", "one-hot-family"),
        ),
    ),
    idea="One clipped ramp a group; one unit of the second layer for each rank in snake order.",
    constants=(
        Constant("two-layer capacity", "4*floor(d1/4)*floor(d2/(4*y))", "printed", "", "printed"),
        Constant("two-layer capacity", "d1*floor(d2/y)", "whole", "", "Theorem T"),
    ),
    notes=(
        r"Without snake order even groups come out exactly 2 too low for even \(q\) (right for odd "
        r"\(q\)); bias \(-1\) with odd \(q\) makes every output exactly 1 too low (tests). The "
        r"printed four-layer form for classification is only transcribed: \([p, q, C - 1]\) is "
        r"ours. Grades are those of the exhaustive families; snake-42, direct-20 and one-hot-30 "
        r"are single larger networks beside them."
    ),
    declared_uses=("U11-direct",),
)
