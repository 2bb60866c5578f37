"""``memproof convert``: a network in another file format, exactly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memproof.cli.data import data_options

if TYPE_CHECKING:
    from memproof.datasets.tables import ReadOptions

from memproof.errors import InputError


@click.command()
@click.argument("network")
@click.argument("output")
@click.option("--data", metavar="DATA", help="Points to verify an .onnx file's float64 network on.")
@data_options()
@click.option("--class-names", metavar="A,B,…", help="The classes, in the order 0, 1, ….")
@click.option("--force", is_flag=True, help="Overwrite OUTPUT.")
@click.option("--no-limit", is_flag=True, help="Convert however large the network is.")
def convert(
    network: str,
    output: str,
    data: str | None,
    read_options: ReadOptions,
    class_names: str | None,
    force: bool,
    no_limit: bool,
) -> None:
    """Write NETWORK, of any kind that `memproof verify` reads, as OUTPUT: .json or .onnx.

    JSON is memproof's own exact form. ONNX holds float64: it is written only if every weight is a
    float64 and the network, evaluated in float64, is right on every point of --data; otherwise
    the refusal says how many bits would be needed, or which point is wrong. A network whose answer
    is the sign of its only output is written with the outputs 0 and f(x), of which the larger wins.
    """
    from memproof.cli.folder import NETWORK_FILE, require_new_file, split_names
    from memproof.cli.verify import find_class_names
    from memproof.datasets import read_data_set
    from memproof.formats.imports import read_network, split_sign
    from memproof.networks.files import canonical_text, network_to_json, write_bytes_atomically

    target = Path(output)
    suffix = target.suffix.lower()
    if suffix not in (".json", ".onnx"):
        raise InputError(f"{target}: networks are written as .json or .onnx")
    if (data is not None) != (suffix == ".onnx"):
        raise click.UsageError("--data goes with an .onnx file, which needs it")
    require_new_file(target, force=force)
    path = Path(network)
    path = path / NETWORK_FILE if path.is_dir() else path
    loaded = read_network(path, limit=not no_limit)
    exact = split_sign(loaded.network) if loaded.rule == "sign" else loaded.network
    checked = "the same exact weights"
    if data is None:
        content = (canonical_text(network_to_json(exact)) + "\n").encode()
    else:
        from memproof.formats.exports import export_onnx

        names = split_names(class_names) or find_class_names(path, loaded)
        points = read_data_set(data, options=read_options, class_names=names, limit=not no_limit)
        content = export_onnx(exact, points)
        checked += f", all {points.count} points right in float64 as well"
    try:
        write_bytes_atomically(target, content)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None
    if read_network(target, limit=False).network != exact:
        raise RuntimeError(f"{target} does not read back as the network that was written")
    for note in loaded.notes:
        click.echo(f"note: {note}")
    if exact is not loaded.network:
        click.echo("note: written with two outputs, 0 and f(x): the sign of f(x) tells the larger")
    click.echo(f"Wrote {target}: {checked}")
