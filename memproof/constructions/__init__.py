"""Networks that memorize, by which theorem, with the evidence about each construction.

``build_trade_off`` (U11), ``build_stepped`` (U11-direct) and ``build_direct`` (Theorems T and D)
build from keys; ``memorize`` builds from a data set.
"""

from memproof.constructions.decoder import (
    build_bit_step,
    build_code,
    build_decoder,
    build_gate,
    build_match,
    count_decoder_depth,
    count_decoder_width,
    count_decoder_widths,
)
from memproof.constructions.direct import (
    build_direct,
    build_one_hot,
    count_direct_capacity,
)
from memproof.constructions.steps import (
    build_block,
    build_step_stack,
    count_block_widths,
    count_step_capacity,
    count_step_widths,
)
from memproof.constructions.trade_off import (
    build_stepped,
    build_trade_off,
    count_trade_off_capacity,
    count_trade_off_depth,
    count_trade_off_width,
    count_trade_off_widths,
)

__all__ = [
    "build_bit_step",
    "build_block",
    "build_code",
    "build_decoder",
    "build_direct",
    "build_gate",
    "build_match",
    "build_one_hot",
    "build_step_stack",
    "build_stepped",
    "build_trade_off",
    "count_block_widths",
    "count_decoder_depth",
    "count_decoder_width",
    "count_decoder_widths",
    "count_direct_capacity",
    "count_step_capacity",
    "count_step_widths",
    "count_trade_off_capacity",
    "count_trade_off_depth",
    "count_trade_off_width",
    "count_trade_off_widths",
]
