"""Tactics and falsifier: each decides a small claim that needs it, and not the false neighbour."""

import json

import pytest

from memproof.checker.documents import Session
from memproof.provers import decide
from memproof.statements.claims import Proved, Refuted, Unknown, Vacuous, make_claim


def verdict(claim, variables, given=(), time_limit=10.0):
    return decide(make_claim(claim, variables, list(given)), time_limit=time_limit)


def rules(node):
    """All rule names of a proof tree."""
    if isinstance(node, dict):
        own = {node["rule"]} if isinstance(node.get("rule"), str) else set()
        return own.union(*(rules(part) for part in node.values()))
    if isinstance(node, list):
        return set().union(*(rules(part) for part in node))
    return set()


@pytest.mark.parametrize(
    ("claim", "variables", "given", "rule"),
    [
        ("ln(1 + 1/x) < 1/x", {"x": "real > 0"}, [], "change"),  # equality at infinity
        ("x^y >= 1 + y*ln(x)", {"x": "real > 0", "y": "real"}, [], "split"),
        ("n <= 3", {"n": "integer"}, ["n^2 <= 10"], "split"),
        ("log2(N) <= N - 1", {"N": "integer >= 1"}, [], None),
        ("x/x = 1", {"x": "real"}, ["x != 0"], "split"),
        (
            "P*b >= N",
            {"P": "integer >= 0", "b": "integer >= 0", "N": "integer >= 0"},
            ["2^(P*b) >= 2^N"],
            "exponentiate",
        ),
        ("2^floor(log2(n)) = n", {"n": "integer >= 1", "k": "integer >= 0"}, ["n = 2^k"], None),
        ("N <= 2^ceil(log2(N)) < 2*N", {"N": "integer >= 1"}, [], "integer-part"),
        ("ceil(sqrt(N))^2 <= N + 2*sqrt(N)", {"N": "integer >= 1"}, [], "integer-part"),
        (
            "L/3 < E*floor(L/(2*E))",
            {"E": "integer >= 1", "L": "integer >= 1"},
            ["4*E < L"],
            "integer-part",
        ),
        (
            "max(0, l + 2^c*(h-1)) = l*h",
            {"c": "integer >= 1", "l": "integer in [0, 2^c - 1]", "h": "integer in [0, 1]"},
            [],
            "cases",
        ),
        ("log2(factorial(n)) <= n*log2(n)", {"n": "integer >= 1"}, [], "induction"),
    ],
)
def test_proved(claim, variables, given, rule):
    result = verdict(claim, variables, given)
    assert isinstance(result, Proved), result
    certificate = json.loads(json.dumps(result.certificate))
    assert Session([certificate]).check(certificate["id"]).verdict == "proved"
    assert rule is None or rule in rules(certificate["proof"])


@pytest.mark.parametrize(
    ("claim", "variables", "given"),
    [
        ("ln(1 + 1/x) < 1/(x + 49/100)", {"x": "real > 0"}, []),
        ("n <= 2", {"n": "integer"}, ["n^2 <= 10"]),
        ("log2(N) < N - 1", {"N": "integer >= 1"}, []),
        ("x + y <= 1.414", {"x": "real", "y": "real"}, ["x^2 + y^2 = 1"]),
        ("x + 2*y <= 2.236", {"x": "real", "y": "real"}, ["x^2 + y^2 <= 1"]),
        ("x + y = 3", {"x": "real", "y": "real"}, ["(x-1)^2 + (y-2)^2 <= 1/10^8"]),
        ("(x - 355/113)^2 + (y - 22/7)^2 > 0", {"x": "real", "y": "real"}, []),
        ("L/3 < E*floor(L/(2*E))", {"E": "integer >= 1", "L": "integer >= 1"}, ["4*E <= L + 1"]),
    ],
)
def test_refuted_with_an_exact_point(claim, variables, given):
    result = verdict(claim, variables, given, time_limit=20.0)
    assert isinstance(result, Refuted), result
    assert Session([result.certificate]).check("claim").verdict == "refuted"


@pytest.mark.parametrize(
    ("claim", "variables", "given"),
    [
        ("N = 7", {"N": "integer >= 1"}, ["log2(N) > 6.65", "ln(N) < 4.61"]),
        (
            "n = 0",
            {"n": "integer", "k": "integer", "j": "integer"},
            ["n = 2*k", "n = 2*j + 1"],
        ),
        ("x = y", {"x": "real", "y": "real"}, ["x^4*y^2 + x^2*y^4 + 1 < 3*x^2*y^2"]),
    ],
)
def test_vacuous(claim, variables, given):
    assert isinstance(verdict(claim, variables, given), Vacuous)


@pytest.mark.parametrize("claim", ["x/x = 1", "1/x^2 > 0", "(x^2 - 1)/(x - 1) = x + 1"])
def test_a_claim_without_a_value_somewhere_is_not_proved(claim):
    assert isinstance(verdict(claim, {"x": "real"}, time_limit=2.0), Unknown | Refuted)


def test_certificates_are_the_same_byte_for_byte():
    first, second = (verdict("n <= 3", {"n": "integer"}, ["n^2 <= 10"]) for _ in range(2))
    assert isinstance(first, Proved)
    assert isinstance(second, Proved)
    assert json.dumps(first.certificate) == json.dumps(second.certificate)
