"""Canaries: documents with one defect each, which the checker must refuse before it is believed.

They are made mechanically from the library's own certificates and from a small specimen of each
kind; others were written by hand, one for each side condition (``documents``: a file a rule or part
of the checker, each entry with its defect in words and the reason of the refusal). Every mutant is
wrong for certain: either it breaks a rule of the format, or its claim is false at an exact point
(which the checker's own evaluation confirms), or its proof has a hole.
If one is accepted, nothing that the checker says counts, and the report says only that.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Any

from memproof.canaries import smooth as smooth_canaries
from memproof.certificates import canonical, digest, make_document
from memproof.checker.documents import (
    Session,
    check_hypotheses_at,
    check_point,
    holds_at,
    parse_document,
)
from memproof.checker.errors import Rejected
from memproof.checker.kinds import interpolation, networks, ranks
from memproof.checker.kinds.networks import SIZES, count_sizes, read_network
from memproof.checker.kinds.position import KIND as GENERAL_POSITION

Document = dict[str, Any]
NEGATION = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "=": "!=", "!=": "="}
STRICTER = {"<=": "<", ">=": ">"}
WEAKER = {"<": "<=", ">": ">="}
# Of the network kinds, which check slowly, the smallest; of the others some of every size.
PER_NETWORK_KIND = 2
PER_KIND = 12
MAX_SIZE = 50_000
PER_DEFECT = 4
MAX_POINTS = 60
FRESH = "canary_predicate"
OTHER_DIGEST = digest("another statement")


@dataclass(frozen=True)
class Canary:
    """A document with one defect; ``documents`` are those to check together.

    ``text`` is the file's text when the defect is one of the text; ``reasons`` are the names of
    the refusals that count (none: any).
    """

    kind: str
    source: str
    defect: str
    documents: tuple[Mapping[str, Any], ...] = ()
    text: bytes = b""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CanaryReport:
    """How many canaries of each kind were refused, and those that were not."""

    refused: tuple[tuple[str, int], ...]
    survivors: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many were refused."""
        return sum(number for _, number in self.refused)


def run_canaries(documents: Iterable[Mapping[str, Any]]) -> CanaryReport:
    """Present the mutants of the library's documents and of the specimens to the checker."""
    refused: dict[str, int] = {}
    survivors: list[str] = []
    for canary in make_canaries(documents):
        answer = present(canary)
        refused.setdefault(canary.kind, 0)
        if _counts(canary, answer):
            refused[canary.kind] += 1
        else:
            how = "accepted" if answer is None else f"refused as {answer}"
            survivors.append(f"{canary.kind} {canary.source}, {canary.defect}: {how}")
    return CanaryReport(tuple(sorted(refused.items())), tuple(survivors))


def _counts(canary: Canary, answer: str | None) -> bool:
    if answer is None or answer.startswith("crash"):
        return False
    return not canary.reasons or answer in canary.reasons


def present(canary: Canary) -> str | None:
    """Return the reason for which the checker refuses a canary, or None if it accepts."""
    try:
        if canary.text:
            parse_document(canary.text)
        else:
            Session(canary.documents).check(canary.source)
    except Rejected as error:
        return error.reason
    except Exception as error:
        # A crash accepts nothing, but it names no defect either.
        return f"crash: {type(error).__name__}"
    return None


def make_canaries(documents: Iterable[Mapping[str, Any]]) -> Iterator[Canary]:
    """Yield the canaries of the smallest documents of each kind and of the specimens."""
    library = {str(document["id"]): document for document in documents}
    yield from written_canaries()
    for group, all_of_them in ((SPECIMENS, True), (library, False)):
        for name in _chosen(group, all_of_them):
            yield from _canaries(dict(group[name]), group)


def written_canaries() -> Iterator[Canary]:
    """Yield the canaries written by hand; the document with the id ``target`` is to be refused."""
    folder = files("memproof.canaries") / "documents"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            documents = tuple(entry["documents"])
            kind = next(str(d["kind"]) for d in documents if d["id"] == "target")
            name = f"{path.name.removesuffix('.json')}: {entry['name']}, {entry['defect']}"
            yield Canary(kind, "target", name, documents, reasons=(entry["expected"],))


def _chosen(documents: Mapping[str, Mapping[str, Any]], all_of_them: bool) -> list[str]:
    kinds: dict[str, list[tuple[int, str]]] = {}
    for name, document in sorted(documents.items()):
        kinds.setdefault(str(document["kind"]), []).append((len(canonical(document)), name))
    chosen: list[str] = []
    for kind in sorted(kinds):
        ordered = sorted(kinds[kind])
        if all_of_them:
            chosen += [name for _, name in ordered]
        elif kind in (*networks.KINDS, *ranks.KINDS, *interpolation.KINDS):
            chosen += [name for _, name in ordered[:PER_NETWORK_KIND]]
        else:
            small = [name for size, name in ordered if size <= MAX_SIZE]
            chosen += _spread(small, PER_KIND)
    return chosen


def _canaries(document: Document, library: Mapping[str, Mapping[str, Any]]) -> Iterator[Canary]:
    document, below = _on_stand_ins(document, library)
    kind, name = str(document["kind"]), str(document["id"])
    if present(Canary(kind, name, "none", (document, *below))) is not None:
        return  # what is refused as it stands teaches nothing
    for defect, changed, others, reasons in _mutants(document, below):
        yield Canary(kind, name, defect, (changed, *others), reasons=reasons)
    for defect, text in _broken_texts(document):
        yield Canary(kind, name, defect, text=text, reasons=("malformed",))


def _on_stand_ins(
    document: Document, library: Mapping[str, Mapping[str, Any]]
) -> tuple[Document, tuple[Mapping[str, Any], ...]]:
    """Return a document that rests on bare claims and small networks, which check fast."""
    below: list[Mapping[str, Any]] = []
    for name in sorted(document.get("uses", {})):
        if name not in library:
            continue
        used = library[name]
        if used["kind"] in ("proof", "cited", "construction"):
            content = {"claim": used["claim"], "source": "stand-in"}
            below.append(make_document("cited", name, content))
        else:
            below.append({**SPECIMENS["specimen/values"], "id": name})
    if below:
        uses = {str(other["id"]): digest(other["claim"]) for other in below}
        document = {**document, "uses": {**document["uses"], **uses}}
    return document, tuple(below)


Mutant = tuple[str, Document, tuple[Mapping[str, Any], ...], tuple[str, ...]]


def _mutants(document: Document, below: tuple[Mapping[str, Any], ...]) -> Iterator[Mutant]:
    yield from _general_mutants(document, below)
    by_kind = {
        "proof": _proof_mutants,
        "refutation": _refutation_mutants,
        "vacuous": _vacuous_mutants,
        "contradiction": _contradiction_mutants,
        "cited": _cited_mutants,
        "construction": _construction_mutants,
        "network-values": _network_mutants,
        "network-intervals": _network_mutants,
        "network-family": _family_mutants,
        "network-shattering": _shattering_mutants,
        GENERAL_POSITION: _position_mutants,
        "network-rank": smooth_canaries.rank_mutants,
        "network-interpolation": smooth_canaries.interpolation_mutants,
    }
    make = by_kind.get(str(document["kind"]))
    if make is not None:
        for defect, changed, reasons in make(document):
            yield defect, changed, below, reasons


def _general_mutants(document: Document, below: tuple[Mapping[str, Any], ...]) -> Iterator[Mutant]:
    """Defects of what a document says it uses."""
    name, uses = str(document["id"]), dict(document.get("uses", {}))
    claim = digest(document.get("claim"))
    yield "unknown kind", {**document, "kind": "trusted"}, below, ("unknown-kind",)
    yield "a field that nothing reads", {**document, "statement": "0 = 1"}, below, ("malformed",)
    yield "rests on itself", {**document, "uses": {**uses, name: claim}}, below, ("cycle",)
    extra = make_document("cited", "canary", {"claim": SAMPLE_CLAIM, "source": "stand-in"})
    changed = {**document, "uses": {**uses, "canary": digest(SAMPLE_CLAIM)}}
    if document["kind"] != "construction":
        yield "a use that is none", changed, (*below, extra), ("wrong-uses",)
    yield "a use that is not there", changed, below, ("missing-lemma",)
    for used in sorted(uses):
        yield (
            f"digest of {used} swapped",
            {**document, "uses": {**uses, used: OTHER_DIGEST}},
            below,
            ("digest-mismatch",),
        )
        fewer = {other: value for other, value in uses.items() if other != used}
        if document["kind"] in ("proof", "vacuous", "contradiction"):
            yield f"use of {used} hidden", {**document, "uses": fewer}, below, ("missing-lemma",)
        backwards = tuple(
            {**other, "uses": {**other.get("uses", {}), name: claim}}
            if other["id"] == used
            else other
            for other in below
        )
        yield f"{used} rests on it in turn", document, backwards, ("cycle",)


def _proof_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    claim, witness = document["claim"], document["witness"]
    yield "a rule that is none", {**document, "proof": {"rule": "trust"}}, ("unknown-rule",)
    for number, changed in enumerate(_spread(_without_branch(document["proof"]))):
        yield f"proof branch {number} dropped", {**document, "proof": changed}, ()
    for number, changed in enumerate(_spread(_with_negative_coefficient(document["proof"]))):
        yield f"coefficient {number} negative", {**document, "proof": changed}, ("wrong-sign",)
    for defect, false_claim in _false_claims(claim, witness):
        yield defect, {**document, "claim": false_claim}, ()
    for defect, point in _bad_points(claim, witness):
        yield f"witness {defect}", {**document, "witness": point}, ()


def _refutation_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    claim, point = document["claim"], document["point"]
    failing = [s for s in claim["conclude"] if _decided(s, point) is False]
    true_claim = {**claim, "conclude": [_negated(statement) for statement in failing]}
    yield "a conclusion that holds", {**document, "claim": true_claim}, ("not-refuted",)
    impossible = {**claim, "given": [*claim["given"], ["<", "1", "0"]]}
    yield "a hypothesis that fails", {**document, "claim": impossible}, ("hypothesis-fails",)
    for defect, bad in _bad_points(claim, point):
        yield f"point {defect}", {**document, "point": bad}, ()


def _vacuous_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    free = {**document["claim"], "given": []}
    yield "no hypotheses", {**document, "claim": free}, ()
    yield "no proof", {**document, "proof": {}}, ("unknown-rule",)


def _contradiction_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    yield from _refutation_mutants(document)
    yield "nothing assumed", {**document, "assuming": []}, ("not-shown",)
    relation = [["<=", "0", "1"]]
    yield "a relation assumed", {**document, "assuming": relation}, ("malformed",)
    other = [[*document["assuming"][0][:2], "1"]]
    yield "another constant assumed", {**document, "assuming": other}, ("not-shown",)
    yield "no proof", {**document, "proof": {}}, ("unknown-rule",)
    for number, changed in enumerate(_spread(_without_branch(document["proof"]))):
        yield f"proof branch {number} dropped", {**document, "proof": changed}, ()


def _cited_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    yield "grade proved", {**document, "grade": "proved"}, ("wrong-grade",)
    yield "no source", {**document, "source": " "}, ("malformed",)
    yield (
        "no conclusion",
        {**document, "claim": {**document["claim"], "conclude": []}},
        ("malformed",),
    )


def _construction_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    yield "no evidence", {**document, "uses": {}}, ("wrong-uses",)
    yield "no argument", {**document, "argument": ""}, ("malformed",)


def _network_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    """Outputs that differ by one, on the claim's side or on the network's."""
    claim = document["claim"]
    for defect, network in _broken_networks(claim["network"]):
        sizes = _sizes(network) or claim["sizes"]
        yield defect, {**document, "claim": {**claim, "network": network, "sizes": sizes}}, ()
    for name in SIZES:
        sizes = {**claim["sizes"], name: claim["sizes"][name] + 1}
        yield (
            f"{name} off by one",
            {**document, "claim": {**claim, "sizes": sizes}},
            ("wrong-size",),
        )
    if "labels" in claim:
        labels = [_plus_one(claim["labels"][0]), *claim["labels"][1:]]
        yield "one label", {**document, "claim": {**claim, "labels": labels}}, ("wrong-value",)
        fewer = claim["labels"][1:]
        yield "a label lost", {**document, "claim": {**claim, "labels": fewer}}, ("wrong-length",)
    if "intervals" in claim:
        start, end, *values = claim["intervals"][0]
        changed = [start, end, *(_plus_one(value) for value in values)]
        intervals = [changed, *claim["intervals"][1:]]
        yield "one value", {**document, "claim": {**claim, "intervals": intervals}}, ()
        changed = [start, end, values[0], _plus_one(values[-1])]
        intervals = [changed, *claim["intervals"][1:]]
        yield "the value at an end", {**document, "claim": {**claim, "intervals": intervals}}, ()


def _family_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    """Outputs that differ by one, and assignments that are missing or there twice."""
    instances = document["evidence"]["instances"]
    broken = _broken_networks(instances[-1]["network"])
    if document["claim"]["specification"] == "pieces":
        # A shifted output has as many pieces as before.
        broken = _constant_networks(instances[-1]["network"])
    for defect, network in broken:
        last = {**instances[-1], "network": network}
        yield defect, {**document, "evidence": {"instances": [*instances[:-1], last]}}, ()
    measured = _sizes(instances[-1]["network"])
    for name in SIZES if measured else ():
        bounds = [*document["claim"]["bounds"], ["<", name, measured[name]]]
        claim = {**document["claim"], "bounds": bounds}
        yield f"{name} at its bound", {**document, "claim": claim}, ("bound-exceeded",)
    if document["claim"]["specification"] in ("vectors", "one-hot", "pieces"):
        for defect, network in _larger_networks(instances[-1]["network"]):
            last = {**instances[-1], "network": network}
            idle = {**document, "evidence": {"instances": [*instances[:-1], last]}}
            yield defect, idle, ("too-wide",)
    twice = {"instances": [*instances, instances[0]]}
    yield "an instance twice", {**document, "evidence": twice}, ("duplicate-assignment",)
    if document["claim"]["coverage"] == "exhaustive":
        fewer = {"instances": instances[1:]}
        reasons = ("missing-assignment", "empty")
        yield "an instance missing", {**document, "evidence": fewer}, reasons


def _shattering_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    """A labeling or a weight exchanged, a row missing or there twice, a count off by one."""
    claim, evidence = document["claim"], document["evidence"]

    def changed(**parts: Any) -> Document:
        return {**document, "evidence": {**evidence, **parts}}

    (labels, index), *rows = evidence["realised"]
    opposite = "".join("10"[int(digit)] for digit in labels)
    wrong = [[opposite, index], *rows]
    others = [row for row in rows if row[0] != opposite]
    yield "a labeling of the opposite", changed(realised=[[opposite, index], *others]), ()
    yield (
        "a row twice",
        changed(realised=[[labels, index], *wrong[1:], [labels, index]]),
        ("duplicate-labeling",),
    )
    for part in ("realised", "refuted"):
        count = {**claim, part: claim[part] + 1}
        yield f"one more {part}", {**document, "claim": count}, ("wrong-count",)
    if claim["coverage"] == "complete" and claim["class"]["name"] != "given":
        fewer = {**claim, "realised": claim["realised"] - 1}
        lost = {**changed(realised=rows), "claim": fewer}
        yield "a labeling lost", lost, ("missing-labeling",)
    if evidence["obstructions"]:
        exchanged = changed(realised=rows, refuted=[*evidence["refuted"], [labels, 0]])
        exchanged["claim"] = {
            **claim,
            "realised": claim["realised"] - 1,
            "refuted": claim["refuted"] + 1,
        }
        yield "a labeling that is taken refuted", exchanged, ("wrong-obstruction",)
    if claim["class"]["name"] == "networks":
        first, *witnesses = evidence["witnesses"]
        for defect, network in _larger_networks(first):
            yield (
                f"a witness with {defect}",
                changed(witnesses=[network, *witnesses]),
                ("wrong-class",),
            )
    if claim["class"]["name"] == "given":
        given = {**claim["class"], "digests": [OTHER_DIGEST] * len(claim["class"]["digests"])}
        swapped = {**document, "claim": {**claim, "class": given}}
        yield "digests swapped", swapped, ("digest-mismatch",)
    for number, obstruction in enumerate(evidence["obstructions"]):
        (point, weight), *terms = obstruction["left"]
        heavier = {**obstruction, "left": [[point, _plus_one(weight)], *terms]}
        negative = {**obstruction, "left": [[point, f"-{weight}"], *terms]}
        both = {**obstruction, "right": obstruction["left"]}
        for defect, bad in (("a weight", heavier), ("a sign", negative), ("both sides", both)):
            others = [*evidence["obstructions"]]
            others[number] = bad
            yield f"{defect} of an obstruction", changed(obstructions=others), ()


def _position_mutants(document: Document) -> Iterator[tuple[str, Document, tuple[str, ...]]]:
    """A point moved onto a line of others, or off the stated hyperplane."""
    claim, evidence = document["claim"], document["evidence"]
    points = claim["points"]
    opposite = {**document, "claim": {**claim, "general": not claim["general"]}}
    yield "the opposite", opposite, ("malformed",)
    if claim["general"]:
        twice = {**claim, "points": [*points[:-1], points[0]]}
        yield "a point twice", {**document, "claim": twice}, ("on-a-hyperplane",)
        few = {**claim, "points": points[: len(points[0])]}
        yield "too few points", {**document, "claim": few}, ("too-few-points",)
        return
    *normal, offset = evidence["hyperplane"]
    first, *others = evidence["indices"]
    for defect, changed, reason in (
        ("hyperplane moved", {"hyperplane": [*normal, _plus_one(offset)]}, "off-the-hyperplane"),
        ("no normal", {"hyperplane": ["0"] * (len(normal) + 1)}, "not-a-hyperplane"),
        ("a point less", {"indices": others}, "wrong-points"),
        ("one point only", {"indices": [first] * (len(others) + 1)}, "wrong-points"),
    ):
        yield defect, {**document, "evidence": {**evidence, **changed}}, (reason,)


def _broken_networks(network: Any) -> Iterator[tuple[str, Any]]:
    """Yield networks whose outputs, or whose format, are wrong for certain."""
    if not isinstance(network, dict) or "layers" not in network:
        return
    *hidden, last = network["layers"]
    (bias, terms), *rows = last["rows"]
    more = {**last, "rows": [[_plus_one(bias), terms], *rows]}
    yield "output bias plus one", {**network, "layers": [*hidden, more]}
    boolean = {**last, "denominator": True}
    yield "a denominator that is true", {**network, "layers": [*hidden, boolean]}
    # An output layer that only passes neurons on can be dropped: σ leaves their values alone.
    if any(bias != 0 or [weight for _, weight in terms] != [1] for bias, terms in last["rows"]):
        yield "output layer lost", {**network, "layers": hidden}


def _larger_networks(network: Any) -> Iterator[tuple[str, Any]]:
    """Yield the same function with idle neurons in a layer, and with one more layer that copies."""
    first, *layers = network["layers"]
    more = [[0, []] for _ in first["rows"]]
    wide = {**first, "rows": [*first["rows"], *more]}
    yield "idle neurons", {**network, "layers": [wide, *layers]}
    *hidden, last = network["layers"]
    copied = [[0, [[i, 1]]] for i in range(len(hidden[-1]["rows"]))]
    layers = [*hidden, {"denominator": 1, "rows": copied}, last]
    yield "a layer that copies", {**network, "layers": layers}


def _constant_networks(network: Any) -> Iterator[tuple[str, Any]]:
    """Yield a network of one affine piece."""
    *hidden, last = network["layers"]
    constant = {**last, "rows": [[bias, []] for bias, _ in last["rows"]]}
    yield "output without neurons", {**network, "layers": [*hidden, constant]}


def _sizes(network: Any) -> dict[str, int]:
    """Count the sizes again, so that a changed network is not refused for those alone."""
    try:
        return count_sizes(read_network(network))
    except Rejected:
        return {}


def _plus_one(value: Any) -> Any:
    """Add one to a number as network documents write it, or to the first of a list."""
    if isinstance(value, list):
        return [_plus_one(value[0]), *value[1:]]
    if isinstance(value, int):
        return value + 1
    top, _, bottom = value.partition("/")
    below = int(bottom or "1", 0)
    changed, below_text = int(top, 0) + below, f"/{bottom}" if bottom else ""
    return f"{hex(changed) if '0x' in top else changed}{below_text}"


def _bad_points(claim: Mapping[str, Any], point: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield points that are none of the claim's domain."""
    names = sorted(claim["variables"])
    if names:
        yield "incomplete", {name: point[name] for name in names[1:]}
    yield "of another claim", {**point, "canary": "1"}
    for name in names:
        if claim["variables"][name] == "integer":
            yield f"with a broken {name}", {**point, name: "1/2"}
            break
    for moved in _points(claim, point):
        fails = [s for s in claim["given"] if s[0] != "holds" and _decided(s, moved) is False]
        if fails and _is_point(claim, moved):
            yield "outside the hypotheses", moved
            return


def _false_claims(
    claim: Mapping[str, Any], witness: Mapping[str, Any]
) -> Iterator[tuple[str, Document]]:
    """Yield changed claims that are false: by an exact point, or by a predicate without facts."""
    if not claim.get("exists"):
        for defect, candidates in (
            ("relation reversed", _replaced(claim, "conclude", NEGATION)),
            ("relation made strict", _replaced(claim, "conclude", STRICTER)),
            ("constant changed", _changed_constants(claim)),
            ("hypothesis dropped", _dropped_hypotheses(claim)),
            ("hypothesis weakened", _replaced(claim, "given", WEAKER)),
        ):
            false = (c for c in candidates if _counterexample(c, witness) is not None)
            for number, changed in zip(range(PER_DEFECT), false, strict=False):
                yield f"{defect} ({number})", changed
    for position, statement in enumerate(claim["conclude"]):
        if statement[0] == "holds":
            renamed = copy.deepcopy(dict(claim))
            renamed["conclude"][position][1] = FRESH
            yield f"predicate {position} exchanged", renamed


def _counterexample(claim: Mapping[str, Any], near: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Search an exact point at which the hypotheses hold and a conclusion fails."""
    for point in _points(claim, near):
        if not _is_point(claim, point):
            continue
        try:
            check_hypotheses_at(claim, point)
        except (Rejected, ArithmeticError):
            continue
        if any(s[0] == "holds" for s in claim["given"]):
            return None
        if any(_decided(statement, point) is False for statement in claim["conclude"]):
            return point
    return None


def _points(claim: Mapping[str, Any], near: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield dict(near)
    count = 1
    for name in sorted(claim["variables"]):
        value = Fraction(str(near[name]))
        for other in (
            value - 1,
            value + 1,
            value + 2,
            value / 2,
            value * 4,
            Fraction(0),
            -value - 1,
        ):
            if count >= MAX_POINTS:
                return
            count += 1
            yield {**near, name: str(other)}


def _is_point(claim: Mapping[str, Any], point: Mapping[str, Any]) -> bool:
    try:
        check_point(claim, dict(point))
    except Rejected:
        return False
    return True


def _decided(statement: Any, point: Mapping[str, Any]) -> bool | None:
    if statement[0] == "holds":
        return None
    try:
        return holds_at(statement, point)
    except (Rejected, ArithmeticError):
        return None


def _negated(statement: Any) -> Any:
    return [NEGATION[statement[0]], *statement[1:]]


def _replaced(
    claim: Mapping[str, Any], part: str, relations: Mapping[str, str]
) -> Iterator[Document]:
    for position, statement in enumerate(claim[part]):
        if statement[0] in relations:
            changed = copy.deepcopy(dict(claim))
            changed[part][position][0] = relations[statement[0]]
            yield changed


def _dropped_hypotheses(claim: Mapping[str, Any]) -> Iterator[Document]:
    for position in range(len(claim["given"])):
        given = [s for number, s in enumerate(claim["given"]) if number != position]
        yield {**claim, "given": given}


def _changed_constants(claim: Mapping[str, Any]) -> Iterator[Document]:
    for position, statement in enumerate(claim["conclude"]):
        for path, text in _numbers(statement, ()):
            value = Fraction(text)
            for other in (value * 2, value / 2, value + 1, value - 1, -value):
                changed = copy.deepcopy(dict(claim))
                node = changed["conclude"][position]
                for step in path[:-1]:
                    node = node[step]
                node[path[-1]] = str(other)
                yield changed


def _numbers(expression: Any, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
    if isinstance(expression, str):
        if path and expression.lstrip("-")[:1].isdigit():
            yield path, expression
        return
    skip = 2 if expression[0] == "holds" else 1
    for position in range(skip, len(expression)):
        yield from _numbers(expression[position], (*path, position))


def _without_branch(proof: Any) -> list[Any]:
    """Return copies of a proof with one branch each replaced by an empty one."""
    return [_at(proof, path, {}) for path in _branches(proof, ()) if path]


def _branches(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        if "rule" in node:
            yield path
        for key in sorted(node):
            yield from _branches(node[key], (*path, key))
    elif isinstance(node, list):
        for position, part in enumerate(node):
            yield from _branches(part, (*path, position))


def _with_negative_coefficient(proof: Any) -> list[Any]:
    found = []
    for path in _branches(proof, ()):
        node = _get(proof, path)
        if node["rule"] != "combine":
            continue
        for position, term in enumerate(node.get("terms", [])):
            if "equation" not in term:
                changed = {**term, "coefficient": f"-{term.get('coefficient', '1')}"}
                found.append(_at(proof, (*path, "terms", position), changed))
    return found


def _get(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def _at(proof: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(proof)
    if not path:
        return value
    _get(changed, path[:-1])[path[-1]] = value
    return changed


def _spread(items: list[Any], count: int = PER_DEFECT) -> list[Any]:
    """Return a few items, evenly spread, the first and the last among them."""
    if len(items) <= count:
        return items
    return [items[i * (len(items) - 1) // (count - 1)] for i in range(count)]


def _broken_texts(document: Document) -> Iterator[tuple[str, bytes]]:
    text = canonical(document)
    yield "cut short", text[:-1]
    yield "version 2", canonical({**document, "version": 2})
    yield "another format", canonical({**document, "format": "certificate"})
    yield "a float", json.dumps({**document, "canary": 0.5}).encode()
    yield "a key twice", text[:-1] + b',"kind":"cited"}'


_STEP_NETWORK: Document = {
    "format": "memproof-network",
    "version": 1,
    "input_dimension": 1,
    "layers": [
        {"denominator": 1, "rows": [[0, [[0, 1]]]]},
        {"denominator": 1, "rows": [[0, [[0, 1]]]]},
    ],
}
_STEP_SIZES = {
    "width": 1,
    "depth": 1,
    "neurons": 1,
    "parameters": 4,
    "nonzero_weights": 2,
    "largest_weight_bits": 1,
    "total_bits": 2,
}
_BIT_NETWORK: Document = {
    **_STEP_NETWORK,
    "layers": [
        {"denominator": 1, "rows": [[0, [[0, 1]]]]},
        {"denominator": 1, "rows": [[0, [[0, 1]]], [0, []]]},
    ],
}
_FAMILY_CLAIM: Document = {
    "specification": "bit-step",
    "ranges": {"K": [1, 1]},
    "where": [],
    "sets": [],
    "bounds": [["<=", "width", 1]],
    "coverage": "exhaustive",
}


def _family(
    specification: str,
    values: Mapping[str, int],
    instances: Iterable[tuple[list[int] | None, int, list[list[Any]]]],
) -> Document:
    """Build the evidence for one assignment: (labels, inputs, the layers' rows) each."""
    claim = {**_FAMILY_CLAIM, "specification": specification, "bounds": []}
    claim["ranges"] = {name: [value, value] for name, value in values.items()}
    claim["sets"] = [["0"]] if "N" in values else []
    networks = [
        {
            "parameters": dict(values),
            "labels": labels,
            "network": {
                **_STEP_NETWORK,
                "input_dimension": inputs,
                "layers": [{"denominator": 1, "rows": rows} for rows in layers],
            },
        }
        for labels, inputs, layers in instances
    ]
    return {"claim": claim, "evidence": {"instances": networks}}


_ONE: list[Any] = [[0, [[0, 1]]]]
_VECTORS = _family(
    "vectors",
    {"N": 1, "C": 2, "y": 1, "p": 1, "q": 1, "S": 1},
    [([label], 1, [_ONE, _ONE, [[label, []]]]) for label in (0, 1)],
)
_ONE_HOT = _family(
    "one-hot",
    {"N": 1, "C": 2, "p": 1, "q": 1},
    [([label], 1, [_ONE, _ONE, _ONE, [[1 - label, []], [label, []]]]) for label in (0, 1)],
)
_PIECES = _family("pieces", {"d1": 1, "d2": 1, "P": 2}, [(None, 1, [_ONE, _ONE, _ONE])])
_ROWS = _family("rows", {"m": 1}, [(None, 2, [_ONE, [[0, [[0, 2]]]]])])
SAMPLE_CLAIM: Document = {
    "variables": {"n": "integer"},
    "given": [[">=", "n", "2"]],
    "conclude": [["holds", "large", "n"]],
}
_PROVED: Document = {
    "variables": {"n": "integer", "x": "real"},
    "given": [[">=", "n", "3"], [">", "x", "0"], ["<", "x", "1"]],
    "conclude": [[">", ["*", "n", "n"], ["*", "2", "n"]], ["holds", "large", "n"]],
}
_SQUARES: Document = {
    "variables": {"a": "real", "b": "real"},
    "given": [],
    "conclude": [[">=", ["+", ["^", "a", "2"], ["^", "b", "2"]], ["*", "2", ["*", "a", "b"]]]],
}
_SQUARES_PROOF: Document = {
    "rule": "conclude",
    "proofs": [
        {
            "rule": "combine",
            "terms": [
                {"coefficient": "1", "factors": [], "square": ["-", "a", "b"]},
                {"coefficient": "1", "factors": ["goal"]},
            ],
        }
    ],
}
_FALSE: Document = {
    "variables": {"n": "integer"},
    "given": [[">=", "n", "2"]],
    "conclude": [[">", ["*", "n", "n"], ["*", "2", "n"]]],
}
_EMPTY: Document = {
    "variables": {"x": "real"},
    "given": [[">=", "x", "1"], ["<", "x", "0"]],
    "conclude": [["=", "0", "1"]],
}
_LEMMA_PROOF: Document = {
    "rule": "conclude",
    "proofs": [
        {"rule": "sign"},
        {
            "rule": "lemma",
            "id": "specimen/cited",
            "substitution": {"n": "n"},
            "hypotheses": [{"rule": "sign"}],
            "then": {"rule": "known"},
        },
    ],
}

# "large from 2 on" and "what is large is at least c, a printed constant" at n = 2, c = 3.
_BOUND: Document = {
    "variables": {"n": "integer", "c": "real"},
    "given": [["holds", "printed", "c"], ["holds", "large", "n"]],
    "conclude": [[">=", "n", "c"]],
}
_EXCLUDED: Document = {
    "claim": {
        "variables": {"n": "integer", "c": "real"},
        "given": [[">=", "n", "2"], [">=", "c", "3"]],
        "conclude": [[">=", "n", "c"]],
    },
    "assuming": [["holds", "printed", "c"]],
    "point": {"n": "2", "c": "3"},
    "proof": {
        "rule": "lemma",
        "id": "specimen/cited",
        "substitution": {"n": "n"},
        "hypotheses": [{"rule": "sign"}],
        "then": {
            "rule": "lemma",
            "id": "specimen/bound",
            "substitution": {"n": "n", "c": "c"},
            "hypotheses": [{"rule": "known"}, {"rule": "known"}],
            "then": {"rule": "conclude", "proofs": [{"rule": "sign"}]},
        },
    },
}


# 6 of the 8 labelings of three points of a line; the middle point lies between the others.
_SHATTERING: Document = {
    "claim": {
        "points": [["0"], ["1"], ["2"]],
        "class": {"name": "half-spaces"},
        "coverage": "complete",
        "realised": 6,
        "refuted": 2,
    },
    "evidence": {
        "witnesses": [
            {"normal": [normal], "offset": offset}
            for normal, offset in (
                ("0", "-1"),
                ("0", "1"),
                ("1", "-1/2"),
                ("1", "-3/2"),
                ("-1", "1/2"),
                ("-1", "3/2"),
            )
        ],
        "obstructions": [{"left": [[1, "1"]], "right": [[0, "1/2"], [2, "1/2"]]}],
        "realised": [
            [text, i] for i, text in enumerate(("000", "111", "011", "001", "100", "110"))
        ],
        "refuted": [["010", 0], ["101", 0]],
    },
}
_SHATTERED_BY_NETWORKS: Document = {
    "claim": {
        "points": [["0"], ["1"]],
        "class": {"name": "networks", "width": 1, "depth": 1, "reading": "sign"},
        "coverage": "partial",
        "realised": 1,
        "refuted": 0,
    },
    "evidence": {
        "witnesses": [_STEP_NETWORK],
        "obstructions": [],
        "realised": [["01", 0]],
        "refuted": [],
    },
}
_SHATTERED_BY_GIVEN: Document = {
    **_SHATTERED_BY_NETWORKS,
    "claim": {
        **_SHATTERED_BY_NETWORKS["claim"],
        "class": {"name": "given", "digests": [digest(_STEP_NETWORK)], "reading": "value"},
        "coverage": "complete",
        "refuted": 3,
    },
}


def _specimens() -> dict[str, Document]:
    cited = make_document(
        "cited", "specimen/cited", {"claim": SAMPLE_CLAIM, "source": "nowhere", "grade": "cited"}
    )
    uses = {"specimen/cited": digest(SAMPLE_CLAIM)}
    found = (
        cited,
        make_document("cited", "specimen/bound", {"claim": _BOUND, "source": "nowhere"}),
        make_document(
            "contradiction",
            "specimen/contradiction",
            _EXCLUDED,
            {**uses, "specimen/bound": digest(_BOUND)},
        ),
        make_document(
            "proof",
            "specimen/proof",
            {"claim": _PROVED, "witness": {"n": "3", "x": "1/2"}, "proof": _LEMMA_PROOF},
            uses,
        ),
        make_document(
            "proof",
            "specimen/squares",
            {"claim": _SQUARES, "witness": {"a": "1", "b": "1"}, "proof": _SQUARES_PROOF},
        ),
        make_document("refutation", "specimen/refutation", {"claim": _FALSE, "point": {"n": "2"}}),
        make_document(
            "vacuous",
            "specimen/vacuous",
            {
                "claim": _EMPTY,
                "proof": {
                    "rule": "combine",
                    "terms": [{"factors": [0]}, {"factors": [1]}, {"factors": ["goal"]}],
                },
            },
        ),
        make_document(
            "construction",
            "specimen/construction",
            {"claim": SAMPLE_CLAIM, "argument": "As cited."},
            uses,
        ),
        make_document(
            "network-values",
            "specimen/values",
            {
                "claim": {
                    "network": _STEP_NETWORK,
                    "sizes": _STEP_SIZES,
                    "points": ["-1", "1/2"],
                    "labels": ["0", "1/2"],
                },
                "evidence": {},
            },
        ),
        make_document(
            "network-intervals",
            "specimen/intervals",
            {
                "claim": {
                    "network": _STEP_NETWORK,
                    "sizes": _STEP_SIZES,
                    "intervals": [["-2", "0", "0"], ["0", "3", "0", "3"]],
                },
                "evidence": {},
            },
        ),
        make_document(
            "network-family",
            "specimen/family",
            {
                "claim": _FAMILY_CLAIM,
                "evidence": {
                    "instances": [{"parameters": {"K": 1}, "labels": None, "network": _BIT_NETWORK}]
                },
            },
        ),
        make_document("network-family", "specimen/vectors", _VECTORS),
        make_document("network-family", "specimen/one-hot", _ONE_HOT),
        make_document("network-family", "specimen/pieces", _PIECES),
        make_document("network-family", "specimen/rows", _ROWS),
        make_document("network-shattering", "specimen/half-spaces", _SHATTERING),
        make_document("network-shattering", "specimen/shattered", _SHATTERED_BY_NETWORKS),
        make_document("network-shattering", "specimen/given", _SHATTERED_BY_GIVEN),
        make_document(
            GENERAL_POSITION,
            "specimen/general",
            {
                "claim": {"points": [["0", "0"], ["1", "0"], ["0", "1/2"]], "general": True},
                "evidence": {},
            },
        ),
        make_document(
            GENERAL_POSITION,
            "specimen/collinear",
            {
                "claim": {"points": [["0", "0"], ["1", "1"], ["2", "2"]], "general": False},
                "evidence": {"indices": [0, 1, 2], "hyperplane": ["1", "-1", "0"]},
            },
        ),
    )
    smooth = smooth_canaries.specimens()
    return {**{str(document["id"]): document for document in found}, **smooth}


SPECIMENS: Mapping[str, Mapping[str, Any]] = _specimens()
