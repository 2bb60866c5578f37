"""Errors that memproof raises for its users."""


class MemproofError(Exception):
    """Base class of all errors raised on purpose by memproof."""


class InputError(MemproofError, ValueError):
    """The input cannot be used as given; the message says why, in one line.

    The command line turns it into exit code 3 without a traceback.
    """


class SizeLimitError(InputError):
    """The work asked for is larger than a limit; the message names the flag that overrides it."""
