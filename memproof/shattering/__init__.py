"""Which labelings of given points a class realises, exactly, and the refutation that follows.

``shatter`` counts them with a certificate for every labeling; ``refute`` builds, for any constant,
the networks that contradict a printed lower bound.
"""

from memproof.shattering.counts import bound_growth, count_cover
from memproof.shattering.labelings import (
    HalfSpaces,
    NetworkClass,
    Shattering,
    parse_class,
    shatter,
    shatter_given,
)
from memproof.shattering.points import read_points
from memproof.shattering.refutations import REFUTABLE, Refutation, refute
from memproof.shattering.separation import count_dichotomies, find_separation, to_homogeneous
from memproof.shattering.tiny import count_integer_dichotomies

__all__ = [
    "REFUTABLE",
    "HalfSpaces",
    "NetworkClass",
    "Refutation",
    "Shattering",
    "bound_growth",
    "count_cover",
    "count_dichotomies",
    "count_integer_dichotomies",
    "find_separation",
    "parse_class",
    "read_points",
    "refute",
    "shatter",
    "shatter_given",
    "to_homogeneous",
]
