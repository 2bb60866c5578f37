"""``memproof check``: what the theorems say at concrete parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fractions import Fraction

    from memproof.bounds.answer import Answer, Need, Way
    from memproof.bounds.check import (
        AuditedGrade,
        Check,
        ConstructionReport,
        SettingReport,
        TheoremReport,
    )
    from memproof.bounds.settings import SettingBound
    from memproof.bounds.solve import Solution, Solutions
    from memproof.bounds.theorems import Construction, Theorem
    from memproof.statements.expressions import Expression

MAX_RESTS = 6
EXIT_WRONG = 1


@click.command("check")
@click.argument("numbers", nargs=-1, metavar="[N] [δ]")
@click.option("--points", "-n", "-N", metavar="N", help="Number of points, e.g. 1000.")
@click.option(
    "--separation",
    "--delta",
    metavar="δ",
    help="Least distance between points of the unit ball, exact: 1e-4, 1/3, 2^-1000.",
)
@click.option("--dimension", "-d", metavar="d", help="Dimension of the points.  [default: 1]")
@click.option("--classes", default="2", metavar="C", show_default=True, help="Number of labels.")
@click.option("--width", metavar="W", help="Neurons in each hidden layer; default: open.")
@click.option("--depth", metavar="L", help="Number of hidden layers; default: open.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, exact numbers as text."
)
@click.option("--audit", is_flag=True, help="Replay the library's certificates for the grades.")
@click.option(
    "--solve",
    "unknown",
    type=click.Choice(["points", "separation"]),
    help="Find for which number of points, or separation, given W and L do.",
)
@click.option("--all", "show_all", is_flag=True, help="Every theorem, constant and conflict.")
@click.option("--no-limit", is_flag=True, help="Accept numbers of any size.")
def check_command(
    numbers: tuple[str, ...],
    points: str | None,
    separation: str | None,
    dimension: str | None,
    classes: str,
    width: str | None,
    depth: str | None,
    as_json: bool,
    audit: bool,
    unknown: str | None,
    show_all: bool,
    no_limit: bool,
) -> None:
    """Say which theorems apply at given parameters, and how.

    \b
    memproof check 1000 1e-4
    memproof check 1000 1e-4 --dimension 10 --depth 5
    memproof check 1e-4 --solve points --width 9 --depth 200

    N points of the unit ball of R^d, pairwise at least δ apart, with C labels: which width W and
    depth L (hidden layers) suffice or are necessary to memorize every such data set, by which
    theorem, with which constant. Give W or L to get the other one, both to have them judged, or
    neither. With --solve both are given, and the number of points or the separation is left out.
    """
    from memproof.bounds.check import check, to_json

    if unknown is not None:
        if audit:
            raise click.UsageError("--audit does not go with --solve")
        if (points if unknown == "points" else separation) is not None:
            raise click.UsageError(f"--solve {unknown} does not go with --{unknown}")
    points, separation = _read_positions(numbers, points, separation, unknown)
    for name, value in (("points", points), ("separation", separation)):
        if value is None and name != unknown:
            raise click.UsageError(f"Missing option '--{name}'.")
    if unknown is not None:
        _solve(unknown, points, separation, dimension, classes, width, depth, as_json, no_limit)
        return
    audits, errors = _replay() if audit else (_stored(), ())
    found = check(
        points or "",
        separation or "",
        dimension,
        classes,
        width=width,
        depth=depth,
        limit=not no_limit,
        audits=audits,
    )
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
    elif show_all or audit:
        click.echo("\n".join(_lines(found, audit)))
    else:
        from memproof.bounds.answer import answer
        from memproof.bounds.catalogue import load_catalogue

        click.echo("\n".join(_answer_lines(found, answer(found, load_catalogue()))))
    for message in errors:
        click.echo(f"error: {message}", err=True)
    if errors:
        click.get_current_context().exit(EXIT_WRONG)


def _read_positions(
    numbers: tuple[str, ...], points: str | None, separation: str | None, unknown: str | None
) -> tuple[str | None, str | None]:
    """N and δ where they are given by position, beside what options give."""
    wanted = [
        name
        for name, value in (("points", points), ("separation", separation))
        if value is None and name != unknown
    ]
    if len(numbers) > len(wanted):
        raise click.UsageError(
            f"{numbers[len(wanted)]!r} is one number too many: N and δ are given"
        )
    given = dict(zip(wanted, numbers, strict=False))
    return given.get("points", points), given.get("separation", separation)


def _solve(
    unknown: str,
    points: str | None,
    separation: str | None,
    dimension: str | None,
    classes: str,
    width: str | None,
    depth: str | None,
    as_json: bool,
    no_limit: bool,
) -> None:
    from memproof.bounds.catalogue import load_catalogue
    from memproof.bounds.check import read_parameters
    from memproof.bounds.solve import solve, to_json

    asked = read_parameters(
        points or "1",
        separation or "2",
        dimension,
        classes,
        width=width,
        depth=depth,
        limit=not no_limit,
    )
    found = solve(unknown, asked, load_catalogue())
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_solutions(found)))


def _solutions(found: Solutions) -> Iterator[str]:
    asked = found.parameters
    name = "N" if found.unknown == "points" else "δ"
    known = f"δ = {_exact(asked.separation)}" if name == "N" else f"N = {_integer(asked.points)}"
    yield (
        f"Solved for {name} at {known}, d = {asked.dimension}, {_integer(asked.classes)} classes, "
        f"W = {_integer(asked.width)}, L = {_integer(asked.depth)}"
    )
    by_id = {one.id: one for one in found.solutions}
    for identifier, word in ((found.memorizes, "memorizes"), (found.excluded, "does not memorize")):
        if identifier is not None:
            yield f"NN(W, L) {word} for {_range(by_id[identifier], name)} ({identifier})"
    for conclusion, title in (("memorizes", "Memorizes"), ("excluded", "Excluded")):
        chosen = [one for one in found.solutions if one.conclusion == conclusion]
        if chosen:
            yield f"\n{title}"
        for one in chosen:
            if not one.solved:
                shown = f"not solved: {one.reason}"
            else:
                shown = f"nowhere: {one.reason}" if one.empty else _range(one, name)
            yield f"  {one.id}  {shown}{'' if one.carried else '  [calculator only]'}"
    yield "\nEvery condition is proved monotone; thresholds are found by exact bisection."


def _range(one: Solution, name: str) -> str:
    from memproof.bounds.exact import format_decimal

    low = high = ""
    if name == "N":
        low = "" if one.low is None else f"{_integer(int(one.low.holds))} <= "
        high = "" if one.high is None else f" <= {_integer(int(one.high.holds))}"
    else:
        # Rounded into the range.
        low = "" if one.low is None else f"{format_decimal(one.low.holds, 8, up=True)} <= "
        high = "" if one.high is None else f" <= {format_decimal(one.high.holds, 8)}"
    return f"{low}{name}{high}" if low or high else f"all {name} of the domain"


def _replay() -> tuple[dict[str, AuditedGrade], tuple[str, ...]]:
    """The library's audit, by lemma and by part, and what is wrong with it or with the rows."""
    from memproof.bounds.catalogue import load_catalogue
    from memproof.library import audit, load_library
    from memproof.library.rows import list_row_errors
    from memproof.report.sources import list_grades

    library = load_library()
    found = audit(library)
    return list_grades(found), (
        *found.errors,
        *list_row_errors(load_catalogue(library.root), found),
    )


def _stored() -> dict[str, AuditedGrade]:
    """The grades that the last audit stored; what does not fit it any more is said in one line."""
    from memproof.bounds.grades import read_grades

    found = read_grades()
    if found.stale:
        shown = ", ".join(found.stale[:3]) + (", …" if len(found.stale) > 3 else "")
        many = "s" if len(found.stale) > 1 else ""
        click.echo(
            f"Stale: {len(found.stale)} certificate{many} changed since the last audit ({shown}): "
            "what rests on them counts as open; run memproof audit",
            err=True,
        )
    return found.grades


def _lines(found: Check, audited: bool) -> Iterator[str]:
    yield from _asked(found)
    yield from _judgement(found)
    for side, title in (
        ("upper", "Sufficient (upper bounds)"),
        ("lower", "Necessary (lower bounds)"),
    ):
        chosen = [one for one in found.theorems if one.check.theorem.side == side]
        if chosen:
            yield f"\n{title}"
            for theorem in chosen:
                yield from _theorem(found, theorem)
    yield ""
    yield "Exact counts (what the networks built here hold)"
    for construction in found.constructions:
        yield from _construction(construction)
    yield ""
    yield from _conflicts(found)
    if found.settings:
        yield ""
        yield "Other networks, or data in general position"
        setting = ""
        for one in found.settings:
            if one.check.bound.setting != setting:
                setting = one.check.bound.setting
                yield f"  {setting}"
            yield from _setting(one)
    yield ""
    yield from _notes(found)
    if audited:
        yield "Grades are those of the certificates just replayed."
    else:
        yield "Grades are those of the last audit; --audit replays the certificates."


def _answer_lines(found: Check, short: Answer) -> Iterator[str]:
    """The answer in at most 25 lines, what is enough and what is needed first."""
    yield _question(found)
    judged = _judge(found)
    if judged is not None:
        yield f"  Verdict   {judged}"
    yield from _labelled("Enough", [_way(one) for one in short.ways] or [_nothing(found)])
    yield from _labelled("Needed", [_need(one) for one in short.needs] or ["nothing is excluded"])
    yield from _labelled("Open", _open_question(short))
    if short.written is not None:
        yield from _labelled("Weights", [_written(short.written)])
    yield ""
    yield from _sources(short)
    yield ""
    yield "More: --all · memproof show ID · --width W · --depth L · --solve points · --json"


def _sources(short: Answer) -> Iterator[str]:
    """A line for each claim of a source: constant, what it asks for, what came of it."""
    rows = [
        (
            line.source,
            _symbols(line.printed),
            f"K = {line.constant}" if line.constant else "",
            line.asks,
            line.verdict,
        )
        for line in short.sources
    ]
    heads = ("The papers' bounds here", "", "constant", "asks", "holds")
    first = max((len(row[0]) for row in rows), default=0)
    second = max((len(row[1]) for row in rows), default=0)
    third = max((len(row[2]) for row in rows), default=0)
    fourth = max((len(row[3]) for row in rows), default=0)
    title = f"{heads[0]:<{first + second + 4}}"
    yield f"{title}  {heads[2]:<{third}}  {heads[3]:<{fourth}}  {heads[4]}".rstrip()
    for a, b, c, d, e in rows:
        yield f"  {a:<{first}}  {b:<{second}}  {c:<{third}}  {d:<{fourth}}  {e}".rstrip()


def _question(found: Check) -> str:
    asked = found.parameters
    assumed = "" if found.dimension_given else " (d = 1 assumed: give --dimension)"
    sizes = [
        f"{name} = {_integer(value)}"
        for name, value in (("W", asked.width), ("L", asked.depth))
        if value is not None
    ]
    within = f", with {' and '.join(sizes)}" if sizes else ""
    return (
        f"Any N = {_integer(asked.points)} points of the unit ball of R^{asked.dimension}{assumed},"
        f" pairwise ≥ δ = {_exact(asked.separation)} apart, C = {_integer(asked.classes)}"
        f" labels{within}"
    )


def _judge(found: Check) -> str | None:
    """Whether the given W and L memorize; None where one is open."""
    from memproof.bounds.text import describe_judgement

    return describe_judgement(found)


def _labelled(label: str, lines: list[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield f"  {label if at == 0 else '':<9}{line}"


def _way(one: Way) -> str:
    from memproof.bounds.answer import describe_grade

    layers = "1 layer" if one.depth == 1 else f"{_integer(one.depth)} layers"
    bits = "" if one.weight_bits is None else f", weights of {_integer(one.weight_bits)} bits"
    return (
        f"{layers} of width {_integer(one.width)} ({_integer(one.parameters)} parameters{bits})"
        f"  {one.virtue}: {one.by}, {describe_grade(one.grade)}"
    )


def _written(one: Way) -> str:
    return (
        f"of at most {_integer(one.weight_bits)} bits with {_integer(one.parameters)} parameters:"
        f" width {_integer(one.width)}, {_integer(one.depth)} layers ({one.by})"
    )


def _nothing(found: Check) -> str:
    asked = found.parameters
    size = (
        f"width {_integer(asked.width)}"
        if asked.depth is None
        else (f"depth {_integer(asked.depth)}")
    )
    return f"no construction here memorizes all such data sets with {size}"


def _need(one: Need) -> str:
    from memproof.bounds.answer import describe_grade

    by = f"  {one.by}, {describe_grade(one.grade)}" if one.by else ""
    return one.text + by


def _open_question(short: Answer) -> list[str]:
    from memproof.bounds.exact import format_decimal

    parts = []
    if short.factor is not None:
        parts.append(f"a factor {format_decimal(short.factor, up=True)} in W²L²")
    if short.at_depth is not None:
        depth, least, enough = (_integer(value) for value in short.at_depth)
        parts.append(f"at L = {depth}: W between {least} and {enough}")
    return ["; ".join(parts)] if parts else []


def _symbols(text: str) -> str:
    for name, symbol in (
        ("*", " "),
        ("^2", "²"),
        ("log(1/delta)", "log(1/δ)"),
        ("delta", "δ"),
        ("Delta", "Δ"),
        ("Omega", "Ω"),
        ("O~", "Õ"),
        ("sqrt(N)", "√N"),
        ("psi", "ψ"),
        (" >= ", " ≥ "),
    ):
        text = text.replace(name, symbol)
    return text


def _notes(found: Check) -> Iterator[str]:
    """Each note once, with the ids of the applicable values that carry it."""
    owners: dict[str, list[str]] = {}
    values: list[Theorem | Construction | SettingBound] = [
        one.check.theorem for one in found.theorems if one.check.applies is not False
    ]
    values += [one.check.construction for one in found.constructions if one.check.applies]
    values += [one.check.bound for one in found.settings if one.check.applies]
    for value in values:
        if value.notes:
            owners.setdefault(value.notes, []).append(value.id)
    for note, names in owners.items():
        yield f"{', '.join(names)}: {note}"


def _asked(found: Check) -> Iterator[str]:
    from memproof.bounds.text import describe_packing, describe_parameters, describe_sizes_asked

    yield describe_parameters(found)
    yield describe_sizes_asked(found)
    yield describe_packing(found)


def _judgement(found: Check) -> Iterator[str]:
    """What it comes to: the given sizes judged, or the best sizes on offer."""
    from memproof.bounds.check import list_best
    from memproof.bounds.text import describe_judgement

    asked = found.parameters
    yield ""
    judged = describe_judgement(found)
    if judged is not None:
        yield judged
    surveyed = " among the sizes looked at" if asked.width is None and asked.depth is None else ""
    for reason, identifier, offer in list_best(found):
        yield (
            f"{reason[0].upper()}{reason[1:]}{surveyed}: W = {_integer(offer.width)}, L = "
            f"{_integer(offer.depth)}, {_integer(offer.shape.parameters)} parameters ({identifier})"
        )
    if found.best:
        yield ""
        yield "Best bounds of what memorizes all such data sets"
        yield from _best(found)


def _best(found: Check) -> Iterator[str]:
    """The best bounds of both sides, a line for each quantity."""
    from memproof.bounds.text import show_ratio

    for one in found.best:
        lower = "?" if one.lower is None else f"{_integer(one.lower)} ({one.lower_by})"
        upper = "?" if one.upper is None else f"{_integer(one.upper)} ({one.upper_by})"
        ratio = "" if one.ratio is None else f", ratio {show_ratio(one)}"
        yield f"  {one.quantity}, {one.scope}: at least {lower}, enough {upper}{ratio}"


def _theorem(found: Check, one: TheoremReport) -> Iterator[str]:
    from memproof.bounds.text import (
        describe_conditions,
        describe_constants,
        describe_need,
        describe_sizes,
    )

    theorem, check = one.check.theorem, one.check
    verb = "suffices" if theorem.side == "upper" else "is necessary"
    yield f"  {theorem.id}  {theorem.bound} {verb}  [{_grade(theorem, one.audit)}]"
    yield f"      {one.verdict}{_refuters(theorem)}"
    yield f"      {theorem.title}; {describe_conditions(check)}"
    if check.applies is False:
        return
    if check.values:
        yield "      " + ", ".join(
            f"{key} {_equals(value)} {_real(value)}" for key, value in check.values
        )
    need = describe_need(check)
    lines = (f"here: {need}" if need else "", describe_sizes(found, one))
    yield from (f"      {line}" for line in (*lines, describe_constants(found, one)) if line)


def _refuters(theorem: Theorem) -> str:
    return f", by {', '.join(theorem.refuted_by)}" if theorem.refuted_by else ""


def _construction(one: ConstructionReport) -> Iterator[str]:
    from memproof.bounds.text import describe_conditions

    construction = one.check.construction
    yield f"  {construction.id}  {construction.title}  [{_grade(construction, one.audit)}]"
    yield f"      {construction.formula}; {describe_conditions(one.check)}"
    if not one.check.applies:
        return
    if one.capacity is not None:
        yield f"      capacity at the given W and L: {_integer(one.capacity)} points"
    for named in one.offers:
        offer, shape = named.offer, named.offer.shape
        choices = ", ".join(f"{key} = {_integer(value)}" for key, value in shape.choices)
        bits = (
            "" if shape.weight_bits is None else f", weights of {_integer(shape.weight_bits)} bits"
        )
        yield (
            f"      {', '.join(named.reasons)}: W = {_integer(offer.width)}, "
            f"L = {_integer(offer.depth)}, W²L² = {_real(offer.constant, up=True)}"
            f"·{construction.rate.replace('*', '')}; {choices}; "
            f"{_integer(shape.parameters)} parameters{bits}"
        )


def _conflicts(found: Check) -> Iterator[str]:
    from memproof.bounds.text import describe_conflict

    if found.conflicts:
        yield "Bounds that contradict each other here"
        yield from (f"  {describe_conflict(one)}" for one in found.conflicts)
    else:
        yield "No two of these bounds contradict each other at the sizes looked at"


def _setting(one: SettingReport) -> Iterator[str]:
    from memproof.bounds.text import describe_conditions, describe_least

    bound = one.check.bound
    verb = "suffices" if bound.side == "upper" else "is necessary"
    yield f"    {bound.id}  {bound.bound} {verb}  [{_grade(bound, one.audit)}]"
    yield f"        {bound.title}; {describe_conditions(one.check)}"
    yield f"        {describe_least(one.check)}"


def _grade(value: Theorem | Construction | SettingBound, audit: AuditedGrade | None) -> str:
    if not value.decides:
        return "false" if getattr(value, "refuted_by", ()) else "calculator only"
    if audit is None:
        return "certificate stored, not replayed"
    shown = list(audit.rests_on[:MAX_RESTS])
    if len(audit.rests_on) > MAX_RESTS:
        shown.append(f"{len(audit.rests_on) - MAX_RESTS} more")
    rests = f", rests on {', '.join(shown)}" if shown else ""
    return f"{audit.verdict}, grade {audit.grade or 'none'}{rests}"


def _integer(value: int | None) -> str:
    from memproof.bounds.text import show_integer

    return show_integer(value)


def _exact(value: Fraction) -> str:
    from memproof.bounds.exact import format_exact

    return format_exact(value)


def _real(value: Expression, *, up: bool = False) -> str:
    """The value, rounded where it has to be; ``_equals`` says whether it was."""
    from memproof.bounds.text import show_real

    return show_real(value, up=up)


def _equals(value: Expression) -> str:
    from memproof.bounds.exact import integer

    return "=" if integer(value) is not None else "≈"


check = check_command
