"""Madden and Thrampoulidis: certificates, honest grades, and what must not be provable."""

from __future__ import annotations

import copy
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from memproof.certificates import canonical, read_certificate
from memproof.certificates.modules import lemmas_folder
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds.ranks import count_monomials
from memproof.errors import InputError
from memproof.library.audit import Audit, audit
from memproof.library.load import Library, load_library
from memproof.library.model import Inequality
from memproof.library.regenerate import applicable_claims
from memproof.provers import decide
from memproof.smooth.frontier import covered_capacity, draw_generic
from memproof.smooth.interpolate import certify_values, count_parameters, largest_count
from memproof.smooth.solve import build_jacobian, float_activation
from memproof.statements.claims import Refuted, make_claim

FOLDER = "madden_thrampoulidis_2023"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("lemmas")
    (root / FOLDER).symlink_to(lemmas_folder() / FOLDER)
    return load_library(root)


@pytest.fixture(scope="module")
def documents(library: Library) -> dict[str, dict[str, Any]]:
    return {
        identifier: dict(read_certificate(entry.certificate(part)))
        for identifier, entry, part in library.parts()
    }


@pytest.fixture(scope="module")
def found(library: Library) -> Audit:
    # Rebuilding shows that the stored evidence is what the lemma files make.
    return audit(library, rebuild=True)


def test_audit_has_no_error_and_decides_every_part(found: Audit) -> None:
    assert found.errors == ()
    assert all(part.accepted for part in found.parts)


def test_grades_are_honest(found: Audit) -> None:
    assert {lemma.lemma: lemma.state for lemma in found.lemmas} == {
        "M1": "argued",
        "M2": "argued",
        "M2-printed": "cited",
        "M2-printed-one": "cited",
        "M3": "argued",
        "M4": "argued",
        "M5": "argued",
    }
    # Degree 2 and the grid do not rest on the cited theorem.
    for name in ("linear", "quadratic", "quadratic-full", "rank-4-3-5"):
        assert found.part(f"M4/{name}").inherited == "argued"
    assert found.part("M4/regular").inherited == "cited"
    assert found.part("M2/power-4-10-3").inherited == "argued"
    assert found.part("M5/printed-rooted").inherited == "argued"
    assert found.part("M2/printed-even").grade == "proved"
    assert found.part("M2/printed-even").inherited == "argued"
    assert found.part("M4/grid").grade == "exhaustive"
    assert found.part("M4/rank-4-3-5").inherited == "argued"
    assert found.part("M4/not-refuted").grade == "instances"
    refuted = {part.id for part in found.parts if part.verdict == "refuted"}
    assert refuted == {
        "M2/odd-without-condition",
        "M2/one-neuron",
        "M2/power-not-covered",
        "M3/factor-two",
        "M4/unguarded-3-5-7",
        "M4/unguarded-4-3-5",
        "M4/unguarded-4-4-9",
        "M4/unguarded-4-5-14",
        "M4/unguarded-quadratic",
        "M4/unguarded-quadratic-count",
    }


def test_docstrings_keep_the_order() -> None:
    headings = ["Statement.", "Hypotheses.", "Constants.", "Source.", "Idea."]
    for path in sorted((lemmas_folder() / FOLDER).glob("m*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        present = [line.split(" ")[0] for line in lines if line.split(" ")[0] in headings]
        assert present[:5] == headings, path.name


def test_checker_alone_accepts_everything(library: Library) -> None:
    files = [str(entry.certificate(part)) for _, entry, part in library.parts()]
    run = subprocess.run(
        [sys.executable, "-O", "-m", "memproof.checker", *files],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_inequalities_come_out_the_same_again(library: Library) -> None:
    lemmas = applicable_claims(library)
    for identifier, _, part in library.parts():
        if isinstance(part, Inequality) and part.point is None:
            verdict = decide(
                part.claim,
                sketch=part.sketch,
                lemmas={name: claim for name, claim in lemmas.items() if name != identifier},
                time_limit=10,
                identifier=identifier,
            )
            assert verdict.name == part.expected, identifier


@pytest.mark.parametrize(
    ("claim", "variables", "given"),
    [
        # One point more than the pairing gives, or d one larger: the arithmetic fails.
        ("n <= h*(d + 1)", {"h": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"},
         ["2*n <= 2*h*d + 2*h + 2"]),
        ("n <= h*(d + 1) + 1", {"h": "integer >= 1", "d": "integer >= 1", "n": "integer >= 1"},
         ["2*n <= (2*h + 1)*d", "d <= 2*h + 4"]),
        ("n <= h*(d + 1) + d", {"h": "integer >= 0", "d": "integer >= 1", "n": "integer >= 1"},
         ["2*n <= (2*h + 1)*d + 3*h + d + 2"]),
        ("n <= (h + 1)*(d + 1)", {"h": "integer >= 0", "d": "integer >= 1", "n": "integer >= 1"},
         ["2*n <= 2*(h + 1)*(d + 1) + 2"]),
        ("m*d - m*(m - 1)/2 < d*(d + 1)/2", {"d": "integer >= 1", "m": "integer >= 2"},
         ["m <= d"]),
        ("min(n, 14) >= n", {"n": "integer >= 1"}, ["n <= 15"]),
        ("v*q >= 0", {"v": "real", "p": "real", "q": "real >= 0"}, ["v*p = 1"]),
        ("(m*d + 2*m)/(m*d/2) <= 51/25", {"m": "integer >= 1", "d": "integer >= 99"}, []),
        ("(2*h + 1)*(d + 1)/(h*(d + 1) + 1) <= 2", {"h": "integer >= 1", "d": "integer >= 1"}, []),
    ],
)  # fmt: skip
def test_weakened_claims_are_refuted(
    claim: str, variables: dict[str, str], given: list[str]
) -> None:
    assert isinstance(decide(make_claim(claim, variables, given=given), time_limit=20), Refuted)


def test_printed_bounds_against_the_proved_ones() -> None:
    for m in range(1, 30):
        for d in range(1, 40):
            proved, printed = m // 2 * (d + 1) + m % 2, m * d // 2
            assert (printed <= proved) == (m % 2 == 0 or m >= d - 2)
            assert printed <= count_parameters(m, d) < count_parameters(m, d, True)
            assert count_parameters(m, d, True) == m * d + 2 * m
            ratio = Fraction(count_parameters(m, d), proved)
            assert ratio == 2 + (Fraction(d - 1, proved) if m % 2 else 0)


@pytest.mark.parametrize("activation", ["tanh", "gelu", "logistic", "softplus"])
def test_covered_capacity_against_the_printed_one_and_the_count(activation: str) -> None:
    for m in range(1, 12):
        for d in range(1, 15):
            for biases in (False, True):
                proved = covered_capacity(m, d, activation, biases)
                assert proved is not None
                assert proved <= largest_count(m, d, activation, biases)
                assert proved <= (covered_capacity(m, d, activation, True) or 0)
                printed = m * d // 2
                if (
                    m % 2 == 0
                    or activation in ("tanh", "gelu")
                    or (activation, m > 1)
                    == (
                        "logistic",
                        True,
                    )
                ):
                    assert proved >= printed
    if activation in ("logistic", "softplus"):
        # One neuron of one sign does not take (1, -1): two points are not proved.
        assert covered_capacity(1, 9, activation, True) == 1


def test_printed_refutation_is_an_erratum(library: Library) -> None:
    printed = {
        identifier: part.printed
        for identifier, _, part in library.parts()
        if isinstance(part, Inequality) and part.printed
    }
    assert set(printed) == {"M2/one-neuron"}


def test_one_sign_is_refuted_from_two_points_on() -> None:
    # At d = 3 the printed bound promises one point only, which is true.
    claim = make_claim(
        "n <= 1", {"d": "integer >= 1", "n": "integer >= 1"}, given=["2*n <= d", "d <= 3"]
    )
    assert not isinstance(decide(claim, time_limit=10), Refuted)


@pytest.mark.parametrize(("activation", "h", "d"), [("tanh", 2, 2), ("softplus", 1, 4)])
def test_square_jacobians_with_biases_are_invertible(activation: str, h: int, d: int) -> None:
    document = nonsingular_document(activation, h, d)
    claim = document["claim"]
    assert len(claim["inputs"]) == h * (d + 2) == len(document["evidence"]["free"])
    assert Session([document]).check("interpolation").grade == "instances"


@pytest.mark.long
@pytest.mark.parametrize("activation", ["tanh", "logistic", "softplus", "gelu"])
def test_square_jacobians_with_biases_up_to_five(activation: str) -> None:
    for h in range(1, 6):
        for d in range(1, 6):
            nonsingular_document(activation, h, d)


def nonsingular_document(activation: str, h: int, d: int) -> dict[str, Any]:
    """Of five draws the first at which a ball is certified."""
    for seed in range(5):
        points, _ = draw_generic(h * (d + 2), d, seed)
        weights, outputs = draw_generic(h, d + 1, seed + 1)
        try:
            return certify_values(points, weights, outputs, activation, biases=True)
        except InputError:
            continue
    raise AssertionError((activation, h, d))


def zero_and_jacobian(activation: str, h: int, d: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """f and its Jacobian at the zero of M5: pairs that cancel, and one or three neurons more."""
    rng = np.random.default_rng((h, d))
    pairs = h if activation in ("tanh", "gelu", "softplus") else h - 1
    half = rng.standard_normal((pairs, d))
    outputs = rng.standard_normal(pairs)
    if pairs == h:
        weights = np.vstack([half, half, np.zeros((1, d))])
        v = np.concatenate([outputs, -outputs, [1.0]])
    else:
        w = rng.standard_normal((1, d))
        weights = np.vstack([half, half, w, -w, np.zeros((1, d))])
        v = np.concatenate([outputs, -outputs, [1.0, 1.0, -2.0]])
    x = rng.standard_normal((count, d))
    return build_jacobian(x, weights, v, float_activation(activation))


@pytest.mark.parametrize(("h", "d"), [(0, 3), (1, 1), (1, 2), (1, 6), (2, 3), (3, 2)])
@pytest.mark.parametrize("activation", ["tanh", "gelu", "logistic"])
def test_zeros_of_m5_have_the_rank_that_the_argument_says(activation: str, h: int, d: int) -> None:
    if activation == "logistic" and h == 0:
        return
    count = covered_capacity(2 * h + 1, d, activation)
    assert count is not None
    value, jacobian = zero_and_jacobian(activation, h, d, count)
    assert np.abs(value).max() < 1e-13
    scaled = jacobian / np.abs(jacobian).max(axis=0).clip(1e-300)
    assert np.linalg.matrix_rank(scaled, tol=1e-10) == count
    # No better: with a point more these derivatives do not reach full rank.
    _, jacobian = zero_and_jacobian(activation, h, d, count + 1)
    scaled = jacobian / np.abs(jacobian).max(axis=0).clip(1e-300)
    assert np.linalg.matrix_rank(scaled, tol=1e-10) == count


def test_softplus_has_no_such_zero() -> None:
    value, _ = zero_and_jacobian("softplus", 1, 3, 5)
    assert np.abs(value).min() > 0.1


def test_exponential_is_no_parity_activation() -> None:
    # M5 with biases does not hold for every psi of M1: for e^t the columns psi, psi' agree.
    points, _ = draw_generic(3, 1, 0)
    x = np.array([[float(a) for a in p] for p in points])
    t = x * 0.7 + 0.2
    assert np.linalg.matrix_rank(np.hstack([np.exp(t), np.exp(t) * x, np.exp(t)])) == 2


def test_sporadic_ranks_are_below_both_counts(documents: dict[str, dict[str, Any]]) -> None:
    document = documents["M4/sporadic"]
    assert document["claim"]["exceptions"] == [0, 1, 2, 3]
    for case in document["claim"]["cases"]:
        (degree,) = map(int, case["polynomial"])
        d, m = case["dimension"], case["neurons"]
        assert case["rank"] == min(m * d, count_monomials(d, degree)) - 1


def _rank(document: dict[str, Any]) -> None:
    document["claim"]["cases"][0]["rank"] += 1


def _exception(document: dict[str, Any]) -> None:
    document["claim"]["exceptions"] = []


def _target(document: dict[str, Any]) -> None:
    document["claim"]["targets"][0] += "1"


@pytest.mark.parametrize(
    ("identifier", "change", "reason"),
    [
        ("M4/sporadic", _rank, "wrong-rank"),
        ("M4/grid", _exception, "wrong-exceptions"),
        ("M4/polynomial", _exception, "wrong-exceptions"),
        ("M1/tanh", _target, "wrong-residual"),
        ("M4/not-refuted", _target, "wrong-residual"),
    ],
)
def test_mutants(
    documents: dict[str, dict[str, Any]], identifier: str, change: Any, reason: str
) -> None:
    mutant = copy.deepcopy(documents[identifier])
    change(mutant)
    with pytest.raises(Rejected) as caught:
        Session([mutant]).check(identifier)
    assert caught.value.reason == reason


def test_documents_are_canonical(library: Library) -> None:
    for _, entry, part in library.parts():
        path = entry.certificate(part)
        assert canonical(read_certificate(path)) + b"\n" == path.read_bytes()
