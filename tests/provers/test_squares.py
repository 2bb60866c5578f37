"""Sums of squares and small programs: what is found is checked, what is false is not found."""

from fractions import Fraction

import pytest

from memproof.checker.documents import open_claim
from memproof.checker.errors import Rejected
from memproof.checker.rules import Relation, Replay, relation_goal
from memproof.provers import simplex, squares
from memproof.provers.samples import Sampler
from memproof.statements.claims import make_claim


def found(claim, variables, given=()):
    document = make_claim(claim, variables, list(given)).document()
    context, goals = open_claim(document)
    goal = relation_goal(context, goals.conclusions[0])
    assert isinstance(goal, Relation)
    return context, goal, squares.find(context, goal, Sampler().samples(context))


REAL2 = {"x": "real", "y": "real"}
HALF3 = {name: "real >= 0" for name in "xyz"}


@pytest.mark.parametrize(
    ("claim", "variables", "given"),
    [
        ("x^2 + y^2 >= 2*x*y", REAL2, []),
        ("x^4 + y^4 >= x^3*y + x*y^3", REAL2, []),
        ("x^4*y^2 + x^2*y^4 + 1 >= 3*x^2*y^2", REAL2, []),  # Motzkin: needs a multiplier
        ("x*(x+1)*(x+2)*(x+3) >= -1", {"x": "real"}, []),  # zeros are irrational: needs factoring
        ("x^6 - x^5 + x^4 - x^3 + x^2 - x + 1 > 0", {"x": "real"}, []),
        ("x^3 + y^3 + z^3 >= 3*x*y*z", HALF3, []),
        ("x + y + z >= 3", {name: "real > 0" for name in "xyz"}, ["x*y*z = 1"]),
        ("x + y <= 1.4143", REAL2, ["x^2 + y^2 = 1"]),
    ],
)
def test_nodes_are_found_and_replayed(claim, variables, given):
    context, goal, node = found(claim, variables, given)
    assert node is not None
    Replay().run(context, goal, node)


@pytest.mark.parametrize(
    ("claim", "variables", "given"),
    [
        ("x^2 + y^2 >= 2.01*x*y", REAL2, []),
        ("x^4*y^2 + x^2*y^4 + 1 >= 3.001*x^2*y^2", REAL2, []),
        ("x*(x+1)*(x+2)*(x+3) > -1", {"x": "real"}, []),
        ("x^3 + y^3 + z^3 >= 3*x*y*z", dict.fromkeys("xyz", "real"), []),
        ("x + y <= 1.4142", REAL2, ["x^2 + y^2 = 1"]),
    ],
)
def test_false_claims_have_no_node(claim, variables, given):
    assert found(claim, variables, given)[2] is None


def test_a_changed_coefficient_is_refused():
    context, goal, node = found("x^4 + y^4 >= x^3*y + x*y^3", REAL2)
    node["terms"][1]["coefficient"] = str(Fraction(node["terms"][1]["coefficient"]) * 2)
    with pytest.raises(Rejected):
        Replay().run(context, goal, node)


def test_the_same_node_twice():
    first = found("x^3 + y^3 + z^3 >= 3*x*y*z", HALF3)[2]
    assert first == found("x^3 + y^3 + z^3 >= 3*x*y*z", HALF3)[2]


def test_simplex_solves_exactly():
    # x0 - 2 x1 = 0, x0 - x2 <= 0, x0 + x1 = 1 in the normalised row
    columns = [{0: Fraction(1), 1: Fraction(1)}, {0: Fraction(-2)}, {1: Fraction(-1)}]
    values = simplex.solve(columns, [0], [1], {0: Fraction(1), 1: Fraction(1)})
    assert values is not None
    assert values[0] == Fraction(2, 3)
    assert values[1] == Fraction(1, 3)
    assert values[2] >= values[0]


def test_simplex_says_when_there_is_no_solution():
    # x0 + x1 = 0 with x >= 0 leaves only 0, which the normalised row excludes
    columns = [{0: Fraction(1)}, {0: Fraction(1)}]
    assert simplex.solve(columns, [0], [], {0: Fraction(1)}) is None


def test_simplex_keeps_artificial_variables_at_zero():
    # Degenerate equations: x0 = x1, x1 = x2, x2 = x0, and x0 - x1 + x2 = 1
    columns = [
        {0: Fraction(1), 2: Fraction(-1)},
        {0: Fraction(-1), 1: Fraction(1)},
        {1: Fraction(-1), 2: Fraction(1)},
    ]
    least = {0: Fraction(1), 1: Fraction(-1), 2: Fraction(1)}
    assert simplex.solve(columns, [0, 1, 2], [], least) == [1, 1, 1]
