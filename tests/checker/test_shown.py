"""What is shown is what was checked: no unread field, no form that reads as another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from checker_values import Undecided, Undefined, equal, set_precision, value_of
from flint import ctx

from memproof.checker.documents import Session, parse_document
from memproof.checker.errors import Rejected
from memproof.errors import InputError
from memproof.statements.claims import make_claim
from memproof.statements.expressions import from_prefix, statement_from_prefix
from memproof.statements.parser import parse_expression, parse_statements

SIGN: dict[str, Any] = {"rule": "sign"}
CLAIM: dict[str, Any] = {
    "variables": {"x": "real"},
    "given": [[">=", "x", "1"]],
    "conclude": [[">=", "x", "0"]],
}
PROOF: dict[str, Any] = {
    "format": "memproof-certificate",
    "version": 1,
    "kind": "proof",
    "id": "target",
    "uses": {},
    "claim": CLAIM,
    "witness": {"x": "1"},
    "proof": {"rule": "conclude", "proofs": [SIGN]},
}
VALUES: dict[str, Any] = {
    "format": "memproof-certificate",
    "version": 1,
    "kind": "points-general-position",
    "id": "target",
    "claim": {"points": [["0"], ["1"]], "general": True},
    "evidence": {},
}


@pytest.fixture(autouse=True)
def precise() -> Iterator[None]:
    before = ctx.prec
    set_precision()
    yield
    ctx.prec = before


def check(document: dict[str, Any]) -> str:
    return Session([document]).check(document["id"]).verdict


def prove(conclusion: Any, **variables: str) -> dict[str, Any]:
    names = variables or {"x": "real"}
    claim = {"variables": names, "given": [], "conclude": [conclusion]}
    return {**PROOF, "claim": claim, "witness": dict.fromkeys(names, "1")}


def test_the_documents_are_accepted() -> None:
    assert (check(PROOF), check(VALUES)) == ("proved", "evidence")


@pytest.mark.parametrize("name", ["statement", "grade", "note", "point", "Claim", ""])
@pytest.mark.parametrize("document", [PROOF, VALUES], ids=["proof", "points"])
def test_a_field_that_nothing_reads(name: str, document: dict[str, Any]) -> None:
    with pytest.raises(Rejected, match="unknown field"):
        check({**document, name: "0 = 1"})


@pytest.mark.parametrize(
    "proof",
    [
        {"rule": "conclude", "proofs": [SIGN], "because": "clear"},
        {"rule": "conclude", "proofs": [{**SIGN, "note": "x"}]},
        {"rule": "conclude", "proofs": [{"rule": "combine", "terms": [{"factors": [], "x": 1}]}]},
        {
            "rule": "conclude",
            "proofs": [
                {"rule": "combine", "terms": [{"equation": 0, "multiplier": "1", "factors": []}]}
            ],
        },
    ],
    ids=range(4),
)
def test_a_field_of_a_proof_that_nothing_reads(proof: Any) -> None:
    with pytest.raises(Rejected, match="unknown field"):
        check({**PROOF, "proof": proof})


@pytest.mark.parametrize("operator", ["+", "*", "max", "min"])
def test_an_operator_with_one_operand(operator: str) -> None:
    with pytest.raises(Rejected, match="malformed"):
        check(prove([">=", [operator, "1"], "0"]))
    cited = {**PROOF, "kind": "cited", "source": "a book"}
    cited["claim"] = {**CLAIM, "conclude": [[">=", [operator, "x"], "0"]]}
    del cited["witness"], cited["proof"]
    with pytest.raises(Rejected, match="malformed"):
        check(cited)


@pytest.mark.parametrize(
    "statement",
    [
        [">=", "x"],
        [">=", "x", "0", "1"],
        ["+", "x", "0"],
        [">=", [">=", "x", "0"], "0"],
        [">=", ["holds", "p", "x"], "0"],
        ["holds"],
        ["holds", "a b", "x"],
        ["holds", "floor", "x"],
        ["holds", "m\u0435morizes", "x"],
        [">=", ["floor", "x", "x"], "0"],
        "x",
        [],
    ],
    ids=range(12),
)
def test_a_cited_claim_is_a_statement(statement: Any) -> None:
    cited = {**PROOF, "kind": "cited", "source": "a book"}
    cited["claim"] = {**CLAIM, "conclude": [statement]}
    del cited["witness"], cited["proof"]
    with pytest.raises(Rejected, match="malformed"):
        check(cited)


@pytest.mark.parametrize(
    "names", [("I", "l"), ("x1", "xl"), ("O", "O0", "OO"), ("aI", "al"), ("n1l", "nl1")]
)
def test_names_that_look_alike(names: tuple[str, ...]) -> None:
    with pytest.raises(Rejected, match="look alike"):
        check(prove([">=", "1", "0"], **dict.fromkeys(names, "real")))
    with pytest.raises(InputError, match="look alike"):
        make_claim("1 >= 0", dict.fromkeys(names, "real"))


@pytest.mark.parametrize(
    "name", ["\u0445", "x\u200b", "_", "x_", "x__a", "\u217b", "x-y", "1x", " x"]
)
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(Rejected, match="bad variable name"):
        check(prove([">=", "1", "0"], **{name: "real"}))
    with pytest.raises(InputError):
        make_claim("1 >= 0", {name: "real"})


@pytest.mark.parametrize(
    "name", ["", " ", "\t", "a ", " a", "\u00a0", "PL\u0423S1", "a\u200bb", "\u2003"]
)
def test_ids_that_cannot_be_read(name: str) -> None:
    with pytest.raises(Rejected, match="malformed"):
        Session([{**PROOF, "id": name}])


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1"]
)
def test_other_encodings(encoding: str) -> None:
    text = json.dumps({**PROOF, "note": "\u00e9"}, ensure_ascii=False)
    with pytest.raises(Rejected, match="malformed"):
        parse_document(text.encode(encoding))
    assert parse_document(text.encode())["note"] == "\u00e9"


# print, parse, print.

LEAVES = ("x", "y", "n", "e", "pi", "0", "1", "2", "-1", "-3", "1/2", "-2/3", "17")
UNARY = ("-", "ln", "log2", "sqrt", "exp", "floor", "ceil", "abs", "factorial")


def draw_expression(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.15:
        return random.choice(LEAVES)
    if random.random() < 0.3:
        return [random.choice(UNARY), draw_expression(random, depth - 1)]
    operator = random.choice(
        ("+", "-", "*", "/", "^", "max", "min", "binomial", "+", "*", "^", "-")
    )
    count = random.choice((2, 2, 3)) if operator in ("+", "*") else 2
    return [operator, *(draw_expression(random, depth - 1) for _ in range(count))]


def check_printing(seeds: range) -> tuple[int, int]:
    """The text of an expression has its value, and is the same when it is read and shown again."""
    compared = 0
    for seed in seeds:
        random = Random(f"print {seed}")
        expression = draw_expression(random, random.randint(1, 4))
        text = str(from_prefix(expression))
        again = parse_expression(text)
        assert str(parse_expression(str(again))) == str(again), text
        for _ in range(2):
            point = {name: Fraction(random.randint(-6, 9), random.choice((1, 2))) for name in "xy"}
            point["n"] = Fraction(random.randint(-3, 6))
            try:
                value: Any = value_of(expression, point)
            except Undefined:
                value = None
            except Undecided:
                continue
            try:
                shown: Any = value_of(again.prefix(), point)
            except Undefined:
                shown = None
            assert (value is None) == (shown is None), (expression, text, point)
            try:
                same = value is None or equal(value, shown)
            except Undecided:
                continue
            assert same, (expression, text, point)
            compared += value is not None
        relation = random.choice(("<=", "<", ">=", ">", "=", "!="))
        statement = statement_from_prefix([relation, expression, "x"])
        (parsed,) = parse_statements(str(statement))
        assert parsed.relation == relation and str(parsed.operands[0]) == str(again)
    return len(seeds), compared


def test_what_is_printed_has_the_value() -> None:
    drawn, compared = check_printing(range(1500))
    assert drawn == 1500 and compared > 800


@pytest.mark.campaign
def test_much_that_is_printed_has_the_value() -> None:
    drawn, compared = check_printing(range(10_000, 110_000))
    assert drawn == 100_000 and compared > 60_000


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        (["*", "x", "-2"], r"x\,\left(-2\right)"),
        (["*", "-2", "x"], r"-2\,x"),
        (["-", "x", "-2"], r"x - \left(-2\right)"),
        (["+", "x", "-2"], r"x + \left(-2\right)"),
        (["+", "x", ["-", "y"]], r"x + \left(-y\right)"),
        (["-", "-2"], r"-\left(-2\right)"),
        (["*", "x", ["-", "y"]], r"x\,\left(-y\right)"),
        (["*", ["ln", "x"], "y"], r"\ln\left(x\right)\,y"),
        (["^", ["log2", "x"], "2"], r"\left(\log_2\left(x\right)\right)^{2}"),
        (["^", "-2", "2"], r"\left(-2\right)^{2}"),
        (["*", "x", "2"], r"x \cdot 2"),
        (["*", "x", "-1/2"], r"x\,\left(-\frac{1}{2}\right)"),
        (["factorial", "-2"], r"\left(-2\right)!"),
    ],
    ids=range(13),
)
def test_latex_reads_as_what_is_checked(expression: Any, latex: str) -> None:
    assert from_prefix(expression).latex() == latex


def test_documents_are_the_same_when_written_and_read() -> None:
    from memproof.certificates import canonical

    for document in (PROOF, VALUES):
        text = canonical(document)
        assert canonical(parse_document(text)) == text
