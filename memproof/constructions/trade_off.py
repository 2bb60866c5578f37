"""U11: integer keys with labels in width max(2m + 2, 2w, 9) and depth 2S + n(B + c) + 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from memproof.constructions.construction import Task, count_dense_parameters
from memproof.constructions.decoder import (
    build_code,
    build_decoder,
    count_decoder_depth,
    count_decoder_width,
    count_decoder_widths,
)
from memproof.constructions.on_line import OnLine
from memproof.constructions.steps import build_step_stack, count_step_capacity, count_step_widths
from memproof.errors import InputError
from memproof.exact.bisection import find_least
from memproof.networks.compose import compose, postcompose_affine
from memproof.networks.network import Network

if TYPE_CHECKING:
    from memproof.datasets import Keys

DECODER_WIDTH = 9


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


@dataclass(frozen=True)
class Steps(OnLine):
    """U11-direct: ``stages`` layer pairs of m blocks of w steps, the label as a step function.

    Constant around every point. ``n`` is the number of keys a step stands for.
    """

    method: ClassVar[str] = "steps"
    claim: ClassVar[str] = "U11-direct"
    theorem: ClassVar[str] = "Upper.direct"
    within_u12: ClassVar[bool] = True
    min_width: ClassVar[int] = 4

    m: int
    w: int
    stages: int
    n: int = 0

    @classmethod
    def of_width(cls, task: Task, width: int, depth: int | None = None) -> Iterator[Self]:
        """One shape for each number of keys a step stands for that is worth comparing."""
        if width < cls.min_width:
            return
        per_pair = ((width - 2) // 2) * (width // 2)
        for n in cls._group_sizes(task, per_pair, depth):
            steps = _ceil_div(task.count, n or 1)
            stages = _ceil_div(steps, per_pair)
            if depth is None or 2 * stages + _decoder_layers(task, n) <= depth:
                yield cls._with_fewest_parameters(task, n, steps, stages, width)

    @classmethod
    def _group_sizes(cls, task: Task, per_pair: int, depth: int | None) -> Iterable[int]:
        return (0,)

    @classmethod
    def _with_fewest_parameters(
        cls, task: Task, n: int, steps: int, stages: int, width: int
    ) -> Self:
        """The shape with the fewest parameters among m blocks of w steps that fit the width."""
        need = _ceil_div(steps, stages)
        most_m, most_w = (width - 2) // 2, width // 2
        decoder = _decoder_layers(task, n)
        first = max(1, _ceil_div(need, most_w))
        parameters, m, w = min(
            (_count_stack_parameters(task, 2 * m + 2, 2 * w, stages, decoder), m, w)
            for m in range(first, min(most_m, need) + 1)
            for w in [_ceil_div(need, m)]
        )
        widest = max(2 * m + 2, 2 * w, DECODER_WIDTH if n else 0)
        return cls(task, widest, 2 * stages + decoder, parameters, m, w, stages, n)

    @classmethod
    def least_width(cls, task: Task, depth: int) -> int | None:
        """The smallest width with at most ``depth`` layers."""
        stages = depth // 2
        return max(4, _width_for(_ceil_div(task.count, stages))) if stages else None

    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """The label as a step function of the key."""
        return build_stepped(
            keys.keys, labels, self.m, self.w, self.stages, margin_scale=keys.margin_scale
        )

    @property
    def capacity(self) -> int:
        """m·w·S."""
        return count_step_capacity(self.m, self.w, self.stages)

    @property
    def promise(self) -> tuple[str, str]:
        """U6."""
        return (
            "U6",
            f"N ≤ m·w·S = {self.capacity}, W ≤ max(2m + 2, 2w) = {self.width},"
            f" L = 2S = {self.depth}",
        )

    @property
    def shape(self) -> Mapping[str, Any]:
        """m, w, n and the layer pairs."""
        return {"m": self.m, "w": self.w, "n": self.n, "stages": self.stages}

    @property
    def shape_words(self) -> str:
        """The same in a line."""
        return f"m = {self.m}, w = {self.w}, n = {self.n}, S = {self.stages}"

    @property
    def neurons(self) -> int:
        """Those of the steps and of the decoder."""
        decoder = DECODER_WIDTH * (self.depth - 2 * self.stages)
        return self.stages * (2 * self.m + 2 + 2 * self.w) + decoder

    @property
    def weight_bits(self) -> int:
        """A group's code has the bits of its keys and labels."""
        return self.n * self.task.entry_bits // 4


@dataclass(frozen=True)
class TradeOff(Steps):
    """U11: the steps find a group of n keys, a decoder reads the label out of its code."""

    method: ClassVar[str] = "trade-off"
    claim: ClassVar[str] = "U11"
    theorem: ClassVar[str] = "UpperMerged.assembly_merged"
    competes: ClassVar[bool] = True
    min_width: ClassVar[int] = DECODER_WIDTH

    @classmethod
    def _group_sizes(cls, task: Task, per_pair: int, depth: int | None) -> Iterable[int]:
        return _list_group_sizes(task, per_pair, depth)

    @classmethod
    def least_width(cls, task: Task, depth: int) -> int | None:
        """The smallest width with at most ``depth`` layers."""
        best: int | None = None
        for n in range(1, (depth - 3) // task.entry_bits + 1):
            stages = (depth - 1 - n * task.entry_bits) // 2
            width = max(DECODER_WIDTH, _width_for(_ceil_div(_ceil_div(task.count, n), stages)))
            best = width if best is None else min(best, width)
            if best == DECODER_WIDTH:
                break
        return best

    def build_on_line(self, keys: Keys, labels: tuple[int, ...]) -> Network:
        """Steps for the group, a decoder for the label."""
        return build_trade_off(
            keys.keys,
            labels,
            self.task.key_bits,
            self.task.label_bits,
            self.m,
            self.w,
            self.n,
            self.stages,
            margin_scale=keys.margin_scale,
        )

    @property
    def capacity(self) -> int:
        """n·m·w·S."""
        return count_trade_off_capacity(self.m, self.w, self.n, self.stages)

    @property
    def promise(self) -> tuple[str, str]:
        """U11."""
        return (
            "U11",
            f"N ≤ n·m·w·S = {self.capacity}, W ≤ {self.width},"
            f" L ≤ 2S + n(B + c) + 1 = {self.depth}",
        )


def _decoder_layers(task: Task, n: int) -> int:
    return n * task.entry_bits + 1 if n else 0


def _list_group_sizes(task: Task, per_pair: int, depth: int | None) -> Iterable[int]:
    """Group sizes n among which the least depth and (nearly) the fewest parameters are found."""

    def depth_for(n: int) -> int:
        return 2 * _ceil_div(_ceil_div(task.count, n), per_pair) + n * task.entry_bits + 1

    if depth is not None:
        return range(1, min(task.count, (depth - 3) // task.entry_bits) + 1)
    ideal = max(1, isqrt(2 * task.count // (per_pair * task.entry_bits)))
    shallow = (min(depth_for(ideal), depth_for(ideal + 1)) - 3) // task.entry_bits
    # A step costs at least 4 parameters, a decoder layer 90: beyond this n only the decoder grows.
    lean = isqrt(4 * task.count // (90 * task.entry_bits)) + 2
    return range(1, min(task.count, max(shallow, lean)) + 1)


def _count_stack_parameters(task: Task, first: int, second: int, stages: int, decoder: int) -> int:
    widths = [first, second] * stages + [DECODER_WIDTH] * decoder
    if len(widths) <= 4:
        return count_dense_parameters(task.input_dimension, widths)
    count = (task.input_dimension + 1) * first + stages * (first + 1) * second
    count += (stages - 1) * (second + 1) * first
    if decoder:
        count += (second + 1) * DECODER_WIDTH
        count += (decoder - 1) * (DECODER_WIDTH + 1) * DECODER_WIDTH
    return count + widths[-1] + 1


def _width_for(steps: int) -> int:
    """Smallest width whose pair [2m + 2, 2w] holds that many steps."""
    return find_least(lambda width: ((width - 2) // 2) * (width // 2) >= steps)


def _ceil_div(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
