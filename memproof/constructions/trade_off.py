"""U11: integer keys with labels in width max(2m + 2, 2w, 9) and depth 2S + n(B + c) + 1."""

from __future__ import annotations

from collections.abc import Sequence

from memproof.constructions.decoder import (
    build_code,
    build_decoder,
    count_decoder_depth,
    count_decoder_width,
    count_decoder_widths,
)
from memproof.constructions.steps import build_step_stack, count_step_widths
from memproof.errors import InputError
from memproof.networks.compose import compose, postcompose_affine
from memproof.networks.network import Network


def build_trade_off(
    keys: Sequence[int],
    labels: Sequence[int],
    key_bits: int,
    label_bits: int,
    m: int,
    w: int,
    n: int,
    stages: int,
    *,
    margin_scale: int | None = None,
    layered: bool = False,
) -> Network:
    """The trade-off network of U11, one input T and one output.

    For every i the output is labels[i] on the whole interval [M k_i, M k_i + M − 1], where k_i =
    keys[i] and M is ``margin_scale`` (default max(N, 2), U4). Sorted keys are cut into groups of
    n; U6 (m blocks of w groups in each of ``stages`` layer pairs) finds the group's code, U10
    decodes it. Keys are distinct integers of ``key_bits`` bits, labels of ``label_bits`` bits, in
    any order. All weights are integers. Raises InputError when something does not fit, naming it.
    """
    _require_data(keys, labels)
    if min(n, key_bits, label_bits) < 1:
        raise InputError("n, key bits and label bits must be positive")
    scale = max(len(keys), 2) if margin_scale is None else margin_scale
    if scale < 1:
        raise InputError("the margin scale must be positive")
    entries = sorted(zip(keys, labels, strict=True))
    groups = [entries[first : first + n] for first in range(0, len(entries), n)]
    finder = build_step_stack(
        [scale * group[0][0] for group in groups],
        [build_code(group, n, key_bits, label_bits) for group in groups],
        m,
        w,
        stages,
        keep_input=True,
    )
    return compose(finder, build_decoder(n, key_bits, label_bits, scale, layered=layered))


def build_stepped(
    keys: Sequence[int],
    labels: Sequence[int],
    m: int,
    w: int,
    stages: int,
    *,
    margin_scale: int | None = None,
) -> Network:
    """U11-direct: the label itself is U6's value, no decoder; widths at most [2m + 2, 2w], depth
    2S.

    Output labels[i] on the whole interval [M k_i, M k_i + M − 1] (indeed up to one unit before the
    next key's), for distinct integer keys of any size and integer labels of either sign; N ≤
    S·m·w. Raises InputError when keys repeat or do not fit.
    """
    _require_data(keys, labels)
    scale = max(len(keys), 2) if margin_scale is None else margin_scale
    if scale < 1:
        raise InputError("the margin scale must be positive")
    lowest = min(0, *labels)
    entries = sorted(zip(keys, labels, strict=True))
    stack = build_step_stack(
        [scale * key for key, _ in entries], [label - lowest for _, label in entries], m, w, stages
    )
    return postcompose_affine(stack, [[1]], [lowest])


def count_trade_off_capacity(m: int, w: int, n: int, stages: int) -> int:
    """Keys that U11 holds: n·S·m·w."""
    return n * stages * m * w


def count_trade_off_depth(
    key_bits: int, label_bits: int, n: int, stages: int, *, layered: bool = False
) -> int:
    """Hidden layers of U11: 2S + n(B + c) + 1."""
    return 2 * stages + count_decoder_depth(n, key_bits, label_bits, layered=layered)


def count_trade_off_width(m: int, w: int, *, layered: bool = False) -> int:
    """Neurons in U11's widest layer, at most: max(2m + 2, 2w, 9)."""
    return max(*count_step_widths(m, w), count_decoder_width(layered=layered))


def count_trade_off_widths(
    key_bits: int, label_bits: int, m: int, w: int, n: int, stages: int
) -> tuple[int, ...]:
    """Neurons in each hidden layer of U11, at most (equal codes or unused blocks need fewer)."""
    first, second = count_step_widths(m, w)
    stack = (first, second) * stages
    return (stack[0] - 1, *stack[1:], *count_decoder_widths(n, key_bits, label_bits))


def _require_data(keys: Sequence[int], labels: Sequence[int]) -> None:
    if not keys or len(keys) != len(labels):
        raise InputError("a memorizing network needs as many labels as keys, at least one")
    if any(type(entry) is not int for entry in (*keys, *labels)):
        raise InputError("keys and labels must be integers")
    if len(set(keys)) != len(keys):
        raise InputError("keys must be distinct")
