"""Exact interpolation: a float guess, a radius from balls, a certificate that the checker replays.

The certificate says that real weights within a radius of the stated ones take every target exactly;
it depends on no theorem about generic data.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, ldexp
from typing import TYPE_CHECKING, Any

from memproof.certificates.store import make_document
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
from memproof.checker.kinds.interpolation import MAX_POINTS, bound_slopes, degree_of
from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.smooth.solve import Array, Guess

ACTIVATIONS = ("tanh", "logistic", "softplus", "gelu", "x^k")
BALL_BITS = 160
PRECISION = 128
MAX_REFINEMENTS = 4
MAX_REFINED = 100
FACTORS = (Fraction(5, 2), Fraction(11, 10), Fraction(8), Fraction(64))

Point = Sequence[Fraction]


@dataclass(frozen=True)
class Interpolation:
    """What came of one try.

    ``document`` is a certificate that the checker accepted, or None; ``reason`` then says where it
    stopped. ``error`` is the largest error of the float guess (None: no search),
    ``radius`` the certified distance in each weight, ``contraction`` the certified factor of the
    fixed-point map.
    """

    points: int
    dimension: int
    hidden: int
    activation: str
    biases: bool
    error: float | None
    steps: int
    starts: int
    document: dict[str, Any] | None
    reason: str = ""
    radius: Fraction | None = None
    contraction: Fraction | None = None

    @property
    def certified(self) -> bool:
        """Whether an exact solution is shown to exist."""
        return self.document is not None

    @property
    def parameters(self) -> int:
        """m(d + 1) without biases, m(d + 2) with them."""
        return count_parameters(self.hidden, self.dimension, self.biases)


def count_parameters(hidden: int, dimension: int, biases: bool = False) -> int:
    """How many weights f has: m(d + 1), or m(d + 2) with biases."""
    return hidden * (dimension + 1 + biases)


def largest_count(hidden: int, dimension: int, activation: str, biases: bool = False) -> int:
    """The most points for which every target vector can be taken, by counting (lemma M3).

    With biases an input has one more coordinate, the constant 1.
    """
    degree = degree_of(activation)
    if degree is None:
        return count_parameters(hidden, dimension, biases)
    width = dimension + biases
    return min(hidden * width, comb(degree + width - 1, width - 1))


def read_activation(text: str) -> str:
    """The name of an activation; raises ``InputError`` for one that the checker does not know."""
    try:
        degree_of(text)
    except Rejected:
        known = ", ".join(ACTIVATIONS)
        raise InputError(f"the activation is one of {known} (k up to 64), not {text!r}") from None
    return text


def interpolate(
    points: Sequence[Point],
    targets: Sequence[Fraction],
    hidden: int,
    activation: str = "tanh",
    *,
    biases: bool = False,
    seed: int = 0,
    starts: int = 3,
    steps: int = 400,
    identifier: str = "interpolation",
    tick: Callable[[], Any] | None = None,
) -> Interpolation:
    """Look for weights that take every target exactly, and certify that they exist.

    Raises ``InputError`` for bad sizes or activations and ``SizeLimitError`` above 1024 points. A
    failure of the search proves nothing.
    """
    read_activation(activation)
    if not points or len(points) != len(targets):
        raise InputError("interpolation needs points, and a target for each")
    if hidden < 1 or starts < 1 or steps < 1:
        raise InputError("the number of neurons, starts and steps is at least 1")
    if len(points) > MAX_POINTS:
        raise SizeLimitError(f"{len(points)} points exceed the limit of {MAX_POINTS}")
    dimension = len(points[0])
    parameters = count_parameters(hidden, dimension, biases)
    if len(points) * parameters > 10**7:
        raise SizeLimitError(f"a Jacobian of {len(points)} x {parameters} entries is too large")

    largest = largest_count(hidden, dimension, activation, biases)
    if len(points) > largest:
        what = "parameters" if largest == parameters else "that counting allows"
        reason = f"{len(points)} points exceed the {largest} {what}: there is no certificate"
        return decline(points, hidden, activation, biases, reason)

    import numpy as np

    from memproof.smooth.solve import solve_interpolation

    one = (Fraction(1),) if biases else ()
    inputs = [(*point, *one) for point in points]
    try:
        x = np.array([[float(entry) for entry in point] for point in inputs])
        y = np.array([float(entry) for entry in targets])
    except OverflowError:
        raise InputError("a coordinate or target is too large for a double") from None
    guess = solve_interpolation(
        x, y, hidden, activation, seed=seed, starts=starts, steps=steps, tick=tick
    )

    def result(document: dict[str, Any] | None, reason: str = "", **more: Any) -> Interpolation:
        return Interpolation(
            len(points),
            dimension,
            hidden,
            activation,
            biases,
            guess.error,
            guess.steps,
            guess.starts,
            document,
            reason,
            **more,
        )

    if not guess.error <= 1e-7 * max(1.0, float(np.max(np.abs(y)))):
        return result(None, f"the search stopped at an error of {guess.error:.1e}")
    try:
        document, contraction = _certify(inputs, targets, x, guess, activation, biases, identifier)
    except NotCertified as error:
        return result(None, str(error))
    radius = Fraction(document["claim"]["radius"])
    return result(document, radius=radius, contraction=contraction)


def decline(
    points: Sequence[Point], hidden: int, activation: str, biases: bool, reason: str
) -> Interpolation:
    """The result where a search is of no use, with the reason."""
    return Interpolation(
        len(points), len(points[0]), hidden, activation, biases, None, 0, 0, None, reason
    )


def certify_values(
    points: Sequence[Point],
    weights: Sequence[Point],
    outputs: Sequence[Fraction],
    activation: str = "tanh",
    *,
    biases: bool = False,
    identifier: str = "interpolation",
) -> dict[str, Any]:
    """Certify that the Jacobian is invertible in n columns at stated weights.

    The targets are the network's own values there, as floats. Raises ``InputError`` where no ball
    is certified.
    """
    read_activation(activation)
    import numpy as np

    from memproof.smooth.solve import Guess, build_jacobian, float_activation

    one = (Fraction(1),) if biases else ()
    inputs = [(*point, *one) for point in points]
    x = np.array([[float(entry) for entry in point] for point in inputs])
    w = np.array([[float(entry) for entry in row] for row in weights])
    v = np.array([float(entry) for entry in outputs])
    values, _ = build_jacobian(x, w, v, float_activation(activation))
    guess = Guess(w, v, 0.0, 0, 0)
    targets = [Fraction(float(value)) for value in values]
    try:
        return _certify(inputs, targets, x, guess, activation, biases, identifier)[0]
    except NotCertified as error:
        raise InputError(str(error)) from None


class NotCertified(Exception):
    """No ball is mapped into itself."""


def _certify(
    inputs: Sequence[Point],
    targets: Sequence[Fraction],
    x: Array,
    guess: Guess,
    activation: str,
    biases: bool,
    identifier: str,
) -> tuple[dict[str, Any], Fraction]:
    """A document that the checker accepts, and its contraction."""
    import numpy as np
    from scipy.linalg import LinAlgError, inv, qr

    from memproof.smooth.solve import build_jacobian, float_activation

    psi = float_activation(activation)
    count = len(x)
    _, jacobian = build_jacobian(x, guess.weights, guess.outputs, psi)
    if not np.all(np.isfinite(jacobian)):
        raise NotCertified("the Jacobian overflows")
    free = sorted(int(at) for at in qr(jacobian, mode="r", pivoting=True)[1][:count])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ill-conditioned is what the balls find out
            approximate = inv(jacobian[:, free])
    except (LinAlgError, ValueError):
        raise NotCertified("the Jacobian has no square part that is invertible") from None
    largest = float(np.max(np.abs(approximate)))
    if not np.isfinite(largest) or largest > 2.0**200:
        raise NotCertified("the Jacobian has no square part that is invertible")
    scale = max(0, 60 - int(np.frexp(largest)[1]))
    inverse = [[round(ldexp(float(a), scale)) for a in row] for row in approximate]

    weights = [[Fraction(float(w)) for w in row] for row in guess.weights]
    outputs = [Fraction(float(v)) for v in guess.outputs]
    for refinements in range(MAX_REFINEMENTS + 1):
        balls = _Balls(activation, inputs, targets, weights, outputs, free, inverse, scale)
        # The checker's enclosures are wider than the balls, by a few units of its precision.
        total = max(sum(map(abs, row)) for row in inverse)
        slack = Fraction(total, 1 << (scale + PRECISION - 12))
        residual, defect = _round_up(balls.residual + slack), _round_up(balls.defect + slack)
        for factor in FACTORS:
            radius = _round_up(residual * factor)
            lipschitz = _round_up(balls.lipschitz(radius))
            contraction = defect + lipschitz * radius
            if contraction < 1 and residual + contraction * radius <= radius:
                break
        else:
            better = balls.invert() if count <= MAX_REFINED else None
            if better is not None and refinements < MAX_REFINEMENTS:
                inverse, scale, changes = better
                _move(weights, outputs, free, changes)
                continue
            raise NotCertified(
                f"no ball is mapped into itself: |A F| <= {float(residual):.1e}, |I - A J| <= "
                f"{float(defect):.1e}, Lipschitz constant {float(lipschitz):.1e}"
            )
        break
    claim = {
        "activation": activation,
        "biases": biases,
        "inputs": [[str(a) for a in (x[:-1] if biases else x)] for x in inputs],
        "targets": [str(y) for y in targets],
        "weights": [[str(w) for w in row] for row in weights],
        "outputs": [str(v) for v in outputs],
        "radius": str(radius),
    }
    evidence = {
        "free": free,
        "scale": scale,
        "inverse": inverse,
        "precision": PRECISION,
        "residual": str(residual),
        "defect": str(defect),
        "lipschitz": str(lipschitz),
    }
    content = {"claim": claim, "evidence": evidence}
    document = make_document("network-interpolation", identifier, content)
    try:
        Session([document]).check(identifier)
    except Rejected as error:
        raise NotCertified(f"the checker refuses: {error}") from None
    return document, contraction


def _move(
    weights: list[list[Fraction]],
    outputs: list[Fraction],
    free: Sequence[int],
    changes: Sequence[Fraction],
) -> None:
    """Add a change to each free weight."""
    width = len(weights[0])
    for number, change in zip(free, changes, strict=True):
        if number >= width * len(weights):
            outputs[number - width * len(weights)] += change
        else:
            weights[number // width][number % width] += change


class _Balls:
    """‖A F‖, ‖I − A J‖ and the Lipschitz constant by ball arithmetic, apart from the checker's."""

    def __init__(
        self,
        activation: str,
        inputs: Sequence[Point],
        targets: Sequence[Fraction],
        weights: Sequence[Point],
        outputs: Sequence[Fraction],
        free: Sequence[int],
        inverse: Sequence[Sequence[int]],
        scale: int,
    ) -> None:
        from flint import arb, arb_mat, ctx, fmpq

        def ball(value: Fraction) -> Any:
            return arb(fmpq(value.numerator, value.denominator))

        before, ctx.prec = ctx.prec, BALL_BITS
        try:
            width, hidden = len(inputs[0]), len(outputs)
            xs = [[ball(a) for a in x] for x in inputs]
            ws = [[ball(w) for w in row] for row in weights]
            vs = [ball(v) for v in outputs]
            products: Any = arb_mat(xs) * arb_mat(ws).transpose()
            sums = [
                [_round_up(_upper(products[i, j])) for j in range(hidden)] for i in range(len(xs))
            ]
            values, rows = [], []
            for i, (x, y) in enumerate(zip(xs, targets, strict=True)):
                pairs = [_activate_ball(activation, products[i, j]) for j in range(hidden)]
                values.append(sum(v * p for v, (p, _) in zip(vs, pairs, strict=True)) - ball(y))
                row = []
                for number in free:
                    if number >= width * hidden:
                        row.append(pairs[number - width * hidden][0])
                    else:
                        j, a = divmod(number, width)
                        row.append(vs[j] * pairs[j][1] * x[a])
                rows.append(row)
            count = len(inputs)
            unit = arb(2) ** scale
            applied: Any = arb_mat([[arb(entry) / unit for entry in row] for row in inverse])
            rest: Any = arb_mat(
                count, count, [int(i == k) for i in range(count) for k in range(count)]
            )
            self._jacobian: Any = arb_mat(rows)
            self._values: Any = arb_mat(count, 1, values)
            moved: Any = applied * self._values
            rest = rest - applied * self._jacobian
            self.residual = max(_upper(moved[k, 0]) for k in range(count))
            self.defect = max(
                sum((_upper(rest[k, i]) for i in range(count)), Fraction(0)) for k in range(count)
            )
        finally:
            ctx.prec = before
        self._activation = activation
        self._sizes = [sum((abs(a) for a in x), Fraction(0)) for x in inputs]
        self._sums = sums
        self._outputs = [_round_up(abs(v)) for v in outputs]
        self._inverse, self._scale = inverse, scale

    def invert(self) -> tuple[list[list[int]], int, list[Fraction]] | None:
        """A better A and its scale, and Newton's step of the free weights; None if J is singular.

        Both are rounded; they are a new guess, not a bound.
        """
        from flint import ctx

        before, ctx.prec = ctx.prec, BALL_BITS
        try:
            inverse: Any = self._jacobian.mid().inv().mid()
            step: Any = (inverse * self._values.mid()).mid()
        except ZeroDivisionError:
            return None
        finally:
            ctx.prec = before
        count = len(self._inverse)
        entries = [[_exact(inverse[k, i]) for i in range(count)] for k in range(count)]
        largest = max(abs(a) for row in entries for a in row)
        if not 0 < largest < 2**200:
            return None
        scale = max(0, 100 - int(largest).bit_length())
        whole = [[round(a * 2**scale) for a in row] for row in entries]
        unit = 1 << (PRECISION - 8)
        return (
            whole,
            scale,
            [Fraction(-round(_exact(step[k, 0]) * unit), unit) for k in range(count)],
        )

    def lipschitz(self, radius: Fraction) -> Fraction:
        """The bound on the change of A J, divided by the radius; see the checker's module."""
        total = sum(self._outputs, Fraction(0))
        changes = []
        for size, sums in zip(self._sizes, self._sums, strict=True):
            if degree_of(self._activation) is None:
                first, second = bound_slopes(self._activation, radius)
                change = size * (2 * first * len(sums) + second * total * size)
            else:
                change = Fraction(0)
                for t, v in zip(sums, self._outputs, strict=True):
                    first, second = bound_slopes(self._activation, t + radius * size)
                    change += _round_up(size * (2 * first + second * v * size))
            changes.append(int(change * 2**BALL_BITS) + 1)
        largest = max(
            sum(abs(a) * c for a, c in zip(row, changes, strict=True)) for row in self._inverse
        )
        return Fraction(largest, 1 << (self._scale + BALL_BITS))


def _activate_ball(activation: str, t: Any) -> tuple[Any, Any]:
    from flint import arb

    degree = degree_of(activation)
    if degree is not None:
        return t**degree, degree * t ** (degree - 1)
    if activation == "tanh":
        value = t.tanh()
        return value, 1 - value * value
    if activation == "gelu":
        cumulative = (1 + (t / arb(2).sqrt()).erf()) / 2
        return t * cumulative, cumulative + t * (-t * t / 2).exp() / (2 * arb.pi()).sqrt()
    value = 1 / (1 + (-t).exp())
    if activation == "logistic":
        return value, value * (1 - value)
    return t.exp().log1p(), value


def _upper(value: Any) -> Fraction:
    """An upper bound of |value| as a rational."""
    return _exact(value.abs_upper())


def _exact(value: Any) -> Fraction:
    """A ball of radius 0 as a rational."""
    pair = value.man_exp()
    mantissa, exponent = int(pair[0]), int(pair[1])
    top, bottom = (mantissa << exponent, 1) if exponent >= 0 else (mantissa, 1 << -exponent)
    return Fraction(top, bottom)


def _round_up(value: Fraction, bits: int = 24) -> Fraction:
    """A short dyadic number a little larger: it also covers the checker's coarser rounding."""
    value += Fraction(1, 2**100)
    shift = bits - (value.numerator.bit_length() - value.denominator.bit_length())
    unit = Fraction(2) ** shift
    return Fraction(int(value * unit) + 2) / unit
