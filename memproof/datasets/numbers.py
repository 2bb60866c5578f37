"""Numbers of data files: decimals and quotients, exact, of bounded size."""

from __future__ import annotations

import re
from fractions import Fraction

MAX_CELL_CHARACTERS = 400
MAX_EXPONENT = 400
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,6}))?")
_QUOTIENT = re.compile(r"[+-]?[0-9]+/[0-9]+")
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def parse_number(text: str) -> Fraction | None:
    """Exact value of a decimal or quotient, None if the text is neither (NaN and inf included)."""
    cell = text.strip()
    if len(cell) > MAX_CELL_CHARACTERS:
        return None
    match = _DECIMAL.fullmatch(cell)
    if match is not None:
        exponent = match.group(1)
        if exponent is not None and abs(int(exponent)) > MAX_EXPONENT:
            return None
        return Fraction(cell)
    if _QUOTIENT.fullmatch(cell) is not None:
        top, bottom = cell.split("/")
        return Fraction(int(top), int(bottom)) if int(bottom) else None
    return None


def describe_bad_number(cell: str) -> str:
    """What is wrong with a cell that is no number."""
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    if not cell:
        return "an empty cell"
    if NOT_FINITE.fullmatch(cell) is not None:
        return f"{shown!r}, which is not finite"
    if len(cell) > MAX_CELL_CHARACTERS:
        return f"a cell of more than {MAX_CELL_CHARACTERS} characters"
    if _DECIMAL.fullmatch(cell) is not None:
        return f"{shown!r}, whose exponent exceeds {MAX_EXPONENT}"
    return f"{shown!r}, which is not a number"
