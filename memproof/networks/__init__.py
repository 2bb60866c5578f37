"""Exact ReLU networks: immutable values, their sizes, composition, evaluation, pieces and files.

``evaluate`` and ``find_errors`` run them exactly; ``pieces_on_line`` and ``radius_…`` say what
happens between the points; ``save_network`` and ``load_network`` keep them. numpy is imported only
where it works.
"""

from memproof.networks.compose import (
    compose,
    pad_depth,
    parallel,
    postcompose_affine,
    precompose_affine,
)
from memproof.networks.evaluate import (
    evaluate,
    evaluate_fractions,
    find_errors,
)
from memproof.networks.files import (
    digest_network,
    load_network,
    network_from_json,
    network_to_json,
    save_network,
)
from memproof.networks.network import (
    Layer,
    Network,
    Sizes,
    build_layer,
    count_neurons,
    count_nonzero_weights,
    count_parameters,
    count_weight_bits,
    largest_weight_bits,
    measure,
    total_bits,
)
from memproof.networks.pieces import (
    Piece,
    Radius,
    breakpoints_on_line,
    find_deviation,
    pieces_on_line,
    radius_in_space,
    radius_on_line,
)

__all__ = [
    "Layer",
    "Network",
    "Piece",
    "Radius",
    "Sizes",
    "breakpoints_on_line",
    "build_layer",
    "compose",
    "count_neurons",
    "count_nonzero_weights",
    "count_parameters",
    "count_weight_bits",
    "digest_network",
    "evaluate",
    "evaluate_fractions",
    "find_deviation",
    "find_errors",
    "largest_weight_bits",
    "load_network",
    "measure",
    "network_from_json",
    "network_to_json",
    "pad_depth",
    "parallel",
    "pieces_on_line",
    "postcompose_affine",
    "precompose_affine",
    "radius_in_space",
    "radius_on_line",
    "save_network",
    "total_bits",
]
