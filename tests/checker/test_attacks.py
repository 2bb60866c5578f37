"""Certificates made by hand for false claims, each at one side condition: none is accepted."""

from __future__ import annotations

from typing import Any

import pytest

from memproof.checker.documents import Session
from memproof.checker.errors import Rejected

S = {"rule": "sign"}


def doc(v: Any, g: Any, c: Any, p: Any, w: Any, **k: Any) -> dict[str, Any]:
    return {
        "format": "memproof-certificate",
        "version": 1,
        "kind": "proof",
        "id": "t",
        "uses": {},
        "claim": {"variables": v, "given": g, "conclude": c, **k},
        "witness": w,
        "proof": p,
    }


def C(*p: Any, **t: Any) -> dict[str, Any]:
    return {"rule": "conclude", "proofs": list(p), **({"terms": t} if t else {})}


R = {"x": "real"}
N = {"n": "integer"}
FALSE: dict[str, dict[str, Any]] = {
    "sqrt x^2=x": doc(R, [], [["=", ["sqrt", ["^", "x", "2"]], "x"]], C(S), {"x": "1"}),
    "x^(1/2)^2 undefined": doc(R, [], [["=", ["^", ["sqrt", "x"], "2"], "x"]], C(S), {"x": "1"}),
    "0/x": doc(R, [], [["=", ["/", "0", "x"], "0"]], C(S), {"x": "1"}),
    "0^n=0": doc(N, [[">=", "n", "0"]], [["=", ["^", "0", "n"], "0"]], C(S), {"n": "1"}),
    "x^0 of undefined": doc(R, [], [["=", ["^", ["/", "1", "x"], "0"], "1"]], C(S), {"x": "1"}),
    "monotone far equals": doc(
        R,
        [["=", "x", "2"]],
        [["<=", "x", "1"]],
        C(
            {
                "rule": "monotone",
                "variable": "x",
                "upward": False,
                "end": "2",
                "bound": S,
                "at_end": S,
                "slope": S,
            }
        ),
        {"x": "2"},
    ),
    "integer slope floor": doc(
        N,
        [[">=", "n", "0"]],
        [["=", ["floor", ["/", "n", "2"]], ["/", "n", "2"]]],
        C(S),
        {"n": "2"},
    ),
    "exists integer 1/2": doc(
        N,
        [],
        [["=", ["*", "2", "m"], "n"]],
        C(S, m=["/", "n", "2"]),
        {"n": "2"},
        exists={"m": "integer"},
    ),
    "exists integer floor": doc(
        N,
        [],
        [["=", ["*", "2", "m"], "n"]],
        C(S, m=["floor", ["/", "n", "2"]]),
        {"n": "2"},
        exists={"m": "integer"},
    ),
    "change no inverse at 0": doc(
        R,
        [],
        [[">=", ["^", "x", "2"], ["/", "1", "1000000"]]],
        C(
            {
                "rule": "change",
                "variable": "x",
                "name": "u",
                "new_value": ["/", "1", "x"],
                "old_value": ["/", "1", "u"],
                "facts": [],
                "then": S,
            }
        ),
        {"x": "1"},
    ),
    "abs abstract": doc(
        R,
        [],
        [["=", ["abs", "x"], "x"]],
        C({"rule": "name", "name": "u", "value": ["abs", "x"], "abstract": True, "then": S}),
        {"x": "1"},
    ),
    "pending twice": doc(
        {"x": "real", "n": "integer"},
        [[">=", ["^", "x", ["-", "n"]], "0"], [">=", ["/", "1", ["^", "x", ["-", "n"]]], "0"]],
        [["!=", "x", "0"]],
        C(S),
        {"x": "1", "n": "0"},
    ),
    "pending by split": doc(
        R,
        [[">=", ["^", "x", ["-", "x"]], "1"]],
        [[">", "x", "0"]],
        C({"rule": "split", "on": "x", "above": S, "below": S}),
        {"x": "1"},
    ),
    "-x^-x witness": doc(
        R,
        [[">=", ["^", "x", ["-", "x"]], "-100"]],
        [[">", "x", "0"]],
        C(
            {
                "rule": "split",
                "on": "x",
                "above": S,
                "below": {"rule": "combine", "terms": [{"factors": [0, 1]}]},
            }
        ),
        {"x": "1"},
    ),
    "max unary": doc(R, [], [[">=", ["max", "x"], "0"]], C(S), {"x": "1"}),
    "induct down": doc(
        N,
        [["<=", "n", "5"]],
        [[">=", "n", "0"]],
        C({"rule": "induction", "variable": "n", "base": "0", "bound": S, "at_base": S, "step": S}),
        {"n": "1"},
    ),
    "cases negative": doc(
        N,
        [[">=", "n", "-1"]],
        [[">=", "n", "0"]],
        C({"rule": "cases", "variable": "n", "first": 0, "values": [], "bound": S, "tail": S}),
        {"n": "1"},
    ),
    "combine strict square": doc(
        R,
        [],
        [[">", ["^", "x", "2"], "0"]],
        C({"rule": "combine", "terms": [{"factors": ["goal"]}, {"factors": [], "square": "x"}]}),
        {"x": "1"},
    ),
    "log of product": doc(
        {"x": "real", "y": "real"},
        [[">", ["*", "x", "y"], "0"]],
        [["=", ["ln", ["*", "x", "y"]], ["+", ["ln", "x"], ["ln", "y"]]]],
        C(S),
        {"x": "1", "y": "1"},
    ),
    "binomial neg": doc(
        {"n": "integer", "k": "integer"},
        [[">=", "n", "0"]],
        [[">", ["binomial", "n", "k"], "0"]],
        C(S),
        {"n": "1", "k": "0"},
    ),
    "fact shift": doc(
        N,
        [[">=", "n", "0"]],
        [["=", ["factorial", ["-", "n", "1"]], ["/", ["factorial", "n"], "n"]]],
        C(S),
        {"n": "1"},
    ),
    "x^(2/3)": doc(
        R, [], [["=", ["^", ["^", "x", "2"], "1/3"], ["^", "x", "2/3"]]], C(S), {"x": "1"}
    ),
    "near equal closed": doc(
        {},
        [],
        [
            [
                "=",
                ["sqrt", "2"],
                "141421356237309504880168872420969807/100000000000000000000000000000000000",
            ]
        ],
        C(S),
        {},
    ),
    "self use": {
        **doc(
            {},
            [],
            [["=", "0", "1"]],
            C({"rule": "lemma", "id": "t", "substitution": {}, "hypotheses": [], "then": S}),
            {},
        ),
        "uses": {"t": "x"},
    },
    "pow int neg": doc(
        {"n": "integer", "m": "integer"},
        [],
        [["=", ["floor", ["^", "2", "n"]], ["^", "2", "n"]]],
        C(S),
        {"n": "1", "m": "1"},
    ),
    "residues in real": doc(
        R,
        [],
        [["=", ["floor", "x"], "x"]],
        C({"rule": "residues", "variable": "x", "name": "u", "modulus": 2, "cases": [S, S]}),
        {"x": "1"},
    ),
    "eliminate zero scale": doc(
        R,
        [["=", ["*", "0", "x"], "0"]],
        [["=", "x", "5"]],
        C({"rule": "eliminate", "variable": "x", "fact": 0, "value": "5", "scale": "1", "then": S}),
        {"x": "5"},
    ),
    "concave outside": doc(
        R,
        [],
        [[">=", ["-", "1", ["^", "x", "2"]], "0"]],
        C(
            {
                "rule": "concave",
                "variable": "x",
                "lower": "-1",
                "upper": "1",
                "above_lower": S,
                "below_upper": S,
                "at_lower": S,
                "at_upper": S,
                "curvature": S,
            }
        ),
        {"x": "0"},
    ),
    "mono jump": doc(
        R,
        [[">=", "x", "1"]],
        [[">=", ["/", "1", ["-", "x", "2"]], "-1"]],
        C(
            {
                "rule": "monotone",
                "variable": "x",
                "upward": True,
                "end": "1",
                "bound": S,
                "at_end": S,
                "slope": S,
            }
        ),
        {"x": "3"},
    ),
}


@pytest.mark.parametrize("name", sorted(FALSE))
def test_a_false_claim_is_not_accepted(name: str) -> None:
    with pytest.raises(Rejected):
        Session([FALSE[name]]).check("t")
