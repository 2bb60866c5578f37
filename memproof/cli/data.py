"""The options of every command that reads a data file, in one place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

_NAMES = ("label_column", "drop_column", "header", "delimiter", "decimal_comma")
_WORDS = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "bar": "|"}


def data_options(*, labelled: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that adds the options and hands them over as ``read_options``."""
    options = [
        click.option(
            "--drop-column",
            multiple=True,
            metavar="NAME|INDEX",
            help="A column to leave out, by name or index from 0; may be repeated.",
        ),
        click.option(
            "--header/--no-header",
            default=None,
            help="Row 1 holds names (default: found).",
        ),
        click.option(
            "--delimiter",
            metavar="MARK",
            help="Mark between columns, or tab, space.",
        ),
        click.option(
            "--decimal-comma/--decimal-point",
            default=None,
            help="Whether 0,5 is a half (default: found).",
        ),
    ]
    if labelled:
        options.insert(
            0,
            click.option(
                "--label-column", metavar="NAME|INDEX", help="Label column, default last."
            ),
        )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def run(*arguments: Any, **given: Any) -> Any:
            values = {name: given.pop(name, None) for name in _NAMES}
            return command(*arguments, read_options=_collect(values, labelled), **given)

        wrapped: Callable[..., Any] = run
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return decorate


def _collect(values: dict[str, Any], labelled: bool) -> Any:
    from memproof.datasets.tables import ReadOptions
    from memproof.errors import InputError

    mark = values["delimiter"]
    if mark is not None:
        mark = _WORDS.get(mark, "\t" if mark == "\\t" else mark)
        if len(mark) != 1 or mark in '"\r\n':
            raise InputError(f"--delimiter takes one mark, or tab or space, not {mark!r}")
    return ReadOptions(
        label_column=values["label_column"],
        drop_columns=tuple(values["drop_column"] or ()),
        header=values["header"],
        delimiter=mark,
        decimal_comma=values["decimal_comma"],
        labelled=labelled,
    )
