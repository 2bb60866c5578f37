"""The directive ``click-help``: every command with the help text that it prints itself."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

COLUMNS = 88


def collect_help(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Pairs of the command as typed and its help text, the group first, then its commands."""
    settings = {"terminal_width": COLUMNS, "max_content_width": COLUMNS}
    context = click.Context(
        command, parent, info_name=name, **{**command.context_settings, **settings}
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child_name in command.list_commands(context):
            try:
                child = command.get_command(context, child_name)
            except click.UsageError as error:
                yield f"{context.command_path} {child_name}", error.format_message()
                continue
            if child is not None and not child.hidden:
                yield from collect_help(child, child_name, context)


class ClickHelp(Directive):
    """``.. click-help:: package.module:command`` writes one section a command."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The sections, in the order in which the group lists its commands."""
        module_name, _, attribute = self.arguments[0].partition(":")
        try:
            command = getattr(importlib.import_module(module_name), attribute)
        except (ImportError, AttributeError) as error:
            raise self.error(f"no command {self.arguments[0]}: {error}") from error
        sections: list[nodes.Node] = []
        for name, text in collect_help(command, "memproof"):
            section = nodes.section(
                ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)]
            )
            section += nodes.title(name, name)
            section += nodes.literal_block(text, text, language="text")
            sections.append(section)
        return sections


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("click-help", ClickHelp)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
