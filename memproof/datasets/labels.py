"""Labels: texts become the classes 0 … C − 1, and keep their spelling."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memproof.datasets.numbers import parse_number
from memproof.errors import InputError


def map_labels(
    name: str, texts: Sequence[str], class_names: Sequence[str] | None = None
) -> tuple[list[int], list[str]]:
    """Map label texts to 0 … C−1 and return them with the class names in that order.

    Numbers are the same class when their values agree and sort by value, other texts sort by
    code point. Raises InputError for a label that ``class_names`` does not list.
    """
    distinct = list(dict.fromkeys(texts))
    numbers = {text: parse_number(text) for text in distinct}
    by_value = all(value is not None for value in numbers.values())
    if class_names is not None:
        order = {text: index for index, text in enumerate(class_names)}
        if len(order) != len(class_names):
            raise InputError("the class names are not distinct")
        values = {parse_number(text): index for text, index in order.items()} if by_value else {}
        code = {text: order.get(text, values.get(numbers[text])) for text in distinct}
        for text, index in code.items():
            if index is None:
                known = ", ".join(list(class_names)[:10]) + (", …" if len(class_names) > 10 else "")
                raise InputError(f"{name}: label {text!r} is not among the class names ({known})")
        return [code[text] or 0 for text in texts], list(class_names)
    if by_value:
        spelling: dict[Fraction, str] = {}
        for text in distinct:
            spelling.setdefault(numbers[text] or Fraction(0), text)
        ordered = sorted(spelling)
        position = {value: index for index, value in enumerate(ordered)}
        labels = [position[numbers[text] or Fraction(0)] for text in texts]
        return labels, [spelling[value] for value in ordered]
    ranked = sorted(distinct)
    place = {text: index for index, text in enumerate(ranked)}
    return [place[text] for text in texts], ranked
