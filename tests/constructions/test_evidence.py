"""Evidence documents: accepted by the checker, complete, small, and the same every time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from memproof.checker.kinds import networks as checker
from memproof.constructions import evidence
from memproof.networks.files import canonical_text

Build = Callable[[], dict[str, Any]]

EXHAUSTIVE: dict[str, tuple[Build, int]] = {
    "bit step": (evidence.build_bit_step_evidence, 6),
    "match": (evidence.build_match_evidence, 4 * (2 + 6 + 8)),
    "gate": (evidence.build_gate_evidence, 5),
    "block": (evidence.build_block_evidence, 2 * (2**2 + 2**3 + 2**4 + 2**4 + 2**6 + 2**6)),
    "step": (evidence.build_step_evidence, 420),
    "step, 3 classes": (lambda: evidence.build_step_evidence(3), 585),
    "decoder": (evidence.build_decoder_evidence, 24),
    "decoder, layered": (lambda: evidence.build_decoder_evidence(layered=True), 24),
    "trade-off": (evidence.build_trade_off_evidence, 540),
    "trade-off, 3 classes": (lambda: evidence.build_trade_off_evidence(3), 549),
    "direct": (evidence.build_direct_evidence, 900),
    "close": (evidence.build_close_evidence, 2 * (2 + 4 + 8 + 16)),
    "deep": (evidence.build_deep_evidence, 1064),
}

INSTANCES: dict[str, Build] = {
    "narrow trade-off": lambda: evidence.build_trade_off_instance(150, 40, 3, 4, 4, 4),
    "wide trade-off": lambda: evidence.build_trade_off_instance(200, 24, 10, 11, 2, 1, classes=5),
    "steps": lambda: evidence.build_step_instance(200, 60, 8, 8, 4),
    "direct": lambda: evidence.build_direct_instance(256, 16, 16),
    "far apart": lambda: evidence.build_direct_instance(36, 500, 6),
    "deep": lambda: evidence.build_direct_instance(107, 14, 6, 4),
}


def check(document: dict[str, Any]) -> checker.Result:
    text = canonical_text(document)
    assert len(text) < 2_000_000
    return checker.KINDS[document["kind"]](json.loads(text))


@pytest.mark.parametrize("name", EXHAUSTIVE)
def test_families_are_accepted_as_exhaustive(name: str) -> None:
    build, count = EXHAUSTIVE[name]
    result = check(build())
    assert result.grade == "exhaustive"
    assert result.details["assignments"] == count


@pytest.mark.parametrize("name", INSTANCES)
def test_large_instances_are_accepted_as_instances(name: str) -> None:
    result = check(INSTANCES[name]())
    assert result.grade == "instances"
    assert result.details["assignments"] == 1


def test_documents_are_deterministic() -> None:
    for build in (evidence.build_decoder_evidence, INSTANCES["direct"], INSTANCES["steps"]):
        assert canonical_text(build()) == canonical_text(build())


@pytest.mark.long
def test_a_large_trade_off_instance() -> None:
    result = check(evidence.build_trade_off_instance(1000, 60, 3, 4, 5, 17))
    assert result.details["largest"]["width"] == 9
    assert result.details["largest"]["depth"] == 2 * 17 + 5 * 61 + 1
