"""The labels of tests/claims are right, and the check of the labels notices wrong ones."""

import ast
import dataclasses
import functools
from collections import Counter
from fractions import Fraction
from pathlib import Path

import claims_labels as labels
import flint
import pytest

FILES = sorted(labels.CLAIMS.glob("*.toml"))
STEMS = ("chain", "combinatorics", "integers", "logs", "numeric", "polynomial")


@functools.cache
def claims_of(path: Path) -> tuple[labels.Claim, ...]:
    return tuple(labels.load_claims(path))


def all_claims() -> list[labels.Claim]:
    return [claim for path in FILES for claim in claims_of(path)]


@functools.cache
def outcomes_of(path: Path) -> tuple[dict[str, labels.Outcome], dict[str, str]]:
    """Outcomes and errors of the labels of one file."""
    outcomes, errors = {}, {}
    for claim in claims_of(path):
        try:
            outcomes[claim.id] = labels.check_label(claim)
        except labels.LabelError as error:
            errors[claim.id] = str(error)
    return outcomes, errors


def make_claim(claim: str, expected: str = "proved", **fields: object) -> labels.Claim:
    table = {"id": "test", "claim": claim, "expected": expected, "difficulty": 1, "note": "test"}
    return labels.read_claim({**table, **fields}, "test.toml")


def wrong_labels(claims: list[labels.Claim], budget: int = 300) -> dict[str, str]:
    found = {}
    for claim in claims:
        try:
            labels.check_label(claim, budget)
        except labels.LabelError as error:
            found[claim.id] = str(error)
    return found


def first_satisfying(claim: labels.Claim) -> labels.Point:
    for point in labels.sample_points(claim, 300):
        try:
            if labels.satisfies(claim, point):
                return point
        except (labels.UndecidedError, labels.TooLargeError):
            continue
    raise AssertionError(claim.id)


# --- the suite ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_is_confirmed(path: Path) -> None:
    assert outcomes_of(path)[1] == {}


def test_the_suite_is_large_and_balanced() -> None:
    assert [path.stem for path in FILES] == sorted(STEMS)
    claims = all_claims()
    assert len({claim.id for claim in claims}) == len(claims) >= 160
    shares = Counter(claim.expected for claim in claims)
    assert 0.35 <= shares["refuted"] / len(claims) <= 0.45
    assert shares["vacuous"] >= 25
    assert set(Counter(claim.difficulty for claim in claims)) == {1, 2, 3}
    misses = sum(claim.note.startswith("near miss") for claim in claims)
    assert 3 * misses >= shares["refuted"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_proved_claims_are_sampled_at_many_points(path: Path) -> None:
    outcomes = outcomes_of(path)[0]
    sampled = [claim for claim in claims_of(path) if claim.expected == "proved" and claim.domains]
    few = {claim.id for claim in sampled if outcomes[claim.id].satisfied < 20}
    assert few <= {"int-barely", "int-barely-interval"}  # one point is all there is


def test_the_label_check_does_not_use_the_project() -> None:
    tree = ast.parse(Path(labels.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert "memproof" not in imported
    assert imported - {"flint"} <= set(__import__("sys").stdlib_module_names)


# --- wrong labels are noticed ---------------------------------------------------------------


def test_a_false_claim_called_proved_is_noticed_at_its_counterexample() -> None:
    refuted = [claim for claim in all_claims() if claim.expected == "refuted"]
    relabelled = [
        dataclasses.replace(
            claim, expected="proved", counterexample=None, witness=claim.counterexample
        )
        for claim in refuted
    ]
    assert set(wrong_labels(relabelled, 1)) == {claim.id for claim in refuted}


def test_most_false_claims_called_proved_are_noticed_by_sampling_alone() -> None:
    refuted = [claim for claim in all_claims() if claim.expected == "refuted" and claim.domains]
    relabelled = [
        dataclasses.replace(claim, expected="proved", counterexample=None) for claim in refuted
    ]
    assert len(wrong_labels(relabelled, 100)) >= 0.7 * len(refuted)


def test_a_true_claim_called_refuted_or_vacuous_is_noticed() -> None:
    proved = [claim for claim in all_claims() if claim.expected == "proved"]
    refuted, vacuous = [], []
    for claim in proved:
        point = first_satisfying(claim)
        changed = dataclasses.replace(claim, witness=point)
        refuted.append(dataclasses.replace(changed, expected="refuted", counterexample=point))
        vacuous.append(dataclasses.replace(changed, expected="vacuous"))
    assert set(wrong_labels(refuted)) == {claim.id for claim in proved}
    assert set(wrong_labels(vacuous, 1)) == {claim.id for claim in proved}


def test_a_vacuous_claim_called_proved_is_noticed() -> None:
    vacuous = [claim for claim in all_claims() if claim.expected == "vacuous"]
    relabelled = [dataclasses.replace(claim, expected="proved") for claim in vacuous]
    assert set(wrong_labels(relabelled, 60)) == {claim.id for claim in vacuous}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"counterexample": {"n": "0"}}, "outside"),  # not in the domain
        ({"counterexample": {"n": "3/2"}}, "outside"),  # not an integer
        ({"counterexample": {"n": "2"}}, "holds"),
        ({"counterexample": {"n": "7"}, "given": ["n < 7"]}, "outside"),  # hypothesis
        ({"counterexample": {"m": "7"}}, "every variable"),
        ({"counterexample": {"n": "7"}, "undefined": True}, "defined at"),
        ({"counterexample": {"n": "7"}, "claim": "1/(n-7) < 2"}, "undefined at"),
    ],
)
def test_a_wrong_counterexample_is_noticed(fields: dict[str, object], reason: str) -> None:
    base: dict[str, object] = {"variables": {"n": "integer >= 1"}, "claim": "n < 7"}
    right = make_claim(expected="refuted", counterexample={"n": "7"}, **base)  # type: ignore[arg-type]
    assert labels.check_label(right).satisfied == 1
    with pytest.raises(labels.LabelError, match=reason):
        labels.check_label(make_claim(expected="refuted", **{**base, **fields}))  # type: ignore[arg-type]


def test_a_claim_without_value_somewhere_is_not_proved() -> None:
    claim = make_claim("x/x = 1", variables={"x": "real"})
    with pytest.raises(labels.LabelError, match="division by zero"):
        labels.check_label(claim)


def test_a_witness_outside_the_hypotheses_is_noticed() -> None:
    claim = make_claim("x > 0", variables={"x": "real"}, given=["x > 1"], witness={"x": "1"})
    with pytest.raises(labels.LabelError, match="witness"):
        labels.check_label(claim)


def test_a_strict_claim_at_an_irrational_equality_is_noticed() -> None:
    with pytest.raises(labels.LabelError, match="undecided"):
        labels.check_label(make_claim("sqrt(2)*sqrt(3) > sqrt(6)"))


@pytest.mark.parametrize(
    "fields",
    [
        {"claim": "y > 0"},  # undeclared
        {"claim": "e > 0", "variables": {"e": "real"}},  # reserved
        {"claim": "1 > 0", "extra": "key"},
        {"claim": "1 > 0", "counterexample": {}},  # on a proved claim
        {"claim": "1 > 0", "expected": "refuted"},  # without a point
        {"claim": "1 > 0", "expected": "true"},
        {"claim": "1 > 0", "difficulty": 4},
        {"claim": "1 > 0", "note": ""},
        {"claim": "x > 0", "variables": {"x": "real"}, "witness": {"x": "sqrt(2)"}},
    ],
)
def test_a_malformed_table_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(labels.ClaimError):
        make_claim(**fields)  # type: ignore[arg-type]


# --- parser and evaluator -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1 + ", "(1 < 2", "1 < 2)", "2x > 1", "1e-4 > 0", "1.5.2 > 1", "f(1) > 0", "ln > 0",
        "max(1) > 0", "ln(1, 2) = 0", "1 <> 2", "1 =< 2", "a $ b > 0", "1 + 2", "", "x[0] > 1",
    ],
)  # fmt: skip
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(labels.ClaimError):
        labels.parse_comparison(text)


@pytest.mark.parametrize(
    "text", ["natural", "integer in 1, 2", "integer in [1]", "real ~ 1", "real in (1, 2, 3)"]
)
def test_malformed_domains_are_refused(text: str) -> None:
    with pytest.raises(labels.ClaimError):
        labels.parse_domain(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^-1", Fraction(1, 2)),
        ("2^3^2", 512),
        ("2**10", 1024),
        ("12/3/2", 2),
        ("1 - 2 - 3", -4),
        ("-3*-2", 6),
        ("0.125", Fraction(1, 8)),
        ("0^0", 1),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("8^(2/3)", 4),
        ("log2(1/1024)", -10),
        ("ln(27)/ln(9)", Fraction(3, 2)),
        ("floor(-7/2)", -4),
        ("ceil(-7/2)", -3),
        ("floor(pi*10^30)", 3141592653589793238462643383279),
        ("floor(log2(2^300 - 1))", 299),
        ("max(1, 3, 2) - min(1, 3, 2)", 2),
        ("abs(-5)", 5),
        ("factorial(10)", 3628800),
        ("binomial(10, 3)", 120),
        ("binomial(3, 10)", 0),
    ],
)
def test_exact_values(text: str, value: Fraction) -> None:
    with flint.ctx.workprec(400):
        assert labels.evaluate(labels.parse_expression(text), {}) == value


@pytest.mark.parametrize(
    "text",
    ["1/0", "ln(0)", "log2(-1)", "sqrt(-1)", "0^-1", "(-8)^(1/3)", "factorial(-1)",
     "factorial(1/2)", "binomial(-1, 2)"],
)  # fmt: skip
def test_values_that_do_not_exist(text: str) -> None:
    with pytest.raises(labels.UndefinedError):
        labels.evaluate(labels.parse_expression(text), {})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1 < 2 < 3", True),
        ("1 < 2 < 2", False),
        ("1 < sqrt(2) < 3 < 2", False),
        ("ln(1 + 1/10^10) > 0", True),
        ("1/10^10 <= ln(1 + 1/10^10)", False),
        ("sqrt(2)^2 = 2", None),  # a ball never decides an equality
        ("sqrt(2)^2 > 2", None),
        ("sqrt(2) != 1.4142", True),
    ],
)
def test_comparisons(text: str, answer: bool | None) -> None:
    assert labels.holds(labels.parse_comparison(text), {}) is answer
