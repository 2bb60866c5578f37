"""What the theorems say at given parameters, as the report shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from memproof.bounds.catalogue import Catalogue
from memproof.bounds.check import (
    AuditedGrade,
    Check,
    ConstructionReport,
    SettingReport,
    TheoremReport,
    check,
    list_best,
)
from memproof.bounds.text import (
    describe_conditions,
    describe_constants,
    describe_judgement,
    describe_least,
    describe_need,
    describe_packing,
    describe_parameters,
    describe_sizes,
    describe_sizes_asked,
    show_integer,
    show_ratio,
)
from memproof.errors import InputError
from memproof.report.sources import show_bound, show_relation


@dataclass(frozen=True)
class Request:
    """One set of parameters, as for ``memproof check``; exact texts or numbers."""

    points: int | str
    separation: str | Fraction
    dimension: int | str | None = None
    classes: int | str = 2
    width: int | str | None = None
    depth: int | str | None = None


@dataclass(frozen=True)
class BestView:
    """The best bounds of one quantity; "" where a side has none."""

    quantity: str
    scope: str
    lower: str
    lower_by: str
    upper: str
    upper_by: str
    ratio: str


@dataclass(frozen=True)
class BoundView:
    """A theorem at the parameters; ``statement`` is Markdown, the rest plain text."""

    id: str
    lemma: str
    side: str
    title: str
    statement: str
    verdict: str
    css: str
    conditions: str
    need: str
    sizes: str
    constants: str
    grade: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class SizeView:
    """A construction at the parameters and the sizes that it offers."""

    id: str
    title: str
    formula: str
    conditions: str
    offers: tuple[str, ...]
    grade: str


@dataclass(frozen=True)
class SettingView:
    """A bound for other networks or data; ``statement`` is Markdown, the rest plain text."""

    id: str
    lemma: str
    side: str
    setting: str
    title: str
    statement: str
    conditions: str
    least: str
    grade: str


@dataclass(frozen=True)
class ParameterView:
    """All that ``memproof check`` finds at one set of parameters."""

    asked: str
    sentences: tuple[str, ...]
    best: tuple[BestView, ...]
    bounds: tuple[BoundView, ...]
    sizes: tuple[SizeView, ...]
    settings: tuple[SettingView, ...]


def check_requests(
    requests: Sequence[Request], catalogue: Catalogue, grades: Mapping[str, AuditedGrade]
) -> tuple[ParameterView, ...]:
    """One view for each request, with the audit's ``grades`` by lemma and part.

    Raises InputError as ``check`` does, saying which set it was.
    """
    views: list[ParameterView] = []
    for position, request in enumerate(requests, 1):
        try:
            made = check(
                request.points,
                request.separation,
                request.dimension,
                request.classes,
                width=request.width,
                depth=request.depth,
                audits=grades,
                catalogue=catalogue,
            )
        except InputError as error:
            prefix = f"parameter set {position}: " if len(requests) > 1 else ""
            raise InputError(f"{prefix}{error}") from None
        views.append(_view(made, grades))
    return tuple(views)


def _view(made: Check, grades: Mapping[str, AuditedGrade]) -> ParameterView:
    judged = describe_judgement(made)
    sentences = [describe_sizes_asked(made), describe_packing(made)]
    sentences += [judged] if judged is not None else []
    surveyed = made.parameters.width is None and made.parameters.depth is None
    for reason, identifier, offer in list_best(made):
        among = " among the sizes looked at" if surveyed else ""
        sentences.append(
            f"{reason[0].upper()}{reason[1:]}{among}: W = {show_integer(offer.width)}, L = "
            f"{show_integer(offer.depth)}, {show_integer(offer.shape.parameters)} parameters "
            f"({identifier})"
        )
    return ParameterView(
        asked=describe_parameters(made),
        sentences=tuple(sentences),
        best=tuple(
            BestView(
                one.quantity,
                one.scope,
                "" if one.lower is None else show_integer(one.lower),
                one.lower_by or "",
                "" if one.upper is None else show_integer(one.upper),
                one.upper_by or "",
                show_ratio(one),
            )
            for one in made.best
        ),
        bounds=tuple(_view_bound(made, one, grades) for one in made.theorems),
        sizes=tuple(_view_sizes(one) for one in made.constructions),
        settings=tuple(_view_setting(one, grades) for one in made.settings),
    )


_CSS = {
    "refuted in general": "refuted",
    "does not apply": "unknown",
    "undecided": "unknown",
    "violated": "contradicted",
    "holds": "proved",
    "applies": "proved",
}


def _view_bound(made: Check, one: TheoremReport, grades: Mapping[str, AuditedGrade]) -> BoundView:
    theorem, found = one.check.theorem, one.check
    applies = found.applies is not False
    return BoundView(
        id=theorem.id,
        lemma=next((name for name in theorem.parts if name in grades), ""),
        side=theorem.side,
        title=theorem.title,
        statement=show_bound(theorem),
        verdict=one.verdict,
        css=_CSS[one.verdict],
        conditions=describe_conditions(found),
        need=describe_need(found) if applies else "",
        sizes=describe_sizes(made, one) if applies else "",
        constants=describe_constants(made, one) if applies else "",
        grade=_grade(theorem.decides, one.audit),
        rests_on=() if one.audit is None else one.audit.rests_on,
    )


def _view_sizes(one: ConstructionReport) -> SizeView:
    construction = one.check.construction
    return SizeView(
        id=construction.id,
        title=construction.title,
        formula=construction.formula,
        conditions=describe_conditions(one.check),
        offers=tuple(
            f"{', '.join(named.reasons)}: W = {show_integer(named.offer.width)}, "
            f"L = {show_integer(named.offer.depth)}, "
            f"{show_integer(named.offer.shape.parameters)} parameters"
            for named in one.offers
        ),
        grade=_grade(construction.decides, one.audit),
    )


def _view_setting(one: SettingReport, grades: Mapping[str, AuditedGrade]) -> SettingView:
    bound = one.check.bound
    return SettingView(
        id=bound.id,
        lemma=next((name for name in bound.parts if name in grades), ""),
        side=bound.side,
        setting=bound.setting,
        title=bound.title,
        statement=show_relation(bound.bound),
        conditions=describe_conditions(one.check),
        least=describe_least(one.check),
        grade=_grade(bound.decides, one.audit),
    )


def _grade(decides: bool, audit: AuditedGrade | None) -> str:
    if not decides:
        return "calculator only"
    return "not replayed" if audit is None else audit.grade or "none"


__all__ = [
    "BestView",
    "BoundView",
    "ParameterView",
    "Request",
    "SettingView",
    "SizeView",
    "check_requests",
]
