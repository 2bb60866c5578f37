"""``memproof formal``: the theorems in Rocq, exported, checked and listed."""

from __future__ import annotations

import click


@click.group("formal")
def formal() -> None:
    """Theorems proved in Rocq: write the claims, run Rocq, list what stands.

    \b
    memproof formal export    claims → formal/Statements.v, formal/Audit.v
    memproof formal check     build, axioms, coqchk; store the result
    memproof formal list      what is proved, with axioms (needs no Rocq)
    """


@formal.command("export")
def export_command() -> None:
    """Write the library's claims as Rocq propositions."""
    from memproof.library.formal_export import export, formal_folder
    from memproof.library.load import load_library

    bindings = export(load_library(), formal_folder())
    click.echo(f"{len(bindings)} claims written to formal/Statements.v")


@formal.command("check")
def check_command() -> None:
    """Build the theorems, compare types and axioms, and store the result.

    Exit code 3 says in one line what is wrong: no Rocq, a theorem of another type, an axiom.
    """
    from memproof.library.formal_check import FILE, check_formal, store_result
    from memproof.library.formal_export import formal_folder
    from memproof.library.load import load_library

    library = load_library()
    found = check_formal(library, formal_folder())
    store_result(found, library.root / FILE)
    axioms = sorted({axiom for row in found.rows.values() for axiom in row.axioms})
    click.echo(f"Rocq {found.version}: {len(found.rows)} claims proved; coqchk agrees")
    click.echo(f"axioms: {', '.join(axioms) or 'none'}")


@formal.command("list")
def list_command() -> None:
    """List the claims that the stored result shows as proved, and what is stale."""
    from memproof.errors import InputError
    from memproof.library.formal_check import find_problems, read_result
    from memproof.library.formal_export import formal_folder
    from memproof.library.load import load_library

    library = load_library()
    found = read_result(library.root)
    if found is not None:
        click.echo(f"Rocq {found.version}, sources {found.sources[:12]}")
        for part, row in found.rows.items():
            click.echo(f"{part}  {row.theorem}  ({len(row.axioms)} axioms)")
    try:
        folder = formal_folder()
    except InputError:
        folder = None
    problems = find_problems(library, folder)
    for line in problems:
        click.echo(line)
    if problems:
        raise SystemExit(1)
