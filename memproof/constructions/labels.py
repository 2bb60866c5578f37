"""Labels of one or several outputs: what the interpolating constructions accept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memproof.errors import InputError

Rational = int | Fraction
Labels = Sequence[Rational] | Sequence[Sequence[Rational]]


def read_labels(keys: Sequence[Rational], labels: Labels) -> list[tuple[Fraction, ...]]:
    """The labels as vectors of one length; a number is a vector of length 1.

    Raises InputError for inexact entries, repeated keys, ragged labels, or numbers that differ.
    """
    if not keys or len(keys) != len(labels):
        raise InputError("interpolation needs as many labels as keys, at least one")
    vectors = [tuple(label) if isinstance(label, Sequence) else (label,) for label in labels]
    if not vectors[0] or any(len(vector) != len(vectors[0]) for vector in vectors):
        raise InputError("labels must be vectors of one length, at least 1")
    for entry in (*keys, *(entry for vector in vectors for entry in vector)):
        if type(entry) is not int and not isinstance(entry, Fraction):
            raise InputError("keys and labels must be exact: int or Fraction")
    if len(set(keys)) != len(keys):
        raise InputError("keys must be distinct")
    return [tuple(Fraction(entry) for entry in vector) for vector in vectors]
