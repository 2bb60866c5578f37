"""``memproof prove``: decides claims and writes a certificate for each verdict."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.provers.batch import NamedClaim
    from memproof.statements.claims import Verdict

_VARIABLE = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9]*)\s*[:=]\s*(.*)", re.DOTALL)
SYMBOLS = {"proved": "proved ", "refuted": "REFUTED", "vacuous": "VACUOUS", "unknown": "unknown"}


@click.command()
@click.argument("claim", required=False)
@click.option("--given", multiple=True, metavar="RELATION", help="A hypothesis; may be repeated.")
@click.option(
    "--variable",
    "variables",
    multiple=True,
    metavar="'N: DOMAIN'",
    help="A variable and its domain; may be repeated.",
)
@click.option("--file", "file", metavar="FILE.toml", help="Decide every [[claim]] of a file.")
@click.option(
    "--id",
    "identifier",
    default="claim",
    show_default=True,
    help="Name of CLAIM and of its certificate.",
)
@click.option(
    "--output",
    default="certificates",
    show_default=True,
    metavar="FOLDER",
    help="Where certificates go.",
)
@click.option("--no-certificates", is_flag=True, help="Write no certificate files.")
@click.option(
    "--time-limit",
    type=float,
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="Search time a claim.",
)
@click.option(
    "--jobs",
    type=int,
    default=1,
    show_default=True,
    help="Claims of a file decided at the same time.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per claim.")
def prove(
    claim: str | None,
    given: tuple[str, ...],
    variables: tuple[str, ...],
    file: str | None,
    identifier: str,
    output: str,
    no_certificates: bool,
    time_limit: float,
    jobs: int,
    as_json: bool,
) -> None:
    """Prove or refute CLAIM, or the claims of a file; the checker accepts each certificate.

    \b
    memproof prove "N^2 - N >= 2" --variable "N: integer >= 2"
    memproof prove "log2(e*N) <= 3.766*log2(1/delta)" --given "N <= 1 + 2/delta"
        --variable "N: integer >= 1" --variable "delta: real in (0, 1/2]"

    Exit codes: 0 all proved, 1 some refuted, 2 some unknown or vacuous and none refuted, 3 bad
    input. A claim whose hypotheses contradict each other is vacuous, never proved.
    """
    from memproof.certificates import write_certificate
    from memproof.provers.batch import certificate_of, exit_code, verdict_document

    if not 0 < time_limit <= 86_400:
        raise InputError("--time-limit must be a number of seconds above 0 and at most 86400")
    if not 1 <= jobs <= 256:
        raise InputError("--jobs must be between 1 and 256")
    claims = _claims(claim, given, variables, file, identifier)
    folder = Path(output)
    if not no_certificates and folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is not a folder")
    verdicts: list[Verdict] = []
    for named, verdict in _decided(claims, time_limit, jobs):
        document = certificate_of(verdict)
        path = None
        if document is not None and not no_certificates:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{named.id}.json"
            write_certificate(path, document)
        verdicts.append(verdict)
        summary = verdict_document(named, verdict, path)
        if as_json:
            click.echo(json.dumps(summary, sort_keys=True, ensure_ascii=False))
            continue
        click.echo(f"{SYMBOLS[verdict.name]}  {named.id}: {named.claim}")
        if "counterexample" in summary:
            point = ", ".join(
                f"{name} = {value}" for name, value in summary["counterexample"].items()
            )
            click.echo(f"         fails at {point or 'every point'}")
            for side in summary["sides"]:
                click.echo(f"         there: {side}")
        for line in summary.get("tried", ()):
            click.echo(f"         {line}")
        if path is not None:
            click.echo(f"         certificate: {path}")
    sys.exit(exit_code(verdicts))


def _claims(
    claim: str | None,
    given: tuple[str, ...],
    variables: tuple[str, ...],
    file: str | None,
    identifier: str,
) -> tuple[NamedClaim, ...]:
    from memproof.provers.batch import NamedClaim, check_identifier, read_claims
    from memproof.statements.claims import make_claim

    if file is not None:
        if claim is not None or given or variables:
            raise InputError("give either a claim or --file, not both")
        return read_claims(Path(file))
    if claim is None:
        raise InputError("give a claim or --file FILE.toml")
    domains: dict[str, str] = {}
    for text in variables:
        match = _VARIABLE.fullmatch(text)
        if match is None:
            raise InputError(
                f"--variable needs 'NAME: DOMAIN', such as 'N: integer >= 2', not {text!r}"
            )
        name, domain = match.groups()
        if name in domains:
            raise InputError(f"the variable {name!r} is declared twice")
        domains[name] = domain
    return (NamedClaim(check_identifier(identifier), make_claim(claim, domains, given), claim),)


def _decide(named: NamedClaim, time_limit: float) -> Verdict:
    from memproof.provers import decide

    return decide(named.claim, time_limit=time_limit, identifier=named.id)


def _decided(
    claims: tuple[NamedClaim, ...], time_limit: float, jobs: int
) -> Iterator[tuple[NamedClaim, Verdict]]:
    """Decide the claims in their order, on several processes when asked to."""
    work = partial(_decide, time_limit=time_limit)
    if jobs == 1 or len(claims) == 1:
        yield from zip(claims, map(work, claims), strict=True)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from zip(claims, pool.map(work, claims), strict=True)
