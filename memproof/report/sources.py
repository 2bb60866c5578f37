"""Every O and Ω of the sources as printed, beside what is proved here, and what is refuted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from memproof.bounds.catalogue import Catalogue
from memproof.bounds.check import AuditedGrade, combine_audits
from memproof.bounds.exact import evaluate, parse
from memproof.bounds.settings import SettingBound
from memproof.bounds.text import describe_domain, show_real
from memproof.bounds.theorems import Construction, PrintedClaim, Theorem
from memproof.errors import InputError
from memproof.library import Audit, Library
from memproof.library.model import claim_of
from memproof.report.claims import describe_claim
from memproof.statements.parser import parse_statements

REFUTED = "refuted"
PROVED = "proved with constants"
FORMAL = "proved in Rocq with constants"
CONDITIONAL = "with constants, grade {}"
UNTREATED = "not treated here"
UNPROVED = "not proved here"
_VERDICTS = {"formal": FORMAL, "proved": PROVED}


@dataclass(frozen=True)
class FormView:
    """A theorem or construction that gives a printed claim its constant.

    ``statement`` is Markdown, ``constant`` a decimal rounded in the safe direction ("" where it
    depends on the parameters), ``domain`` the hypotheses as text, ``lemma`` the id of the lemma or
    part that carries it, "" when it is not in the library.
    """

    id: str
    lemma: str
    statement: str
    constant: str
    domain: str
    grade: str
    verdict: str


@dataclass(frozen=True)
class ClaimView:
    """A source's O or Ω: as printed (Markdown), and the forms proved here, the best first."""

    id: str
    source: str
    side: str
    printed: str
    level: str
    verdict: str
    css: str
    notes: str
    forms: tuple[FormView, ...]


@dataclass(frozen=True)
class ReadingView:
    """A domain on which a reading of a refuted claim fails or holds, from a part of the library."""

    reading: str
    statement: str
    verdict: str
    css: str
    part: str


@dataclass(frozen=True)
class OpeningView:
    """A refuted claim in plain words: paragraphs (Markdown) and the domains of both readings."""

    title: str
    paragraphs: tuple[str, ...]
    readings: tuple[ReadingView, ...]


def list_grades(found: Audit) -> dict[str, AuditedGrade]:
    """The audit's verdicts and grades by the id of a lemma or part, for ``check``."""
    lemmas = {
        one.lemma: AuditedGrade(one.state, one.inherited, one.rests_on) for one in found.lemmas
    }
    parts = {one.id: AuditedGrade(one.verdict, one.inherited, one.rests_on) for one in found.parts}
    return lemmas | parts


def list_claims(catalogue: Catalogue, library: Library, found: Audit) -> tuple[ClaimView, ...]:
    """All printed claims of the catalogue with their forms and verdicts."""
    audits = list_grades(found)
    return tuple(_view_claim(claim, catalogue, library, audits) for claim in catalogue.claims)


def list_openings(catalogue: Catalogue, library: Library, found: Audit) -> tuple[OpeningView, ...]:
    """What is refuted, in plain words: one for each refuted claim."""
    audits = list_grades(found)
    return tuple(
        opening
        for claim in catalogue.claims
        for theorem in catalogue.theorems
        if theorem.id in claim.theorems and theorem.refuted_by
        for opening in _open(claim, theorem, catalogue, library, audits)
    )


def _view_claim(
    claim: PrintedClaim,
    catalogue: Catalogue,
    library: Library,
    audits: Mapping[str, AuditedGrade],
) -> ClaimView:
    values: dict[str, Theorem | Construction | SettingBound] = {
        one.id: one for one in catalogue.theorems
    }
    values |= {one.id: one for one in catalogue.constructions}
    values |= {one.id: one for one in catalogue.settings}
    used = [values[name] for name in claim.theorems if name in values]
    refuted = [one for one in used if isinstance(one, Theorem) and one.refuted_by]
    forms = (
        *(_view_form(one, audits) for one in used if one not in refuted),
        *_view_parts(claim, library, audits),
    )
    if refuted:
        verdict, css = _refutation_verdict(refuted[0], audits)
    elif not forms:
        verdict, css = UNTREATED, "open"
    else:
        grades = [form.grade for form in forms if form.grade not in ("", "open")]
        verdict, css = UNPROVED, "open"
        if grades:
            css = grades[0]
            verdict = _VERDICTS.get(css, CONDITIONAL.format(css))
    printed = _mathematics(claim.printed)
    return ClaimView(
        claim.id, claim.source, claim.side, printed, claim.level, verdict, css, claim.notes, forms
    )


def _view_parts(
    claim: PrintedClaim, library: Library, audits: Mapping[str, AuditedGrade]
) -> Iterator[FormView]:
    claims = {name: claim_of(part) for name, _, part in library.parts()}
    for name in claim.parts:
        stated = claims.get(name)
        if stated is not None and name in audits:
            audit = audits[name]
            yield FormView(name, name, describe_claim(stated), "", "", audit.grade, _word(audit))


def _refutation_verdict(theorem: Theorem, audits: Mapping[str, AuditedGrade]) -> tuple[str, str]:
    """Refuted only when every part that refutes it has an accepted certificate."""
    parts = [audits.get(name) for name in theorem.refuted_by]
    if all(one is not None and one.grade for one in parts):
        return REFUTED, REFUTED
    return "its refutation has no accepted certificate", "unknown"


def _view_form(
    value: Theorem | Construction | SettingBound, audits: Mapping[str, AuditedGrade]
) -> FormView:
    audit = combine_audits(value.parts, audits)
    known = audit is not None and bool(audit.verdict) and not audit.verdict.endswith("is missing")
    grade = (
        audit.grade if value.decides and audit is not None else ("" if value.decides else "open")
    )
    verdict = "open" if audit is None or not known else _word(audit)
    lemma = next((name for name in value.parts if name in audits), "")
    if isinstance(value, Construction):
        domain = ", ".join(value.hypotheses)
        return FormView(value.id, lemma, value.formula, "", domain, grade, verdict)
    if isinstance(value, SettingBound):
        domain = ", ".join((value.setting, *value.hypotheses))
        shown = show_relation(value.bound)
        return FormView(value.id, lemma, shown, "", domain, grade, verdict)
    return FormView(
        value.id, lemma, show_bound(value), _constant(value), describe_domain(value), grade, verdict
    )


def _constant(theorem: Theorem) -> str:
    try:
        return show_real(evaluate(parse(theorem.constant), {}), up=True)
    except InputError:
        return ""


def show_bound(theorem: Theorem) -> str:
    """The bound as Markdown."""
    return show_relation(theorem.bound)


def show_relation(text: str) -> str:
    """A relation's text as Markdown."""
    return "".join(f"\\({one.latex()}\\)" for one in parse_statements(text))


_SYMBOLS = (
    ("^2", "²"),
    ("*", " "),
    ("delta", "δ"),
    ("Omega", "Ω"),
    ("sqrt", "√"),
    ("O~", "Õ"),
    ("<=", "≤"),
)


def _mathematics(text: str) -> str:
    """A formula such as "W^2*L^2 = Omega(N/log(1/delta)) is necessary" as Markdown."""
    for plain, shown in _SYMBOLS:
        text = text.replace(plain, shown)
    return text


def _open(
    claim: PrintedClaim,
    theorem: Theorem,
    catalogue: Catalogue,
    library: Library,
    audits: Mapping[str, AuditedGrade],
) -> Iterator[OpeningView]:
    known = {lemma.id: lemma for lemma in library.lemmas}
    owner = theorem.refuted_by[0].split("/")[0]
    if owner not in known:
        return
    lemma = known[owner]
    verdict, _ = _refutation_verdict(theorem, audits)
    rivals = [
        (one, form)
        for one in catalogue.claims
        if one.id != claim.id and one.side == claim.side and _origin(one) == _origin(claim)
        for form in _view_claim(one, catalogue, library, audits).forms
        if form.grade not in ("", "open")
    ]
    paragraphs = [
        f"{claim.source} says: {_mathematics(claim.printed)}. "
        + ("**That is false.** " if verdict == REFUTED else f"({verdict.capitalize()}.) ")
        + lemma.statement,
        *([claim.notes] if claim.notes else []),
    ]
    for source in dict.fromkeys((one.source, one.printed) for one, _ in rivals):
        paragraphs.append(
            f"{source[0]} says instead: {_mathematics(source[1])}. **That reading stands**, with "
            "the constants and on the domains below."
        )
    readings = [
        *_list_failures(theorem, library, audits),
        *(
            ReadingView(
                "the other reading holds",
                f"{form.statement}, if {form.domain}",
                f"{form.verdict}, K = {form.constant}" if form.constant else form.verdict,
                form.grade,
                form.lemma,
            )
            for _, form in rivals
        ),
    ]
    yield OpeningView(lemma.title, tuple(paragraphs), tuple(readings))


def _origin(claim: PrintedClaim) -> str:
    return claim.id.split("-")[0]


def _word(audit: AuditedGrade | None) -> str:
    """The verdict; what rests on less than proofs is not called proved without saying so."""
    if audit is None:
        return "unknown"
    if audit.grade == "formal" and audit.verdict != "refuted":
        return "proved in Rocq"
    if audit.verdict == "proved" and audit.grade not in ("", "proved"):
        return f"proved conditionally ({audit.grade})"
    return audit.verdict


def _list_failures(
    theorem: Theorem, library: Library, audits: Mapping[str, AuditedGrade]
) -> Iterator[ReadingView]:
    claims = {name: claim_of(part) for name, _, part in library.parts()}
    for name in theorem.refuted_by:
        audit, claim = audits.get(name), claims.get(name)
        if claim is not None:
            yield ReadingView(
                "this reading fails",
                describe_claim(claim),
                _word(audit),
                "unknown" if audit is None else audit.grade or audit.verdict,
                name,
            )
