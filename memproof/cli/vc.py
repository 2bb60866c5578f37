"""``memproof vc``: upper and lower bounds on the VC-dimension for given layer sizes."""

from __future__ import annotations

import json
import re

import click

from memproof.errors import InputError

_SIZES = re.compile(r"[0-9]{1,10}(\s*,\s*[0-9]{1,10})*")


@click.command()
@click.option(
    "--layers",
    required=True,
    metavar="d,k1,…,kL,1",
    help="Inputs, hidden layers and the one output, such as 10,64,64,1.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def vc(layers: str, as_json: bool) -> None:
    """Bound the VC-dimension of sign(f) for fully connected ReLU networks f.

    Upper: the count in the proof of Theorem 7 of Bartlett et al. (2019), layer by layer, and its
    closed form with explicit constants; both rest on their Lemma 17, which is cited. For one input
    also the number of affine pieces. Lower: networks that this package builds; each bound names
    its statement. All values are exact.
    """
    from memproof.cli.show import print_table, show_count
    from memproof.constructions.vc_dimension import bound_vc_dimension

    if not _SIZES.fullmatch(layers.strip()):
        raise InputError("--layers needs positive integers between commas, such as 10,64,64,1")
    found = bound_vc_dimension([int(size) for size in layers.split(",")])
    if as_json:
        sides = {
            side: [{"value": one.value, "by": one.by, "how": one.how} for one in bounds]
            for side, bounds in (("lower", found.lower), ("upper", found.upper))
        }
        summary = {"layers": list(found.layers), "parameters": found.parameters, **sides}
        click.echo(json.dumps(summary, indent=2, sort_keys=True))
        return
    low, high = found.lower[0].value, found.upper[0].value
    if low == high:
        click.echo(f"VC-dimension {show_count(low)}, {show_count(found.parameters)} parameters")
    else:
        click.echo(
            f"{show_count(low)} ≤ VC-dimension ≤ {show_count(high)},"
            f" {show_count(found.parameters)} parameters"
        )
    rows = [("upper", show_count(one.value), one.by, one.how) for one in reversed(found.upper)]
    rows += [("lower", show_count(one.value), one.by, one.how) for one in found.lower]
    print_table("Bounds", ("side", "value", "statement", "how"), rows, numbers=4)
