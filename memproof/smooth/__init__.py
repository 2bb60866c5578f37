"""Two-layer networks Σ_j v_j ψ(w_j·x) with smooth ψ: generic ranks and certified interpolation.

``decide_ranks`` finds exact generic ranks of the Jacobian for polynomial ψ, with a certificate.
"""

from memproof.smooth.ranks import RankCase, build_rank_grid, decide_ranks

__all__ = ["RankCase", "build_rank_grid", "decide_ranks"]
