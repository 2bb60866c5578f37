"""Yun–Sra–Jadbabaie and Bartlett et al., Theorems 3 and 11: certificates, constants, defects."""

from __future__ import annotations

import copy
import re
import shutil
from fractions import Fraction
from itertools import product
from math import log2
from pathlib import Path
from typing import Any

import pytest

from memproof.certificates import canonical, read_certificate
from memproof.certificates.modules import lemmas_folder
from memproof.checker.documents import Accepted, Session
from memproof.checker.errors import Rejected
from memproof.constructions.max_pieces import count_max_pieces
from memproof.constructions.shatter_network import count_theorem_11
from memproof.library.audit import stored_documents
from memproof.library.load import Library, load_library
from memproof.library.model import Evidence, Inequality, owner_id, part_id
from memproof.library.regenerate import regenerate
from memproof.provers import decide
from memproof.statements.claims import make_claim

OURS = ["Theorem-3", "Theorem-3-all", "Theorem-11", "YSJ1", "YSJ2", "YSJ3", "YSJ4"]
PAPERS = ("bartlett_et_al_2019", "yang_yang_2026", "yun_sra_jadbabaie_2019")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("lemmas")
    for paper in PAPERS:
        (root / paper).symlink_to(lemmas_folder() / paper)
    return load_library(root)


@pytest.fixture(scope="module")
def session(library: Library) -> Session:
    return Session(stored_documents(library))


@pytest.fixture(scope="module")
def found(session: Session) -> dict[str, Accepted]:
    """What the checker says of our documents; they state what the lemma files state."""
    names = [name for name in session.documents if name.split("/")[0] in OURS]
    return {name: session.check(name) for name in names}


@pytest.fixture(scope="module")
def documents(library: Library) -> dict[str, dict[str, Any]]:
    return {
        identifier: dict(read_certificate(entry.certificate(part)))
        for identifier, entry, part in library.parts()
        if entry.certificate(part).is_file()
    }


def test_every_part_is_accepted_with_the_expected_verdict(
    library: Library, found: dict[str, Accepted]
) -> None:
    ours = [(i, part) for i, entry, part in library.parts() if entry.lemma.id in OURS]
    assert sorted(i for i, _ in ours) == sorted(found)
    for identifier, part in ours:
        expected = part.expected if isinstance(part, Inequality) else "evidence"
        assert found[identifier].verdict == expected, identifier


def test_declared_edges_are_the_used_ones(library: Library, found: dict[str, Accepted]) -> None:
    for lemma in library.lemmas:
        if lemma.id in OURS:
            used = {
                owner_id(name) for part in lemma.parts for name in found[part_id(lemma, part)].uses
            }
            assert used - {lemma.id} == set(lemma.declared_uses), lemma.id


def test_grades_are_those_of_what_is_used(found: dict[str, Accepted]) -> None:
    assert found["Theorem-11/labelings"].grade == "exhaustive"
    assert found["Theorem-11/shattering"].inherited == "argued"
    assert found["YSJ1/families"].grade == "exhaustive"
    for name in ("YSJ3/count", "Theorem-3/constant", "YSJ1/count", "YSJ4/count"):
        assert found[name].inherited == "proved"
    for name in ("Theorem-3/theorem", "Theorem-3/octave-theorem", "Theorem-3-all/octave-theorem"):
        assert found[name].grade == "proved" and found[name].inherited == "argued"
    assert found["Theorem-3-all/points"].inherited == "proved"
    assert found["Theorem-3-all/theorem"].inherited == "argued"
    for name in ("YSJ1/printed", "YSJ1/whole", "YSJ3/capacity", "YSJ4/printed"):
        assert found[name].grade == "proved" and found[name].inherited == "argued"
    for name in ("YSJ1/one-hot", "YSJ2/binary", "YSJ2/enough", "YSJ3/outputs", "YSJ3/printed"):
        assert found[name].inherited == "argued"
    for name in ("YSJ3/first", "YSJ3/middle", "YSJ3/last"):
        assert found[name].inherited == "proved"


def test_grades_in_the_documentation(session: Session) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "shallow.rst").read_text(
        encoding="utf-8"
    )
    rows = re.findall(r"   \* - ``([A-Za-z0-9-]+/[a-z0-9-]+)``\n     - .*\n     - (\w+)\n", page)
    assert len(rows) == 21
    for identifier, grade in rows:
        assert session.check(identifier).inherited == grade, identifier


def test_printed_epsilon_is_refuted_where_the_network_fails(
    library: Library, documents: dict[str, dict[str, Any]]
) -> None:
    point = documents["Theorem-11/printed"]["point"]
    assert {name: Fraction(value) for name, value in point.items()} == {
        "r": 4,
        "m": 1,
        "b": Fraction(1, 16),
    }
    leak = documents["Theorem-11/leak"]["claim"]
    assert leak["labels"] == ["3/2"] and leak["points"] == [["1/2", "1"]]
    part = next(p for i, _, p in library.parts() if i == "Theorem-11/printed")
    assert isinstance(part, Inequality) and "epsilon" in part.printed


def mutants() -> list[tuple[str, Any, str]]:
    def label(document: dict[str, Any]) -> None:
        document["claim"]["labels"][5] = "1" if document["claim"]["labels"][5] == "0" else "0"

    def weight(document: dict[str, Any]) -> None:
        entry = document["evidence"]["instances"][3]
        entry["network"]["layers"][-1]["rows"][0][0] += 1

    def vector(document: dict[str, Any]) -> None:
        document["claim"]["labels"][5][1] = "7/9"

    def piece(document: dict[str, Any]) -> None:
        entries = document["evidence"]["instances"]
        entries[2]["network"] = entries[1]["network"]

    def row(document: dict[str, Any]) -> None:
        document["evidence"]["realised"].pop()

    def swapped(document: dict[str, Any]) -> None:
        rows = document["evidence"]["realised"]
        rows[0][1], rows[1][1] = rows[1][1], rows[0][1]

    def moved(document: dict[str, Any]) -> None:
        document["claim"]["points"][2] = ["2", "1/2"]

    def leak(document: dict[str, Any]) -> None:
        document["claim"]["labels"] = ["1"]

    def instance(document: dict[str, Any]) -> None:
        document["evidence"]["instances"].pop(7)

    return [
        ("Theorem-11/rows", instance, "missing-assignment"),
        ("Theorem-11/rows", weight, "wrong-interval"),
        ("Theorem-11/leak", leak, "wrong-value"),
        ("Theorem-11/labelings", row, "missing-labeling"),
        ("Theorem-11/labelings", swapped, "wrong-label"),
        ("YSJ1/snake-42", vector, "wrong-value"),
        ("YSJ1/direct-20", vector, "wrong-value"),
        ("YSJ1/one-hot-30", vector, "wrong-value"),
        ("YSJ1/families", instance, "missing-assignment"),
        ("YSJ1/snake-outputs", instance, "missing-assignment"),
        ("YSJ1/one-hot-family", instance, "missing-assignment"),
        ("YSJ3/vectors", instance, "missing-assignment"),
        ("YSJ3/vectors-52", vector, "wrong-value"),
        ("YSJ2/pieces-many", piece, "wrong-pieces"),
        ("YSJ4/peeled-30", label, "wrong-value"),
        ("YSJ4/peeled-labelings", row, "missing-labeling"),
        ("YSJ4/residual-labelings", swapped, "wrong-label"),
        ("YSJ4/position-plane", moved, "on-a-hyperplane"),
        ("YSJ4/residual-30", label, "wrong-value"),
    ]


@pytest.mark.parametrize(("identifier", "break_it", "reason"), mutants())
def test_one_defect_is_rejected(
    documents: dict[str, dict[str, Any]], identifier: str, break_it: Any, reason: str
) -> None:
    document = copy.deepcopy(documents[identifier])
    assert Session([document]).check(identifier)
    break_it(document)
    with pytest.raises(Rejected) as error:
        Session([document]).check(identifier)
    assert not reason or error.value.reason == reason


def test_every_table_entry_up_to_eight_is_attained(documents: dict[str, dict[str, Any]]) -> None:
    shown = {
        (values["d1"], values["d2"]): values["P"]
        for part in ("many", "single", "two", "one")
        for values in (
            entry["parameters"]
            for entry in documents[f"YSJ2/pieces-{part}"]["evidence"]["instances"]
        )
    }
    assert shown == {shape: count_max_pieces(*shape) for shape in product(range(1, 9), repeat=2)}


def fits_budget(r: int, layers: int) -> bool:
    """Whether Theorem 3's choice meets its own budgets, by Theorem 11's counts."""
    if r * layers % 8:
        return False
    m, parameters = r * layers // 8, 4**r * layers
    n = parameters - 5 * m * 2**r
    if n < 1:
        return False
    counts = count_theorem_11(r, m, n)
    return counts.layers <= layers and counts.parameters <= parameters


def test_range_of_theorem_3() -> None:
    for r in range(4, 13):
        for layers in range(1, 400):
            expected = (
                (layers == 8 or 13 <= layers <= 16 or layers >= 18)
                and (r, layers) not in ((4, 18), (4, 26))
                and r * layers % 8 == 0
            )
            assert fits_budget(r, layers) is expected, (r, layers)
    assert not any(fits_budget(3, 8 * k) for k in range(1, 40))


def test_constant_of_theorem_3_is_attained_at_r_4() -> None:
    r, layers = 4, 8
    m, parameters = r * layers // 8, 4**r * layers
    share = Fraction(m * (parameters - 5 * m * 2**r), parameters * layers * 2 * r)
    assert share == Fraction(27, 512)


def test_constant_for_all_sizes() -> None:
    """The choice of Theorem-3-all, and the best one at its worst size."""
    worst = Fraction(0)
    for layers in range(8, 120):
        k = -(-layers // 12)
        for parameters in {16 * layers * 21**e // 20**e for e in range(0, 90, 3)}:
            r = 2
            while (r + 3) * 2 ** (r + 1) * layers < parameters:
                r += 1
            m = r * k
            left = parameters - 2 - k * ((11 + r) * 2**r + 6 * r + 2)
            counts = count_theorem_11(r, m, left)
            assert counts.layers <= layers and counts.parameters == parameters
            # A float's logarithm: the certificate decides, this looks for slips in its statement.
            size = Fraction(parameters * layers) * Fraction(log2(parameters / layers))
            worst = max(worst, size / (m * left))
            if parameters >= 96 * layers:
                assert size / (m * left) <= (31 if parameters < 512 * layers else Fraction(51, 2))
    assert Fraction(3716, 100) < worst <= Fraction(75, 2)
    assert worst == Fraction(192 * 12 * 4, 248)
    assert max(r * (190 - (11 + r) * 2**r - 6 * r - 2) for r in range(1, 8)) == 248


CHANGED = [
    ("2*floor(d1/4) <= floor(d1/2) - 1", {"d1": "integer >= 1"}, []),
    (
        "(W - 2)/(2*(W + 1))*(2*S)*W*(W + 1) <= 2*W*(W - 1) + (S - 2)*W*(W - 2) - 2*W - 1",
        {"W": "integer >= 3", "S": "integer >= 2"},
        [],
    ),
    # A last pair's p q is 20 where its printed share is 4.
    (
        "4*floor((A - y)/4)*floor((B - y)/(4*y)) + 17 <= (A - y)*floor(B/y)",
        {"A": "integer >= 1", "B": "integer >= 1", "y": "integer >= 1"},
        ["floor((A - y)/4) >= 1", "floor((B - y)/(4*y)) >= 1"],
    ),
    ("2/12*(z - 1/4 - 66/12) >= (1/37)*z*log2(z)", {"z": "real in [16, 40]"}, []),
    ("3 + 5*ceil(L/8) <= L - 1", {"L": "integer >= 18"}, []),
    ("2*ceil(N/(d - 1)) <= 4*N/d + 1/2", {"d": "integer >= 2", "N": "integer >= 1"}, []),
    ("max(0, t + 1) - 2*max(0, t) + max(0, t - 1) = 0", {"t": "real <= 0"}, []),
]


@pytest.mark.parametrize(("text", "variables", "given"), CHANGED)
def test_weakened_statements_are_refuted(
    text: str, variables: dict[str, str], given: list[str]
) -> None:
    assert decide(make_claim(text, variables, given), time_limit=10).name == "refuted"


def test_networks_are_made_again_byte_for_byte(
    library: Library, documents: dict[str, dict[str, Any]]
) -> None:
    names = ["Theorem-11/rows", "YSJ1/snake-42", "YSJ2/pieces-two", "YSJ4/residual-30"]
    made = []
    for identifier, _, part in library.parts():
        if identifier in names and isinstance(part, Evidence):
            again = part.build()
            for field in ("claim", "evidence"):
                assert canonical(again[field]) == canonical(documents[identifier].get(field, {}))
            made.append(identifier)
    assert sorted(made) == sorted(names)


@pytest.mark.long
def test_all_are_proved_again(tmp_path: Path) -> None:
    for paper in PAPERS:
        shutil.copytree(lemmas_folder() / paper, tmp_path / paper)
    library = load_library(tmp_path)
    outcomes = regenerate(library, only=OURS, time_limit=60)
    expected = {"proved", "refuted", "evidence"}
    assert [one for one in outcomes if one.verdict not in expected] == []
