"""``memproof audit``: replay the certificates, and store or compare what they are worth."""

from __future__ import annotations

from pathlib import Path

import click

from memproof.errors import InputError


@click.command()
@click.option("--store", is_flag=True, help="Build all evidence again and store the grades.")
@click.option(
    "--lemmas",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of lemmas instead of the library's own.",
)
def audit(store: bool, lemmas: Path | None) -> None:
    """Replay every certificate and compare grades and digests with the stored ones.

    With --store what is found is written to _audit.json beside the lemmas: own grades, what each
    part uses, and the digests of its claim and certificate. ``check`` reads them at once.

    Exit codes: 0; 1 a certificate is rejected, a claim, document or grade is not the stored one, or
    claims contradict each other; 3 the lemmas cannot be loaded.
    """
    from memproof.certificates.grades import write_stored
    from memproof.library import audit as run_audit
    from memproof.library import load_library
    from memproof.library.audit import STATES, to_store

    library = load_library(lemmas)
    found = run_audit(library, rebuild=store, compare=not store)
    states = [one.state for one in found.lemmas]
    for state in reversed(STATES):
        if state in states:
            click.echo(f"{states.count(state):5} {state}")
    for message in found.errors:
        click.echo(f"Error: {message}", err=True)
    if found.errors:
        raise click.exceptions.Exit(1)
    if store:
        try:
            path = write_stored(library.root, to_store(library, found))
        except OSError as error:
            raise InputError(f"cannot write the audit: {error.strerror}") from None
        click.echo(f"written: {path.name}")
