"""The vocabulary: what each predicate of the claims means, once for all papers.

NN(W, L) are the ReLU networks with exactly L hidden layers of at most W neurons each and an affine
output. A weight p/2^e in lowest terms has the bits of its integer part plus e. The name, the number
of arguments, their sorts and the meaning stand here alone: a second meaning is refused on load.
"""

from __future__ import annotations

from memproof.library import Predicate, Sort


def integers(*names: str) -> tuple[tuple[str, Sort], ...]:
    """Parameters that are integers."""
    return tuple((name, "integer") for name in names)


def reals(*names: str) -> tuple[tuple[str, Sort], ...]:
    """Parameters that are real numbers."""
    return tuple((name, "real") for name in names)


# Points, directions and keys.
POINTS = (
    Predicate(
        "slab_probability",
        (*integers("d"), *reals("eps", "p")),
        "for u uniform on the unit sphere of R^d and any fixed unit vector z, the "
        "probability of |u.z| <= eps is p",
    ),
    Predicate(
        "gamma_ratio",
        (*integers("d"), *reals("r")),
        "r = Gamma(d/2)/Gamma((d-1)/2)",
    ),
    Predicate(
        "direction",
        (*integers("d", "N"), *reals("eps")),
        "for every N distinct points of R^d some unit vector u has |u.(x_i - x_j)| > "
        "eps*|x_i - x_j| for all i != j",
    ),
    Predicate(
        "rational_direction",
        (*integers("d", "N"), *reals("eps")),
        "for every N distinct points of R^d some rational unit vector u has |u.(x_i - x_j)| "
        "> eps*|x_i - x_j| for all i != j",
    ),
    Predicate(
        "projects_to_line",
        (*integers("d", "N"), *reals("delta", "R")),
        "every N points of the unit ball of R^d, pairwise at least delta apart, are mapped "
        "by one affine function into [0, R], pairwise at least 1 apart",
        formal="Vocabulary.projects_to_line",
    ),
    Predicate(
        "circle_gap",
        (*integers("N"), *reals("g")),
        "every N points of a circle of length 1 leave an arc of length at least g, with a "
        "point at its end, that holds no point in its interior",
    ),
    Predicate(
        "shift_exists",
        (*integers("N"), *reals("f")),
        "for every N reals t_i some theta in [0, 1) gives every t_i + theta a fractional "
        "part of at most f",
        formal="Vocabulary.shift_exists",
    ),
    Predicate(
        "reduces_to_keys",
        (*integers("d", "N"), *reals("delta"), *integers("B")),
        "every N points of the unit ball of R^d, pairwise at least delta apart, are mapped "
        "by one affine function to reals with distinct integer parts in {0, ..., 2^B - 1} "
        "and fractional parts of at most 1 - 1/N",
        formal="Vocabulary.reduces_to_keys",
    ),
)

# What networks store and memorize.
NETWORKS = (
    Predicate(
        "interpolates",
        integers("W", "L", "N"),
        "for every N distinct reals and every N real values, some network in NN(W, L) takes "
        "these values there",
        formal="Vocabulary.interpolates",
    ),
    Predicate(
        "stores_groups",
        integers("W", "L", "G"),
        "for every integers 0 <= s_1 < ... < s_G and v_1, ..., v_G >= 0, some network in "
        "NN(W, L) with two outputs maps every x >= 0 outside the unit intervals (s_g - 1, "
        "s_g) to x and the value v_g of the last s_g <= x (0 before s_1)",
    ),
    Predicate(
        "decodes",
        integers("W", "L", "n", "B", "c"),
        "for every M >= 2 some network in NN(W, L) with two inputs maps (T, v), v a code of "
        "n entries of a B-bit key and a c-bit label and T in [M k, M k + M - 1] for an "
        "integer k >= 0, to the sum of the labels of those entries whose key is k",
    ),
    Predicate(
        "memorizes_keys",
        integers("W", "L", "N", "B", "c"),
        "for every N reals with distinct integer parts in {0, ..., 2^B - 1} and fractional "
        "parts of at most 1 - 1/N, and every N labels in {0, ..., 2^c - 1}, some network in "
        "NN(W, L) takes these labels there",
        formal="Vocabulary.memorizes_keys",
    ),
    Predicate(
        "memorizes",
        (*integers("W", "L", "N"), *reals("delta"), *integers("d", "C")),
        "for every N points of the unit ball of R^d, pairwise at least delta apart, and "
        "every N labels in {0, ..., C - 1}, some network in NN(W, L) takes these labels there",
        formal="Vocabulary.memorizes",
    ),
    Predicate(
        "memorizes_spread",
        integers("W", "D", "b", "N", "rho", "c"),
        "for every N pairwise at least 2 apart integers k_i in {0, ..., 2^rho - 1} and every "
        "N labels in {0, ..., 2^c - 1}, some network with exactly D hidden layers of at most "
        "W neurons each, weights and biases of at most b bits, takes the i-th label on the "
        "whole interval [k_i, k_i + 1]",
        formal="Vocabulary.memorizes_spread",
    ),
    Predicate(
        "reads",
        integers("L", "P", "A", "B", "D"),
        "for every map y from {0, ..., A B - 1} to {0, ..., 2^D - 1} and every M >= 2 some "
        "fully connected network of STEP and ID neurons with one input, one output, L hidden "
        "layers and P weights and biases is y(k) on [k, k + 1 - 1/M] for every k; so is a "
        "ReLU network of the same widths, each twice",
    ),
    Predicate(
        "narrow",
        integers("L", "F", "N", "D"),
        "for every N distinct integers k_i in {0, ..., 2^F floor(N^2/4 + 1) - 1}, all labels "
        "of D bits and every M >= 2 some network of STEP and ID neurons of width 3 with at "
        "most L hidden layers is the i-th label on the whole of [k_i, k_i + 1 - 1/M]; so is "
        "a ReLU network of width 3 with at most 2 L hidden layers",
    ),
)

# Constants as printed.
PRINTED = (
    Predicate(
        "sufficient_constant",
        reals("c"),
        "memorizes(W, L, N, delta, d, C) whenever W^2 L^2 >= c N log2(1/delta), delta <= 1/2",
        formal="Vocabulary.sufficient_constant",
    ),
    Predicate(
        "listed_constant",
        reals("c"),
        "W^2 L^2 >= c N log2(1/delta) whenever memorizes(W, L, N, delta, d, C), delta <= 1/2 "
        "and N <= 1 + 2/delta",
        formal="Vocabulary.listed_constant",
    ),
    Predicate(
        "paper_constant",
        reals("c"),
        "W^2 L^2 >= c N/log2(1/delta) whenever memorizes(W, L, N, delta, d, C), delta <= 1/2 "
        "and N <= 1 + 2/delta",
        formal="Vocabulary.paper_constant",
    ),
)

# Growth, shattering and pieces.
GROWTH = (
    Predicate(
        "sign_vectors",
        (*integers("M", "D", "k"), *reals("s")),
        "every M polynomials of degree at most D in k real variables have at most 2^s sign "
        "vectors (> 0 against <= 0)",
    ),
    Predicate(
        "growth",
        (*integers("W", "L", "N", "d"), *reals("g")),
        "for every N points of R^d and every real t, the networks of NN(W, L) have at most "
        "2^g different sets of those points with f(x) > t",
        formal="Vocabulary.growth",
    ),
    Predicate(
        "shatters",
        integers("W", "L", "N", "d"),
        "for some N points of R^d and some real t, every set of them is the set of those "
        "with f(x) > t for some network f in NN(W, L)",
        formal="Vocabulary.shatters",
    ),
    Predicate(
        "layered_growth",
        integers("l", "w", "R", "m"),
        "on some network of l layers (the output layer counted) with piecewise linear units "
        "of two pieces, k_i units in layer i and W_i parameters up to layer i, w = sum W_i, "
        "R = sum i k_i, some m points are shattered by the sign of the output",
    ),
    Predicate(
        "vc_at_least",
        reals("l", "p", "v"),
        "some ReLU network of at most l layers (the output layer counted) and at most p "
        "parameters, whose units may read all earlier units and inputs, shatters some v "
        "points or more by the sign of its output",
    ),
    Predicate(
        "pieces",
        integers("W", "L", "p"),
        "for every network in NN(W, L) with one input at most p intervals cover the line, on "
        "each of which the output and all neurons of the last layer are affine",
    ),
    Predicate(
        "attains_pieces",
        integers("W", "L", "p"),
        "for some network in NN(W, L) with one input no fewer than p intervals cover the "
        "line, on each of which the output is affine",
    ),
    Predicate(
        "line_pieces",
        integers("d1", "d2", "P"),
        "every ReLU network on the line with two hidden layers of at most d1 and d2 neurons "
        "and one output has at most P affine pieces, and some has exactly P",
    ),
)

# Counting bits.
BITS = (
    Predicate(
        "labels_with_bits",
        integers("P", "b", "N"),
        "for some N points and some architecture of P parameters, each from a set of at most "
        "2^b values, every labeling with 0 and 1 is taken by some network",
    ),
    Predicate(
        "memorizes_with_bits",
        (*integers("W", "L", "b", "N"), *reals("delta"), *integers("d", "C")),
        "for some set of at most 2^b values, every N points of the unit ball of R^d, pairwise at "
        "least delta apart, and every N labels in {0, ..., C - 1}, some network of L hidden layers "
        "of W neurons each, all of its weights and biases in that set, takes these labels there",
    ),
    Predicate(
        "labels_with_sparse_bits",
        integers("P", "M", "b", "N"),
        "for some N points and some architecture of M parameters, each from a set of at most "
        "2^b values that contains 0 and at most P of them not 0, every labeling with 0 and 1 "
        "is taken by some network",
    ),
)

# Two and three hidden layers, pairs, residual blocks.
LAYERS = (
    Predicate(
        "fits",
        integers("d1", "d2", "N", "y"),
        "for every N distinct reals and every N labels in R^y, some ReLU network with two "
        "hidden layers of at most d1 and d2 neurons takes these labels there",
    ),
    Predicate(
        "fits_bits",
        integers("d1", "d2", "N"),
        "for every N distinct reals and every N labels 0 or 1, some ReLU network with two "
        "hidden layers of at most d1 and d2 neurons takes these labels there",
    ),
    Predicate(
        "fits_one_hot",
        integers("d1", "d2", "d3", "N", "C"),
        "for every N distinct reals and every N classes of C, some ReLU network with three "
        "hidden layers of at most d1, d2, d3 neurons takes the unit vector of its class at "
        "each real",
    ),
    Predicate(
        "pairs_fit",
        integers("S", "y", "P", "N"),
        "for any S pairs (A_k, B_k) with p_k = A_k - y [k > 1] >= 1, q_k = floor((B_k - [k < "
        "S])/y) >= 1 and sum p_k q_k = P, and for every N distinct reals and N labels in "
        "R^y, some ReLU network of hidden layers of at most A_1, B_1, ..., A_S, B_S neurons "
        "takes these labels there",
    ),
    Predicate(
        "printed_fit",
        integers("S", "y", "T", "N"),
        "for any S pairs (A_k, B_k) with A_k, B_k >= r_k = y [k > 1] + [k < S] and 4 sum "
        "floor((A_k - r_k)/4) floor((B_k - r_k)/(4 y)) = T, and for every N distinct reals "
        "and N labels in R^y, some ReLU network of hidden layers of at most A_1, B_1, ..., "
        "A_S, B_S neurons takes these labels there",
    ),
    Predicate(
        "general_fit",
        integers("d", "h", "N"),
        "for every N points of R^d in general position (no d + 1 on a hyperplane) and every "
        "N real labels, some ReLU network with one hidden layer of at most h neurons takes "
        "these labels there",
    ),
    Predicate(
        "residual_fit",
        integers("d", "h", "B", "N"),
        "for every N points of R^d whose first d - 1 coordinates are in general position in "
        "R^(d-1) and every N real labels, some B >= 1 blocks z -> z + V relu(U z + b) with h "
        "hidden neurons in all end with the label in the last coordinate",
    ),
    Predicate(
        "sheared_fit",
        integers("d", "h", "B", "N"),
        "for every N points of R^d no d of which are affinely dependent and every N real "
        "labels, some shear x_j + c_j x_d, j < d, of the points followed by some B >= 1 "
        "blocks z -> z + V relu(U z + b) with h hidden neurons in all ends with the label in "
        "the last coordinate",
    ),
)

# Analytic activations.
ANALYTIC = (
    Predicate(
        "independent",
        integers("h", "d"),
        "for every psi that is analytic near 0 with infinitely many nonzero Taylor "
        "coefficients and all nonzero w_1, ..., w_h of R^d with w_i != w_j and w_i != -w_j "
        "the h(d+1) functions psi(w_j.x), x_a psi'(w_j.x) are linearly independent near 0",
    ),
    Predicate(
        "full_rank",
        integers("h", "d", "n"),
        "for every psi that is analytic on the real line with infinitely many nonzero Taylor "
        "coefficients at 0 the n x h(d+1) Jacobian of sum_j psi(w_j.x_i) v_j at v = 1 has "
        "rank n for almost all x_1, ..., x_n and w_1, ..., w_h",
    ),
    Predicate(
        "onto",
        integers("m", "d", "n"),
        "for every psi that is analytic on the real line with infinitely many nonzero Taylor "
        "coefficients at 0 and n points of R^d outside a null set the values (f(x_1), ..., "
        "f(x_n)) of f = sum_(j<=m) v_j psi(w_j.x) take every vector of R^n",
    ),
    Predicate(
        "onto_biased",
        integers("m", "d", "n"),
        "for every psi that is analytic on the real line with infinitely many nonzero Taylor "
        "coefficients at 0 and n points of R^d outside a null set the values (f(x_1), ..., "
        "f(x_n)) of f = sum_(j<=m) v_j psi(w_j.x + b_j) take every vector of R^n",
    ),
    Predicate(
        "onto_power",
        integers("k", "m", "d", "n"),
        "for psi = x^k and n points of R^d outside a null set the values (f(x_1), ..., "
        "f(x_n)) of f = sum_(j<=m) v_j psi(w_j.x) take every vector of R^n",
    ),
    Predicate(
        "onto_one_sign",
        integers("m", "d", "n"),
        "for some psi that is nowhere negative and n points of R^d outside a null set f = "
        "sum_(j<=m) v_j psi(w_j.x), with or without biases, takes every vector of R^n there",
    ),
    Predicate(
        "onto_rooted",
        integers("m", "d", "n"),
        "onto for every psi that is analytic on the real line with infinitely many nonzero "
        "Taylor coefficients at 0, with psi(0) = 0 and psi'(0) not 0, as tanh and gelu",
    ),
    Predicate(
        "onto_logistic",
        integers("m", "d", "n"),
        "onto for psi(t) = 1/(1 + e^-t)",
    ),
    Predicate(
        "full_rank_parity",
        integers("h", "d", "n"),
        "for every psi that is analytic on the real line with infinitely many nonzero Taylor "
        "coefficients at 0 and is an affine function plus an odd or an even one (tanh, "
        "logistic, softplus, gelu) the n x h(d+2) Jacobian of sum_j v_j psi(w_j.x_i + b_j) "
        "at v = 1 has rank n for almost all x, w and b",
    ),
    Predicate(
        "onto_parity",
        integers("m", "d", "n"),
        "onto_biased for every psi that is analytic on the real line with infinitely many "
        "nonzero Taylor coefficients at 0 and is an affine function plus an odd or an even "
        "one",
    ),
    Predicate(
        "first_layer_rank",
        integers("k", "d", "m", "n", "r"),
        "for psi = x^k the n x md matrix of the derivatives of f with respect to the first "
        "layer has rank r for almost all data and weights",
    ),
)

VOCABULARY: tuple[Predicate, ...] = (
    *POINTS,
    *NETWORKS,
    *PRINTED,
    *GROWTH,
    *BITS,
    *LAYERS,
    *ANALYTIC,
)
