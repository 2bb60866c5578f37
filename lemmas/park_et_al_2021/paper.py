"""Park, Lee, Yun and Shin 2021: O(N^(2/3)) parameters memorize, already at width 3.

Read in full. Equations and counts that do not hold as printed are refuted here; the repaired forms
are proved, and the networks built with them are exact.
"""

from __future__ import annotations

from memproof.library.model import Source

SOURCE = Source(
    key="park-et-al-2021",
    authors="S. Park, J. Lee, C. Yun, J. Shin",
    title="Provable memorization via deep neural networks using sub-linear parameters",
    year=2021,
    identifier="arXiv:2010.13363",
    level="seen",
)

PREDICATES: dict[str, str] = {
    "reads": (
        "reads(L, P, A, B, D): for every map y from {0, ..., A B - 1} to {0, ..., 2^D - 1} and "
        "every M >= 2 some fully connected network of STEP and ID neurons with one input, one "
        "output, L hidden layers and P weights and biases is y(k) on [k, k + 1 - 1/M] for every k; "
        "so is a ReLU network of the same widths, each twice"
    ),
    "narrow": (
        "narrow(L, F, N, D): for every N distinct integers k_i in {0, ..., 2^F floor(N^2/4 + 1) - "
        "1}, all labels of D bits and every M >= 2 some network of STEP and ID neurons of width 3 "
        "with at most L hidden layers is the i-th label on the whole of [k_i, k_i + 1 - 1/M]; so "
        "is a ReLU network of width 3 with at most 2 L hidden layers"
    ),
}
"""What each predicate of this paper's claims means."""


def seen(number: str) -> Source:
    """Return the source of a statement of the paper."""
    return Source(
        key=SOURCE.key,
        authors=SOURCE.authors,
        title=SOURCE.title,
        year=SOURCE.year,
        identifier=SOURCE.identifier,
        number=number,
        level="seen",
    )
