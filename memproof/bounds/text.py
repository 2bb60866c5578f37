"""The answers of ``check`` in words, for the command line and the report."""

from __future__ import annotations

from memproof.bounds.best import BestBound
from memproof.bounds.check import Check, TheoremReport
from memproof.bounds.exact import format_decimal, format_exact, integer
from memproof.bounds.pairs import Conflict
from memproof.bounds.settings import SettingCheck
from memproof.bounds.theorems import ConstructionCheck, Theorem, TheoremCheck, list_hypotheses
from memproof.statements.expressions import Expression


def show_integer(value: int | None) -> str:
    """The integer, or its leading digits where it is long; "?" for None."""
    if value is None:
        return "?"
    return str(value) if value.bit_length() < 64 else f"about {format_decimal(value)}"


def show_real(value: Expression, *, up: bool = False) -> str:
    """The value, rounded down (or ``up``) where it has to be."""
    whole = integer(value)
    return show_integer(whole) if whole is not None else format_decimal(value, up=up)


def describe_parameters(found: Check) -> str:
    """What was asked, in one line."""
    asked = found.parameters
    assumed = "" if found.dimension_given else " (assumed; give --dimension)"
    return (
        f"N = {show_integer(asked.points)} points of the unit ball in dimension d = "
        f"{asked.dimension}{assumed}, separation δ = {format_exact(asked.separation)}, "
        f"{show_integer(asked.classes)} classes"
    )


def describe_sizes_asked(found: Check) -> str:
    """Which of W and L are given."""
    asked = found.parameters
    given = [
        f"{name} = {show_integer(value)}"
        for name, value in (("W", asked.width), ("L", asked.depth))
        if value is not None
    ]
    return f"Asked for {' and '.join(given)}" if given else "W and L are open"


def describe_packing(found: Check) -> str:
    """Whether so many points exist."""
    if found.packing.most is None:
        return f"Such points may exist: their number is at most {found.packing.reason}"
    return f"At most {format_decimal(found.packing.most)} such points exist: {found.packing.reason}"


def describe_judgement(found: Check) -> str | None:
    """Whether the given W and L memorize; None where one is open."""
    asked = found.parameters
    if asked.width is None or asked.depth is None:
        return None
    sizes = f"NN({show_integer(asked.width)}, {show_integer(asked.depth)})"
    if found.memorizes is not None:
        return f"{sizes} memorizes every such data set, by {found.memorizes}"
    if found.excluded is not None:
        return f"{sizes} does not memorize every such data set, by {found.excluded}"
    return f"{sizes}: not decided; no construction reaches it, no lower bound excludes it"


def show_ratio(one: BestBound) -> str:
    """Upper/lower rounded up, "" where a side is missing."""
    return "" if one.ratio is None else format_decimal(one.ratio, up=True)


def describe_conditions(check: TheoremCheck | ConstructionCheck | SettingCheck) -> str:
    """Hypotheses by status; of a theorem that does not apply only those that fail."""
    names = {"fails": "FAILS", "undecided": "undecided", "met": "met", "open choice": "to choose"}
    shown = ["fails"] if check.applies is False else list(names)
    groups = [
        f"{names[status]}: "
        + ", ".join(one.text for one in check.hypotheses if one.status == status)
        for status in shown
        if any(one.status == status for one in check.hypotheses)
    ]
    return "; ".join(groups)


def describe_domain(theorem: Theorem) -> str:
    """All of a theorem's conditions in one line."""
    chosen = [] if theorem.choice is None else [theorem.choice.text]
    return ", ".join(
        [*(text for text, one in list_hypotheses(theorem) if one is not None), *chosen]
    )


def describe_least(check: SettingCheck) -> str:
    """The least size that suffices or is not excluded, and the further figures there."""
    bound = check.bound
    if bound.refuted_by:
        return f"refuted in general, by {', '.join(bound.refuted_by)}"
    if check.applies is False:
        return "does not apply"
    if check.least is None:
        return "undecided" if check.applies is None else "no size up to the search's end"
    word = "is enough" if bound.side == "upper" else "is needed"
    shown = f"here {bound.size} = {show_integer(check.least)} {word}, {bound.meaning}"
    counts = [f"{show_real(value)} {key}" for key, value in check.counts]
    return f"{shown} ({', '.join(counts)})" if counts else shown


def describe_conflict(one: Conflict) -> str:
    """Two bounds that contradict each other, and where."""
    sizes = ", ".join(f"{name} = {show_integer(value)}" for name, value in one.sizes)
    if one.below is None:
        return f"{one.lower} excludes {sizes}, which {one.upper} says to be enough"
    return f"{one.lower} with every K < {show_real(one.below)} against {one.upper} at {sizes}"


def describe_need(check: TheoremCheck) -> str:
    """What the quantity must reach here; rounded towards what the theorem certainly says."""
    if check.least_quantity is None:
        return ""
    upper = check.theorem.side == "upper"
    line = f"{check.theorem.quantity} >= {show_real(check.least_quantity, up=upper)}"
    if check.holds is not None:
        line += f", which {'holds' if check.holds else 'does not hold'} at the given W and L"
    return line


def describe_sizes(found: Check, one: TheoremReport) -> str:
    """The least W and L that the theorem grants or asks for."""
    asked, check = found.parameters, one.check
    upper = check.theorem.side == "upper"
    word = "is enough" if upper else "is needed"
    shown: list[str] = []
    if check.least_depth is not None and (upper or check.least_depth > 1):
        shown.append(
            f"with W = {show_integer(asked.width)}, L >= {show_integer(check.least_depth)} {word}"
        )
    if check.least_width is not None and (upper or check.least_width > 1):
        shown.append(
            f"with L = {show_integer(asked.depth)}, W >= {show_integer(check.least_width)} {word}"
        )
    pairs = [
        f"W = {show_integer(pair.width)}, L = {show_integer(pair.depth)}" for pair in one.examples
    ]
    if pairs:
        shown.append("for example " + ", or ".join(dict.fromkeys(pairs)))
    return "; ".join(shown)


def describe_constants(found: Check, one: TheoremReport) -> str:
    """The theorem's K beside those that would do here, or that are false here."""
    constant = one.check.constant
    stated = "" if constant is None else f"K = {show_real(constant, up=True)} by the theorem; "
    if one.refuted_constants is not None:
        below = show_real(one.refuted_constants.below)
        return f"{stated}here every K < {below} is false ({one.refuted_constants.by})"
    if one.local_constant is None or constant is None:
        return ""
    scope = "all widths looked at" if one.local_constant.all_widths else "over a series of widths"
    if found.parameters.width is not None:
        scope = "at this W"
    least = show_real(one.local_constant.infimum, up=True)
    here = "any W and L of the domain do" if least == "0" else f"every K > {least} does"
    return f"{stated}here {here} ({scope})"


__all__ = [
    "describe_conditions",
    "describe_conflict",
    "describe_constants",
    "describe_domain",
    "describe_judgement",
    "describe_least",
    "describe_need",
    "describe_packing",
    "describe_parameters",
    "describe_sizes",
    "describe_sizes_asked",
    "show_integer",
    "show_ratio",
    "show_real",
]
