"""Each rule proves something true: a checker that refused everything would pass the canaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from memproof.checker.documents import Session, canonical, digest, parse_document
from memproof.checker.errors import Rejected
from memproof.checker.normal import Context, Missing, factor_integer, is_name, rational
from memproof.checker.rules import RULES, assume
from memproof.statements.claims import make_claim
from memproof.statements.parser import parse_expression, parse_statements

SIGN: dict[str, Any] = {"rule": "sign"}
HEAD = {"format": "memproof-certificate", "version": 1}
GOAL = {"factors": ["goal"]}


def term(text: str) -> Any:
    return parse_expression(text).prefix()


def relation(text: str) -> Any:
    return parse_statements(text)[0].prefix()


def document(
    proofs: Iterable[Any],
    claim: str | list[str],
    variables: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
    witness: Mapping[str, str] | None = None,
    exists: Mapping[str, str] | None = None,
    terms: Mapping[str, Any] | None = None,
    predicates: tuple[str, ...] = (),
) -> dict[str, Any]:
    stated = make_claim(claim, variables or {}, given, exists, predicates).document()
    proof = {"rule": "conclude", "proofs": list(proofs), "terms": dict(terms or {})}
    fields = {"claim": stated, "witness": dict(witness or {}), "proof": proof, "uses": {}}
    return {**HEAD, "kind": "proof", "id": "target", **fields}


def use(rule: str, **fields: Any) -> dict[str, Any]:
    return {"rule": rule, **fields}


SQUARE = use("combine", terms=[{"factors": [], "square": term("x - y")}, GOAL])
GROWS = use("combine", terms=[{"factors": [1]}, {"factors": [0, term("factorial(n)")]}, GOAL])
TWO = {"x": "2", "y": "1"}
REALS = {"x": "real", "y": "real"}
CITED = {
    **HEAD,
    "kind": "cited",
    "id": "cited",
    "claim": make_claim(["k > n", "good(k)"], {"n": "integer"}, (), {"k": "integer"}, ("good",)),
    "source": "a book",
}
CITED["claim"] = CITED["claim"].document()  # type: ignore[attr-defined]

# rule: proof, claim, variables, hypotheses, witness
SOUND: dict[str, tuple[Any, str, dict[str, str], list[str], dict[str, str]]] = {
    "sign": (SIGN, "x*y + ln(2) > y/2", {"x": "real > 1", "y": "real > 0"}, [], TWO),
    "both": (
        use("both", above=SIGN, below=SIGN),
        "x = 1",
        {"x": "real"},
        ["x >= 1", "x <= 1"],
        {"x": "1"},
    ),
    "combine": (SQUARE, "x^2 + y^2 >= 2*x*y", REALS, [], {"x": "0", "y": "0"}),
    "absurd": (
        use(
            "split",
            on=term("x - 2"),
            above=SIGN,
            below=use("absurd", proof=use("combine", terms=[{"factors": [0]}, {"factors": [1]}])),
        ),
        "x >= 2",
        {"x": "real"},
        ["x >= 2"],
        {"x": "2"},
    ),
    "have": (
        use("have", statement=relation("n > 0"), proof=SIGN, integer=True, then=SIGN),
        "n + m >= 1",
        {"n": "integer > 0", "m": "real >= 0"},
        [],
        {"n": "1", "m": "0"},
    ),
    "integer-part": (
        use("integer-part", of="x", then=use("combine", terms=[{"factors": [1]}, GOAL])),
        "floor(x) > x - 1",
        {"x": "real"},
        [],
        {"x": "1/2"},
    ),
    "split": (
        use("split", on="x", above=SIGN, below=SIGN),
        "abs(x) >= x",
        {"x": "real"},
        [],
        {"x": "-1"},
    ),
    "monotone": (
        use(
            "monotone",
            variable="x",
            upward=True,
            end="1",
            bound=SIGN,
            at_end=SIGN,
            slope=use("multiply", by="x", positive=SIGN, then=SIGN),
        ),
        "x - 1 >= ln(x)",
        {"x": "real >= 1"},
        [],
        {"x": "1"},
    ),
    "concave": (
        use(
            "concave",
            variable="x",
            lower="1",
            upper="2",
            above_lower=SIGN,
            below_upper=SIGN,
            at_lower=SIGN,
            at_upper=SIGN,
            curvature=SIGN,
        ),
        "ln(x) >= (x - 1)*ln(2)",
        {"x": "real in [1, 2]"},
        [],
        {"x": "1"},
    ),
    "logs": (
        use("logs", left=term("2^n"), right=term("3^n"), then=SIGN),
        "3^n >= 2^n",
        {"n": "real >= 0"},
        [],
        {"n": "0"},
    ),
    "exponentiate": (
        use("exponentiate", left=term("x"), right=term("x + 1"), then=SIGN),
        "ln(x + 1) > ln(x)",
        {"x": "real > 0"},
        [],
        {"x": "1"},
    ),
    "multiply": (
        use("multiply", by="x", positive=SIGN, then=SIGN),
        "y + 1/x > 0",
        {"x": "real > 0", "y": "real >= 0"},
        [],
        {"x": "1", "y": "0"},
    ),
    "change": (
        use(
            "change",
            variable="x",
            name="u",
            old_value=term("1/u"),
            new_value=term("1/x"),
            facts=[{"statement": relation("u >= 1"), "proof": SIGN}],
            then=SIGN,
        ),
        "1/x >= 1",
        {"x": "real in (0, 1]"},
        [],
        {"x": "1"},
    ),
    "residues": (
        use("residues", variable="n", name="k", modulus=2, cases=[SIGN, SIGN]),
        "2*floor(n/2) >= n - 1",
        {"n": "integer"},
        [],
        {"n": "3"},
    ),
    "cases": (
        use("cases", variable="n", first=0, bound=SIGN, values=[SIGN, SIGN], tail=SIGN),
        "n*(n - 1) >= 0",
        {"n": "integer >= 0"},
        [],
        {"n": "0"},
    ),
    "induction": (
        use("induction", variable="n", base="0", bound=SIGN, at_base=SIGN, step=GROWS),
        "factorial(n) >= 1",
        {"n": "integer >= 0"},
        [],
        {"n": "0"},
    ),
    "name": (
        use(
            "name",
            name="u",
            value=term("2^n"),
            abstract=True,
            then=use("combine", terms=[{"factors": [], "square": term("u - 1")}, GOAL]),
        ),
        "4^n + 1 >= 2*2^n",
        {"n": "integer"},
        [],
        {"n": "0"},
    ),
    "eliminate": (
        use("eliminate", fact=0, variable="x", value=term("1 - y"), then=SIGN),
        "x + y = 1",
        REALS,
        ["x + y = 1"],
        {"x": "1", "y": "0"},
    ),
}


@pytest.mark.parametrize("rule", sorted(SOUND))
def test_rule_proves_something(rule: str) -> None:
    proof, claim, variables, given, witness = SOUND[rule]
    target = document([proof], claim, variables, given, witness)
    assert rule in json.dumps(proof)
    assert Session([parse_document(canonical(target))]).check("target").verdict == "proved"


def test_existence_predicates_and_lemmas() -> None:
    known = {"rule": "known"}
    node = use("lemma", id="cited", substitution={"n": "n"}, fresh={"k": "j"}, hypotheses=[])
    final = use("conclude", proofs=[SIGN, known], terms={"m": "j"})
    target = document(
        [],
        ["m >= n", "good(m)"],
        {"n": "integer"},
        (),
        {"n": "0"},
        {"m": "integer"},
        None,
        ("good",),
    )
    target["proof"] = {**node, "then": final}
    target["uses"] = {"cited": digest(CITED["claim"])}
    accepted = Session([CITED, target]).check("target")
    assert (accepted.verdict, accepted.inherited, accepted.uses) == ("proved", "cited", ("cited",))


def test_every_rule_is_used_above() -> None:
    assert set(RULES) == {*SOUND, "conclude", "known", "lemma"}


def test_unequal_becomes_a_positive_square() -> None:
    target = document([SIGN], "x != 0", {"x": "real > 0"}, (), {"x": "1"})
    assert Session([target]).check("target").verdict == "proved"


def test_hypotheses_wait_until_they_are_defined() -> None:
    """1/x >= 1 has a normal form only once the sign of x is known."""
    negative = use("combine", terms=[{"factors": [0, 1]}, {"factors": [0]}])
    split = use("split", on="x", above=SIGN, below=negative)
    given = ["1/x >= 1"]
    target = document([split], "x >= 0", {"x": "real"}, given, {"x": "1/2"})
    assert assume(Context({"x": False}), [relation(text) for text in given]).pending
    assert Session([target]).check("target").verdict == "proved"


@pytest.mark.parametrize(
    ("given", "witness", "shown"),
    [("k > n", "2", True), ("k < 0", "-1", True), ("k >= n", "2", False), ("k <= 0", "-1", False)],
)
def test_binomials_outside_the_triangle(given: str, witness: str, shown: bool) -> None:
    variables = {"n": "integer >= 0", "k": "integer"}
    target = document([SIGN], "binomial(n, k) = 0", variables, [given], {"n": "1", "k": witness})
    if shown:
        assert Session([target]).check("target").verdict == "proved"
    else:
        with pytest.raises(Rejected, match="not-shown"):
            Session([target]).check("target")


# Small parts.


@pytest.mark.parametrize("name", ["x", "N_1", "sigma", "E", "Pi", "logarithm"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "e", "pi", "ln", "max", "holds", "2", "x y", "=x", "σ", "x-y", None, 3, ["x"]]
)
def test_no_names(name: Any) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    "text",
    ["", "-", "+1", "1.5", "1e3", "1/0", "1/-2", "--1", " 1", "1 ", "1_0", "²", "x", "0x1", "1//2"],
)
def test_no_rational_numbers(text: str) -> None:
    with pytest.raises(Rejected):
        rational(text)


@pytest.mark.parametrize("text", ["0", "-0", "007", "-12/8", "1" * 4301, "-" + "9" * 9001 + "/7"])
def test_rational_numbers_are_read_exactly(text: str) -> None:
    from flint import fmpq, fmpz

    top, _, bottom = text.partition("/")
    value = rational(text)
    expected = fmpq(fmpz(top), fmpz(bottom or "1"))
    assert fmpq(value.numerator, value.denominator) == expected


@pytest.mark.parametrize("n", [2, 12, 97, 2**61 - 1, 50021 * 50023, 10**40, 7 * (10**30 + 57)])
def test_factors_multiply_to_the_number(n: int) -> None:
    product = 1
    for base, exponent in factor_integer(n):
        product *= base**exponent
    assert product == n


def test_missing_condition_is_told() -> None:
    context = Context({"x": False})
    with pytest.raises(Missing) as caught:
        context.normal(["ln", ["+", "x", "1"]])
    assert (str(caught.value.poly), caught.value.relation) == ("1*x + 1", ">")


def code_lines(path: Path) -> int:
    """Lines that are neither blank nor comment nor docstring."""
    import ast

    text = path.read_text(encoding="utf-8")
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and ast.get_docstring(node):  # type: ignore[arg-type]
            skipped |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for i, s in lines if i not in skipped and s.strip() and s.strip()[0] != "#")


def test_the_checker_can_be_read_in_one_sitting() -> None:
    folder = Path(__file__).resolve().parents[2] / "memproof" / "checker"
    kernel = ("errors", "budget", "algebra", "enclosure", "normal", "rules")
    assert sum(code_lines(folder / f"{name}.py") for name in kernel) < 1900
    documents = ("documents", "__main__")
    assert sum(code_lines(folder / f"{name}.py") for name in documents) < 450
