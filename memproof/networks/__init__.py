"""Exact ReLU networks: immutable values, their sizes, constructions, evaluation, pieces and files.

``build_trade_off`` (U11), ``build_stepped`` (U11-direct) and ``build_direct`` (Theorems T and D)
give networks that memorize; ``evaluate`` and ``find_errors`` run them exactly; ``pieces_on_line``
and ``radius_…`` say what happens between the points; ``save_network`` and ``load_network`` keep
them. numpy is imported only where it works.
"""

from memproof.networks.compose import (
    compose,
    pad_depth,
    parallel,
    postcompose_affine,
    precompose_affine,
)
from memproof.networks.decoder import (
    build_bit_step,
    build_code,
    build_decoder,
    build_gate,
    build_match,
    count_decoder_depth,
    count_decoder_width,
    count_decoder_widths,
)
from memproof.networks.direct import build_direct, build_one_hot, count_direct_capacity
from memproof.networks.evaluate import evaluate, evaluate_fractions, find_errors
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
from memproof.networks.steps import (
    build_block,
    build_step_stack,
    count_block_widths,
    count_step_capacity,
    count_step_widths,
)
from memproof.networks.trade_off import (
    build_stepped,
    build_trade_off,
    count_trade_off_capacity,
    count_trade_off_depth,
    count_trade_off_width,
    count_trade_off_widths,
)

__all__ = [
    "Layer",
    "Network",
    "Piece",
    "Radius",
    "Sizes",
    "breakpoints_on_line",
    "build_bit_step",
    "build_block",
    "build_code",
    "build_decoder",
    "build_direct",
    "build_gate",
    "build_layer",
    "build_match",
    "build_one_hot",
    "build_step_stack",
    "build_stepped",
    "build_trade_off",
    "compose",
    "count_block_widths",
    "count_decoder_depth",
    "count_decoder_width",
    "count_decoder_widths",
    "count_direct_capacity",
    "count_neurons",
    "count_nonzero_weights",
    "count_parameters",
    "count_step_capacity",
    "count_step_widths",
    "count_trade_off_capacity",
    "count_trade_off_depth",
    "count_trade_off_width",
    "count_trade_off_widths",
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
