"""The one report model: what every format shows, and nothing that any of them adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memproof.bounds.catalogue import load_catalogue
from memproof.canaries.run import CanaryReport, run_canaries
from memproof.certificates import read_certificate
from memproof.certificates.grades import GRADES, SETTLED, Inherited, describe_grade
from memproof.errors import InputError, MemproofError
from memproof.library import (
    Audit,
    Cited,
    Constant,
    Construction,
    Evidence,
    Inequality,
    Lemma,
    LemmaAudit,
    Library,
    Part,
    PartAudit,
    audit,
    load_library,
)
from memproof.library.audit import MEANINGS, STATES, own_grade, stored_documents
from memproof.library.graph import find_cycle, lemma_graph
from memproof.library.model import LEVELS, claim_of, part_id, repair_id
from memproof.library.rows import list_row_errors
from memproof.report.claims import describe_claim, describe_domain, latex_name
from memproof.report.contradictions import ContradictionView, list_contradictions
from memproof.report.layout import Drawing, draw_graph
from memproof.report.maps import MapView, map_requests
from memproof.report.parameters import ParameterView, Request, check_requests
from memproof.report.sources import ClaimView, OpeningView, list_claims, list_grades, list_openings
from memproof.report.values import (
    describe_number,
    exact_sign,
    is_closed,
    occurs_in,
    show_rational,
    show_sides,
)
from memproof.statements.claims import Claim
from memproof.statements.parser import parse_expression


class CanaryError(MemproofError):
    """The checker accepted a document that is wrong, so nothing can be reported."""

    def __init__(self, survivors: tuple[str, ...]) -> None:
        super().__init__(f"the checker accepted {len(survivors)} wrong certificates")
        self.survivors = survivors


@dataclass(frozen=True)
class PartView:
    """A part as shown: ``claim`` and ``detail`` are Markdown, ``formula`` is plain text.

    ``repair`` is the id of the part that repairs an erratum.
    """

    id: str
    name: str
    kind: str
    verdict: str
    css: str
    grade: str
    inherited: str
    rests_on: tuple[str, ...]
    uses: tuple[str, ...]
    claim: str
    formula: str
    detail: str
    summary: str
    reason: str
    certificate: str
    digest: str
    printed: str
    repair: str


@dataclass(frozen=True)
class ConstantView:
    """A constant as shown, with its claim's hypotheses as Markdown and as plain text.

    ``best`` marks the best proved one of its name in the library, whatever its domain.
    """

    name: str
    value: str
    latex: str
    decimal: str
    lemma: str
    part: str
    verdict: str
    inherited: str
    domain: str
    given: str
    meaning: str
    sense: str
    best: bool


@dataclass(frozen=True)
class LemmaView:
    """A lemma as shown; texts are Markdown, lists of lemmas are ids.

    ``statement`` is made from the claims, ``author`` is the author's sentence, unchecked.
    """

    id: str
    number: str
    title: str
    statement: str
    author: str
    idea: str
    notes: str
    source: str
    level: str
    state: str
    meaning: str
    inherited: str
    rests_on: tuple[str, ...]
    uses: tuple[str, ...]
    used_by: tuple[str, ...]
    mentions: tuple[str, ...]
    parts: tuple[PartView, ...]
    constants: tuple[ConstantView, ...]


@dataclass(frozen=True)
class PaperView:
    """A paper's lemmas, and what the predicates of its claims mean."""

    folder: str
    source: str
    level: str
    predicates: tuple[tuple[str, str], ...]
    lemmas: tuple[LemmaView, ...]


@dataclass(frozen=True)
class OpenItem:
    """What is not settled: a part or lemma, and why."""

    id: str
    state: str
    reason: str


@dataclass(frozen=True)
class Report:
    """Everything that a report shows.

    ``states``, ``verdicts`` and ``grades`` are (name, count) in a fixed order; ``errata`` are
    printed statements that are refuted, ``variants`` other statements that have to be;
    ``openings`` say in plain words what is refuted, ``claims`` set the sources' O and Ω beside what
    is proved here, ``contradictions`` are claims that exclude each other, ``at`` are the tables at
    the parameters asked for and ``maps`` the regimes around them.
    ``errors`` is empty if every certificate is accepted and every declared edge is a real one.
    """

    openings: tuple[OpeningView, ...]
    claims: tuple[ClaimView, ...]
    contradictions: tuple[ContradictionView, ...]
    at: tuple[ParameterView, ...]
    maps: tuple[MapView, ...]

    states: tuple[tuple[str, int], ...]
    verdicts: tuple[tuple[str, int], ...]
    grades: tuple[tuple[str, int], ...]
    canaries: tuple[tuple[str, int], ...]
    constants: tuple[ConstantView, ...]
    papers: tuple[PaperView, ...]
    errata: tuple[PartView, ...]
    variants: tuple[PartView, ...]
    open: tuple[OpenItem, ...]
    errors: tuple[str, ...]
    graph: Drawing

    @property
    def lemmas(self) -> tuple[LemmaView, ...]:
        """All lemmas in order."""
        return tuple(lemma for paper in self.papers for lemma in paper.lemmas)

    def repair(self, erratum: PartView) -> PartView | None:
        """The part that repairs an erratum; None where none is named."""
        for lemma in self.lemmas:
            for part in lemma.parts:
                if part.id == erratum.repair:
                    return part
        return None


def build_report(
    library: Library | None = None,
    audited: Audit | None = None,
    rebuild: bool = False,
    requests: Sequence[Request] = (),
) -> Report:
    """Audit a library (default: that of this installation) and return the report.

    With ``rebuild`` network evidence is built again and compared.  ``requests`` are sets of
    parameters at which the theorems are shown.  Raises ``CanaryError`` when the checker accepts a
    document that is wrong, ``InputError`` for parameters that ``check`` refuses.
    """
    library = load_library() if library is None else library
    # Parameters that cannot be used are refused before the long work.
    check_requests(requests, load_catalogue(library.root), {})
    canaries = run_canaries(stored_documents(library))
    return _assemble(library, audited or audit(library, rebuild), canaries, requests)


def _assemble(
    library: Library, audited: Audit, canaries: CanaryReport, requests: Sequence[Request]
) -> Report:
    catalogue = load_catalogue(library.root)
    if canaries.survivors:
        raise CanaryError(canaries.survivors)
    graph = lemma_graph(library, audited)
    used_by = {
        lemma.id: tuple(user for user in graph.predecessors(lemma.id) if user != lemma.id)
        for lemma in library.lemmas
    }
    constants = tuple(_constants(library, audited))
    grades = {part.id: part.grade for part in audited.parts}
    views = {
        lemma.id: _lemma_view(library, lemma, found, used_by[lemma.id], constants, grades)
        for lemma, found in zip(library.lemmas, audited.lemmas, strict=True)
    }
    papers = tuple(_papers(library, views))
    parts = [part for lemma in views.values() for part in lemma.parts]
    contradictions, failures = list_contradictions(library, audited)
    refuted = tuple(p for p in parts if audited.part(p.id).refuted_as_expected)
    return Report(
        openings=list_openings(catalogue, library, audited),
        claims=list_claims(catalogue, library, audited),
        contradictions=contradictions,
        at=check_requests(requests, catalogue, list_grades(audited)),
        maps=map_requests(requests, library.root),
        states=_count((found.state for found in audited.lemmas), STATES[::-1]),
        verdicts=_count((part.verdict for part in parts), _VERDICTS),
        grades=_count((part.inherited for part in parts if part.inherited), GRADES),
        canaries=canaries.refused,
        constants=constants,
        papers=papers,
        errata=tuple(part for part in refuted if part.printed),
        variants=tuple(part for part in refuted if not part.printed),
        open=tuple(_open_items(audited)),
        errors=(
            *audited.errors,
            *failures,
            *_constant_errors(library),
            *list_row_errors(catalogue, audited),
            *_cycle_errors(graph),
        ),
        graph=draw_graph(graph),
    )


_VERDICTS = (
    "proved",
    "proved conditionally",
    "evidence",
    "cited",
    "assumed",
    "open",
    "refuted",
    "vacuous",
    "unknown",
    "stale",
    "rejected",
)


def view_lemma(library: Library, audited: Audit, lemma_id: str) -> LemmaView:
    """Return one lemma as the report shows it; raises ``InputError`` for an unknown id."""
    lemma = library.entry(lemma_id).lemma
    graph = lemma_graph(library, audited)
    used_by = tuple(user for user in graph.predecessors(lemma_id) if user != lemma_id)
    constants = tuple(_constants(library, audited))
    grades = {part.id: part.grade for part in audited.parts}
    return _lemma_view(library, lemma, audited.lemma(lemma_id), used_by, constants, grades)


def _papers(library: Library, views: Mapping[str, LemmaView]) -> Iterator[PaperView]:
    described = {paper.folder: paper for paper in library.papers}
    for folder in dict.fromkeys(entry.paper for entry in library.entries):
        lemmas = tuple(views[e.lemma.id] for e in library.entries if e.paper == folder)
        paper = described.get(folder)
        predicates = tuple((one.name, str(one)) for one in library.predicates(folder))
        source, level = (
            (folder, "") if paper is None else (str(paper.source), LEVELS[paper.source.level])
        )
        yield PaperView(folder, source, level, predicates, lemmas)


def _lemma_view(
    library: Library,
    lemma: Lemma,
    found: LemmaAudit,
    used_by: tuple[str, ...],
    constants: tuple[ConstantView, ...],
    grades: Mapping[str, str],
) -> LemmaView:
    return LemmaView(
        id=lemma.id,
        number=lemma.number,
        title=lemma.title,
        statement=_statement(lemma, found, grades),
        author=lemma.statement,
        idea=lemma.idea,
        notes=lemma.notes,
        source=str(lemma.source),
        level=LEVELS[lemma.source.level],
        state=found.state,
        meaning=MEANINGS[found.state],
        inherited=found.inherited,
        rests_on=found.rests_on,
        uses=found.uses,
        used_by=used_by,
        mentions=lemma.statement_uses,
        parts=tuple(
            _part_view(library, lemma, part, own)
            for part, own in zip(lemma.parts, found.parts, strict=True)
        ),
        constants=tuple(c for c in constants if c.lemma == lemma.id),
    )


MAX_CLAIMS = 6


def _statement(lemma: Lemma, found: LemmaAudit, grades: Mapping[str, str]) -> str:
    """What a lemma states, made from its claims: each as a sentence, with its grade in words."""
    lines = []
    for part, own in zip(lemma.parts, found.parts, strict=True):
        claim = claim_of(part)
        if claim is not None and getattr(part, "expected", "") != "refuted":
            lines.append(f"{describe_claim(claim)} ({describe_part(own, grades)})")
    more = len(lines) - MAX_CLAIMS
    if more > 0:
        lines[MAX_CLAIMS:] = [f"And {more} further claims, below."]
    return "\n\n".join(lines) or "It claims nothing that could be checked."


def describe_part(part: PartAudit, grades: Mapping[str, str]) -> str:
    """A part's grade in words; ``grades`` are the own grades of all parts by id."""
    return describe_grade(
        part.id, own_grade(part), Inherited(part.inherited, part.rests_on), grades
    )


def _part_view(library: Library, lemma: Lemma, part: Part, own: PartAudit) -> PartView:
    claim = claim_of(part)
    return PartView(
        id=own.id,
        name=own.name,
        kind=own.kind,
        verdict=verdict_of(own),
        css=_css(own),
        grade=own.grade,
        inherited=own.inherited,
        rests_on=tuple(name for name in own.rests_on if name != own.id),
        uses=own.uses,
        claim="" if claim is None else describe_claim(claim),
        formula="" if claim is None else str(claim),
        detail=_detail(library, lemma, part, own),
        summary=own.summary if isinstance(part, Evidence) else "",
        reason=own.reason,
        certificate=own.certificate if own.digest else "",
        digest=own.digest,
        printed=part.printed if isinstance(part, Inequality) else "",
        repair=repair_id(lemma, part) if isinstance(part, Inequality) else "",
    )


def verdict_of(part: PartAudit) -> str:
    """Return a part's verdict in words: what rests on less than proofs is not called proved."""
    if part.verdict == "proved" and part.inherited not in SETTLED:
        return "proved conditionally"
    return part.grade if part.kind == "cited" and part.accepted else part.verdict


def _css(part: PartAudit) -> str:
    if part.unexpected:
        return "contradicted"
    return part.inherited if part.verdict in ("proved", "evidence") else part.verdict


def _detail(library: Library, lemma: Lemma, part: Part, own: PartAudit) -> str:
    match part:
        case Inequality() if own.verdict == "refuted":
            document = read_certificate(library.entry(lemma.id).certificate(part))
            return _counterexample(document)
        case Cited():
            return f"Source: {part.source}"
        case Construction():
            return f"Argument (in words, not replayed): {part.argument}"
        case Evidence():
            return part.shows
    return ""


def _counterexample(document: Mapping[str, Any]) -> str:
    point = document["point"]
    values = ", ".join(f"\\({latex_name(n)} {show_rational(v)}\\)" for n, v in point.items())
    sides = "; ".join(show_sides(document["claim"], point))
    return f"False at {values}: {sides}."


def _constants(library: Library, audited: Audit) -> Iterator[ConstantView]:
    found: list[tuple[Lemma, Constant, PartAudit]] = [
        (lemma, constant, audited.part(part_id(lemma, constant.part)))
        for lemma in library.lemmas
        for constant in lemma.constants
        if not _constant_error(lemma, constant)
    ]
    for lemma, constant, part in found:
        claim = _claim(lemma, constant)
        rivals = [
            other.value
            for _, other, its in found
            if (other.name, other.sense) == (constant.name, constant.sense)
            and is_closed(other.value)
            and its.verdict == "proved"
        ]
        yield ConstantView(
            name=constant.name,
            value=constant.value,
            latex=parse_expression(constant.value).latex(),
            decimal=describe_number(constant.value),
            lemma=lemma.id,
            part=part.id,
            verdict=verdict_of(part),
            inherited=part.inherited,
            domain=describe_domain(claim),
            given=", ".join(str(statement) for statement in claim.given),
            meaning=constant.meaning,
            sense=constant.sense,
            best=part.verdict == "proved" and _is_best(constant, rivals),
        )


def _is_best(constant: Constant, rivals: list[str]) -> bool:
    if not constant.sense or not is_closed(constant.value):
        return False
    better = 1 if constant.sense == "smallest" else -1
    return all(better * exact_sign(f"({constant.value}) - ({other})") <= 0 for other in rivals)


def _claim(lemma: Lemma, constant: Constant) -> Claim:
    part = next(part for part in lemma.parts if part.name == constant.part)
    claim = claim_of(part)
    if claim is None:
        raise InputError(f"constant {constant.name} of {lemma.id}: {constant.part} has no claim")
    return claim


def _constant_error(lemma: Lemma, constant: Constant) -> str:
    try:
        if occurs_in(constant.value, _claim(lemma, constant)):
            return ""
    except InputError as error:
        return f"{lemma.id}: constant {constant.name}: {error}"
    where = part_id(lemma, constant.part)
    return f"{lemma.id}: the constant {constant.name} = {constant.value} is not in {where}"


def _constant_errors(library: Library) -> tuple[str, ...]:
    found = (
        _constant_error(lemma, constant) for lemma in library.lemmas for constant in lemma.constants
    )
    return tuple(message for message in found if message)


def _cycle_errors(graph: Any) -> tuple[str, ...]:
    cycle = find_cycle(graph, "statement")
    return (f"the statements mention each other in a cycle: {' -> '.join(cycle)}",) if cycle else ()


def _open_items(audited: Audit) -> Iterator[OpenItem]:
    for lemma in audited.lemmas:
        if lemma.state == "prose":
            yield OpenItem(lemma.lemma, lemma.state, lemma.meaning)
        for part in lemma.parts:
            if not part.accepted:
                yield OpenItem(part.id, part.verdict, part.reason)
            elif part.grade in ("open", "assumed"):
                yield OpenItem(part.id, part.grade, MEANINGS[part.grade])


def _count(names: Iterator[str], order: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    counts = Counter(names)
    return tuple((name, counts[name]) for name in order if counts[name])
