"""The short answer of ``check``: what is enough, what is needed, and how the sources' bounds fare.

Everything here is chosen from a ``Check``; nothing is computed anew but the least width that the
necessary bounds leave at the depth of the best networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from memproof.bounds.catalogue import Catalogue
from memproof.bounds.check import Check, TheoremReport
from memproof.bounds.text import show_integer, show_real
from memproof.bounds.theorems import PrintedClaim, check_theorem
from memproof.certificates.grades import WORDS
from memproof.statements.expressions import number

GRADE_WORDS = {**WORDS, "cited": "rests on a citation", "open": "not proved"}
CALCULATOR_ONLY = "calculator only"


@dataclass(frozen=True)
class Way:
    """A network size that memorizes all such data sets: its own width, depth and parameters.

    ``weight_bits`` bounds its weights on keys (None: not bounded), ``by`` and ``title`` name what
    promises it, ``virtue`` says why it is listed.
    """

    width: int
    depth: int
    parameters: int
    weight_bits: int | None
    by: str
    title: str
    grade: str
    virtue: str = ""


@dataclass(frozen=True)
class Need:
    """A necessary size: ``text`` in the user's symbols, ``by`` the theorem, its grade."""

    text: str
    by: str
    title: str
    grade: str


@dataclass(frozen=True)
class SourceLine:
    """A source's O or Ω here: its formula, the constant, what it asks for and what came of it."""

    source: str
    printed: str
    side: str
    constant: str
    asks: str
    verdict: str


@dataclass(frozen=True)
class Answer:
    """The answer in the order of reading.

    ``factor`` is the quotient of the least W²L² that is enough and the least that is not excluded,
    None where one of them is missing; ``written`` has the fewest bits in all of what bounds its
    weights; ``at_depth`` is (L, least W not excluded, least W that is
    enough) at the depth of the first way.
    """

    ways: tuple[Way, ...]
    written: Way | None
    needs: tuple[Need, ...]
    factor: Fraction | None
    at_depth: tuple[int, int, int] | None
    sources: tuple[SourceLine, ...]


def answer(found: Check, catalogue: Catalogue) -> Answer:
    """Choose what a reader wants first from all that ``check`` found."""
    ways = _list_ways(found)
    widths = None
    if found.parameters.width is None and ways:
        depth = found.parameters.depth or ways[0].depth
        enough = min((one.width for one in ways if one.depth <= depth), default=None)
        width = _find_least_width(found, depth)
        if enough is not None:
            widths = (depth, width, enough)
    return Answer(
        ways=ways,
        written=_find_written(found),
        needs=tuple(_list_needs(found, widths)),
        factor=next((one.ratio for one in found.best if one.quantity == "W²L²"), None),
        at_depth=None if widths is None else (widths[0], widths[1][0], widths[2]),
        sources=tuple(_list_sources(found, catalogue)),
    )


def _list_ways(found: Check) -> tuple[Way, ...]:
    """The sizes with the fewest parameters and the fewest layers, without repetition."""
    ways = [*_built_ways(found), *_granted_ways(found)]
    if not ways:
        return ()
    chosen = [
        (min(ways, key=lambda way: (way.parameters, way.depth)), "fewest parameters"),
        (min(ways, key=lambda way: (way.depth, way.parameters)), "fewest layers"),
    ]
    kept: dict[tuple[int, int, str], Way] = {}
    for way, virtue in chosen:
        kept.setdefault((way.width, way.depth, way.by), replace(way, virtue=virtue))
    return tuple(kept.values())


def _find_written(found: Check) -> Way | None:
    """The network with the fewest bits in all, as far as its weights are bounded."""
    written = [way for way in _built_ways(found) if way.weight_bits is not None]
    return min(written, key=lambda way: way.parameters * (way.weight_bits or 0), default=None)


def _built_ways(found: Check) -> Iterator[Way]:
    """What the constructions build, at the networks' own sizes."""
    for one in found.constructions:
        construction = one.check.construction
        for named in one.offers if construction.decides else ():
            shape = named.offer.shape
            grade = "" if one.audit is None else one.audit.grade
            yield Way(
                shape.width,
                shape.depth,
                shape.parameters,
                shape.weight_bits,
                construction.id,
                construction.title,
                grade,
            )


def _granted_ways(found: Check) -> Iterator[Way]:
    """The sizes that closed forms grant, with all parameters of such a dense network."""
    asked = found.parameters
    for one in found.theorems:
        theorem = one.check.theorem
        if theorem.side != "upper" or not theorem.decides or one.check.applies is False:
            continue
        sizes = [(pair.width, pair.depth) for pair in one.examples]
        if asked.depth is not None and one.check.least_width is not None:
            sizes.append((one.check.least_width, asked.depth))
        if asked.width is not None and one.check.least_depth is not None:
            sizes.append((asked.width, one.check.least_depth))
        grade = "" if one.audit is None else one.audit.grade
        for width, depth in sizes:
            parameters = (asked.dimension + 1) * width + (depth - 1) * (width + 1) * width
            yield Way(width, depth, parameters + width + 1, None, theorem.id, theorem.title, grade)


def _find_least_width(found: Check, depth: int) -> tuple[int, TheoremReport | None]:
    """The least width that no necessary bound excludes at a depth, and the bound that says so."""
    best: tuple[int, TheoremReport | None] = (1, None)
    values = {**found.parameters.values(), "L": number(depth)}
    for one in found.theorems:
        theorem = one.check.theorem
        if theorem.side == "lower" and theorem.decides and one.check.applies is not False:
            least = check_theorem(theorem, values).least_width
            if least is not None and least > best[0]:
                best = (least, one)
    return best


def _list_needs(
    found: Check, widths: tuple[int, tuple[int, TheoremReport | None], int] | None
) -> Iterator[Need]:
    reports = {one.check.theorem.id: one for one in found.theorems}
    shown: set[str] = set()
    for best in found.best:
        if best.lower is None or best.lower_by not in reports or best.quantity in shown:
            continue
        if best.quantity not in ("W²L²", "W", "L", "parameters"):
            continue
        shown.add(best.quantity)
        scope = "" if best.scope == "all W and L" else f" ({best.scope})"
        yield _need(f"{best.quantity} ≥ {show_integer(best.lower)}{scope}", reports[best.lower_by])
    if widths is not None and widths[1][1] is not None and "W" not in shown:
        depth, (least, report), _ = widths
        yield _need(f"W ≥ {show_integer(least)} at L = {show_integer(depth)}", report)


def _need(text: str, report: TheoremReport | None) -> Need:
    if report is None:
        return Need(text, "", "", "")
    theorem = report.check.theorem
    grade = "" if report.audit is None else report.audit.grade
    return Need(text, theorem.id, theorem.title, grade)


def _list_sources(found: Check, catalogue: Catalogue) -> Iterator[SourceLine]:
    """A line for each printed claim about what memorizes all data sets of the unit ball."""
    reports = {one.check.theorem.id: one for one in found.theorems}
    built = {one.check.construction.id for one in found.constructions}
    for claim in catalogue.claims:
        used = [reports[name] for name in claim.theorems if name in reports]
        if used:
            yield _source_line(claim, used)
        elif any(name in built for name in claim.theorems):
            yield _built_line(found, claim)


def _source_line(claim: PrintedClaim, used: list[TheoremReport]) -> SourceLine:
    refuted = [one for one in used if one.check.theorem.refuted_by]
    best = refuted[0] if refuted else _first_that_applies(used)
    theorem = best.check.theorem
    constant = (
        ""
        if best.check.constant is None
        else show_real(best.check.constant, up=claim.side == "upper")
    )
    return SourceLine(
        _shorten(claim.source),
        claim.brief or claim.printed,
        claim.side,
        "" if refuted else constant,
        "" if refuted else _asks(best),
        f"FALSE for every K ({theorem.refuted_by[0]})"
        if theorem.refuted_by
        else _verdict(best, theorem.id),
    )


def _built_line(found: Check, claim: PrintedClaim) -> SourceLine:
    """A claim that rests on built networks alone: the smallest of them here."""
    reports = [one for one in found.constructions if one.check.construction.id in claim.theorems]
    offers = [named.offer for one in reports for named in one.offers]
    source = _shorten(claim.source)
    if not offers:
        return SourceLine(source, claim.brief or claim.printed, claim.side, "", "", "not here")
    offer = min(offers, key=lambda one: one.shape.parameters)
    asks = f"W = {show_integer(offer.width)}, L = {show_integer(offer.depth)}"
    return SourceLine(
        source,
        claim.brief or claim.printed,
        claim.side,
        "",
        asks,
        f"holds ({reports[0].check.construction.id})",
    )


def _first_that_applies(used: list[TheoremReport]) -> TheoremReport:
    order = {True: 0, None: 1, False: 2}
    return min(used, key=lambda one: order[one.check.applies])


def _asks(one: TheoremReport) -> str:
    check = one.check
    if check.applies is False:
        return ""
    if one.examples:
        shallow = min(one.examples, key=lambda pair: pair.depth)
        return f"W = {show_integer(shallow.width)}, L = {show_integer(shallow.depth)}"
    sizes = [
        f"{name} ≥ {show_integer(least)}"
        for name, least in (("W", check.least_width), ("L", check.least_depth))
        if least is not None
    ]
    if sizes:
        return ", ".join(sizes)
    if check.least_quantity is None:
        return ""
    quantity = check.theorem.quantity.replace("*", "").replace("^2", "²")
    return f"{quantity} ≥ {show_real(check.least_quantity, up=check.theorem.side == 'upper')}"


def _verdict(one: TheoremReport, identifier: str) -> str:
    if one.check.applies is False:
        failing = [text.text for text in one.check.hypotheses if text.status == "fails"]
        return f"not here: needs {', '.join(failing)}"
    if one.check.applies is None:
        return f"undecided here ({identifier})"
    grade = "" if one.audit is None else one.audit.grade
    if not one.check.theorem.decides:
        grade = CALCULATOR_ONLY
    return f"holds ({identifier}, {describe_grade(grade)})"


def describe_grade(grade: str) -> str:
    """A grade in a reader's words."""
    return GRADE_WORDS.get(grade, grade or "not replayed")


def _shorten(source: str) -> str:
    """Authors of a source: both of two, the first of more."""
    authors = re.sub(r" [0-9]{4}.*", "", source)
    names = re.split(r", | & ", authors)
    return f"{names[0]} et al." if len(names) > 2 else "–".join(names)
