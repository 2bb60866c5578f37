"""Interpolation certificates: enclosures, what is accepted, and one defect at a time by name."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memproof.canaries.run import SPECIMENS
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds.interpolation import (
    SLOPES,
    activate,
    bound_defect,
    bound_slopes,
    degree_of,
    read_claim,
)
from memproof.smooth.interpolate import interpolate

POINTS = [[Fraction(a, 8), Fraction(b, 8)] for a, b in ((3, 1), (-2, 5), (7, -4), (1, 6))]
TARGETS = [Fraction(t) for t in (0, 1, 1, 2)]


def check(document: dict[str, Any]) -> Any:
    return Session([document]).check(document["id"])


@pytest.fixture(scope="module")
def certificate() -> dict[str, Any]:
    found = interpolate(POINTS, TARGETS, 3, "tanh", identifier="smooth/tanh")
    assert found.document is not None
    return found.document


def test_certificate_is_accepted(certificate: dict[str, Any]) -> None:
    accepted = check(certificate)
    assert (accepted.grade, accepted.verdict) == ("instances", "evidence")
    assert accepted.details == {"points": 4, "neurons": 3, "parameters": 9}


@pytest.mark.parametrize("activation", ["tanh", "logistic", "softplus", "gelu", "x^3"])
@pytest.mark.parametrize("biases", [False, True])
def test_each_activation(activation: str, biases: bool) -> None:
    found = interpolate(POINTS, TARGETS, 4, activation, biases=biases)
    assert found.certified, found.reason
    assert found.document is not None
    assert check(found.document).details["parameters"] == found.parameters == 4 * (3 + biases)


def _set(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = to(target[path[-1]]) if callable(to) else to

    return change


def _times(factor: Fraction) -> Callable[[str], str]:
    return lambda text: str(Fraction(text) * factor)


def _plus(amount: Fraction) -> Callable[[str], str]:
    return lambda text: str(Fraction(text) + amount)


DEFECTS: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (_set("claim", "radius", to=_times(Fraction(1, 8))), "radius-too-small"),
    (_set("claim", "radius", to=_times(Fraction(10**15))), "not-contracting"),
    (_set("claim", "radius", to="0"), "malformed"),
    (_set("claim", "radius", to="-1/2"), "malformed"),
    (_set("claim", "targets", 1, to="0"), "wrong-residual"),
    (_set("claim", "targets", 1, to=_plus(Fraction(1, 2**40))), "wrong-residual"),
    (_set("claim", "weights", 0, 0, to=_plus(Fraction(1, 2**30))), "wrong-residual"),
    (_set("claim", "outputs", 2, to=_plus(Fraction(1, 2**30))), "wrong-residual"),
    (_set("claim", "inputs", 3, 1, to=_plus(Fraction(1, 2**30))), "wrong-residual"),
    (_set("claim", "inputs", 3, to=["1"]), "wrong-length"),
    (_set("claim", "inputs", to=[]), "empty"),
    (_set("claim", "targets", to=lambda t: t[:-1]), "wrong-length"),
    (_set("claim", "outputs", to=[]), "malformed"),
    (_set("claim", "weights", to=lambda w: w[:-1]), "wrong-length"),
    (_set("claim", "activation", to="logistic"), "wrong-residual"),
    (_set("claim", "activation", to="relu"), "unknown-activation"),
    (_set("claim", "activation", to="x^65"), "unknown-activation"),
    (_set("claim", "activation", to="x^0"), "unknown-activation"),
    (_set("claim", "activation", to=3), "malformed"),
    (_set("claim", "biases", to=1), "malformed"),
    (_set("claim", "biases", to=True), "wrong-length"),
    (_set("evidence", "residual", to=_times(Fraction(1, 2))), "wrong-residual"),
    (_set("evidence", "residual", to=_times(Fraction(100))), "radius-too-small"),
    (_set("evidence", "residual", to="-1"), "malformed"),
    (_set("evidence", "defect", to=_times(Fraction(1, 2))), "wrong-defect"),
    (_set("evidence", "defect", to="1"), "not-contracting"),
    (_set("evidence", "lipschitz", to=_times(Fraction(1, 2))), "wrong-lipschitz"),
    (_set("evidence", "lipschitz", to=_times(Fraction(10**30))), "not-contracting"),
    (_set("evidence", "inverse", 0, 0, to=lambda a: a + 2**40), "wrong-defect"),
    (_set("evidence", "inverse", 0, 0, to=True), "malformed"),
    (_set("evidence", "inverse", 0, to=[1]), "wrong-length"),
    (_set("evidence", "inverse", to=lambda a: a[:-1]), "wrong-length"),
    (_set("evidence", "inverse", to=lambda a: [[0] * 4] * 4), "wrong-defect"),
    (_set("evidence", "scale", to=lambda s: s + 1), "wrong-defect"),
    (_set("evidence", "scale", to=10**6), "size-limit"),
    (_set("evidence", "precision", to=8), "size-limit"),
    (_set("evidence", "precision", to=32), "wrong-residual"),
    (_set("evidence", "free", to=lambda f: [f[1], f[0], *f[2:]]), "wrong-defect"),
    (_set("evidence", "free", 0, to=99), "malformed"),
    (_set("evidence", "free", to=lambda f: [f[1], *f[1:]]), "malformed"),
    (_set("evidence", "free", to=lambda f: f[1:]), "wrong-length"),
    (_set("evidence", to={}), "malformed"),
]


@pytest.mark.parametrize(("change", "reason"), DEFECTS)
def test_one_defect(
    certificate: dict[str, Any], change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    mutant = copy.deepcopy(certificate)
    change(mutant)
    with pytest.raises(Rejected) as caught:
        check(mutant)
    assert caught.value.reason == reason


def test_a_larger_radius_in_which_the_map_contracts_is_a_weaker_claim(
    certificate: dict[str, Any],
) -> None:
    mutant = copy.deepcopy(certificate)
    mutant["claim"]["radius"] = str(Fraction(mutant["claim"]["radius"]) * 1000)
    assert check(mutant).grade == "instances"


def test_power_activations_have_local_constants() -> None:
    found = interpolate(POINTS, TARGETS, 4, "x^3", identifier="cube")
    assert found.document is not None
    mutant = copy.deepcopy(found.document)
    mutant["claim"]["radius"] = str(Fraction(mutant["claim"]["radius"]) * 10**15)
    with pytest.raises(Rejected) as caught:
        check(mutant)
    assert caught.value.reason in ("wrong-lipschitz", "not-contracting")


def reference(activation: str, t: Fraction) -> tuple[Any, Any, Any]:
    """ψ, ψ' and ψ'' by balls."""
    from flint import arb, fmpq

    x = arb(fmpq(t.numerator, t.denominator))
    if activation == "tanh":
        y = x.tanh()
        return y, 1 - y * y, -2 * y * (1 - y * y)
    if activation == "gelu":
        whole = (1 + (x / arb(2).sqrt()).erf()) / 2
        density = (-x * x / 2).exp() / (2 * arb.pi()).sqrt()
        return x * whole, whole + x * density, density * (2 - x * x)
    s = 1 / (1 + (-x).exp())
    if activation == "logistic":
        return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)
    return (1 + x.exp()).log(), s, s * (1 - s)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(SLOPES)),
    st.fractions(-30, 30, max_denominator=10**9) | st.fractions(-1, 1, max_denominator=10**30),
    st.sampled_from([32, 64, 128, 200]),
)
def test_enclosures_hold_the_values(activation: str, t: Fraction, precision: int) -> None:
    from flint import ctx

    with ctx.workprec(400):
        compare(activation, t, precision)


def compare(activation: str, t: Fraction, precision: int) -> None:
    from flint import arb

    value, slope, second = reference(activation, t)
    for (low, high), exact in zip(activate(activation, t, precision), (value, slope), strict=True):
        assert high - low <= 2
        number = exact * arb(2) ** precision
        assert number >= low or number.overlaps(arb(low))
        assert number <= high or number.overlaps(arb(high))
    first_bound, second_bound = SLOPES[activation]
    assert abs(slope) <= arb(first_bound.numerator) / first_bound.denominator or t == 0
    assert abs(second) <= arb(second_bound.numerator) / second_bound.denominator or t == 0


def test_slope_constants_hold_between_and_are_not_loose() -> None:
    from flint import arb

    for activation, (first, second) in SLOPES.items():
        slopes = [reference(activation, Fraction(n, 64)) for n in range(-640, 641)]
        for bound, largest in (
            (first, max(float(abs(s[1]).upper()) for s in slopes)),
            (second, max(float(abs(s[2]).upper()) for s in slopes)),
        ):
            assert 0.998 * float(bound) <= largest <= float(bound) * (1 + 1e-12), activation
    assert arb(2) / (2 * arb.pi()).sqrt() < arb("0.798")


def test_powers() -> None:
    t = Fraction(-3, 7)
    (low, high), (slope_low, slope_high) = activate("x^3", t, 40)
    assert Fraction(low, 2**40) <= t**3 <= Fraction(high, 2**40)
    assert Fraction(slope_low, 2**40) <= 3 * t * t <= Fraction(slope_high, 2**40)
    assert bound_slopes("x^3", Fraction(2)) == (12, 12)
    assert bound_slopes("x^1", Fraction(2)) == (1, 0)
    assert degree_of("x^12") == 12


@pytest.mark.parametrize("activation", ["x^", "x^01", "x^3\n", "x^-1", "X^2", "x^1000"])
def test_unknown_activations(activation: str) -> None:
    with pytest.raises(Rejected, match="unknown-activation"):
        degree_of(activation)


def test_gelu_is_refused_far_out() -> None:
    with pytest.raises(Rejected, match="size-limit"):
        activate("gelu", Fraction(33), 64)


@pytest.mark.parametrize(("activation", "neurons"), [("x^64", 64), ("tanh", 512)])
def test_many_long_numbers_are_refused_before_work(activation: str, neurons: int) -> None:
    long = f"0x{(1 << 4000) + 1:x}/0x{(1 << 4001) + 3:x}"
    claim = {
        "activation": activation,
        "biases": False,
        "inputs": [[long] * 8] * 32,
        "targets": ["0"] * 32,
        "weights": [[long] * 8] * neurons,
        "outputs": [long] * neurons,
        "radius": long,
    }
    with pytest.raises(Rejected, match="size-limit"):
        read_claim(claim)


def solve(document: dict[str, Any]) -> list[Any]:
    """The free weights of the solution by Newton's method at 300 bits, from the stated ones."""
    from flint import arb, arb_mat, ctx, fmpq

    claim, free = document["claim"], document["evidence"]["free"]
    width = len(claim["weights"][0])

    def number(text: str) -> Any:
        value = Fraction(text)
        return arb(fmpq(value.numerator, value.denominator))

    with ctx.workprec(300):
        theta = [number(w) for row in claim["weights"] for w in row]
        theta += [number(v) for v in claim["outputs"]]
        neurons = len(claim["outputs"])
        start = list(theta)
        for _ in range(8):
            rest, rows = [], []
            for x, y in zip(claim["inputs"], claim["targets"], strict=True):
                point = [number(a) for a in x] + ([arb(1)] if claim["biases"] else [])
                total, row = -number(y), [arb(0)] * len(theta)
                for j in range(neurons):
                    t = sum((theta[j * width + a] * point[a] for a in range(width)), start=arb(0))
                    value, slope = t.tanh(), 1 - t.tanh() ** 2
                    total += theta[neurons * width + j] * value
                    row[neurons * width + j] = value
                    for a in range(width):
                        row[j * width + a] = theta[neurons * width + j] * slope * point[a]
                rest.append(total)
                rows.append([row[at] for at in free])
            change = arb_mat(rows).mid().solve(arb_mat(len(rest), 1, rest).mid()).mid()
            for at, k in zip(free, range(len(free)), strict=True):
                theta[at] -= change[k, 0]
        assert all(abs(value) < arb(2) ** -200 for value in rest)
        return [abs(theta[at] - start[at]) for at in free]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["radius", "weights", "outputs", "targets", "inputs", "inverse", "residual"]),
    st.integers(0, 1),
    st.integers(-60, 8),
    st.sampled_from([1, -1]),
)
def test_an_accepted_mutant_is_true(name: str, place: int, size: int, sign: int) -> None:
    document = copy.deepcopy(dict(SPECIMENS["specimen/interpolation-tanh"]))
    # Room for small changes, so that some mutants are accepted.
    document["claim"]["radius"] = str(Fraction(1, 2**30))
    document["evidence"]["residual"] = str(Fraction(1, 2**31))
    document["evidence"]["defect"] = str(Fraction(1, 2**8))
    check(document)
    amount = sign * Fraction(2) ** size
    claim, evidence = document["claim"], document["evidence"]
    if name == "radius":
        claim["radius"] = str(abs(Fraction(claim["radius"]) * amount))
    elif name == "residual":
        evidence["residual"] = str(abs(Fraction(evidence["residual"]) * amount))
    elif name == "inverse":
        evidence["inverse"][place][0] += round(amount * 2 ** evidence["scale"])
    elif name in ("weights", "inputs"):
        claim[name][place][1] = str(Fraction(claim[name][place][1]) + amount)
    else:
        claim[name][place] = str(Fraction(claim[name][place]) + amount)
    try:
        check(document)
    except Rejected:
        return
    radius = Fraction(claim["radius"])
    assert all(distance <= float(radius) for distance in solve(document))


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 5), st.integers(0, 90), st.integers(0, 140), st.integers(0, 2**32))
def test_packed_defect_is_the_plain_one(count: int, left: int, right: int, seed: int) -> None:
    import random

    source = random.Random(seed)

    def number(bits: int) -> int:
        return source.choice((0, 2**bits, -(2**bits), source.randint(-(2**bits), 2**bits)))

    inverse = [[number(left) for _ in range(count)] for _ in range(count)]
    columns = [
        [(low, low + source.randint(0, 3)) for low in (number(right) for _ in range(count))]
        for _ in range(count)
    ]
    unit = 1 << source.choice((0, 7, 150))
    plain = 0
    for k, row in enumerate(inverse):
        total = 0
        for at, column in enumerate(columns):
            product = sum(a * low for a, (low, _) in zip(row, column, strict=True))
            total += abs((unit if at == k else 0) - product)
            total += sum(abs(a) * (high - low) for a, (low, high) in zip(row, column, strict=True))
        plain = max(plain, total)
    assert bound_defect(inverse, columns, unit) == plain
