"""The chains of Vardi–Yehudai–Shamir and Park et al.: certificates, constants, near misses."""

from __future__ import annotations

import copy
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from memproof.certificates import read_certificate
from memproof.certificates.modules import lemmas_folder
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.constructions.vardi.network import (
    choose_group_size,
    count_vardi_depth,
    count_vardi_printed_formula,
)
from memproof.library.audit import Audit, audit
from memproof.library.load import Library, load_library
from memproof.library.model import Inequality, repair_id
from memproof.provers import decide
from memproof.statements.claims import make_claim

PAPERS = ("vardi_yehudai_shamir_2021", "park_et_al_2021")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """These chains with the one that they mention."""
    root = tmp_path_factory.mktemp("lemmas")
    for paper in (*PAPERS, "yang_yang_2026"):
        (root / paper).symlink_to(lemmas_folder() / paper)
    return load_library(root)


@pytest.fixture(scope="module")
def found(library: Library) -> Audit:
    return audit(library)


def own_parts(library: Library) -> list[tuple[str, Any, Any]]:
    return [entry for entry in library.parts() if entry[1].paper in PAPERS]


def module(library: Library, paper: str, stem: str) -> Any:
    """Return a lemma file's module as the library loaded it."""
    name = [m for m in sys.modules if m.endswith(f".{paper}.{stem}")][-1]
    return sys.modules[name]


def test_every_part_is_decided_as_expected(library: Library, found: Audit) -> None:
    for identifier, _, _ in own_parts(library):
        assert found.part(identifier).accepted, identifier
    names = {identifier for identifier, _, _ in own_parts(library)}
    lemmas = {name.split("/")[0] for name in names}
    assert [e for e in found.errors if any(e.startswith(f"{name}") for name in lemmas)] == []


def test_states_are_honest(found: Audit) -> None:
    states = {lemma.lemma: lemma.state for lemma in found.lemmas}
    assert states["VYS0"] == states["VYS3"] == "proved"
    for name in ("VYS4", "VYS5", "VYS6", "VYS7"):
        assert states[name] == "argued"
    assert states["PLYS20"] == found.part("PLYS2/theorem").inherited == "argued"
    # For separated points it rests on the keys, and these on a cited fact.
    assert states["PLYS2"] == found.part("PLYS2/points").inherited == "argued"
    # Its claims are proved; the networks stand beside them.
    assert states["PLYS17"] == "proved"
    for name in ("VYS4-sizes", "VYS7-sizes", "PLYS20-sizes"):
        assert states[name] == "instances"
    for name in (
        "VYS5/sharp",
        "VYS5/lean-sharp",
        "PLYS14/repaired",
        "PLYS15/repaired",
        "PLYS2/depth",
    ):
        assert found.part(name).grade == "proved"
    assert {states[name] for name in ("PLYS1", "PLYS14", "PLYS15", "PLYS16")} == {"proved"}
    assert found.part("VYS5/theorem").rests_on != ()


def test_tampered_certificates_are_rejected(library: Library) -> None:
    """A constant one smaller in the statement, the proof left as it is."""
    entry = library.entry("VYS5")
    (part,) = [p for p in entry.lemma.parts if p.name == "lean-algebra"]
    document = dict(read_certificate(entry.certificate(part)))
    wrong = copy.deepcopy(document)
    text = repr(wrong["claim"]["conclude"])
    wrong["claim"]["conclude"] = replace_last(wrong["claim"]["conclude"], "4", "3")
    assert repr(wrong["claim"]["conclude"]) != text
    with pytest.raises(Rejected):
        Session([wrong]).check(wrong["id"])
    assert Session([document]).check(document["id"]).verdict == "proved"


def replace_last(value: Any, old: str, new: str) -> Any:
    """Replace the last occurrence of a number in a prefix form."""
    if isinstance(value, list):
        for at in range(len(value) - 1, -1, -1):
            changed = replace_last(value[at], old, new)
            if changed != value[at]:
                return [*value[:at], changed, *value[at + 1 :]]
    return new if value == old else value


def printed_bound(count: int, m: float) -> float:
    logarithm = math.log2(count)
    return math.sqrt(count * logarithm) + math.sqrt(count / logarithm) * m


def test_smallest_constant_on_a_grid() -> None:
    """formula ≤ 3.681·Q on the grid, attained at N = 2; mu just above m is the worst."""
    worst: dict[int, float] = {}
    for count in [*range(2, 3000), *(10**k for k in range(4, 7))]:
        least = 2 * math.log2(count) + math.log2(5 * math.sqrt(math.pi))
        size = max(1, math.isqrt(int(count / math.log2(count))))
        # The ratio is largest where the ceiling has just gone up.
        for m in (least, *(math.ceil(least) + extra + 1e-9 for extra in range(12))):
            formula = count_vardi_printed_formula(count, math.ceil(m), 1, size)
            worst[count] = max(worst.get(count, 0.0), formula / printed_bound(count, m))
    assert max(worst.values()) == pytest.approx(3.681, abs=5e-4)
    assert max(worst, key=lambda count: worst[count]) == 2


def test_lean_depth_on_a_grid() -> None:
    """The built depth at the theorem's group size stays below √(N(μ + 1)) + μ + 4, exactly."""
    for count in (*range(1, 600), 10**4, 10**6):
        for mu in (1, 2, 7, 25, 60):
            depth = count_vardi_depth(count, mu, 1, choose_group_size(count, mu, 1))
            assert depth - mu - 4 <= 0 or (depth - mu - 4) ** 2 <= count * (mu + 1)


def test_near_misses_do_not_prove(library: Library) -> None:
    chain = module(library, "vardi_yehudai_shamir_2021", "v5_depth")
    weaker = make_claim(
        "2 + S + g*(mu + 1) <= 2*r*(mu + 1) + mu + 2",
        {"r": "real > 0", "mu": "integer >= 1", **chain.STEPS},
        given=["r <= g", "g <= r + 1", "g*(G - 1) <= 4*r^2*(mu + 1)", "4*S <= G + 2"],
    )
    assert decide(weaker, time_limit=10).name == "refuted"


def test_width_3_depth_needs_its_constant(library: Library) -> None:
    """The window between two powers of 2 leaves room for 6.2 and not for 6.18."""
    chain = module(library, "park_et_al_2021", "p02_depth")
    assert decide(chain.WINDOW, time_limit=10).name == "proved"
    tighter = make_claim("s*(3.09 - 4*s)^2 >= 1.008", {"s": "real in [0.1755, 0.351]"})
    assert decide(tighter, time_limit=10).name == "refuted"


def test_refuted_variants_have_points(library: Library) -> None:
    for identifier, entry, part in own_parts(library):
        if isinstance(part, Inequality) and part.expected == "refuted":
            document = read_certificate(Path(entry.certificate(part)))
            assert document["kind"] == "refutation", identifier


def test_every_erratum_names_its_place_and_its_repair(library: Library, found: Audit) -> None:
    repairs = {
        identifier: repair_id(entry.lemma, part)
        for identifier, entry, part in own_parts(library)
        if isinstance(part, Inequality) and part.printed
    }
    assert repairs == {
        "PLYS1/printed": "PLYS1/repaired",
        "PLYS1/lookup-printed": "PLYS1/lookup",
        "PLYS14/printed": "PLYS14/repaired",
        "PLYS14/identity": "PLYS14/folded",
        "PLYS15/printed": "PLYS15/repaired",
        "PLYS15/sums-only": "PLYS15/sums-repaired",
        "PLYS15/display": "PLYS15/display-repaired",
        "PLYS15/display-small": "PLYS15/display-repaired",
        "PLYS15/both-sides": "PLYS15/one-side",
        "PLYS16/width": "PLYS16/width-repaired",
        "PLYS16/stored": "PLYS16/stored-repaired",
        "PLYS16/value": "PLYS16/stored-repaired",
        "PLYS16/window": "PLYS16/window-repaired",
        "PLYS16/greater": "PLYS16/past",
        "PLYS20/printed": "PLYS20/count",
        "PLYS20/printed-blocks": "PLYS20/count-repaired",
    }
    for repair in repairs.values():
        assert (found.part(repair).verdict, found.part(repair).grade) == ("proved", "proved")


def test_every_erratum_of_the_library_has_a_repair() -> None:
    whole = load_library()
    names = {identifier for identifier, _, _ in whole.parts()}
    for identifier, entry, part in whole.parts():
        if isinstance(part, Inequality) and part.printed:
            assert repair_id(entry.lemma, part) in names, identifier
