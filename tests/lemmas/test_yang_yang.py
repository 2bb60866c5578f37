"""The trade-off chain U1-U13: its certificates, its constants, and what must not be provable."""

from __future__ import annotations

import copy
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from memproof.certificates import canonical, read_certificate
from memproof.certificates.modules import lemmas_folder
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.library.audit import Audit, audit, stored_documents
from memproof.library.load import Library, load_library
from memproof.library.model import Inequality, part_id
from memproof.library.regenerate import applicable_claims, regenerate
from memproof.provers import decide
from memproof.statements.claims import Claim, make_claim
from memproof.statements.parser import parse_expression

CHAIN = [f"U{i}" for i in range(1, 12)] + ["U11-direct", "U11-sizes", "U12", "U13"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The chain alone, so that other lemmas do not matter here."""
    root = tmp_path_factory.mktemp("lemmas")
    source, folder = lemmas_folder() / "yang_yang_2026", root / "yang_yang_2026"
    (folder / "certificates").mkdir(parents=True)
    for path in (source / "paper.py", *source.glob("u*.py"), *source.glob("certificates/u*.json")):
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


def module(library: Library, stem: str) -> Any:
    """Return a lemma file's module as the library loaded it."""
    (name,) = [m for m in sys.modules if m.endswith(f".yang_yang_2026.{stem}")][-1:]
    return sys.modules[name]


# --- the library -----------------------------------------------------------------------------


def test_lemmas_are_in_the_texts_order(library: Library) -> None:
    assert [lemma.id for lemma in library.lemmas] == CHAIN


def test_audit_has_no_error_and_decides_every_part(found: Audit) -> None:
    assert found.errors == ()
    assert all(part.accepted for part in found.parts)


def test_grades_are_honest(found: Audit) -> None:
    states = {lemma.lemma: lemma.state for lemma in found.lemmas}
    assert {i for i, s in states.items() if s == "proved"} == {"U7", "U8", "U9"}
    assert {i for i, s in states.items() if s == "cited"} == {"U1", "U2"}
    assert states["U12"] == "argued"
    assert states["U11-sizes"] == "instances"


def test_the_theorem_rests_on_networks_and_not_on_cited_facts(found: Audit) -> None:
    for name in ("k81", "k58", "k53", "sharp", "k40", "k34", "k33"):
        part = found.part(f"U12/{name}")
        assert (part.verdict, part.grade, part.inherited) == ("proved", "proved", "argued")
    assert "U11/compose" in found.part("U12/k81").rests_on
    assert "U13/packing" in found.part("U13/upper").rests_on
    assert "U2/union" in found.part("U13/trade-off").rests_on


def test_edges_are_actual_uses(found: Audit) -> None:
    assert set(found.part("U12/k58").uses) == {
        "U6/shape",
        "U11/assembly",
        "U11-direct/capacity",
        "U12/coded-9",
        "U12/direct-9",
        "U12/direct-short-9",
    }
    assert found.part("U2/direction").uses[0] == "U1/slab"


def test_docstrings_keep_the_order(library: Library) -> None:
    headings = ["Statement.", "Hypotheses.", "Constants.", "Source.", "Idea."]
    for path in sorted((lemmas_folder() / "yang_yang_2026").glob("u*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        present = [line.split(" ")[0] for line in lines if line.split(" ")[0] in headings]
        assert present[:5] == headings, path.name


def test_checker_alone_accepts_the_proofs(library: Library) -> None:
    files = [
        str(entry.certificate(part))
        for identifier, entry, part in library.parts()
        if identifier.split("/")[0] in ("U7", "U8", "U9")
    ]
    result = subprocess.run(
        [sys.executable, "-I", "-O", "-m", "memproof.checker", *files],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr


# --- the constants, computed again in exact integers ----------------------------------------


def capacity(width: int, depth: int, bits: int) -> int:
    """Keys that the chain's networks hold, by counting: steps, Theorem T or D, codes."""
    pairs = depth // 2
    groups = ((width - 2) // 2) * (width // 2)
    direct = width**2
    if pairs > 1:
        direct = 2 * width * (width - 1) + (pairs - 2) * width * (width - 2) - 1
    coded = [n * ((depth - 1 - n * bits) // 2) for n in range(1, depth // bits + 1)]
    return max(direct, groups * pairs, groups * max((c for c in coded if c > 0), default=0))


@pytest.mark.parametrize(
    ("constant", "width", "ratio"),
    [
        (Fraction(81), 9, 0),
        (Fraction(648, 11), 9, 0),
        (Fraction(1331, 25), 10, 0),
        (Fraction(40), 32, 32),
        (Fraction(34), 128, 100),
        (Fraction(33), 200, 200),
    ],
)
def test_constants_hold_on_a_grid(constant: Fraction, width: int, ratio: int) -> None:
    for bits in range(2, 7):
        depths = range(max(2, ratio * bits), max(130, ratio * bits + 25))
        for depth in depths:
            for w in range(width, width + 7):
                largest = int(Fraction(w * w * depth * depth) / (constant * bits))
                assert largest <= capacity(w, depth, bits), (w, depth, bits)


def test_constants_cannot_be_lowered_with_these_networks() -> None:
    assert capacity(9, 48, 2) == 1584
    assert 1585 * Fraction("58.87") * 2 <= 81 * 48**2 < 1585 * Fraction(648, 11) * 2
    assert capacity(11, 44, 2) == 2200
    assert 2201 * Fraction("53.21") * 2 <= 121 * 44**2 < 2201 * Fraction(1331, 25) * 2


def test_sharp_form_holds_on_a_grid() -> None:
    for bits in range(2, 8):
        for depth in range(bits + 3, 90):
            for w in range(9, 18):
                room = (w - 1) * (w - 3) * ((depth - 2) ** 2 - bits**2)
                assert room // (32 * bits) <= capacity(w, depth, bits), (w, depth, bits)


# --- near misses: statements a little too strong ---------------------------------------------

REFUTED: dict[str, Claim] = {
    "union with 2.1": make_claim("(N*(N - 1)/2)*(2.1/N^2) < 1", {"N": "integer >= 2"}),
    "union from one point on": make_claim("(N*(N - 1)/2)*(2/N^2) > 0", {"N": "integer >= 1"}),
    "slab width": make_claim(
        "(sqrt(2*pi/d)/N^2)*sqrt(2*d/pi) <= 1.99/N^2", {"N": "integer >= 2", "d": "integer >= 1"}
    ),
    "park constant": make_claim("sqrt(2*pi/d) >= 1.571*sqrt(8/(pi*d))", {"d": "integer >= 1"}),
    "gap 0.99": make_claim(
        "abs((a + 1) - (b + 1)) >= 1",
        {"a": "real", "b": "real", "z": "real > 0"},
        given=["abs(a - b) > z", "z >= 0.99"],
    ),
    "floors 0.99": make_claim(
        "floor(t) >= floor(v) + 1", {"t": "real", "v": "real"}, given=["t - v >= 0.99"]
    ),
    "pigeonhole 0.51": make_claim(
        "max(a, b) >= 0.51", {"a": "real >= 0", "b": "real >= 0"}, given=["a + b = 1"]
    ),
    "margin N - 1": make_claim(
        "M*t <= M*floor(t) + M - 1",
        {"t": "real", "N": "integer >= 2", "M": "integer >= 1"},
        given=["M >= N - 1", "t - floor(t) <= 1 - 1/N"],
    ),
    "key range": make_claim(
        "floor(t + theta) <= 2^B - 1",
        {"t": "real >= 0", "theta": "real in [0, 1)", "R": "real", "B": "integer >= 1"},
        given=["t <= R", "R <= 2^B"],
    ),
    "top bit of a real": make_claim(
        "max(0, v - 2^(K - 1) + 1) - max(0, v - 2^(K - 1)) = 0",
        {"K": "integer >= 1", "v": "real >= 0"},
        given=["v < 2^(K - 1)"],
    ),
    "match without a gap": make_claim(
        "max(0, s + 1) - max(0, s) - max(0, s - M + 1) + max(0, s - M) = 0",
        {"M": "integer >= 2", "s": "real"},
        given=["s >= M - 1/2"],
    ),
    "groups 4/26": make_claim("floor((W - 3)/2)*floor(W/2) >= (4/26)*W^2", {"W": "integer >= 9"}),
    "groups 20/120 from 10": make_claim(
        "floor((W - 2)/2)*floor(W/2) >= (20/120)*W^2", {"W": "integer >= 10"}
    ),
    "blocks 1/4 and more": make_claim(
        "floor(W/2)*(floor((W + 1)/2) + 1) >= (251/1000)*W^2 + W/2", {"W": "integer >= 2"}
    ),
    "Theorem D 64": make_claim(
        "2*W*(W - 1) + (S - 2)*W*(W - 2) - 1 >= ((64*S + 17)/81)*W^2",
        {"W": "integer >= 9", "S": "integer >= 2"},
    ),
    "concave below 12": make_claim(
        "z*(L - 2 - z)/2 >= L^2/12", {"L": "real >= 11.9", "z": "real in [L/3, L/2]"}
    ),
    "short up to 11": make_claim(
        "12*E*floor(L/2) >= L^2", {"E": "integer >= 2", "L": "integer in [2, 11]"}
    ),
    "direct up to 47": make_claim(
        "(648/11)*E*((7/9)*floor(L/2) + 17/81) >= L^2",
        {"E": "integer >= 2", "L": "integer in [2, 47]"},
    ),
    "direct up to 43 from width 10": make_claim(
        "(1331/25)*E*((4/5)*floor(L/2) + 19/100) >= L^2",
        {"E": "integer >= 2", "L": "integer in [2, 43]"},
    ),
    "codes below 648/11 at 48": make_claim(
        "((58.9)*4/27)*2*n*floor((47 - 2*n)/2) >= 48^2", {"n": "integer in [1, 23]"}
    ),
    "scale from one point on": make_claim(
        "2*(N^2/(delta*sqrt(2*pi/d))) + 1 <= 4*(N^2/(delta*sqrt(2*pi/d)))",
        {"N": "integer >= 1", "d": "integer >= 1", "delta": "real in (0, 2]"},
    ),
    "key bits without the 1": make_claim(
        "ceil(log2(2*(N^2/(delta*sqrt(2*pi/d))) + 1)) <= "
        "2*log2(N) + log2(1/delta) + log2(d)/2 + log2(8/pi)/2",
        {"N": "integer >= 2", "d": "integer >= 1", "delta": "real in (0, 2]"},
    ),
    "packing 4.99": make_claim(
        "log2(1 + 2/delta) <= log2(4.99)*log2(1/delta)", {"delta": "real in (0, 1/2]"}
    ),
    "packing up to 1": make_claim(
        "log2(1 + 2/delta) <= log2(5)*log2(1/delta)", {"delta": "real in (0, 1)"}
    ),
}


@pytest.mark.parametrize("name", REFUTED)
def test_near_misses_are_refuted(name: str) -> None:
    assert decide(REFUTED[name], time_limit=4).name == "refuted"


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


def check_alone(document: dict[str, Any], documents: dict[str, dict[str, Any]]) -> None:
    """Check one document; those it uses stand in as cited, with the same claims."""
    stubs = [
        {
            "format": "memproof-certificate",
            "version": 1,
            "kind": "cited",
            "id": name,
            "claim": documents[name]["claim"],
            "source": "stands in for its own certificate",
        }
        for name in document.get("uses", {})
    ]
    Session([*stubs, document]).check(document["id"])


MUTANTS = [
    ("U1/slab", "2*d/pi", "19/10*d/pi"),
    ("U2/direction", "2*pi", "21/10*pi"),
    ("U4/theta", "1/N", "11/10/N"),
    ("U5/quarter", "1/4", "13/50"),
    ("U6/shape", "4/27", "4/26"),
    ("U6/ten", "10", "8"),
    ("U11-direct/capacity", "17", "18"),
    ("U11-direct/capacity", "63", "64"),
    ("U11/assembly", "9", "8"),
    ("U12/short", "10", "11"),
    ("U12/direct-short-9", "46", "47"),
    ("U12/coded-9", "47", "45"),
    ("U12/k81", "81", "80"),
    ("U12/k81", "9", "8"),
    ("U12/k58", "648/11", "589/10"),
    ("U12/k53", "1331/25", "53"),
    ("U12/k53", "10", "9"),
    ("U12/sharp", "32", "31"),
    ("U12/k33", "33", "32"),
    ("U13/trade-off", "648/11", "58"),
    ("U13/upper", "log2(5)", "log2(4)"),
    ("U13/upper", "1/2", "1"),
]


@pytest.mark.parametrize(("identifier", "old", "new"), MUTANTS)
def test_stronger_claims_are_not_carried_by_the_stored_proof(
    documents: dict[str, dict[str, Any]], identifier: str, old: str, new: str
) -> None:
    check_alone(documents[identifier], documents)
    with pytest.raises(Rejected) as error:
        check_alone(changed(documents[identifier], old, new), documents)
    assert error.value.reason not in ("malformed", "hypothesis-fails", "wrong-uses")


@pytest.mark.parametrize("constant", ["80", "81/2", "1"])
def test_a_smaller_constant_is_not_provable_with_the_same_sketch(
    library: Library, constant: str
) -> None:
    lemma = library.entry("U12").lemma
    (part,) = [p for p in lemma.parts if p.name == "k81"]
    assert isinstance(part, Inequality)
    weaker = module(library, "u12_trade_off").trade_off(constant)
    assert (
        decide(weaker, sketch=part.sketch, lemmas=applicable_claims(library), time_limit=2).name
        == "unknown"
    )


def test_a_dropped_hypothesis_is_noticed(documents: dict[str, dict[str, Any]]) -> None:
    for identifier in ("U12/deep", "U12/sharp", "U11/assembly", "U4/scaled", "U9/gate", "U3/gap"):
        original = documents[identifier]
        relations = range(len(original["claim"]["given"]))
        rejected = 0
        for position in relations:
            mutant = copy.deepcopy(original)
            del mutant["claim"]["given"][position]
            try:
                check_alone(mutant, documents)
            except Rejected:
                rejected += 1
        assert rejected >= 2, identifier


def test_a_changed_leaf_unsettles_what_uses_it(documents: dict[str, dict[str, Any]]) -> None:
    stronger = changed(documents["U1/density"], "2*eps", "1*eps")
    others = [d for i, d in documents.items() if i != "U1/density"]
    with pytest.raises(Rejected) as error:
        Session([*others, stronger]).check("U1/slab")
    assert error.value.reason == "digest-mismatch"


# --- the certificates are what the files say -------------------------------------------------


def test_proofs_are_deterministic(library: Library, documents: dict[str, dict[str, Any]]) -> None:
    lemmas = applicable_claims(library)
    for identifier in ("U12/k58", "U12/coded-10", "U1/slab", "U8/hit", "U13/key-bits"):
        entry = library.entry(identifier.split("/")[0])
        (part,) = [p for p in entry.lemma.parts if part_id(entry.lemma, p) == identifier]
        assert isinstance(part, Inequality)
        first, second = (
            decide(part.claim, sketch=part.sketch, lemmas=lemmas, identifier=identifier)
            for _ in range(2)
        )
        assert first.name == "proved"
        assert canonical(first.certificate) == canonical(second.certificate)
        assert first.certificate["claim"] == documents[identifier]["claim"]


def test_documents_stay_small(library: Library) -> None:
    sizes = {
        identifier: entry.certificate(part).stat().st_size
        for identifier, entry, part in library.parts()
    }
    assert max(sizes.values()) < 2 * 2**20
    assert all(sizes[i] < 12_000 for i, _, part in library.parts() if isinstance(part, Inequality))
    assert sum(sizes.values()) < 8 * 2**20


@pytest.mark.long
def test_everything_regenerates(tmp_path: Path) -> None:
    source = lemmas_folder() / "yang_yang_2026"
    target = tmp_path / "yang_yang_2026"
    target.mkdir()
    for path in (source / "paper.py", *source.glob("u*.py")):
        (target / path.name).write_bytes(path.read_bytes())
    fresh = load_library(tmp_path)
    outcomes = regenerate(fresh, time_limit=60)
    assert all(outcome.written for outcome in outcomes)
    assert audit(fresh).errors == ()
    # Proofs may change with the prover; claims, networks and citations may not.
    for _, entry, part in fresh.parts():
        name = entry.certificate(part).name
        new, stored = target / "certificates" / name, source / "certificates" / name
        if isinstance(part, Inequality):
            assert read_certificate(new)["claim"] == read_certificate(stored)["claim"], name
        else:
            assert new.read_bytes() == stored.read_bytes(), name
    assert len(stored_documents(fresh)) == len(outcomes)
