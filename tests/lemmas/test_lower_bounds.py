"""The lower-bound chain V1-V10 and the refutation: certificates, constants, near misses."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import comb, isqrt
from pathlib import Path
from typing import Any

import pytest
from flint import arb, ctx

from memproof.certificates import make_document, read_certificate
from memproof.certificates.modules import lemmas_folder
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.library.audit import Audit, audit
from memproof.library.load import Library, load_library
from memproof.library.model import Inequality
from memproof.networks.network import Network, build_layer, count_parameters
from memproof.networks.pieces import pieces_on_line
from memproof.statements.claims import Claim, make_claim
from memproof.statements.parser import parse_expression

OWN = ["YY-listed", "V3", "V4", "V5", "V6", "V7", "V8", "V9"]
BARTLETT = ["V1", "V2", "Lemma-18", "V10"]
FILES = {
    "yang_yang_2026": ["v*"],
    "bartlett_et_al_2019": ["lemma_1[78]*", "theorem_7_*"],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """These lemmas and those that they use."""
    root = tmp_path_factory.mktemp("lemmas")
    for name, stems in {**FILES, "yang_yang_2026": ["u*", "v*"]}.items():
        source, folder = lemmas_folder() / name, root / name
        (folder / "certificates").mkdir(parents=True)
        patterns = ["paper.py", *(f"{s}.py" for s in stems)]
        patterns += [f"certificates/{s}.json" for s in stems]
        for path in (path for pattern in patterns for path in source.glob(pattern)):
            (folder / path.relative_to(source)).symlink_to(path)
    return load_library(root)


@pytest.fixture(scope="module")
def documents(library: Library) -> dict[str, dict[str, Any]]:
    return {
        identifier: dict(read_certificate(entry.certificate(part)))
        for identifier, entry, part in library.parts()
    }


@pytest.fixture(scope="module")
def found(library: Library) -> Audit:
    return audit(library)


# --- the library -----------------------------------------------------------------------------


def test_every_part_is_decided_as_expected(found: Audit) -> None:
    assert found.errors == ()
    assert all(part.accepted and not part.unexpected for part in found.parts)


def test_grades_are_honest(found: Audit) -> None:
    states = {lemma.lemma: lemma.state for lemma in found.lemmas}
    assert {i for i in (*OWN, *BARTLETT) if states[i] == "proved"} == {"V3", "Lemma-18"}
    assert {i for i in (*OWN, *BARTLETT) if states[i] == "cited"} == {"V1"}
    for name in ("V2", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "YY-listed"):
        assert states[name] == "argued"


def test_the_bounds_name_what_they_rest_on(found: Audit) -> None:
    for name in ("V4/best", "V5/best", "V7/k27", "V8/rate"):
        part = found.part(name)
        assert (part.verdict, part.grade, part.inherited) == ("proved", "proved", "argued")
        assert {"V1/warren", "V2/growth"} <= set(part.rests_on)
    assert "V6/step" in found.part("V7/k27").rests_on
    part = found.part("YY-listed/every-constant")
    assert part.inherited == "argued"
    assert set(part.rests_on) >= {"U11-direct/theorem-t", "YY-listed/any-points"}
    assert not any(name.startswith("V1") for name in part.uses)


def test_printed_errata(library: Library) -> None:
    printed = {
        identifier
        for identifier, _, part in library.parts()
        if isinstance(part, Inequality) and part.printed and identifier[0] in "VLY"
    }
    tags = ("1", "100", "1000")
    assert printed == {"Lemma-18/printed", *(f"YY-listed/printed-{tag}" for tag in tags)}


def test_docstrings_keep_the_order() -> None:
    headings = ["Statement.", "Hypotheses.", "Constants.", "Source.", "Idea."]
    for name, stems in FILES.items():
        for path in (p for stem in stems for p in (lemmas_folder() / name).glob(f"{stem}.py")):
            lines = path.read_text(encoding="utf-8").splitlines()
            present = [line.split(" ")[0] for line in lines if line.split(" ")[0] in headings]
            assert present[:5] == headings, path.name


def test_checker_alone_accepts_the_refutation(library: Library, found: Audit) -> None:
    needed = {"YY-listed/every-constant", "YY-listed/powers", "YY-listed/printed-1000"}
    while more := {used for name in needed for used in found.part(name).uses} - needed:
        needed |= more
    files = [
        str(e.certificate(part)) for identifier, e, part in library.parts() if identifier in needed
    ]
    result = subprocess.run(
        [sys.executable, "-I", "-O", "-m", "memproof.checker", *files],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr


# --- the figures, computed again --------------------------------------------------------------


def layered(width: int, depth: int, inputs: int) -> Network:
    """A network of exactly this width and depth."""
    sizes = [inputs, *[width] * depth, 1]
    return Network(
        tuple(build_layer([[1] * before] * after, [0] * after) for before, after in pairwise(sizes))
    )


def total(width: int, depth: int, inputs: int = 1) -> int:
    """A = P_1 + ... + P_{L+1}, counted layer by layer on a network."""
    layers = layered(width, depth, inputs).layers
    sizes = [(layer.input_dimension + 1) * layer.output_dimension for layer in layers]
    return sum(sum(sizes[: i + 1]) for i in range(len(sizes)))


def formula(width: int, depth: int, inputs: int = 1) -> int:
    twice = width * (width + 1) * (depth - 1) * (depth + 2)
    return (inputs + 1) * width * (depth + 1) + twice // 2 + width + 1


def log2(value: int | Fraction | arb) -> arb:
    ctx.prec = 128
    ball = value if isinstance(value, arb) else arb(value.numerator) / arb(value.denominator)
    return ball.log() / arb(2).log()


def count_bound(width: int, depth: int, number: int) -> arb:
    """L + 1 + A log2(eN)."""
    return arb(depth + 1) + formula(width, depth) * log2(arb(1).exp() * number)


def largest(width: int, depth: int) -> int:
    """The largest N with N <= L + 1 + A log2(eN)."""
    low, high = 4 * formula(width, depth), 1 << 30
    assert count_bound(width, depth, low) > low and count_bound(width, depth, high) < high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count_bound(width, depth, middle) > middle else (low, middle)
    return low


def test_the_sum_is_counted_on_networks() -> None:
    for width, depth, inputs in product(range(1, 5), range(1, 6), range(1, 4)):
        assert total(width, depth, inputs) == formula(width, depth, inputs)
    assert count_parameters(layered(3, 4, 1)) == 2 * 3 + 3 * 3 * 4 + 3 + 1
    assert Fraction(formula(1, 1), 1) == 6
    assert Fraction(formula(9, 2), 9**2 * 2**2) == Fraction(61, 81)
    assert Fraction(formula(9, 3), 9**2 * 3**2) == Fraction(532, 729)


def test_v4_constants_are_the_suprema() -> None:
    best = 43 / log2(43 * arb(1).exp())
    wide = 3195 / (324 * log2(3195 * arb(1).exp()))
    assert largest(1, 1) == 43 and largest(9, 2) == 3195
    for width, depth in product(range(1, 13), range(1, 7)):
        number = largest(width, depth)
        ratio = number / (width**2 * depth**2 * log2(number * arb(1).exp()))
        assert (width, depth) == (1, 1) or ratio < best
        if width >= 9 and depth >= 2:
            assert (width, depth) == (9, 2) or ratio < wide
    assert abs(best - arb("6.26004537")) < arb("1e-7") and abs(wide - arb("0.75366009")) < 1e-7


def test_v5_constants_are_the_suprema() -> None:
    best, wide = 43 / log2(21), 3195 / (324 * log2(1597))
    assert abs(best - arb("9.78982")) < 1e-5 and abs(wide - arb("0.92669612")) < 1e-7
    for width, depth in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (9, 2), (9, 3), (10, 2)):
        square, most = width**2 * depth**2, largest(width, depth)
        for number in {2, 5, 6, most // 2, most - 1, most}:
            fine = log2(max(Fraction(2), Fraction(number - 1, 2)))
            ratio = number / (square * fine)
            assert (width, depth, number) == (1, 1, 43) or ratio < best
            if width >= 9:
                assert (width, depth, number) == (9, 2, 3195) or ratio < wide


def test_v7_count_is_sharp_where_stated() -> None:
    def holds(width: int, depth: int, k: int, q: int) -> bool:
        left = k * (log2(q) - depth * log2(width + 1))
        right = arb(depth + 1) + formula(width, depth) * log2(2 * arb(1).exp() * q)
        return bool(left < right)

    assert holds(1, 1, 14, 14) and not any(holds(1, 1, 14, q) for q in range(15, 60))
    assert holds(9, 2, 578, 10**4) and not holds(9, 2, 579, 10**4)


def test_pairs_need_the_ratio_of_binomials() -> None:
    for p, q in product(range(1, 8), range(1, 12)):
        for k in range(1, p + 1):
            assert q < p or comb(p, k) * q**k <= comb(q, k) * p**k
    assert comb(6, 2) * 4**2 > comb(4, 2) * 6**2


def test_seven_point_two_is_attained_at_five_only() -> None:
    for number in range(3, 2000):
        width = isqrt(number - 1) + 1
        assert 5 * 4 * width**2 <= 36 * number
        assert (5 * 4 * width**2 == 36 * number) == (number == 5)
    assert 5 * 4 * 2**2 > 36 * 2


def test_growth_bound_exceeds_the_exact_count_of_one_neuron() -> None:
    # One neuron on a line: f - t is monotone, so {f > t} is an end of the points.
    for number in range(1, 200):
        assert arb(2 * number).log() / arb(2).log() < count_bound(1, 1, number)


# --- pieces ----------------------------------------------------------------------------------


def networks(width: int, depth: int, count: int, seed: int) -> Iterator[Network]:
    """Random networks with small integer weights; deterministic."""
    source = random.Random(seed)

    def row(length: int) -> list[int]:
        return [source.randint(-4, 4) for _ in range(length)]

    sizes = [1, *[width] * depth, 1]
    for _ in range(count):
        yield Network(
            tuple(
                build_layer([row(before) for _ in range(after)], row(after))
                for before, after in pairwise(sizes)
            )
        )


def count_most(width: int, depth: int, count: int = 400) -> int:
    found = (pieces_on_line(n, -1000, 1000) for n in networks(width, depth, count, width + depth))
    return max(len(pieces) for pieces in found)


@pytest.mark.parametrize(
    ("width", "depth", "most"),
    [(1, 2, 3), (1, 3, 3), (1, 4, 3), (2, 2, 7), (1, 1, 2), (2, 1, 3), (3, 1, 4), (2, 3, 27)],
)
def test_no_network_has_more_pieces(width: int, depth: int, most: int) -> None:
    assert count_most(width, depth) <= most <= (width + 1) ** depth


def test_networks_split_at_most_as_many_pairs_as_they_have_pieces() -> None:
    from memproof.networks.evaluate import evaluate

    points = [(Fraction(i, 3),) for i in range(-60, 60)]
    for network in networks(3, 2, 60, 7):
        values = [outputs[0] > 0 for outputs in evaluate(network, points)]
        split = sum(values[i] != values[i + 1] for i in range(0, len(values), 2))
        assert split <= len(pieces_on_line(network, -20, 20)) <= 16


# --- near misses ------------------------------------------------------------------------------

SIZE = {"W": "integer >= 1", "L": "integer >= 1"}
WIDE = {"W": "integer >= 9", "L": "integer >= 2"}
NUMBER = {"N": "integer >= 1"}
SUM = "(2*W*(L + 1) + W*(W + 1)*(L - 1)*(L + 2)/2 + W + 1)"
COUNT = f"N <= L + 1 + {SUM}*log2(e*N)"
FINE = ["N <= 1 + 2/delta", COUNT]
SEPARATED = {**NUMBER, "delta": "real in (0, 1/2]"}
HALVES = ["2*k <= N", "N <= 2*k + 1", "N <= 2*Q"]
WHOLE = {"N": "integer >= 2", "k": "integer >= 1", "Q": "integer >= 1"}
PAIRS = "k*(log2(Q) - L*log2(W + 1)) <= L + 1 + " + SUM + "*log2(2*e*Q)"
IRREGULAR = "log2(Q) >= 2*L*log2(W + 1)"


def near(text: str, variables: dict[str, str], given: Sequence[str] = ()) -> Claim:
    return make_claim(text, variables, given=given)


NEAR_MISSES: dict[str, tuple[Claim, dict[str, str]]] = {
    "V3 5.99": (near(f"{SUM} <= 5.99*W^2*L^2", SIZE), {"W": "1", "L": "1"}),
    "V3 0.753": (near(f"{SUM} <= 0.753*W^2*L^2", WIDE), {"W": "9", "L": "2"}),
    "V4 6.2": (
        near("N <= 6.2*W^2*L^2*log2(e*N)", {**SIZE, **NUMBER}, [COUNT]),
        {"W": "1", "L": "1", "N": "43"},
    ),
    "V4 6.26": (
        near("N <= 6.26*W^2*L^2*log2(e*N)", {**SIZE, **NUMBER}, [COUNT]),
        {"W": "1", "L": "1", "N": "43"},
    ),
    "V4 0.7535": (
        near("N <= 0.7535*W^2*L^2*log2(e*N)", {**WIDE, **NUMBER}, [COUNT]),
        {"W": "9", "L": "2", "N": "3195"},
    ),
    "V4 0.75366": (
        near("N <= 0.75366*W^2*L^2*log2(e*N)", {**WIDE, **NUMBER}, [COUNT]),
        {"W": "9", "L": "2", "N": "3195"},
    ),
    "V5 9.7898": (
        near("N <= 9.7898*W^2*L^2*log2(1/delta)", {**SIZE, **SEPARATED}, FINE),
        {"W": "1", "L": "1", "N": "43", "delta": "1/21"},
    ),
    "V5 0.9266": (
        near("N <= 0.9266*W^2*L^2*log2(1/delta)", {**WIDE, **SEPARATED}, FINE),
        {"W": "9", "L": "2", "N": "3195", "delta": "1/1597"},
    ),
    "V5 without feasibility": (
        near("N <= 28*W^2*L^2*log2(1/delta)", {**SIZE, **SEPARATED}, [COUNT]),
        {"W": "1", "L": "1", "N": "29", "delta": "1/2"},
    ),
    "V5 beyond delta = 1/2": (
        near(
            "N <= 28*W^2*L^2*log2(1/delta)",
            {**SIZE, **NUMBER, "delta": "real in (0, 1)"},
            FINE,
        ),
        {"W": "1", "L": "1", "N": "3", "delta": "99/100"},
    ),
    "V7 26.99": (
        near("N - 1 <= 26.99*W^2*L^2", {**SIZE, **WHOLE}, [*HALVES, IRREGULAR, PAIRS]),
        {"W": "1", "L": "1", "N": "28", "k": "14", "Q": "14"},
    ),
    "V7 3.567": (
        near("N - 1 <= 3.567*W^2*L^2", {**WIDE, **WHOLE}, [*HALVES, IRREGULAR, PAIRS]),
        {"W": "9", "L": "2", "N": "1157", "k": "578", "Q": "10000"},
    ),
    "V7 without fine separation": (
        near("N - 1 <= 27*W^2*L^2", {**SIZE, **WHOLE}, [*HALVES, PAIRS]),
        {"W": "1", "L": "12", "N": "8192", "k": "4096", "Q": "4096"},
    ),
    "7.19": (
        near("4*W^2 <= 7.19*N", {"N": "integer >= 3", "W": "integer"}, ["(W - 1)^2 < N"]),
        {"N": "5", "W": "3"},
    ),
    "7.2 from two points on": (
        near("4*W^2 <= 7.2*N", {"N": "integer >= 2", "W": "integer"}, ["(W - 1)^2 < N"]),
        {"N": "2", "W": "2"},
    ),
    "Lemma 18 from 15.9": (near("r >= 4*log2(r)", {"r": "real >= 15"}), {"r": "159/10"}),
    "V9 one bit more": (
        near("P*b >= N + 1", {"P": "integer", "b": "integer", "N": "integer"}, ["P*b >= N"]),
        {"P": "2", "b": "3", "N": "6"},
    ),
}


def refute(claim: Claim, point: dict[str, str]) -> None:
    document = make_document("refutation", "near", {"claim": claim.document(), "point": point})
    assert Session([document]).check("near").verdict == "refuted"


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_misses_are_refuted_at_a_point(name: str) -> None:
    refute(*NEAR_MISSES[name])


def changed(document: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return the document with an expression of its claim replaced everywhere."""
    before, after = parse_expression(old).prefix(), parse_expression(new).prefix()

    def replace(value: Any) -> Any:
        if value == before:
            return after
        return [replace(part) for part in value] if isinstance(value, list) else value

    claim = {
        name: replace(part) if isinstance(part, list) else part
        for name, part in document["claim"].items()
    }
    assert claim != document["claim"]
    return {**document, "claim": claim}


def without(document: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the document without one hypothesis of its claim."""
    given = document["claim"]["given"]
    return {
        **document,
        "claim": {**document["claim"], "given": given[:number] + given[number + 1 :]},
    }


def check_alone(document: dict[str, Any], documents: dict[str, dict[str, Any]]) -> None:
    """Check one document; those it uses stand in as cited, with the same claims."""
    content = {name: documents[name]["claim"] for name in document.get("uses", {})}
    stubs = [
        make_document("cited", name, {"claim": claim, "source": "stands in"})
        for name, claim in content.items()
    ]
    Session([*stubs, document]).check(document["id"])


MUTANTS = [
    ("V2/full", "2*i*k", "i*k"),
    ("V2/cut", "2*i*k", "i*k"),
    ("V3/six", "6", "59/10"),
    ("V3/domain", "61/81", "60/81"),
    ("V3/beyond", "532/729", "531/729"),
    ("V4/excluded", "44", "43"),
    ("V4/excluded-wide", "3196", "3195"),
    ("V4/solved", "43/log2(43*e)", "42/log2(42*e)"),
    ("V4/solved-wide", "3195", "3194"),
    ("V4/best", "43", "42"),
    ("V4/k6", "6261/1000", "6260/1000"),
    ("V5/chord", "43", "44"),
    ("V5/solved", "21", "22"),
    ("V5/k10", "979/100", "978/100"),
    ("V6/three-layers", "(W + 1)^3", "(W + 1)^2"),
    ("V7/excluded", "15", "14"),
    ("V7/solved", "27", "26"),
    ("V7/solved-wide", "289/81", "288/81"),
    ("V7/k27", "27", "26"),
    ("V8/solved", "83/10", "8"),
    ("V8/rate", "1/12", "1/13"),
    ("V9/bits", "N", "N + 1"),
    ("V10/closed", "4*e*R", "2*e*R"),
    ("Lemma-18/closed", "16", "4"),
    ("YY-listed/root", "36/5", "35/5"),
    ("YY-listed/fine", "36/5", "35/5"),
    ("YY-listed/powers", "36/5", "35/5"),
]


@pytest.mark.parametrize(("identifier", "old", "new"), MUTANTS)
def test_mutants_are_rejected(
    identifier: str, old: str, new: str, documents: dict[str, dict[str, Any]]
) -> None:
    check_alone(documents[identifier], documents)
    with pytest.raises(Rejected):
        check_alone(changed(documents[identifier], old, new), documents)


@pytest.mark.parametrize(
    "identifier",
    [
        *("V4/line", "V4/best", "V4/in-space", "V5/best", "V5/solved", "V7/patterns"),
        *("V7/k27", "V8/rate", "V10/closed", "Lemma-18/closed", "YY-listed/fine"),
        *("YY-listed/powers",),
    ],
)
def test_no_hypothesis_can_be_dropped(
    identifier: str, documents: dict[str, dict[str, Any]]
) -> None:
    document = documents[identifier]
    check_alone(document, documents)
    for number, statement in enumerate(document["claim"]["given"]):
        # The least values of sizes serve only to make expressions defined.
        if statement[0] == ">=" and statement[2] in ("0", "1"):
            continue
        with pytest.raises(Rejected):
            check_alone(without(document, number), documents)
