"""Specimens and one-defect mutants of the kinds ``network-rank`` and ``network-interpolation``.

Each mutant is wrong for certain: its format is broken, a number that the checker computes itself
differs from the stated one, or the claim is false (two targets at one input, a rank that the other
side excludes, the only solution outside the ball).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from memproof.certificates import make_document
from memproof.checker.kinds import interpolation, ranks
from memproof.smooth.ranks import build_rank_document, build_rank_grid, decide_ranks

Document = dict[str, Any]
Mutant = tuple[str, Document, tuple[str, ...]]

BIG_PRIME = 2**127 - 1
PRECISION = 128


def put(document: Document, path: tuple[Any, ...], value: Any) -> Document:
    """A copy with another value at a path; only what lies on the path is copied."""
    if not path:
        return value  # type: ignore[no-any-return]
    changed: Any = dict(document) if isinstance(document, dict) else list(document)
    changed[path[0]] = put(changed[path[0]], path[1:], value)
    return changed  # type: ignore[no-any-return]


# Ranks.


def rank_specimens() -> tuple[Document, ...]:
    """A grid with an exception, one exact exception of each argument, and a rank from below."""
    grid = (range(2, 3), range(3, 4), range(1, 3))
    (square,) = decide_ranks("khatri-rao", [({4: 1}, 2, 2)])
    below = build_rank_document("specimen/rank-below", [square])
    below["claim"]["cases"][0]["relation"] = ">="
    below["evidence"]["bounds"] = ["none"]
    return (
        build_rank_document("specimen/rank-grid", build_rank_grid(*grid), grid=grid),
        build_rank_document("specimen/rank-square", decide_ranks("khatri-rao", [({4: 1}, 3, 5)])),
        build_rank_document(
            "specimen/rank-cubic", decide_ranks("jacobian", [({2: 1, 3: -2}, 4, 6)])
        ),
        build_rank_document(
            "specimen/rank-split", decide_ranks("jacobian", [({0: 1, 3: 1}, 3, 2)])
        ),
        build_rank_document(
            "specimen/rank-pencil", decide_ranks("jacobian", [({1: 1, 2: 1}, 3, 2)])
        ),
        build_rank_document("specimen/rank-power", decide_ranks("power", [({2: 1}, 2, 0)])),
        below,
    )


def rank_mutants(document: Document) -> Iterator[Mutant]:
    """Every field that the checker reads, wrong once."""
    cases, evidence = document["claim"]["cases"], document["evidence"]
    prime = evidence["prime"]

    def change(defect: str, *path: Any, to: Any, reasons: tuple[str, ...]) -> Mutant:
        return defect, put(document, path, to), reasons

    for defect, number, reason in (
        ("a composite modulus", 4 * prime, "not-prime"),
        ("a strong pseudoprime", 3_825_123_056_546_413_051, "not-prime"),
        ("modulus 1", 1, "not-prime"),
        ("a modulus that is true", True, "malformed"),
        ("a modulus as text", str(prime), "malformed"),
        ("a modulus too large", BIG_PRIME, "size-limit"),
    ):
        yield change(defect, "evidence", "prime", to=number, reasons=(reason,))
    yield change("no cases", "claim", "cases", to=[], reasons=("empty",))
    many = [cases[0]] * (ranks.MAX_CASES + 1)
    yield change("far too many cases", "claim", "cases", to=many, reasons=("size-limit",))
    yield change("another structure", "claim", "structure", to="trusted", reasons=("malformed",))
    yield change("no minors", "evidence", "minors", to=[], reasons=("wrong-length",))
    yield change("no bounds", "evidence", "bounds", to=[], reasons=("wrong-length",))
    yield from _case_mutants(document)
    exceptions = document["claim"]["exceptions"]
    regular = [n for n in range(len(cases)) if n not in exceptions]
    for defect, other in (
        *((("the exceptions hidden", []),) if exceptions else ()),
        *((("an exception that is none", sorted([*exceptions, regular[0]])),) if regular else ()),
        ("exceptions as an object", {}),
        *((("an exception that is false", [False]),) if exceptions == [0] else ()),
    ):
        yield change(
            defect, "claim", "exceptions", to=other, reasons=("wrong-exceptions", "malformed")
        )
    yield change("a grid that is true", "claim", "grid", to=True, reasons=("malformed",))
    grid = document["claim"]["grid"]
    if grid is None:
        one = {"powers": [1, 1], "dimensions": [1, 1], "neurons": [1, 1]}
        yield change("another grid", "claim", "grid", to=one, reasons=("wrong-grid",))
        return
    for name, (first, last) in sorted(grid.items()):
        for defect, ends in (("larger", [first, last + 1]), ("other", [first + 1, last + 1])):
            yield change(
                f"a grid of {defect} {name}",
                "claim",
                "grid",
                name,
                to=ends,
                reasons=("wrong-grid",),
            )
    yield change(
        "a grid far too large",
        *("claim", "grid", "powers"),
        to=[0, 10**12],
        reasons=("size-limit",),
    )
    yield change("half a grid", "claim", "grid", to={"powers": [1, 1]}, reasons=("malformed",))
    fewer = put(document, ("claim", "cases"), cases[:-1])
    for name in ("minors", "bounds"):
        fewer = put(fewer, ("evidence", name), evidence[name][:-1])
    kept = [n for n in exceptions if n < len(cases) - 1]
    yield (
        "a case missing",
        put(fewer, ("claim", "exceptions"), kept),
        ("wrong-grid", "empty"),
    )


def _case_mutants(document: Document) -> Iterator[Mutant]:
    """Mutants of the case with the largest rank, of its minor and of its bound."""
    cases, minors = document["claim"]["cases"], document["evidence"]["minors"]
    at = max(range(len(cases)), key=lambda n: (cases[n]["rank"], n))
    case, minor, bound = cases[at], minors[at], document["evidence"]["bounds"][at]
    rank, exact = case["rank"], case["relation"] == "="
    pivots, determinant = minor["pivots"], minor["determinant"]

    def claimed(defect: str, *path: Any, to: Any, reasons: tuple[str, ...]) -> Mutant:
        return defect, put(document, ("claim", "cases", at, *path), to), reasons

    def shown(defect: str, *path: Any, to: Any, reasons: tuple[str, ...]) -> Mutant:
        return defect, put(document, ("evidence", "minors", at, *path), to), reasons

    for amount in (1, -1):
        yield claimed(f"rank {amount:+d}", "rank", to=rank + amount, reasons=("wrong-rank",))
    if exact:
        # A smaller rank with a minor of its own: only the other side can tell.
        read, _, _ = ranks.read_case(case, document["claim"]["structure"], "case")
        part = _determinant(read, minor["seed"], pivots[:-1], document["evidence"]["prime"])
        own = {**minor, "pivots": pivots[:-1], "determinant": part}
        less = put(document, ("claim", "cases", at, "rank"), rank - 1)
        less = put(less, ("evidence", "minors", at), own)
        yield "a smaller rank with its own minor", less, ("wrong-bound",)
    for name, value, reason in (
        ("neurons", case["neurons"] + (1 << 20), "size-limit"),
        ("dimension", 1 << 40, "size-limit"),
        ("points", True, "malformed"),
        ("points", 0, "malformed"),
        ("dimension", 0, "malformed"),
        ("relation", "<=", "malformed"),
        ("relation", True, "malformed"),
        ("rank", 1 << 15, "size-limit"),
    ):
        yield claimed(f"{name} {value}", name, to=value, reasons=(reason,))
    yield claimed(
        "a point fewer than the rank", "points", to=rank - 1, reasons=("wrong-pivot", "malformed")
    )
    degree = max(case["polynomial"], key=int)
    for defect, polynomial in (
        ("degree too large", {"65": 1}),
        ("degree with a leading zero", {f"0{degree}": 1}),
        ("degree as a fraction", {"1/2": 1}),
        ("coefficient 0", {**case["polynomial"], degree: 0}),
        ("coefficient true", {**case["polynomial"], degree: True}),
        ("no polynomial", {}),
    ):
        yield claimed(defect, "polynomial", to=polynomial, reasons=("malformed",))
    yield claimed(
        "degree raised by one",
        "polynomial",
        to={str(int(degree) + 1): 1},
        reasons=("wrong-determinant", "wrong-pivot"),
    )
    yield claimed("a field more", to={**case, "sure": True}, reasons=("malformed",))

    yield shown("determinant 0", "determinant", to=0, reasons=("wrong-determinant",))
    yield shown(
        "determinant + 1", "determinant", to=determinant + 1, reasons=("wrong-determinant",)
    )
    yield shown(
        "seed + 1", "seed", to=minor["seed"] + 1, reasons=("wrong-determinant", "wrong-pivot")
    )
    yield shown("seed negative", "seed", to=-1, reasons=("malformed",))
    yield shown("seed too large", "seed", to=1 << 300, reasons=("size-limit",))
    yield shown("a pivot missing", "pivots", to=pivots[:-1], reasons=("wrong-rank",))
    yield shown("a pivot more", "pivots", to=[*pivots, [0, 0]], reasons=("wrong-rank",))
    yield shown("a pivot that is no pair", "pivots", 0, to=[0], reasons=("malformed",))
    yield shown("a pivot that is false", "pivots", 0, to=[False, 0], reasons=("malformed",))
    outside = [case["points"], pivots[0][1]]
    yield shown("a pivot outside", "pivots", 0, to=outside, reasons=("wrong-pivot",))
    if rank > 1:
        twice = [pivots[1][0], pivots[0][1]]
        yield shown("a row twice", "pivots", 0, to=twice, reasons=("wrong-pivot",))
        twice = [pivots[0][0], pivots[1][1]]
        yield shown("a column twice", "pivots", 0, to=twice, reasons=("wrong-pivot",))
        swapped = [[pivots[1][0], pivots[0][1]], [pivots[0][0], pivots[1][1]], *pivots[2:]]
        yield shown(
            "rows of two pivots exchanged",
            "pivots",
            to=swapped,
            reasons=("wrong-determinant", "wrong-pivot"),
        )

    def bounded(defect: str, to: Any) -> Mutant:
        return defect, put(document, ("evidence", "bounds", at), to), ("wrong-bound",)

    yield bounded("a bound that is none", "trust")
    yield bounded("a bound that is a list", [bound])
    if exact:
        yield bounded("no bound", "none")
        yield claimed("exact rank said from below", "relation", to=">=", reasons=("wrong-bound",))
        if bound != "count":
            yield bounded("counting in place of the argument", "count")
    else:
        yield bounded("a bound for a rank from below", "count")


def _determinant(case: ranks.Case, seed: int, pivots: Any, prime: int) -> int:
    rows, columns = [i for i, _ in pivots], [j for _, j in pivots]
    return ranks.determinant_of(ranks.build_rows(case, seed, rows, columns, prime)) % prime


# Interpolation.


def interpolation_specimens() -> tuple[Document, ...]:
    """Two points and two neurons for each activation, with and without biases."""
    return tuple(
        _interpolation_specimen(activation, biases)
        for activation in (*interpolation.SLOPES, "x^3")
        for biases in (False, True)
    )


def _interpolation_specimen(activation: str, biases: bool) -> Document:
    """Weights first, then targets within 2^−100 of the values there: no search, no floats."""
    inputs = [["1/2", "-1"], ["3/4", "5/8"]]
    weights = [["3/2", "1/4"], ["-1/2", "7/8"]]
    if biases:
        weights = [[*row, bias] for row, bias in zip(weights, ("1/8", "-3/8"), strict=True)]
    claim = {
        "activation": activation,
        "biases": biases,
        "inputs": inputs,
        "targets": ["0", "0"],
        "weights": weights,
        "outputs": ["1", "-5/4"],
        "radius": f"1/{1 << 90}",
    }
    free = [0, len(weights[0])]
    read = interpolation.read_claim(claim)
    values, columns, changes = interpolation.enclose(read, free, PRECISION)
    claim["targets"] = [str(Fraction(low >> 28, 1 << 100)) for low, _ in values]
    (a, c), (b, d) = ([Fraction(low, 1 << PRECISION) for low, _ in column] for column in columns)
    scale, size = 60, a * d - b * c
    inverse = [[round((1 << scale) * entry / size) for entry in row] for row in ((d, -b), (-c, a))]
    values, _, _ = interpolation.enclose(interpolation.read_claim(claim), free, PRECISION)
    unit = 1 << (PRECISION + scale)
    lipschitz = max(sum(abs(a) * b for a, b in zip(row, changes, strict=True)) for row in inverse)
    evidence = {
        "free": free,
        "scale": scale,
        "inverse": inverse,
        "precision": PRECISION,
        "residual": str(Fraction(interpolation.bound_residual(inverse, values), unit)),
        "defect": str(Fraction(interpolation.bound_defect(inverse, columns, unit), unit)),
        "lipschitz": str(Fraction(lipschitz, unit)),
    }
    name = f"specimen/interpolation-{activation.replace('^', '')}{'-biases' * biases}"
    return make_document("network-interpolation", name, {"claim": claim, "evidence": evidence})


def interpolation_mutants(document: Document) -> Iterator[Mutant]:
    """Every field that the checker reads, wrong once."""
    yield from _claim_mutants(document)
    yield from _evidence_mutants(document)


def _claim_mutants(document: Document) -> Iterator[Mutant]:
    claim, evidence = document["claim"], document["evidence"]
    radius, lipschitz = Fraction(claim["radius"]), Fraction(evidence["lipschitz"])
    residual = Fraction(evidence["residual"])

    def change(defect: str, *path: Any, to: Any, reasons: tuple[str, ...]) -> Mutant:
        return defect, put(document, ("claim", *path), to), reasons

    for defect, value, reasons in (
        ("zero", "0", ("malformed",)),
        ("negative", f"-{radius}", ("malformed",)),
        ("below the residual", str(residual / 2), ("radius-too-small", "malformed")),
        (
            "beyond the contraction",
            str(2 / lipschitz),
            ("not-contracting", "wrong-lipschitz"),
        ),
        ("of 5000 bits", f"0x{1 << 5000:x}", ("size-limit",)),
        ("that is true", True, ("not-a-rational",)),
    ):
        yield change(f"radius {defect}", "radius", to=value, reasons=reasons)
    for other in (*interpolation.SLOPES, "x^3"):
        if other != claim["activation"]:
            yield change(
                f"activation {other}",
                "activation",
                to=other,
                reasons=("wrong-residual", "size-limit"),
            )
    for unknown in ("relu", "x^0", "x^65", "x^03"):
        yield change(
            f"activation {unknown}", "activation", to=unknown, reasons=("unknown-activation",)
        )
    yield change("activation 3", "activation", to=3, reasons=("malformed",))
    biases = not claim["biases"]
    yield change("biases exchanged", "biases", to=biases, reasons=("wrong-length",))
    yield change("biases 1", "biases", to=1, reasons=("malformed",))

    # In the larger ball the solution is the only one, so it is not in a ball moved by four radii.
    step = 4 * radius
    width = len(claim["weights"][0])
    for number in (evidence["free"][0], evidence["free"][-1]):
        j, a = divmod(number, width)
        path: tuple[Any, ...] = ("weights", j, a)
        if j >= len(claim["weights"]):
            path = ("outputs", number - width * len(claim["weights"]))
        here: Any = claim
        for at in path:
            here = here[at]
        for sign in (1, -1):
            yield change(
                f"free weight {number} moved by {4 * sign:+d} radii",
                *path,
                to=str(Fraction(here) + sign * step),
                reasons=("wrong-residual",),
            )
    targets = [Fraction(y) for y in claim["targets"]]
    for sign in (1, -1):
        yield change(
            f"a target {sign:+d}",
            *("targets", 0),
            to=str(targets[0] + sign),
            reasons=("wrong-residual",),
        )
    other_one = next((i for i, y in enumerate(targets) if y != targets[0]), None)
    if other_one is not None:
        # One input with two targets.
        yield change(
            "an input twice",
            *("inputs", 0),
            to=claim["inputs"][other_one],
            reasons=("wrong-residual",),
        )
        swapped = list(claim["targets"])
        swapped[0], swapped[other_one] = swapped[other_one], swapped[0]
        yield change("two targets exchanged", "targets", to=swapped, reasons=("wrong-residual",))
    yield change("a target true", "targets", 0, to=True, reasons=("not-a-rational",))
    yield change("a target as a sum", "targets", 0, to="1+1", reasons=("not-a-rational",))
    yield change("a target lost", "targets", to=claim["targets"][1:], reasons=("wrong-length",))
    yield change(
        "an input shorter", "inputs", -1, to=["1"] * (width + 1), reasons=("wrong-length",)
    )
    yield change("no inputs", "inputs", to=[], reasons=("empty",))
    yield change("no output weights", "outputs", to=[], reasons=("malformed",))
    yield change("a neuron lost", "weights", to=claim["weights"][1:], reasons=("wrong-length",))
    yield change(
        "a weight lost", "weights", 0, to=claim["weights"][0][1:], reasons=("wrong-length",)
    )
    many = [claim["inputs"][0]] * (interpolation.MAX_POINTS + 1)
    yield change("far too many inputs", "inputs", to=many, reasons=("size-limit",))
    yield change("a number too long", "outputs", 0, to=f"0x{1 << 5000:x}", reasons=("size-limit",))
    yield change("a field more", to={**claim, "sure": True}, reasons=("malformed",))


def _evidence_mutants(document: Document) -> Iterator[Mutant]:
    evidence = document["evidence"]
    free, inverse = evidence["free"], evidence["inverse"]
    count = len(free)
    claim = document["claim"]
    parameters = len(claim["outputs"]) * (len(claim["weights"][0]) + 1)

    def change(defect: str, *path: Any, to: Any, reasons: tuple[str, ...]) -> Mutant:
        return defect, put(document, ("evidence", *path), to), reasons

    for name in ("residual", "defect", "lipschitz"):
        if Fraction(evidence[name]) > 0:
            yield change(f"{name} 0", name, to="0", reasons=(f"wrong-{name}",))
        yield change(f"{name} negative", name, to="-1", reasons=("malformed",))
        yield change(f"{name} true", name, to=True, reasons=("not-a-rational",))
    yield change("residual above the radius", "residual", to="1", reasons=("radius-too-small",))
    yield change("defect 1", "defect", to="1", reasons=("not-contracting",))
    huge = str(2 / Fraction(claim["radius"]))
    yield change("lipschitz huge", "lipschitz", to=huge, reasons=("not-contracting",))
    nothing = [[0] * count] * count
    yield change("inverse 0", "inverse", to=nothing, reasons=("wrong-defect", "wrong-residual"))
    if count > 1:
        singular = [inverse[1], *inverse[1:]]
        yield change(
            "inverse singular", "inverse", to=singular, reasons=("wrong-defect", "wrong-residual")
        )
        swapped = [free[1], free[0], *free[2:]]
        yield change("two free weights exchanged", "free", to=swapped, reasons=("wrong-defect",))
        yield change("a free weight twice", "free", 0, to=free[1], reasons=("malformed",))
    moved = inverse[0][0] + (1 << evidence["scale"])
    yield change(
        "an entry of the inverse plus 1",
        *("inverse", 0, 0),
        to=moved,
        reasons=("wrong-defect", "wrong-residual"),
    )
    yield change("an entry of the inverse true", "inverse", 0, 0, to=True, reasons=("malformed",))
    yield change("an entry as text", "inverse", 0, 0, to="1", reasons=("malformed",))
    yield change("a huge entry", "inverse", 0, 0, to=1 << 5000, reasons=("malformed",))
    yield change("a row lost", "inverse", to=inverse[1:], reasons=("wrong-length",))
    yield change("a row shorter", "inverse", 0, to=inverse[0][1:], reasons=("wrong-length",))
    scale = evidence["scale"]
    yield change("scale + 1", "scale", to=scale + 1, reasons=("wrong-defect",))
    yield change("scale far too large", "scale", to=10**6, reasons=("size-limit",))
    yield change("scale negative", "scale", to=-1, reasons=("malformed",))
    yield change("precision 8", "precision", to=8, reasons=("size-limit",))
    yield change("precision far too large", "precision", to=10**6, reasons=("size-limit",))
    frozen = next((n for n in range(parameters) if n not in free), None)
    if frozen is not None:
        yield change("a frozen weight as free", "free", 0, to=frozen, reasons=("wrong-defect",))
    yield change("a free weight that is none", "free", 0, to=parameters, reasons=("malformed",))
    yield change("a free weight true", "free", 0, to=True, reasons=("malformed",))
    yield change("a free weight lost", "free", to=free[1:], reasons=("wrong-length",))
    yield change("a field more", to={**evidence, "sure": True}, reasons=("malformed",))


def specimens() -> Mapping[str, Document]:
    """The specimens of both kinds by id."""
    found = (*rank_specimens(), *interpolation_specimens())
    return {str(document["id"]): document for document in found}
