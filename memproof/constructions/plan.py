"""Chooses the shape of a memorizing network before it is built, and predicts its sizes.

Methods: ``trade-off`` (U11: step stack and decoder, needs key bits), ``direct`` (Theorems T and D:
the label itself, whatever the separation), ``steps`` (U11-direct: the label as a step function,
constant around every point), ``one-layer`` (N − 1 neurons) and ``max-min`` (width 2, N − 2 layers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import isqrt

from memproof.constructions.max_min import count_max_min_depth
from memproof.constructions.one_layer import count_one_layer_width
from memproof.errors import InputError, SizeLimitError

METHODS = ("trade-off", "direct", "steps", "one-layer", "max-min")
COMPETING = ("trade-off", "direct", "one-layer", "max-min")
MAX_SECONDS = 600
MAX_BYTES = 4 * 2**30
DECODER_WIDTH = 9
BATCH = 1024


@dataclass(frozen=True)
class Plan:
    """The shape of a network for N keys, and its predicted sizes.

    ``m``, ``w``, ``n``, ``stages`` are U11's (n = 0 without a decoder); ``pairs`` are the hidden
    widths (A_k, B_k) of Theorem D's layer pairs for the direct method. ``width``, ``depth`` and
    ``parameters`` (dense, biases and output included, first layer reading R^d) are upper bounds;
    ``seconds`` and ``bytes`` are rough estimates of building and verifying.
    """

    method: str
    count: int
    key_bits: int
    label_bits: int
    input_dimension: int
    m: int = 0
    w: int = 0
    n: int = 0
    stages: int = 0
    pairs: tuple[tuple[int, int], ...] = ()
    width: int = 0
    depth: int = 0
    parameters: int = 0
    seconds: float = 0.0
    bytes: int = 0


def plan_network(
    count: int,
    key_bits: int,
    label_bits: int,
    input_dimension: int = 1,
    *,
    position_bits: int | None = None,
    kinks: int | None = None,
    width: int | None = None,
    depth: int | None = None,
    method: str | None = None,
    limit: bool = True,
) -> Plan:
    """The best plan for N keys of B bits and c label bits.

    ``width`` given: fewest layers; ``depth`` given: smallest width; both or neither: fewest
    parameters. Without ``method`` those of ``COMPETING`` compete. ``position_bits``,
    the bits of a key's exact position, only enters the predicted time; ``kinks`` are the neurons
    that one hidden layer needs for the labels at hand (default: N − 1). Raises InputError
    naming the smallest width or depth that works, SizeLimitError when the work is predicted to
    exceed the limits (unless ``limit`` is off).
    """
    for name, value in (
        ("number of points", count),
        ("number of key bits", key_bits),
        ("number of label bits", label_bits),
        ("width", 1 if width is None else width),
        ("depth", 1 if depth is None else depth),
    ):
        if value < 1:
            raise InputError(f"the {name} must be at least 1, not {value}")
    if method is not None and method not in METHODS:
        raise InputError(f"unknown method {method!r} ({', '.join(METHODS)})")
    position = 2 * key_bits + 64 if position_bits is None else position_bits
    task = _Task(count, key_bits, label_bits, input_dimension, position, kinks)
    methods = (method,) if method is not None else COMPETING
    plans = [plan for name in methods for plan in _list_plans(task, name, width=width, depth=depth)]
    if not plans:
        raise InputError(_explain_infeasible(task, methods, width, depth))
    best = min(plans, key=lambda plan: _rank(plan, width, depth))
    if limit:
        _require_within_limits(best)
    return best


@dataclass(frozen=True)
class _Task:
    count: int
    key_bits: int
    label_bits: int
    input_dimension: int
    position_bits: int
    kinks: int | None = None

    @property
    def entry_bits(self) -> int:
        return self.key_bits + self.label_bits


def _rank(plan: Plan, width: int | None, depth: int | None) -> tuple[int, ...]:
    method = METHODS.index(plan.method)
    if width is not None and depth is None:
        return plan.depth, plan.parameters, plan.width, method
    if depth is not None and width is None:
        return plan.width, plan.parameters, plan.depth, method
    return plan.parameters, plan.depth, plan.width, method


def _list_plans(
    task: _Task, method: str, *, width: int | None, depth: int | None
) -> Iterator[Plan]:
    if width is not None:
        yield from _plans_of_width(task, method, width, depth)
        return
    if depth is not None:
        least = _find_least_width(task, depth, method)
        if least is not None:
            yield from _plans_of_width(task, method, least, depth)
        return
    if method in _SHALLOW:
        yield _plan_shallow(task, method)
        return
    for candidate in _candidate_widths(task):
        yield from _plans_of_width(task, method, candidate, None)


def _candidate_widths(task: _Task) -> list[int]:
    """All small widths, then a geometric series up to one layer pair without decoder."""
    top = max(DECODER_WIDTH, 2 * (isqrt(task.count) + 1) + 2)
    widths = set(range(1, min(top, 64) + 1)) | {isqrt(task.count - 1) + 1, top}
    size = 64
    while size < top:
        widths.add(size)
        size += max(1, size // 16)
    return sorted(widths)


def _plans_of_width(task: _Task, method: str, width: int, depth: int | None) -> Iterator[Plan]:
    if method in _SHALLOW:
        shallow = _plan_shallow(task, method)
        if shallow.width <= width and (depth is None or shallow.depth <= depth):
            yield shallow
        return
    if method == "direct":
        plan = _plan_direct(task, width)
        if plan is not None and (depth is None or plan.depth <= depth):
            yield plan
        return
    if width < (DECODER_WIDTH if method == "trade-off" else 4):
        return
    per_pair = ((width - 2) // 2) * (width // 2)
    for n in _list_group_sizes(task, per_pair, depth) if method == "trade-off" else (0,):
        steps = _ceil_div(task.count, n) if n else task.count
        stages = _ceil_div(steps, per_pair)
        decoder = n * task.entry_bits + 1 if n else 0
        if depth is None or 2 * stages + decoder <= depth:
            yield _plan_stack(task, method, n, steps, stages, width)


_SHALLOW = ("one-layer", "max-min")


def _plan_shallow(task: _Task, method: str) -> Plan:
    """One hidden layer of N − 1 neurons, or N − 2 layers of width 2."""
    widths = [count_one_layer_width(task.count) if task.kinks is None else task.kinks]
    if method == "max-min" and task.count > 2:
        widths = [2] * count_max_min_depth(task.count)
    return _estimate(
        task,
        Plan(
            method,
            task.count,
            task.key_bits,
            task.label_bits,
            task.input_dimension,
            width=widths[0],
            depth=len(widths),
            parameters=count_dense_parameters(task.input_dimension, widths),
        ),
    )


def _list_group_sizes(task: _Task, per_pair: int, depth: int | None) -> Iterable[int]:
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


def _plan_stack(task: _Task, method: str, n: int, steps: int, stages: int, width: int) -> Plan:
    """The shape with the fewest parameters among m blocks of w steps that fit the width."""
    need = _ceil_div(steps, stages)
    most_m, most_w = (width - 2) // 2, width // 2
    decoder = n * task.entry_bits + 1 if n else 0
    best: tuple[int, int, int] | None = None
    for m in range(max(1, _ceil_div(need, most_w)), min(most_m, need) + 1):
        w = _ceil_div(need, m)
        parameters = _count_stack_parameters(task, 2 * m + 2, 2 * w, stages, decoder)
        if best is None or parameters < best[0]:
            best = parameters, m, w
    if best is None:
        raise InputError("the steps do not fit the width")
    parameters, m, w = best
    plan_width = max(2 * m + 2, 2 * w, DECODER_WIDTH if n else 0)
    depth = 2 * stages + decoder
    return _estimate(
        task,
        Plan(
            method,
            task.count,
            task.key_bits,
            task.label_bits,
            task.input_dimension,
            m=m,
            w=w,
            n=n,
            stages=stages,
            width=plan_width,
            depth=depth,
            parameters=parameters,
        ),
    )


def _count_stack_parameters(task: _Task, first: int, second: int, stages: int, decoder: int) -> int:
    widths = [first, second] * stages + [DECODER_WIDTH] * decoder
    if len(widths) <= 4:
        return count_dense_parameters(task.input_dimension, widths)
    count = (task.input_dimension + 1) * first + stages * (first + 1) * second
    count += (stages - 1) * (second + 1) * first
    if decoder:
        count += (second + 1) * DECODER_WIDTH
        count += (decoder - 1) * (DECODER_WIDTH + 1) * DECODER_WIDTH
    return count + widths[-1] + 1


def count_dense_parameters(input_dimension: int, widths: Iterable[int], outputs: int = 1) -> int:
    """Dense parameters, biases included, of hidden widths between input and affine output."""
    total, before = 0, input_dimension
    for after in (*widths, outputs):
        total += (before + 1) * after
        before = after
    return total


def list_direct_pairs(count: int, width: int) -> tuple[tuple[int, int], ...] | None:
    """Hidden widths (A_k, B_k) of Theorem T or D for N points at this width, None if none fits.

    One pair holds A·B points; S ≥ 2 pairs Σ p_k q_k − (S − 1) with p_k = A_k − [k > 1] and
    q_k = B_k − [k < S].
    """
    if count <= width * width:
        first = max(1, min(width, isqrt(count - 1) + 1)) if count > 1 else 1
        return ((first, _ceil_div(count, first)),)
    inner = width * (width - 2)
    ends = 2 * width * (width - 1) - 1
    if width < 2 or (inner <= 0 and count > ends):
        return None
    pairs = 2
    if count > ends:
        # Each further pair holds (W − 1)² points and loses one to the fictitious key.
        pairs += _ceil_div(count - ends, (width - 1) ** 2 - 1)
    return ((width, width),) * pairs


def _plan_direct(task: _Task, width: int) -> Plan | None:
    pairs = list_direct_pairs(task.count, width)
    if pairs is None:
        return None
    widths = [size for pair in pairs for size in pair]
    return _estimate(
        task,
        Plan(
            "direct",
            task.count,
            task.key_bits,
            task.label_bits,
            task.input_dimension,
            pairs=pairs,
            width=max(widths),
            depth=len(widths),
            parameters=count_dense_parameters(task.input_dimension, widths),
        ),
    )


def _estimate(task: _Task, plan: Plan) -> Plan:
    """Adds the rough time and memory of evaluating every point, fitted to measured runs."""
    if plan.method == "direct":
        # The weights' bits grow by the positions' bits from group to group of a pair.
        bits = max(a for a, _ in plan.pairs) * task.position_bits
        neurons = sum(a + b for a, b in plan.pairs)
    elif plan.method in _SHALLOW:
        bits = task.position_bits
        neurons = plan.width * plan.depth
    else:
        bits = plan.n * task.entry_bits // 4
        neurons = plan.stages * (2 * plan.m + 2 + 2 * plan.w)
        neurons += DECODER_WIDTH * (plan.depth - 2 * plan.stages)
    seconds = plan.count * neurons * (15e-8 + bits * 2e-10 + bits * bits * 6e-14)
    size = plan.parameters * (80 + bits // 8)
    size += BATCH * plan.width * (64 + (bits + task.position_bits) // 8)
    size += plan.count * plan.input_dimension * 200
    return replace(plan, seconds=seconds, bytes=size)


def check_limits(plan: Plan, *, limit: bool = True) -> Plan:
    """The plan of another module with its rough time and memory; SizeLimitError beyond limits."""
    task = _Task(
        plan.count, plan.key_bits, plan.label_bits, plan.input_dimension, 2 * plan.key_bits + 64
    )
    plan = _estimate(task, plan)
    if limit:
        _require_within_limits(plan)
    return plan


def _require_within_limits(plan: Plan) -> None:
    if plan.seconds > MAX_SECONDS or plan.bytes > MAX_BYTES:
        raise SizeLimitError(
            f"the network needs about {plan.seconds:.0f} s and {plan.bytes / 2**20:.0f} MB"
            f" ({plan.parameters} parameters, {plan.count} points), more than {MAX_SECONDS} s or"
            f" {MAX_BYTES // 2**20} MB (override: --no-limit)"
        )


def find_least_width(
    count: int, key_bits: int, label_bits: int, depth: int, method: str
) -> int | None:
    """Smallest width with which the method memorizes N keys in at most ``depth`` layers."""
    return _find_least_width(_Task(count, key_bits, label_bits, 1, 1), depth, method)


def _find_least_width(task: _Task, depth: int, method: str) -> int | None:
    count, entry = task.count, task.entry_bits
    if method in _SHALLOW:
        shallow = _plan_shallow(task, method)
        return shallow.width if shallow.depth <= depth else None
    if method == "direct":
        pairs = depth // 2
        if pairs < 1:
            return None
        return _bisect(lambda width: _direct_fits(count, width, pairs))
    if method == "steps":
        stages = depth // 2
        return max(4, _width_for(_ceil_div(count, stages))) if stages else None
    best: int | None = None
    for n in range(1, (depth - 3) // entry + 1):
        stages = (depth - 1 - n * entry) // 2
        width = max(DECODER_WIDTH, _width_for(_ceil_div(_ceil_div(count, n), stages)))
        best = width if best is None else min(best, width)
        if best == DECODER_WIDTH:
            break
    return best


def _direct_fits(count: int, width: int, pairs: int) -> bool:
    found = list_direct_pairs(count, width)
    return found is not None and len(found) <= pairs


def _width_for(steps: int) -> int:
    """Smallest width whose pair [2m + 2, 2w] holds that many steps."""
    return _bisect(lambda width: ((width - 2) // 2) * (width // 2) >= steps)


def _bisect(fits: Callable[[int], bool]) -> int:
    high = 1
    while not fits(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _find_narrowest(task: _Task, method: str) -> int:
    return _bisect(lambda width: any(_plans_of_width(task, method, width, None)))


def _explain_infeasible(
    task: _Task, methods: tuple[str, ...], width: int | None, depth: int | None
) -> str:
    by = " or ".join((", ".join(methods[:-1]), methods[-1])) if len(methods) > 1 else methods[0]
    widths: list[int] = []
    depths: list[int] = []
    for method in methods:
        if depth is not None:
            found = _find_least_width(task, depth, method)
            if found is not None:
                widths.append(found)
        least_width = {"trade-off": DECODER_WIDTH, "steps": 4}.get(method, 1)
        wide = width if width is not None else max(least_width, 2 * isqrt(task.count) + 4)
        wide = max(wide, task.count) if width is None and method in _SHALLOW else wide
        depths.extend(plan.depth for plan in _plans_of_width(task, method, wide, None))
    points = f"{task.count} points (keys of {task.key_bits} bits) by method {by}"
    if depth is None:
        least = min(_find_narrowest(task, method) for method in methods)
        return f"width {width} is too small for {points}: the smallest that works is {least}"
    if width is None:
        return f"depth {depth} is too small for {points}: the smallest that works is {min(depths)}"
    parts = []
    if not depths and not widths:
        least = min(_find_narrowest(task, method) for method in methods)
        parts.append(f"no width goes with depth {depth}, and width must be at least {least}")
    if depths:
        parts.append(f"width {width} needs depth {min(depths)}")
    if widths:
        parts.append(f"depth {depth} needs width {min(widths)}")
    return f"width {width} with depth {depth} is too small for {points}: {'; '.join(parts)}"


def _ceil_div(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
