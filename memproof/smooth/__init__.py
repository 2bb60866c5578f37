"""Two-layer networks Σ_j v_j ψ(w_j·x) with smooth ψ: generic ranks and certified interpolation.

``decide_ranks`` finds exact generic ranks of the Jacobian for polynomial ψ; the module
``interpolate`` finds weights that take every target exactly, with a certificate; ``find_failures``
names the hypotheses that data do not satisfy.
"""

from memproof.smooth.frontier import certify_frontier, covered_capacity, draw_generic
from memproof.smooth.hypotheses import Failure, find_failures
from memproof.smooth.interpolate import Interpolation
from memproof.smooth.ranks import RankCase, build_rank_document, build_rank_grid, decide_ranks

__all__ = [
    "Failure",
    "Interpolation",
    "RankCase",
    "build_rank_document",
    "build_rank_grid",
    "certify_frontier",
    "covered_capacity",
    "decide_ranks",
    "draw_generic",
    "find_failures",
]
