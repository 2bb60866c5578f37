"""Claims that cannot all be true, as the report shows them: one row for each set of claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from memproof.checker.errors import Rejected
from memproof.library import Audit, Library, PartAudit
from memproof.library.contradictions import Contradiction, load_contradictions
from memproof.report.claims import latex_name
from memproof.report.values import show_rational, show_sides
from memproof.statements.expressions import statement_from_prefix

SETTLED = ("formal", "proved", "exhaustive", "argued", "instances")


@dataclass(frozen=True)
class Failure:
    """One exact point: the printed constants assumed, the values, and both sides (Markdown)."""

    assumed: str
    point: str
    sides: str


@dataclass(frozen=True)
class ContradictionView:
    """Claims that exclude each other.

    ``claims`` are (id, inherited grade); ``relations`` is Markdown: what they give together, false
    at each of the ``failures``. ``false`` says what has to give: what is assumed, or the claims
    that are cited, assumed or open; "" if there are none, and the library contradicts itself.
    """

    claims: tuple[tuple[str, str], ...]
    relations: str
    failures: tuple[Failure, ...]
    false: str
    certificates: tuple[str, ...]


def list_contradictions(
    library: Library, audited: Audit
) -> tuple[tuple[ContradictionView, ...], tuple[str, ...]]:
    """The stored contradictions, replayed, and errors: stale ones, and a library that fails."""
    try:
        found = load_contradictions(library)
    except Rejected as error:
        return (), (f"a stored contradiction is refused ({error}): search for them again",)
    views = view_contradictions(found, audited)
    errors = tuple(
        f"the library contradicts itself: {', '.join(name for name, _ in view.claims)}"
        for view in views
        if not view.false
    )
    return views, errors


def view_contradictions(
    found: Iterable[Contradiction], audited: Audit
) -> tuple[ContradictionView, ...]:
    """One view for each set of claims, in the order of their first contradiction."""
    together: dict[tuple[str, ...], list[Contradiction]] = {}
    for one in found:
        together.setdefault(one.claims, []).append(one)
    parts = {part.id: part for part in audited.parts}
    return tuple(_view(claims, same, parts) for claims, same in together.items())


def _view(
    claims: tuple[str, ...], found: list[Contradiction], parts: Mapping[str, PartAudit]
) -> ContradictionView:
    return ContradictionView(
        claims=tuple((name, parts[name].inherited if name in parts else "") for name in claims),
        relations=_relations(found[0]),
        failures=tuple(_failure(one) for one in found),
        false=_find_false(claims, found, parts),
        certificates=tuple(one.id for one in found),
    )


def _find_false(
    claims: tuple[str, ...], found: list[Contradiction], parts: Mapping[str, PartAudit]
) -> str:
    """What is assumed or only stated; what the rest rests on is named as a way out."""
    stated = [name for name in claims if name not in parts or parts[name].grade not in SETTLED]
    assumed = list(dict.fromkeys(name for one in found for name in one.assumed))
    if assumed:
        false = f"{' and '.join(assumed)} cannot hold"
    else:
        false = f"{' or '.join(stated)} is false" if stated else ""
    rest = [parts[name] for name in claims if name not in stated]
    if any(part.inherited not in SETTLED for part in rest):
        return f"{false}, or a cited claim that the others rest on is false".removeprefix(", or ")
    return false


def _relations(one: Contradiction) -> str:
    claim = one.document["claim"]
    given, concluded = (
        ", ".join(f"\\({statement_from_prefix(part).latex()}\\)" for part in claim[side])
        for side in ("given", "conclude")
    )
    return f"if {given} then {concluded}"


def _failure(one: Contradiction) -> Failure:
    claim, point = one.document["claim"], dict(one.point)
    values = ", ".join(f"\\({latex_name(n)} {show_rational(v)}\\)" for n, v in point.items())
    return Failure(", ".join(one.assumed), values, "; ".join(show_sides(claim, point)))
