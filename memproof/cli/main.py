"""The command line: one group whose commands are imported only when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from memproof import __version__
from memproof.errors import InputError

EXIT_BAD_INPUT = 3
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141

COMMANDS: dict[str, tuple[str, str]] = {
    "audit": ("memproof.cli.audit", "Replay all certificates; store or compare the grades."),
    "bound": ("memproof.cli.bound", "Show a bound as a formula, solved for a symbol (sympy)."),
    "build": ("memproof.cli.build", "Build an exact network that memorizes a data set."),
    "check": ("memproof.cli.check", "Say which theorems apply at given parameters, and how."),
    "interpolate": (
        "memproof.cli.interpolate",
        "Certify an exact interpolation by a smooth two-layer network.",
    ),
    "compare": ("memproof.cli.compare", "Compare the constructions on the same data."),
    "contradictions": (
        "memproof.cli.contradictions",
        "List claims of the library that cannot all be true.",
    ),
    "layers": ("memproof.cli.layers", "Say whether given widths satisfy Park et al.'s conditions."),
    "find": ("memproof.cli.lookup", "Find lemmas by words."),
    "formal": ("memproof.cli.formal", "Theorems proved in Rocq: export, check, list."),
    "prove": ("memproof.cli.prove", "Prove or refute the claims of a lemma file."),
    "convert": ("memproof.cli.convert", "Write a network as JSON or ONNX, exactly or not at all."),
    "ranks": ("memproof.cli.ranks", "Find exact generic ranks for polynomial activations."),
    "refute": ("memproof.cli.refute", "Refute a printed bound by exact networks."),
    "regimes": ("memproof.cli.regimes", "Map which bounds are best over δ and L."),
    "report": ("memproof.cli.report", "Check every lemma and write the report."),
    "residual": (
        "memproof.cli.residual",
        "Decide general position; memorize with 2⌈N/(d − 1)⌉ residual nodes.",
    ),
    "shatter": ("memproof.cli.shatter", "Count the labelings of points that a class takes."),
    "show": ("memproof.cli.lookup", "Show a lemma: statement, grade, what it rests on."),
    "vc": ("memproof.cli.vc", "Bound the VC-dimension for given layer sizes."),
    "verify": ("memproof.cli.verify", "Check a network on every point of a data set, exactly."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, whether their modules are there or not."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a friendly usage error if its module is missing."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module_name = COMMANDS[cmd_name][0]
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name != module_name:
                raise
            raise click.UsageError(
                f"the command {cmd_name!r} is not part of this installation", ctx
            ) from None
        command = getattr(module, cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run as a program: a command line that cannot be understood is bad input too.

        click's own exit code for it is 2, which `prove` needs for "undecided".
        """
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        with _terminal():
            try:
                code = super().main(args, prog_name, standalone_mode=False, **extra)
            except click.ClickException as error:
                error.show()
                sys.exit(EXIT_BAD_INPUT)
            except click.Abort:
                click.echo("Interrupted.", err=True)
                sys.exit(EXIT_INTERRUPTED)
            # What the terminal refuses is told here, not after the exit code is settled.
            sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; bad input ends with one line on stderr and exit code 3."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            fail(str(error))
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except MemoryError:
            fail("out of memory")
        except BrokenPipeError:
            # Here, because click would end with 1, which says that something checked is wrong.
            _drop_output()
            sys.exit(EXIT_PIPE)


@contextmanager
def _terminal() -> Iterator[None]:
    """What goes wrong between the program and its terminal, as one line and exit code 3.

    A reader that has gone (`| head`) is no error: the program ends quietly, as others do.
    """
    if sys.stdout is None:
        fail("standard output is closed")
    try:
        yield
    except BrokenPipeError:
        _drop_output()
        sys.exit(EXIT_PIPE)
    except UnicodeEncodeError as error:
        shown = ascii(error.object[error.start : error.end][:1])
        fail(
            f"the output's encoding {error.encoding} has no {shown}:"
            " set PYTHONIOENCODING=utf-8, or write to a file"
        )
    except OSError as error:
        _drop_output()
        fail(f"cannot write: {error.strerror or error}")


def _drop_output() -> None:
    """Point standard output to nowhere, so that Python does not try to write the rest at exit."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def fail(message: str) -> NoReturn:
    """Print one line on stderr and leave with the exit code for bad input."""
    line = "Error: " + " ".join(message.split())
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    click.echo(line.encode(encoding, "backslashreplace").decode(encoding), err=True)
    sys.exit(EXIT_BAD_INPUT)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="memproof")
def main() -> None:
    """Proof checker and bound calculator for the memorization capacity of ReLU networks.

    Exit codes: 0 done; 1 something was checked and is wrong; 2 undecided; 3 the command line or the
    input cannot be used as given.
    """
