"""Writing networks down neuron by neuron: affine expressions of named neurons become layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from memproof.errors import InputError
from memproof.networks.network import Layer, Network, build_sparse_layer

Scalar = int | Fraction


@dataclass(frozen=True, slots=True)
class Affine:
    """constant + Σ coefficient·neuron, over the neurons of the layer before."""

    constant: Scalar = 0
    terms: Mapping[str, Scalar] = field(default_factory=dict)

    def __add__(self, other: Affine | Scalar) -> Affine:
        if not isinstance(other, Affine):
            return Affine(self.constant + other, self.terms)
        terms = dict(self.terms)
        for name, coefficient in other.terms.items():
            total = terms.pop(name, 0) + coefficient
            if total:
                terms[name] = total
        return Affine(self.constant + other.constant, terms)

    __radd__ = __add__

    def __neg__(self) -> Affine:
        return self * -1

    def __sub__(self, other: Affine | Scalar) -> Affine:
        return self + (-other)

    def __mul__(self, factor: Scalar) -> Affine:
        if factor == 0:
            return Affine()
        return Affine(
            self.constant * factor,
            {name: coefficient * factor for name, coefficient in self.terms.items()},
        )

    __rmul__ = __mul__

    @property
    def is_constant(self) -> bool:
        """True when no neuron occurs."""
        return not self.terms


def neuron(name: str) -> Affine:
    """The value of one neuron (or input) of the layer before."""
    return Affine(0, {name: 1})


def total(expressions: Iterable[Affine]) -> Affine:
    """Sum of many expressions in linear time."""
    constant: Scalar = 0
    terms: dict[str, Scalar] = {}
    for expression in expressions:
        constant += expression.constant
        for name, coefficient in expression.terms.items():
            terms[name] = terms.get(name, 0) + coefficient
    return Affine(constant, {name: value for name, value in terms.items() if value})


def wire(
    inputs: Sequence[str],
    hidden: Sequence[Mapping[str, Affine]],
    outputs: Sequence[Affine],
) -> Network:
    """The network whose hidden neurons are σ of the given expressions, outputs affine.

    Each hidden layer maps neuron names to expressions over the names of the layer before. Raises
    InputError when an expression names a neuron that the layer before does not have.
    """
    layers: list[Layer] = []
    names: Sequence[str] = inputs
    for expressions in hidden:
        layers.append(_layer(names, list(expressions.values())))
        names = list(expressions)
    layers.append(_layer(names, outputs))
    return Network(tuple(layers))


def _layer(names: Sequence[str], expressions: Sequence[Affine]) -> Layer:
    position = {name: index for index, name in enumerate(names)}
    for expression in expressions:
        for name in expression.terms:
            if name not in position:
                raise InputError(f"no neuron named {name!r} in the layer before")
    return build_sparse_layer(
        len(names),
        (
            (
                expression.constant,
                [(position[name], value) for name, value in expression.terms.items()],
            )
            for expression in expressions
        ),
    )
