"""Contradictions between the library's claims: which of them cannot all be true, and where.

A claim that concludes a predicate (such as memorizes) says what suffices, one that has it as a
hypothesis says what is necessary. Composing them gives relations alone; where these fail at an
exact point of a common domain, the claims exclude each other. The search is untrusted: what it
hands over are documents of kind ``contradiction``, which the checker replays.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memproof.certificates import digest, make_document, read_certificate, write_certificate
from memproof.certificates.sketches import AUTO, KNOWN, conclude
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.rules import SORTS
from memproof.library.audit import stored_documents
from memproof.library.load import Library
from memproof.library.model import Cited, Inequality, claim_of
from memproof.statements.claims import Claim
from memproof.statements.expressions import (
    Expression,
    Statement,
    from_prefix,
    name,
    number,
    statement_from_prefix,
)

if TYPE_CHECKING:
    from memproof.provers.falsifier import Domain, Point

FOLDER = "_contradictions"
KIND = "contradiction"
# Printed constants are tried in both directions: a lower bound is weakest with the smallest.
CONSTANTS = (Fraction(1, 1000), Fraction(1), Fraction(1000))
# Claims put together at most: two bounds and two steps between them, or, for everything, more.
MAX_STEPS = 4
MAX_STEPS_EVERYTHING = 6
# Points looked at for each composition; the time only guards against a hard one.
TRIES = 1000
SECONDS = 20.0
SECONDS_OWN = 1.0
WITNESSES = 8
FAR_BITS = 64
CHUNK = 64


@dataclass(frozen=True)
class Contradiction:
    """Claims of the library that cannot all be true.

    ``claims`` are the ids of the documents used, ``assumed`` the printed constants as predicates
    with their values, ``relations`` what the claims give together, ``point`` the exact values at
    which that fails, by variable. ``document`` is the certificate.
    """

    id: str
    claims: tuple[str, ...]
    assumed: tuple[str, ...]
    relations: str
    point: tuple[tuple[str, str], ...]
    document: Mapping[str, Any]


@dataclass(frozen=True)
class _Rule:
    """A claim of the library, as a rule: hypotheses give conclusions."""

    id: str
    claim: Claim
    printed: bool


@dataclass(frozen=True)
class _Step:
    """A rule that is used, with the terms for its variables."""

    rule: _Rule
    terms: Mapping[str, Expression]


@dataclass(frozen=True)
class _Chain:
    """Rules put together backwards: ``goals`` are predicates that are still to be concluded."""

    steps: tuple[_Step, ...]
    sorts: Mapping[str, str]
    relations: tuple[Statement, ...]
    goals: tuple[Statement, ...]
    assumed: tuple[Statement, ...]
    conclusions: tuple[Statement, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(step.rule.id for step in self.steps)

    @property
    def printed(self) -> bool:
        """Whether a claim is only printed: a constant assumed, or a rule from an abstract."""
        return bool(self.assumed) or any(step.rule.printed for step in self.steps)

    def substitute(self, values: Mapping[str, Expression]) -> _Chain:
        """Put terms in for variables."""
        return replace(
            self,
            steps=tuple(
                _Step(step.rule, {key: one.substitute(values) for key, one in step.terms.items()})
                for step in self.steps
            ),
            sorts={key: sort for key, sort in self.sorts.items() if key not in values},
            relations=tuple(one.substitute(values) for one in self.relations),
            goals=tuple(one.substitute(values) for one in self.goals),
            assumed=tuple(one.substitute(values) for one in self.assumed),
            conclusions=tuple(one.substitute(values) for one in self.conclusions),
        )


def find_contradictions(
    library: Library,
    *,
    everything: bool = False,
    constants: Sequence[Fraction] = CONSTANTS,
    tries: int = TRIES,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Contradiction, ...]:
    """Search for claims that exclude each other; every one found is accepted by the checker.

    Sets with a printed claim (cited from an abstract or from memory, open, or assumed) are looked
    at up to ``MAX_STEPS`` claims; with ``everything`` also sets without one, up to
    ``MAX_STEPS_EVERYTHING``. ``constants`` are the values tried for a printed constant, ``tries``
    the points looked at for each composition. Of sets that contain each other the smaller is
    reported. Nothing found means nothing found, not that there is no contradiction. Raises
    ``Rejected`` when the checker refuses a claim that a contradiction uses.
    """
    found: list[Contradiction] = []
    covered: list[tuple[frozenset[str], tuple[str, ...]]] = []
    chains = list_compositions(library, everything)
    judge = partial(_find_points, constants=tuple(constants), tries=tries)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        # Chunks, so that what a small set settles spares the sets that contain it.
        for start in range(0, len(chains), CHUNK):
            if progress is not None:
                progress(start, len(chains))
            chunk = [one for one in chains[start : start + CHUNK] if not _covers(covered, one)]
            pointed = pool.map(judge, chunk) if processes > 1 else map(judge, chunk)
            for chain, points in zip(chunk, pointed, strict=True):
                for plain, point in points:
                    assumed = tuple(str(one) for one in plain.assumed)
                    if any(ids <= chain.ids and shown == assumed for ids, shown in covered):
                        continue
                    document = _write(plain, point, f"{KIND}/{len(found) + 1}")
                    if document is not None and _is_accepted(document, plain):
                        found.append(_read(document))
                        covered.append((chain.ids, assumed))
    session = Session([*stored_documents(library), *(one.document for one in found)])
    for one in found:
        session.check(one.id)
    return tuple(found)


def list_compositions(library: Library, everything: bool = False) -> list[_Chain]:
    """The compositions that a search looks at, small ones first."""
    chains = [
        chain
        for chain in _compose(library, MAX_STEPS_EVERYTHING if everything else MAX_STEPS)
        if (everything and not chain.printed) or (chain.printed and len(chain.steps) <= MAX_STEPS)
    ]
    return sorted(chains, key=lambda chain: (len(chain.steps), sorted(chain.ids)))


def _covers(covered: Sequence[tuple[frozenset[str], tuple[str, ...]]], chain: _Chain) -> bool:
    """Whether a set without constants that the chain contains is a contradiction already."""
    return any(ids <= chain.ids and not shown for ids, shown in covered)


def _find_points(
    chain: _Chain, constants: Sequence[Fraction], tries: int
) -> list[tuple[_Chain, Point]]:
    """The chain with each value of the constants for which it fails at a point, and the point."""
    points: list[Point] = []
    found = []
    for fixed in _fix_constants(chain, constants):
        plain = _with_short_names(fixed)
        point = _find_point(plain, points, tries)
        if point is not None:
            points.append(point)
            found.append((plain, point))
    return found


def store_contradictions(library: Library, found: Iterable[Contradiction]) -> tuple[Path, ...]:
    """Replace the stored contradictions by these; returns the files."""
    folder = library.root / FOLDER
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    paths = []
    for one in found:
        path = folder / f"{one.id.replace('/', '-')}.json"
        write_certificate(path, dict(one.document))
        paths.append(path)
    return tuple(paths)


def load_contradictions(library: Library) -> tuple[Contradiction, ...]:
    """Replay the stored contradictions against the library's claims as they are now.

    Raises ``Rejected`` when the checker refuses one.
    """
    documents = [read_certificate(path) for path in sorted((library.root / FOLDER).glob("*.json"))]
    documents.sort(key=lambda one: (len(str(one.get("id"))), str(one.get("id"))))
    session = Session([*stored_documents(library), *documents])
    for document in documents:
        if session.check(str(document["id"])).verdict != KIND:
            raise Rejected("unknown-kind", str(document["id"]))
    return tuple(_read(document) for document in documents)


def _read(document: Mapping[str, Any]) -> Contradiction:
    claim, point = document["claim"], document["point"]
    values = {key: from_prefix(value) for key, value in point.items()}
    given = [statement_from_prefix(one) for one in claim["given"]]
    concluded = [statement_from_prefix(one) for one in claim["conclude"]]
    assumed = [statement_from_prefix(one) for one in document.get("assuming", [])]
    return Contradiction(
        id=str(document["id"]),
        claims=tuple(sorted(document["uses"])),
        assumed=tuple(str(one.substitute(values)) for one in assumed),
        relations=f"{', '.join(map(str, given))} |- {' and '.join(map(str, concluded))}",
        point=tuple(point.items()),
        document=document,
    )


def _list_rules(library: Library) -> tuple[_Rule, ...]:
    rules = []
    for identifier, entry, part in library.parts():
        claim = claim_of(part)
        if claim is None or (isinstance(part, Inequality) and part.expected == "refuted"):
            continue
        printed = isinstance(part, Cited) and (
            part.grade != "cited" or entry.lemma.source.level in ("abstract", "recalled")
        )
        if any(one.predicate for one in (*claim.given, *claim.conclude)):
            rules.append(_Rule(identifier, claim, printed))
    return tuple(rules)


def _compose(library: Library, most: int) -> Iterator[_Chain]:
    """All compositions that leave relations and printed constants alone."""
    rules = _list_rules(library)
    constants = {
        one.predicate
        for rule in rules
        if rule.printed and rule.claim.exists
        for one in rule.claim.conclude
        if one.predicate
    }
    usable = [rule for rule in rules if not rule.claim.exists]
    by_predicate: dict[str, list[tuple[_Rule, int]]] = {}
    for rule in usable:
        for position, one in enumerate(rule.claim.conclude):
            if one.predicate:
                by_predicate.setdefault(one.predicate, []).append((rule, position))
    counter = itertools.count()
    for rule in usable:
        if all(one.predicate == "" for one in rule.claim.conclude):
            start = _start(rule, next(counter), constants)
            yield from _extend(start, by_predicate, constants, counter, most)


def _start(rule: _Rule, at: int, constants: set[str]) -> _Chain:
    terms, given, concluded = _rename(rule, at)
    return _Chain(
        (_Step(rule, terms),),
        {str(terms[key].value): sort for key, sort in rule.claim.variables},
        tuple(one for one in given if not one.predicate),
        tuple(one for one in given if one.predicate and one.predicate not in constants),
        tuple(one for one in given if one.predicate in constants),
        concluded,
    )


def _extend(
    chain: _Chain,
    by_predicate: Mapping[str, list[tuple[_Rule, int]]],
    constants: set[str],
    counter: Iterator[int],
    most: int,
) -> Iterator[_Chain]:
    if not chain.goals:
        yield chain
        return
    if len(chain.steps) >= most:
        return
    goal = chain.goals[0]
    for rule, position in by_predicate.get(goal.predicate, ()):
        if rule.id in chain.ids:
            continue
        below = _start(rule, next(counter), constants)
        values = _unify(below.conclusions[position], goal, below.sorts, chain.sorts)
        if values is None:
            continue
        joined = _Chain(
            (*chain.steps, *below.steps),
            {**chain.sorts, **below.sorts},
            (*chain.relations, *below.relations),
            (*below.goals, *chain.goals[1:]),
            (*chain.assumed, *below.assumed),
            chain.conclusions,
        )
        yield from _extend(joined.substitute(values), by_predicate, constants, counter, most)


def _rename(
    rule: _Rule, at: int
) -> tuple[dict[str, Expression], tuple[Statement, ...], tuple[Statement, ...]]:
    """The rule with variables of its own."""
    terms = {key: name(f"{key}__{at}") for key, _ in rule.claim.variables}
    return (
        terms,
        tuple(one.substitute(terms) for one in rule.claim.given),
        tuple(one.substitute(terms) for one in rule.claim.conclude),
    )


def _unify(
    concluded: Statement, goal: Statement, own: Mapping[str, str], others: Mapping[str, str]
) -> dict[str, Expression] | None:
    """Terms for variables of both sides that make the arguments the same; None if there are none.

    An integer variable takes an integer term only as far as the checker can see: it decides.
    """
    if len(concluded.operands) != len(goal.operands):
        return None
    values: dict[str, Expression] = {}
    for left, right in zip(concluded.operands, goal.operands, strict=True):
        left, right = left.substitute(values), right.substitute(values)
        if left == right:
            continue
        if _is_free(right, others) and str(right.value) not in left.names():
            new = {str(right.value): left}
        elif _is_free(left, own) and str(left.value) not in right.names():
            new = {str(left.value): right}
        else:
            return None
        values = {key: one.substitute(new) for key, one in values.items()} | new
    return values


def _is_free(expression: Expression, variables: Mapping[str, str]) -> bool:
    return expression.operator == "name" and str(expression.value) in variables


def _fix_constants(chain: _Chain, constants: Sequence[Fraction]) -> Iterator[_Chain]:
    """The chain with each value for the printed constants."""
    free = sorted({key for one in chain.assumed for key in one.names()})
    if not free:
        yield chain
        return
    for value in constants:
        yield chain.substitute({key: number(value) for key in free})


def _with_short_names(chain: _Chain) -> _Chain:
    """Names as in the claims, numbered where two claims use the same."""
    short: dict[str, Expression] = {}
    taken: set[str] = set()
    for key in sorted(chain.sorts, key=lambda one: int(one.rpartition("__")[2])):
        base = key.rpartition("__")[0]
        numbered = (f"{base}_{i}" for i in itertools.count(2))
        chosen = next(one for one in itertools.chain((base,), numbered) if one not in taken)
        taken.add(chosen)
        short[key] = name(chosen)
    sorts = {str(short[key].value): sort for key, sort in chain.sorts.items()}
    return replace(chain.substitute(short), sorts=sorts)


def _find_point(chain: _Chain, known: Sequence[Point], tries: int) -> Point | None:
    """A point where the relations hold and a conclusion fails, by the falsifier's judgement."""
    from memproof.provers.falsifier import Domain, certain, falsify

    domain = Domain(
        {key: SORTS[sort] for key, sort in chain.sorts.items()},
        [one.prefix() for one in dict.fromkeys(chain.relations)],
        far=True,
    )
    concluded = [one.prefix() for one in chain.conclusions]

    def fails(point: Point) -> bool:
        return domain.satisfied(point) and any(
            certain(statement, point) is False for statement in concluded
        )

    for point in known:
        if fails(point):
            return point
    deadline = time.monotonic() + (SECONDS if chain.printed else SECONDS_OWN)
    moved = _move_one(domain, fails, tries, deadline)
    return moved or falsify(domain, concluded, deadline, tries)


def _move_one(
    domain: Domain, fails: Callable[[Point], bool], tries: int, deadline: float
) -> Point | None:
    """A point that fails, one variable away from a simple point of the domain.

    Such as points which networks of one size memorize at any separation, moved together.
    """
    drawn = itertools.islice(domain.points(), tries)
    simple = (point for point in drawn if domain.satisfied(point))
    for witness in itertools.islice(simple, WITNESSES):
        for key in sorted(key for key, integer in domain.variables.items() if not integer):
            far = [one for one in domain.candidates(key) if _size(one) >= FAR_BITS]
            for value in sorted(far, key=lambda one: (_size(one), one)):
                if time.monotonic() > deadline:
                    return None
                if fails({**witness, key: value}):
                    return {**witness, key: value}
    return None


def _size(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _write(chain: _Chain, point: Point, identifier: str) -> dict[str, Any] | None:
    """The document of a contradiction; None when no proof is found that the relations follow."""
    from memproof.provers.decide import elaborate

    claims = {step.rule.id: step.rule.claim.document() for step in chain.steps}
    claim = {
        "variables": dict(sorted(chain.sorts.items())),
        "given": [one.prefix() for one in dict.fromkeys(chain.relations)],
        "conclude": [one.prefix() for one in chain.conclusions],
    }
    assuming = [one.prefix() for one in dict.fromkeys(chain.assumed)]
    premises = {**claim, "given": [*claim["given"], *assuming]}
    proof = elaborate(premises, _sketch(chain), claims)
    if proof is None:
        return None
    content = {
        "claim": claim,
        "assuming": assuming,
        "point": {key: str(point[key]) for key in sorted(point)},
        "proof": proof,
    }
    uses = {key: digest(claim) for key, claim in sorted(claims.items())}
    return make_document(KIND, identifier, content, uses)


def _is_accepted(document: Mapping[str, Any], chain: _Chain) -> bool:
    """Whether the checker accepts it, the claims used taken as they stand."""
    given = [
        make_document(
            "cited", step.rule.id, {"claim": step.rule.claim.document(), "source": "here"}
        )
        for step in chain.steps
    ]
    try:
        Session([*given, document]).check(str(document["id"]))
    except Rejected:
        return False
    return True


def _sketch(chain: _Chain) -> dict[str, Any]:
    """The rules one after the other, those that the others need first."""
    proof: dict[str, Any] = conclude(*(AUTO for _ in chain.conclusions))
    for step in chain.steps:
        node = {
            "rule": "lemma",
            "id": step.rule.id,
            "substitution": {key: one.prefix() for key, one in step.terms.items()},
            "hypotheses": [dict(KNOWN if one.predicate else AUTO) for one in step.rule.claim.given],
            "then": proof,
        }
        proof = node
    return proof
