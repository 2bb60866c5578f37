"""Theorems as calculators at concrete parameters, in exact arithmetic; knows no particular paper.

Lemma folders attach ``Theorem`` and ``Construction`` values in a file ``bounds.py``; ``check``
finds them and says which apply, with which constant, and which width and depth they ask for.
"""

from memproof.bounds.rows import Row
from memproof.bounds.settings import SettingBound, SettingCheck, check_setting
from memproof.bounds.theorems import (
    Choice,
    Construction,
    ConstructionCheck,
    HypothesisCheck,
    Offer,
    PrintedClaim,
    Shape,
    Theorem,
    TheoremCheck,
    check_construction,
    check_theorem,
    find_depth,
    find_width,
    make_offer,
)

__all__ = [
    "Choice",
    "Construction",
    "ConstructionCheck",
    "HypothesisCheck",
    "Offer",
    "PrintedClaim",
    "Row",
    "SettingBound",
    "SettingCheck",
    "Shape",
    "Theorem",
    "TheoremCheck",
    "check_construction",
    "check_setting",
    "check_theorem",
    "find_depth",
    "find_width",
    "make_offer",
]
