"""Certificate documents: what is on disk, and what accepting one means.

A document is a JSON object with the format "memproof-certificate", a version, a kind and an id.
Documents are checked together: a proof may use the claims of other documents, which must be among
those given and accepted, and no document may rest on itself.  Kinds of this module:

* ``proof``: a claim, a proof tree, a point that satisfies the hypotheses (no vacuous truth);
* ``refutation``: a claim and an exact point that satisfies the hypotheses and not the conclusion;
* ``vacuous``: a claim and a proof that its hypotheses contradict each other;
* ``contradiction``: claims that cannot all be true, at an exact point;
* ``cited``: a claim taken from a source, graded as such;
* ``construction``: a claim that a written argument carries; its grade is "argued", whatever network
  documents illustrate it.

The kinds about networks and points are in ``memproof.checker.kinds``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from memproof.checker.budget import budget_for, spend
from memproof.checker.errors import Rejected
from memproof.checker.normal import (
    OPERANDS,
    RELATIONS,
    Context,
    closed_sign,
    is_name,
    look_of,
    rational,
)
from memproof.checker.rules import (
    SORTS,
    Conclusions,
    Relation,
    Replay,
    assume,
    only_fields,
    relation_goal,
    substitute,
)

FORMAT = "memproof-certificate"
VERSION = 1
MAX_FILE_BYTES = 256 * 2**20
MAX_NESTING = 400
GRADES = ("proved", "exhaustive", "cited", "argued", "instances", "assumed", "open")


@dataclass(frozen=True)
class Accepted:
    """What the checker vouches for.

    ``verdict`` is proved, refuted, vacuous, contradiction or evidence; ``grade`` is its own grade,
    ``inherited`` the weakest grade along everything it uses, ``rests_on`` the ids of the documents
    in that closure whose own grade is below proved.
    """

    id: str
    kind: str
    verdict: str
    grade: str
    inherited: str
    rests_on: tuple[str, ...]
    uses: tuple[str, ...]
    summary: str
    details: Mapping[str, Any] = field(default_factory=dict)


def canonical(value: Any) -> bytes:
    """Return the canonical JSON text whose SHA-256 is the digest."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a value, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Rejected("malformed", "a key occurs twice")
    return result


def _no_floats(text: str) -> Any:
    raise Rejected("malformed", f"a floating-point number: {text[:40]}")


def parse_document(text: bytes | str) -> dict[str, Any]:
    """Parse one document; floats, duplicate keys, NaN and absurd sizes are refused."""
    if len(text) > MAX_FILE_BYTES:
        raise Rejected("size-limit", "the file is too large")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")  # else json would take UTF-16 and UTF-32 as well
        document = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_float=_no_floats,
            parse_constant=_no_floats,
        )
    except (ValueError, RecursionError) as error:
        raise Rejected("malformed", f"not JSON: {str(error)[:120]}") from None
    if not isinstance(document, dict):
        raise Rejected("malformed", "a certificate must be a JSON object")
    if (
        document.get("format") != FORMAT
        or type(document.get("version")) is not int
        or document["version"] != VERSION
    ):
        raise Rejected("malformed", f"not a {FORMAT} of version {VERSION}")
    if not isinstance(document.get("kind"), str):
        raise Rejected("malformed", "the kind must be a string")
    return document


def check_claim(claim: Any) -> dict[str, Any]:
    """Validate a claim's form: variables, hypotheses, existential variables, conclusions."""
    if not isinstance(claim, dict) or not set(claim) <= {
        "variables",
        "given",
        "exists",
        "conclude",
    }:
        raise Rejected("malformed", "a claim has variables, given, exists and conclude")
    names: set[str] = set()
    for part in ("variables", "exists"):
        declared = claim.get(part, {} if part == "exists" else None)
        if not isinstance(declared, dict):
            raise Rejected("malformed", f"{part} must be an object")
        for name, sort in declared.items():
            if not is_name(name) or name in names:
                raise Rejected("malformed", f"bad variable name {name!r}")
            if sort not in SORTS:
                raise Rejected("malformed", f"sort of {name} must be integer or real")
            names.add(name)
    looks: dict[str, str] = {}
    for name in sorted(names):
        other = looks.setdefault(look_of(name), name)
        if other != name:
            raise Rejected("malformed", f"the variables {other} and {name} look alike")
    for part in ("given", "conclude"):
        if not isinstance(claim.get(part), list):
            raise Rejected("malformed", f"{part} must be a list")
    if not claim["conclude"]:
        raise Rejected("malformed", "a claim needs a conclusion")
    for statement in claim["given"]:
        check_statement(statement, set(claim["variables"]))
    for statement in claim["conclude"]:
        check_statement(statement, names)
    return claim


def check_statement(statement: Any, names: set[str]) -> None:
    """Validate the form of a relation or predicate over these names."""
    if not isinstance(statement, list) or not statement:
        raise Rejected("malformed", "not a statement")
    operator, *rest = statement
    if operator == "holds":
        if not rest or not is_name(rest[0]):
            raise Rejected("malformed", "a predicate needs a name")
        rest = rest[1:]
    elif operator not in RELATIONS or len(rest) != 2:
        raise Rejected("malformed", f"not a relation of two sides: {operator!r:.60}")
    for part in rest:
        _check_expression(part, names, 0)


def _check_expression(expression: Any, names: set[str], depth: int) -> None:
    spend(1)
    if depth > MAX_NESTING:
        raise Rejected("size-limit", "expression nested too deeply")
    if isinstance(expression, str):
        if expression not in names and expression not in ("e", "pi"):
            rational(expression)
        return
    if (
        not isinstance(expression, list)
        or len(expression) < 2
        or not isinstance(expression[0], str)
    ):
        raise Rejected("malformed", "not an expression")
    operator, *operands = expression
    if operator not in OPERANDS:
        raise Rejected("malformed", f"unknown operator {operator[:40]!r}")
    least, most = OPERANDS[operator]
    if not least <= len(operands) <= most:
        raise Rejected("malformed", f"operator {operator} with {len(operands)} operands")
    for part in operands:
        _check_expression(part, names, depth + 1)


def open_claim(claim: Mapping[str, Any]) -> tuple[Context, Conclusions]:
    """Return the context of a claim's hypotheses and its goal."""
    context = Context({name: SORTS[sort] for name, sort in claim["variables"].items()})
    context = assume(context, list(claim["given"]))
    exists = tuple((name, SORTS[sort]) for name, sort in claim.get("exists", {}).items())
    return context, Conclusions(exists, tuple(claim["conclude"]))


def check_point(claim: Mapping[str, Any], point: Any) -> dict[str, Any]:
    """Validate an exact point of a claim's domain: every variable, integers where declared."""
    if not isinstance(point, dict) or set(point) != set(claim["variables"]):
        raise Rejected("malformed", "a point gives every variable a value")
    for name, sort in claim["variables"].items():
        if SORTS[sort] and not isinstance(rational(point[name]), int):
            raise Rejected("not-integer", f"{name} at the point")
        rational(point[name])
    return point


def holds_at(statement: Any, point: Mapping[str, Any]) -> bool:
    """Decide a relation at an exact point; raises when it is undefined or cannot be decided."""
    goal = relation_goal(Context({}), substitute(statement, point))
    if not isinstance(goal, Relation):
        raise Rejected("undecided", "a predicate cannot be evaluated at a point")
    if Context({}).is_zero(goal.poly):
        return goal.relation != ">"
    sign = closed_sign(goal.poly)
    if sign is None:
        raise Rejected("undecided", f"sign of {str(goal.poly)[:200]}")
    return {">=": sign >= 0, ">": sign > 0, "=": sign == 0}[goal.relation]


def require_value(statement: Any, point: Mapping[str, Any]) -> None:
    """Refuse a predicate whose arguments have no value at an exact point: it cannot hold there."""
    try:
        relation_goal(Context({}), substitute(statement, point))
    except Rejected as error:
        raise Rejected("undefined", f"{statement[1]} at the point: {error.detail}") from None


def check_hypotheses_at(claim: Mapping[str, Any], point: Mapping[str, Any]) -> None:
    """Verify that a point satisfies every hypothesis; of predicates, that they have a value."""
    for statement in claim["given"]:
        if statement[0] == "holds":
            require_value(statement, point)
        elif not holds_at(statement, point):
            raise Rejected("hypothesis-fails", json.dumps(statement)[:200])


def _check_proof(
    document: Mapping[str, Any], lemmas: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str, set[str]]:
    claim = check_claim(document.get("claim"))
    check_hypotheses_at(claim, check_point(claim, document.get("witness")))
    replay = Replay(lemmas)
    context, goal = open_claim(claim)
    replay.run(context, goal, document.get("proof"))
    return "proved", "proved", replay.used


def _check_refutation(
    document: Mapping[str, Any], lemmas: Mapping[str, Any]
) -> tuple[str, str, set[str]]:
    claim = check_claim(document.get("claim"))
    point = check_point(claim, document.get("point"))
    if claim.get("exists"):
        raise Rejected("wrong-goal", "a point does not refute an existence claim")
    if any(statement[0] == "holds" for statement in claim["given"]):
        raise Rejected("wrong-goal", "a point does not show that a predicate holds there")
    check_hypotheses_at(claim, point)
    if all(holds_at(statement, point) for statement in claim["conclude"]):
        raise Rejected("not-refuted", "every conclusion holds at the point")
    return "refuted", "proved", set()


def _check_vacuous(
    document: Mapping[str, Any], lemmas: Mapping[str, Any]
) -> tuple[str, str, set[str]]:
    claim = check_claim(document.get("claim"))
    context, _ = open_claim(claim)
    replay = Replay(lemmas)
    replay.run(context, relation_goal(context, [">=", "-1", "0"]), document.get("proof"))
    return "vacuous", "proved", replay.used


def _check_contradiction(
    document: Mapping[str, Any], lemmas: Mapping[str, Any]
) -> tuple[str, str, set[str]]:
    """The claims used and the predicates assumed cannot all be true.

    The proof derives the claim, relations only, from its hypotheses, the claims used and the
    predicates under ``assuming``; but at the point the hypotheses hold and the claim is false. So
    there, whatever the predicates mean, a claim used or an assumption is false. (That an assumption
    has a value is a fact for the proof, so it must have one at the point.)
    """
    _, grade, _ = _check_refutation(document, lemmas)
    claim, assuming = document["claim"], document.get("assuming", [])
    if not isinstance(assuming, list):
        raise Rejected("malformed", "assuming must be a list")
    for statement in assuming:
        check_statement(statement, set(claim["variables"]))
        if statement[0] != "holds":
            raise Rejected("malformed", "only predicates are assumed")
        require_value(statement, document["point"])
    replay = Replay(lemmas)
    context, goal = open_claim({**claim, "given": [*claim["given"], *assuming]})
    replay.run(context, goal, document.get("proof"))
    if not replay.used:
        raise Rejected("wrong-uses", "a contradiction uses claims")
    return "contradiction", grade, replay.used


def _check_cited(
    document: Mapping[str, Any], lemmas: Mapping[str, Any]
) -> tuple[str, str, set[str]]:
    check_claim(document.get("claim"))
    source = document.get("source")
    if not isinstance(source, str) or not source.strip():
        raise Rejected("malformed", "a cited claim names its source")
    grade = document.get("grade", "cited")
    if grade not in ("cited", "assumed", "open"):
        raise Rejected("wrong-grade", "a cited claim is cited, assumed or open")
    return "evidence", grade, set()


KINDS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], tuple[str, str, set[str]]]] = {
    "proof": _check_proof,
    "refutation": _check_refutation,
    "vacuous": _check_vacuous,
    "contradiction": _check_contradiction,
    "cited": _check_cited,
}


COMMON = "format version kind id uses"
EVIDENCE = "claim evidence"
FIELDS = {
    "proof": "claim witness proof",
    "refutation": "claim point",
    "vacuous": "claim proof",
    "contradiction": "claim point assuming proof",
    "cited": "claim source grade",
    "construction": "claim argument",
}


class Session:
    """Checks a set of documents together; documents are named by their ``id``."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self.documents: dict[str, Mapping[str, Any]] = {}
        for document in documents:
            name = document.get("id")
            if (
                not isinstance(name, str)
                or not (name.isascii() and name.isprintable())
                or name != name.strip()
                or not 0 < len(name) <= 200
            ):
                raise Rejected("malformed", "a certificate needs an id of ASCII characters")
            if name in self.documents:
                raise Rejected("duplicate-id", name)
            self.documents[name] = document
        self._results: dict[str, Accepted | Rejected] = {}
        self._open: list[str] = []

    def check(self, name: str) -> Accepted:
        """Check one document and everything it uses; raises ``Rejected``."""
        if name in self._open:
            raise Rejected("cycle", " -> ".join([*self._open[self._open.index(name) :], name]))
        found = self._results.get(name)
        if found is None:
            if name not in self.documents:
                raise Rejected("missing-lemma", name)
            self._open.append(name)
            try:
                document = self.documents[name]
                with budget_for(len(canonical(document))):
                    found = self._check(name, document)
            except Rejected as error:
                found = error
            except (RecursionError, MemoryError, OverflowError) as error:
                found = Rejected("size-limit", type(error).__name__)
            except Exception as error:  # whatever else goes wrong, nothing is accepted
                found = Rejected("malformed", f"{type(error).__name__}: {str(error)[:120]}")
            finally:
                self._open.pop()
            self._results[name] = found
        if isinstance(found, Rejected):
            raise Rejected(found.reason, found.detail)
        return found

    def _check(self, name: str, document: Mapping[str, Any]) -> Accepted:
        uses = document.get("uses", {})
        if not isinstance(uses, dict):
            raise Rejected("malformed", "uses must be an object")
        below: dict[str, Accepted] = {}
        for other, expected in uses.items():
            accepted = self.check(other)
            if digest(self.documents[other].get("claim")) != expected:
                raise Rejected("digest-mismatch", other)
            below[other] = accepted
        kind = document.get("kind", "")
        from memproof.checker.kinds import interpolation, networks, position, ranks, shattering

        modules = (networks, shattering, ranks, interpolation, position)
        evident = {name: check for module in modules for name, check in module.KINDS.items()}
        if kind not in FIELDS and kind not in evident:
            raise Rejected("unknown-kind", str(kind)[:60])
        only_fields(document, f"{COMMON} {FIELDS.get(kind, EVIDENCE)}", f"kind {kind!r}")
        details: Mapping[str, Any] = {}
        if kind == "construction":
            verdict, grade, used, summary = self._check_construction(document, below)
        elif kind in evident:
            result = evident[kind](document)
            verdict, grade, used, summary, details = (
                "evidence",
                result.grade,
                set[str](),
                result.summary,
                result.details,
            )
        else:
            lemmas = {
                other: self.documents[other]["claim"]
                for other, accepted in below.items()
                if accepted.kind in ("proof", "cited", "construction")
            }
            verdict, grade, used = KINDS[kind](document, lemmas)
            summary = {
                "proved": "every step replayed",
                "refuted": "false at the stated point",
                "contradiction": "the claims used exclude each other at the stated point",
            }.get(verdict, verdict)
        if used != set(uses):
            raise Rejected("wrong-uses", f"declared {sorted(uses)}, used {sorted(used)}")
        # Networks beside an argument are examples: they neither lift nor lower it.
        claims = [one for one in below.values() if one.kind not in evident]
        grades = [grade, *(accepted.inherited for accepted in claims)]
        inherited = max(grades, key=GRADES.index)
        rests = {name} if grade != "proved" and verdict == "evidence" else set()
        for accepted in claims:
            rests |= set(accepted.rests_on)
        return Accepted(
            name,
            kind,
            verdict,
            grade,
            inherited,
            tuple(sorted(rests)),
            tuple(sorted(uses)),
            summary,
            details,
        )

    def _check_construction(
        self, document: Mapping[str, Any], below: Mapping[str, Accepted]
    ) -> tuple[str, str, set[str], str]:
        """A claim carried by evidence and an argument that only a reader can judge."""
        check_claim(document.get("claim"))
        argument = document.get("argument")
        if not isinstance(argument, str) or not argument.strip():
            raise Rejected("malformed", "a construction states its argument")
        if not below:
            raise Rejected("wrong-uses", "a construction needs evidence")
        if any(accepted.verdict not in ("evidence", "proved") for accepted in below.values()):
            raise Rejected("wrong-uses", "refuted or vacuous evidence")
        # An argument in words is not replayed, whatever stands beside it.
        return (
            "evidence",
            "argued",
            set(below),
            f"carried by {len(below)} documents and a written argument",
        )
