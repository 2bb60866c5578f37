"""Structural mutants of stored certificates: no accepted one states a falsehood.

One to three mutations are stacked: subtrees of other certificates put in, wraps, swapped branches,
dropped side proofs, changed numbers, relations and hypotheses.  An accepted claim is evaluated at
points of its domain by ``checker_values``, which shares nothing with the checker.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from checker_values import Undecided, Undefined, set_precision, sign, value_of
from flint import ctx

from memproof.certificates import canonical
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected

ROOT = Path(__file__).parents[2]
LARGEST = 4000
MIRROR = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "=": "!=", "!=": "="}
STRICT = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def precise() -> Iterator[None]:
    before = ctx.prec
    set_precision()
    yield
    ctx.prec = before


@lru_cache(maxsize=1)
def sources() -> tuple[Document, ...]:
    """The smaller stored proofs about numbers alone that rest on nothing else."""
    found = []
    for path in sorted(ROOT.glob("lemmas/**/*.json")):
        if path.stat().st_size > LARGEST:
            continue
        document = json.loads(path.read_bytes())
        claim = document.get("claim", {})
        if document.get("kind") != "proof" or document.get("uses") or claim.get("exists"):
            continue
        if any(statement[0] == "holds" for statement in claim["given"] + claim["conclude"]):
            continue
        found.append(document)
    return tuple(found)


# Mutations of a document, in place.


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all proof nodes."""
    found = [path] if isinstance(node, dict) and "rule" in node else []
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, part in items:
            found += places(part, (*path, key))
    return found


def get(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def put(document: Document, path: tuple[Any, ...], value: Any) -> None:
    get(document, path[:-1])[path[-1]] = value


def numbers(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, str):
        return [path] if node.lstrip("-")[:1].isdigit() else []
    if isinstance(node, int) and not isinstance(node, bool):
        return [path]
    if not isinstance(node, dict | list):
        return []
    items = node.items() if isinstance(node, dict) else enumerate(node)
    return [found for key, part in items for found in numbers(part, (*path, key))]


def draw_part(random: Random) -> Any:
    other = random.choice(sources())["proof"]
    return copy.deepcopy(get(other, random.choice(places(other))))


def splice(document: Document, random: Random) -> None:
    put(document, ("proof", *random.choice(places(document["proof"]))), draw_part(random))


def wrap(document: Document, random: Random) -> None:
    path = ("proof", *random.choice(places(document["proof"])))
    node = get(document, path)
    name = random.choice(sorted(document["claim"]["variables"]) or ["1"])
    sign_node = {"rule": "sign"}
    wraps: list[Document] = [
        {"rule": "split", "on": name, "above": node, "below": sign_node},
        {"rule": "split", "on": name, "above": sign_node, "below": node},
        {"rule": "split", "on": ["-", name], "above": node, "below": copy.deepcopy(node)},
        {"rule": "absurd", "proof": node},
        {"rule": "both", "above": node, "below": copy.deepcopy(node)},
        {"rule": "multiply", "by": name, "positive": sign_node, "then": node},
        {"rule": "multiply", "by": ["-", name], "positive": sign_node, "then": node},
        {
            "rule": "have",
            "statement": [">=", name, "0"],
            "proof": sign_node,
            "then": node,
        },
        {"rule": "have", "statement": [">", "0", name], "proof": node, "then": node},
        {"rule": "integer-part", "of": name, "then": node},
        {
            "rule": "change",
            "variable": name,
            "name": "fresh",
            "new_value": ["/", "1", name],
            "old_value": ["/", "1", "fresh"],
            "facts": [{"statement": [">", "fresh", "0"], "proof": sign_node}],
            "then": node,
        },
        {
            "rule": "monotone",
            "variable": name,
            "upward": random.random() < 0.5,
            "end": random.choice(("0", "1", "2")),
            "bound": sign_node,
            "at_end": sign_node,
            "slope": node,
        },
        {"rule": "name", "name": "fresh", "value": name, "abstract": True, "then": node},
    ]
    put(document, path, random.choice(wraps))


def swap(document: Document, random: Random) -> None:
    """Exchange two subproofs of one node, or two nodes anywhere."""
    found = places(document["proof"])
    first, second = (("proof", *random.choice(found)) for _ in "ab")
    if first[: len(second)] == second or second[: len(first)] == first:
        return
    one, two = get(document, first), get(document, second)
    put(document, first, two)
    put(document, second, one)


def drop(document: Document, random: Random) -> None:
    """A side proof is left to the sign test."""
    put(document, ("proof", *random.choice(places(document["proof"]))), {"rule": "sign"})


def renumber(document: Document, random: Random) -> None:
    part = random.choice(("proof", "claim"))
    found = numbers(document[part])
    if not found:
        return
    path = (part, *random.choice(found))
    old = get(document, path)
    value = Fraction(old)
    new = random.choice((value + 1, value - 1, -value, value * 2, value / 2, Fraction(0)))
    put(document, path, int(new) if isinstance(old, int) else str(new))


def relate(document: Document, random: Random) -> None:
    part = random.choice(("given", "conclude"))
    if not document["claim"][part]:
        return
    statement = random.choice(document["claim"][part])
    table = random.choice((MIRROR, STRICT))
    statement[0] = table.get(statement[0], statement[0])


def forget(document: Document, random: Random) -> None:
    given = document["claim"]["given"]
    if given:
        given.pop(random.randrange(len(given)))


def flip(document: Document, random: Random) -> None:
    """Turn a switch of a rule, or the sort of a variable."""
    variables = document["claim"]["variables"]
    if variables and random.random() < 0.3:
        name = random.choice(sorted(variables))
        variables[name] = "real" if variables[name] == "integer" else "integer"
        return
    node = get(document["proof"], random.choice(places(document["proof"])))
    for name in ("upward", "integer", "keep"):
        if name in node:
            node[name] = not node[name]


MUTATIONS = (splice, wrap, swap, drop, renumber, renumber, relate, forget, flip)


# Judging.


def holds(statement: list[Any], point: dict[str, Fraction]) -> bool | None:
    relation, left, right = statement
    try:
        s = sign(value_of(["-", left, right], point))
    except Undefined:
        return False
    except (Undecided, OverflowError, ValueError, MemoryError):
        return None
    return {">=": s >= 0, ">": s > 0, "<=": s <= 0, "<": s < 0, "=": s == 0, "!=": s != 0}[relation]


def draw_points(document: Document, random: Random, count: int) -> Iterator[dict[str, Fraction]]:
    witness = {name: Fraction(text) for name, text in document["witness"].items()}
    yield witness
    for _ in range(count):
        point = dict(witness)
        for name, sort in document["claim"]["variables"].items():
            if random.random() < 0.3:
                continue
            value = random.choice(
                (
                    Fraction(random.randint(-4, 12)),
                    point[name] + random.randint(-3, 3),
                    Fraction(random.randint(-30, 60), random.choice((2, 3, 10, 97))),
                    Fraction(2 ** random.randint(0, 12)),
                    Fraction(1, 2 ** random.randint(0, 12)),
                )
            )
            point[name] = (
                value if sort == "real" else Fraction(value.numerator // value.denominator)
            )
        yield point


def find_false(document: Document, random: Random, count: int) -> dict[str, Fraction] | None:
    """A point at which the hypotheses hold and a conclusion certainly does not."""
    claim = document["claim"]
    for point in draw_points(document, random, count):
        if not all(holds(statement, point) for statement in claim["given"]):
            continue
        if any(holds(statement, point) is False for statement in claim["conclude"]):
            return point
    return None


def check_mutants(seeds: range) -> Counter[str]:
    count: Counter[str] = Counter()
    for seed in seeds:
        random = Random(f"structure {seed}")
        source = random.choice(sources())
        document = copy.deepcopy(source)
        for _ in range(random.randint(1, 3)):
            random.choice(MUTATIONS)(document, random)
        if canonical(document) == canonical(source):
            count["unchanged"] += 1
            continue
        count["mutants"] += 1
        try:
            Session([document]).check(document["id"])
        except Rejected as error:
            count[error.reason] += 1
            continue
        count["accepted"] += 1
        if canonical(document["claim"]) == canonical(source["claim"]):
            continue
        count["accepted with another claim"] += 1
        point = find_false(document, random, 40)
        assert point is None, (seed, source["id"], json.dumps(document["claim"]), point)
    return count


def test_no_accepted_mutant_states_a_falsehood() -> None:
    count = check_mutants(range(700))
    assert count["mutants"] > 500 and count["accepted with another claim"] > 10, count


@pytest.mark.campaign
def test_no_accepted_mutant_of_many_states_a_falsehood() -> None:
    count = check_mutants(range(10_000, 120_000))
    print(dict(count))
    assert count["mutants"] > 100_000


def test_the_judge_sees_a_falsehood(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker whose sign test accepts everything is caught by the same mutants."""
    from memproof.checker import rules

    monkeypatch.setitem(rules.RULES, "sign", (lambda *_: None, ""))
    with pytest.raises(AssertionError):
        check_mutants(range(700))


def test_stored_documents_are_the_same_when_written_and_read() -> None:
    from memproof.checker.documents import parse_document

    assert len(sources()) > 50
    for document in sources():
        text = canonical(document)
        assert canonical(parse_document(text)) == text
