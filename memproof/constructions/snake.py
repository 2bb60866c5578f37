"""Two hidden layers of hard-tanh units in snake order (Yun, Sra and Jadbabaie, three layers).

H(t) = σ(t + 1) − σ(t − 1) − 1 is t clipped to [−1, 1]. The first layer holds one clipped ramp a
group of q consecutive keys, the second one unit for each rank inside a group, counted from the left
and from the right in turn: at each key exactly one unit of the second layer is not saturated.
Construction and proof: mathematics_yun_madden_bartlett §1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from memproof.constructions.labels import read_labels
from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.wiring import Affine, neuron, total, wire

Rational = int | Fraction
Vector = Sequence[Rational]


@dataclass(frozen=True, slots=True)
class _Groups:
    """Ends g_0 < … < g_p of the groups, keys of each group in snake order."""

    ends: tuple[Fraction, ...]
    keys: tuple[tuple[int, ...], ...]

    def ramp(self, group: int, key: Fraction) -> Fraction:
        """τ at a key: −1 at the group's left end, 1 at its right end, unclipped."""
        low, high = self.ends[group], self.ends[group + 1]
        return (2 * key - low - high) / (high - low)


def count_snake_capacity(d1: int, d2: int, outputs: int = 1) -> int:
    """Keys that hidden widths [d1, d2] interpolate by the snake: ⌊d1/2⌋·⌊d2/(2·outputs)⌋."""
    return (d1 // 2) * (d2 // (2 * outputs))


def count_printed_capacity(d1: int, d2: int, outputs: int = 1) -> int:
    """The printed count 4⌊d1/4⌋⌊d2/(4·outputs)⌋ of Yun, Sra and Jadbabaie (transcribed)."""
    return 4 * (d1 // 4) * (d2 // (4 * outputs))


def build_snake(
    keys: Sequence[Rational],
    labels: Sequence[Rational] | Sequence[Vector],
    p: int,
    q: int,
    *,
    snake_order: bool = True,
) -> Network:
    """Hidden widths [2p, 2q·d_y] through all (keys[i], labels[i]), N ≤ p·q distinct rational keys.

    Labels are rationals, or vectors of one length d_y; labels beyond [−1, 1] are scaled first.
    Without ``snake_order`` every group counts from the left, which is right only for odd q: shows
    what the order is for. Raises InputError for repeated keys, ragged labels or too many keys.
    """
    vectors = read_labels(keys, labels)
    if p < 1 or q < 1 or len(keys) > p * q:
        raise InputError(f"{len(keys)} keys do not fit into {p} groups of {q}")
    order = sorted(range(len(keys)), key=lambda i: Fraction(keys[i]))
    points = [Fraction(keys[i]) for i in order]
    vectors = [vectors[i] for i in order]
    while len(points) < p * q:
        points.append(points[-1] + 1)
        vectors.append(vectors[-1])
    scale = max([Fraction(1), *(abs(entry) for vector in vectors for entry in vector)])
    groups = _group(points, p, q, snake_order)
    units: list[tuple[int, list[Affine]]] = []
    for output in range(len(vectors[0])):
        targets = [vector[output] / scale for vector in vectors]
        units.append((output, [_unit(points, targets, groups, k) for k in range(q)]))

    x = neuron("x")
    first: dict[str, Affine] = {}
    for j in range(p):
        low, high = groups.ends[j], groups.ends[j + 1]
        tau = (x * 2 - (low + high)) * (1 / (high - low))
        first[f"up{j}"], first[f"down{j}"] = tau + 1, tau - 1
    second: dict[str, Affine] = {}
    outputs: list[Affine] = []
    for output, own in units:
        # The bias is −1 for even q and 0 for odd q, where the signed −1 of H leave −1 over.
        result = Affine(-1)
        for k, before in enumerate(own):
            sign = 1 if k % 2 == 0 else -1
            second[f"up{output},{k}"] = before + 1
            second[f"down{output},{k}"] = before - 1
            result = result + (neuron(f"up{output},{k}") - neuron(f"down{output},{k}")) * sign
        outputs.append(result * scale)
    return wire(["x"], [first, second], outputs)


def _group(points: Sequence[Fraction], p: int, q: int, snake_order: bool) -> _Groups:
    between = [(points[j * q - 1] + points[j * q]) / 2 for j in range(1, p)]
    keys = tuple(
        tuple(j * q + (q - 1 - k if snake_order and j % 2 else k) for k in range(q))
        for j in range(p)
    )
    return _Groups((points[0] - 1, *between, points[-1] + 1), keys)


def _unit(
    points: Sequence[Fraction], targets: Sequence[Fraction], groups: _Groups, k: int
) -> Affine:
    """v + λu: ±target at the k-th key of each group, at least 1 in absolute value at all others."""
    p = len(groups.keys)
    own = [groups.keys[j][k] for j in range(p)]
    inner = [groups.ramp(j, points[own[j]]) for j in range(p)]
    sign = 1 if k % 2 == 0 else -1
    orient = [1 if j % 2 == 0 else -1 for j in range(p)]
    nu, mu = [Fraction(1)], [Fraction(0)]
    for j in range(p - 1):
        nu.append(nu[j] * (1 - inner[j]) / (1 + inner[j + 1]))
        step = sign * (targets[own[j + 1]] - targets[own[j]]) - mu[j] * orient[j] * (1 - inner[j])
        mu.append(step / (orient[j + 1] * (1 + inner[j + 1])))

    def at(weights: Sequence[Fraction], group: int, key: Fraction) -> Fraction:
        parts = [weight * side for weight, side in zip(weights, orient, strict=True)]
        here = parts[group] * groups.ramp(group, key)
        return sum(parts[:group], here) - sum(parts[group + 1 :])

    first = points[own[0]]
    nu_0 = -at(nu, 0, first)
    mu_0 = sign * targets[own[0]] - at(mu, 0, first)
    steepness = 0
    for j, members in enumerate(groups.keys):
        for i in members:
            if i != own[j]:
                u, v = nu_0 + at(nu, j, points[i]), mu_0 + at(mu, j, points[i])
                steepness = max(steepness, ceil((1 + abs(v)) / abs(u)))
    # β_j = ε_j(σ(τ + 1) − σ(τ − 1) − 1)
    weights = [side * (m + steepness * n) for side, m, n in zip(orient, mu, nu, strict=True)]
    ramps = [
        (neuron(f"up{j}") - neuron(f"down{j}") - 1) * weight for j, weight in enumerate(weights)
    ]
    return total([Affine(mu_0 + steepness * nu_0), *ramps])
