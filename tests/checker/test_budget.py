"""Every file under 100 kB ends within seconds and half a gigabyte, or is refused by name.

Each kind of heavy file is checked in a process of its own with its memory limited.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HEAD = {"format": "memproof-certificate", "version": 1, "uses": {}, "id": "heavy"}
SIGN = {"rule": "sign"}
CONCLUDE = {"rule": "conclude", "proofs": [SIGN]}
MAX_BYTES = 100_000
MAX_SECONDS = 5
MAX_MEMORY = 500 * 2**20
Document = dict[str, Any]


def prove(
    conclusion: Any, names: Iterator[str] | tuple[str, ...] = ("x", "y"), **parts: Any
) -> Any:
    variables = dict.fromkeys(names, "real")
    claim = {"variables": variables, "given": parts.pop("given", []), "conclude": [conclusion]}
    witness = dict.fromkeys(variables, "1")
    return {**HEAD, "kind": "proof", "claim": claim, "witness": witness, "proof": CONCLUDE, **parts}


def nested(operator: str, depth: int, *other: Any) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [operator, ["+", value, ["*", "1/3", value]], *other]
    return value


def fill(make: Callable[[int], Document], size: int = MAX_BYTES) -> Document:
    """The largest document of this form below a size."""
    low, high = 1, 2
    while len(json.dumps(make(high))) < size and high < 10**6:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if len(json.dumps(make(middle))) < size else (low, middle)
    return make(low)


def maxima(count: int) -> Document:
    names = tuple(f"x{i}" for i in range(count))
    return prove([">=", ["max", *names], "x0"], names)


def layered(count: int, weight: str, points: int) -> Document:
    """A deep network whose numbers grow with each layer, at many points."""
    layer = {"denominator": "0x3", "rows": [["0x1", [[0, weight]]]]}
    network = {
        "format": "memproof-network",
        "version": 1,
        "input_dimension": 1,
        "layers": [layer] * count,
    }
    sizes = {
        "width": 1,
        "depth": count - 1,
        "neurons": count - 1,
        "parameters": 2 * count,
        "nonzero_weights": 2 * count,
        "largest_weight_bits": int(weight, 16).bit_length() + 2,
        "total_bits": 0,
    }
    from memproof.checker.kinds.networks import count_sizes, read_network

    sizes = count_sizes(read_network(network))
    claim = {"network": network, "sizes": sizes, "points": ["1/3"] * points, "labels": [0] * points}
    return {**HEAD, "kind": "network-values", "claim": claim, "evidence": {}}


def folded(depth: int) -> Document:
    """A network of 2^depth pieces on a segment."""
    rows = [[0, [[0, 2]]], [-1, [[0, 4]]]]
    later = [[0, [[0, 2], [1, -2]]], [-1, [[0, 4], [1, -4]]]]
    layers = [{"denominator": 1, "rows": rows}]
    layers += [{"denominator": 1, "rows": later}] * depth
    layers += [{"denominator": 1, "rows": [[0, [[0, 1], [1, -1]]]]}]
    network = {"format": "memproof-network", "version": 1, "input_dimension": 1, "layers": layers}
    from memproof.checker.kinds.networks import count_sizes, read_network

    sizes = count_sizes(read_network(network))
    claim = {"network": network, "sizes": sizes, "intervals": [["0", "1", "0"]] * 20}
    return {**HEAD, "kind": "network-intervals", "claim": claim, "evidence": {}}


def positions(count: int, dimension: int, digits: int = 3) -> Document:
    random = Random(f"{count} {dimension}")
    limit = 10**digits
    points = [[str(random.randint(-limit, limit)) for _ in range(dimension)] for _ in range(count)]
    claim = {"points": points, "general": True}
    return {**HEAD, "kind": "points-general-position", "claim": claim, "evidence": {}}


def shattering(count: int) -> Document:
    points = [[str(i), str(i * i)] for i in range(count)]
    half = {"normal": ["1", "1"], "offset": "1/2"}
    claim = {
        "points": points,
        "class": {"name": "half-spaces"},
        "coverage": "partial",
        "realised": 0,
        "refuted": 0,
    }
    evidence = {
        "witnesses": [half] * (2 * count),
        "obstructions": [],
        "realised": [],
        "refuted": [],
    }
    return {**HEAD, "kind": "network-shattering", "claim": claim, "evidence": evidence}


def interpolation(count: int, neurons: int, activation: str) -> Document:
    claim = {
        "activation": activation,
        "biases": False,
        "inputs": [[f"{i + 1}/7"] for i in range(count)],
        "targets": ["0"] * count,
        "weights": [[f"{j + 20}/9"] for j in range(neurons)],
        "outputs": ["1/3"] * neurons,
        "radius": "1",
    }
    evidence = {
        "free": list(range(count)),
        "scale": 0,
        "inverse": [[1] * count for _ in range(count)],
        "precision": 1024,
        "residual": "1",
        "defect": "1",
        "lipschitz": "1",
    }
    return {**HEAD, "kind": "network-interpolation", "claim": claim, "evidence": evidence}


def family(names: int, low: int, high: int) -> Document:
    ranges: dict[str, Any] = {"K": [1, 1]}
    ranges.update({f"p{i}": [low, high] for i in range(names)})
    claim = {
        "specification": "bit-step",
        "ranges": ranges,
        "where": [["<=", ["+", *["p0"] * 400], 0]] * 20,
        "sets": [],
        "bounds": [],
        "coverage": "exhaustive",
    }
    network = {
        "format": "memproof-network",
        "version": 1,
        "input_dimension": 1,
        "layers": [
            {"denominator": 1, "rows": [[0, [[0, 1]]]]},
            {"denominator": 1, "rows": [[0, [[0, 1]]], [0, []]]},
        ],
    }
    parameters = {"K": 1, **{f"p{i}": 0 for i in range(names)}}
    instance = {"parameters": parameters, "labels": None, "network": network}
    return {
        **HEAD,
        "kind": "network-family",
        "claim": claim,
        "evidence": {"instances": [instance]},
    }


def ranks(count: int) -> Document:
    case = {
        "polynomial": {"64": 1, "63": 1},
        "dimension": 60,
        "neurons": 60,
        "points": 60_000,
        "relation": ">=",
        "rank": 0,
    }
    cases = [{**case, "rank": 1200}] * count
    pivots = [[i, i] for i in range(1200)]
    minors = [{"seed": 0, "pivots": pivots, "determinant": 1}] * count
    claim = {"structure": "jacobian", "cases": cases, "grid": None, "exceptions": []}
    evidence = {"prime": 2**31 - 1, "minors": minors, "bounds": ["none"] * count}
    return {**HEAD, "kind": "network-rank", "claim": claim, "evidence": evidence}


LONG: Any = ["/", ["^", "3", "1000"], ["^", "7", "600"]]
HALF: Any = ["^", ["+", "1", "pi"], "1/3"]
HEAVY: dict[str, Callable[[], Document]] = {
    "max of 40": lambda: maxima(40),
    "max of many": lambda: fill(maxima),
    "product of long rationals": lambda: prove(
        [">=", ["*", *(["^", ["+", name, LONG], "119"] for name in "xy")], "0"]
    ),
    "nested abs": lambda: fill(lambda n: prove([">=", nested("abs", min(n, 14)), "0"])),
    "nested floor": lambda: fill(lambda n: prove([">=", nested("floor", min(n, 12)), "-1"])),
    "nested max": lambda: prove([">=", nested("max", 11, "y"), "y"]),
    "nested powers": lambda: prove([">=", nested("^", 11, "1/2"), "0"], given=[[">", "x", "0"]]),
    "powers of powers": lambda: prove(
        [">", ["^", ["^", ["^", "x", "1000000007"], "999999937"], "998244353"], "0"],
        given=[[">=", "x", "1"]],
    ),
    "tower": lambda: prove([">", ["exp", ["exp", ["exp", ["exp", "4"]]]], "0"]),
    "big factorials": lambda: fill(
        lambda n: prove(
            [">", ["+", *([["factorial", str(20000 - i)] for i in range(n)]), "1"], "0"]
        )
    ),
    "factorial too big": lambda: prove([">", ["factorial", ["^", "10", "100"]], "0"]),
    "big binomials": lambda: fill(
        lambda n: prove(
            [">", ["+", *([["binomial", "20000", str(9000 + i)] for i in range(n)]), "1"], "0"]
        )
    ),
    "shifted factorials": lambda: fill(
        lambda n: prove(
            [">", ["*", *[["factorial", ["+", "n", str(i % 60)]] for i in range(n + 1)]], "0"],
            ("n",),
            given=[[">=", "n", "0"]],
        )
    ),
    "long decimals": lambda: fill(
        lambda n: prove([">=", ["*", *[["+", "x", "1" * 900 + "/" + "7" * 900]] * (n + 1)], "0"])
    ),
    "one long decimal": lambda: prove([">", ["ln", "3" * 90_000], "0"]),
    "roots of long numbers": lambda: fill(
        lambda n: prove([">", ["+", *[["sqrt", "7" * 300 + str(i)] for i in range(n + 1)]], "0"])
    ),
    "near zeros": lambda: fill(
        lambda n: prove(
            [
                ">",
                [
                    "+",
                    "x",
                    *[
                        ["-", ["ln", str(i + 2)], ["/", ["ln", str((i + 2) ** 2)], "2"]]
                        for i in range(n)
                    ],
                ],
                "0",
            ]
        )
    ),
    "closed but hard": lambda: fill(
        lambda n: prove(
            [
                ">=",
                [
                    "+",
                    *[["abs", ["-", ["exp", ["^", HALF, str(i + 2)]], "2"]] for i in range(n + 1)],
                ],
                "0",
            ]
        )
    ),
    "equal but not the same": lambda: fill(
        lambda n: prove(
            [
                ">=",
                [
                    "+",
                    *[
                        [
                            "abs",
                            [
                                "-",
                                ["sqrt", ["+", ["sqrt", str(4 * i + 8)], str(i + 3)]],
                                ["+", "1", ["sqrt", str(i + 2)]],
                            ],
                        ]
                        for i in range(n + 1)
                    ],
                ],
                "0",
            ]
        )
    ),
    "wide sum": lambda: fill(
        lambda n: prove(
            [">=", ["+", *[f"v{i}" for i in range(n)], "1"], "0"], tuple(f"v{i}" for i in range(n))
        )
    ),
    "many facts": lambda: fill(lambda n: prove([">=", "x", "0"], given=[[">=", "x", "1"]] * n)),
    "many pending facts": lambda: fill(
        lambda n: prove([">=", "x", "0"], given=[[">=", ["/", "1", "x"], "0"]] * n)
    ),
    "many variables": lambda: fill(
        lambda n: prove(
            [">=", "v0", "0"],
            tuple(f"v{i}" for i in range(n)),
            given=[[">=", f"v{i}", "0"] for i in range(n)],
        )
    ),
    "bounds of many variables": lambda: prove(
        [">=", ["^", ["+", *[f"v{i}" for i in range(9)], "-1"], "12"], ["^", "v0", "9"]],
        tuple(f"v{i}" for i in range(9)),
        given=[[r, f"v{i}", b] for i in range(9) for r, b in ((">=", "1/7"), ("<=", "9"))],
    ),
    "deep rules": lambda: fill(
        lambda n: (
            {
                **prove([">=", "x", "0"], given=[[">=", "x", "0"]]),
                "proof": {
                    "rule": "conclude",
                    "proofs": [
                        {
                            "rule": "have",
                            "statement": [">=", ["^", ["+", "x", "y", "1"], "40"], "0"],
                            "proof": SIGN,
                            "then": SIGN,
                        }
                    ],
                },
            }
            if n
            else {}
        )
    ),
    "wide residues": lambda: fill(
        lambda n: {
            **prove([">=", ["^", ["+", "n", "1"], "60"], "0"], ("n",)),
            "claim": {
                "variables": {"n": "integer"},
                "given": [],
                "conclude": [[">=", ["^", ["+", "n", "1"], "60"], "0"]],
            },
            "proof": {
                "rule": "conclude",
                "proofs": [
                    {
                        "rule": "residues",
                        "variable": "n",
                        "name": "k",
                        "modulus": min(n + 1, 1000),
                        "cases": [SIGN] * min(n + 1, 1000),
                    }
                ],
            },
        }
    ),
    "positions 41 5": lambda: positions(41, 5),
    "positions 24 10": lambda: positions(24, 10),
    "positions of long numbers": lambda: positions(20, 4, 1000),
    "positions in the plane": lambda: fill(lambda n: positions(n, 2, 3)),
    "position in 200 dimensions": lambda: positions(122, 120, 1),
    "deep network": lambda: fill(lambda n: layered(n + 2, "0xfffffffb", 400)),
    "deep network of large weights": lambda: fill(lambda n: layered(n + 2, "0x" + "f" * 400, 500)),
    "deep network at many points": lambda: fill(lambda n: layered(300, "0x3", n + 1)),
    "folded network": lambda: folded(14),
    "half-spaces": lambda: fill(shattering),
    "interpolation": lambda: fill(lambda n: interpolation(20, n + 20, "softplus")),
    "interpolation by gelu": lambda: fill(lambda n: interpolation(9, n + 9, "gelu")),
    "interpolation by x^64": lambda: fill(lambda n: interpolation(60, n + 60, "x^64")),
    "family of many assignments": lambda: family(5, 0, 15),
    "family of many parameters": lambda: family(19, 0, 1),
    "ranks": lambda: ranks(3),
    "unbalanced nesting": lambda: {
        **HEAD,
        "kind": "proof",
        "claim": json.loads("[" * 900 + "]" * 900),
    },
}


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def check(document: Document, folder: Path) -> tuple[float, float, dict[str, Any]]:
    """Processor seconds, megabytes and the answer."""
    path = folder / "heavy.json"
    path.write_text(json.dumps(document))
    assert path.stat().st_size <= MAX_BYTES
    command = [sys.executable, "-I", "-m", "memproof.checker", "--json", str(path)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limit_memory,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    del started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert run.stderr == ""
    (line,) = run.stdout.splitlines()
    return seconds, after.ru_maxrss / 1024, json.loads(line)


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_heavy_files_end(name: str, tmp_path: Path) -> None:
    seconds, megabytes, answer = check(HEAVY[name](), tmp_path)
    print(f"{name}: {seconds:.2f} s, up to {megabytes:.0f} MB, {answer}"[:300])
    assert seconds < MAX_SECONDS
    assert answer["accepted"] or "MemoryError" not in answer["detail"]


def test_budget_does_not_depend_on_what_came_before() -> None:
    from memproof.checker.budget import budget_for
    from memproof.checker.normal import Context

    def work() -> int:
        with budget_for(0) as budget:
            start = budget.left or 0
            Context({"x": False}).normal(["ln", ["+", "6", ["^", "x", "2"]]])
            return start - (budget.left or 0)

    assert work() == work() > 0
