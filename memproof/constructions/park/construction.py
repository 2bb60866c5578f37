"""Folding, halving and reading bits at chosen sizes, in ReLU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from memproof.constructions.construction import Construction, Task, count_dense_parameters
from memproof.constructions.park.network import MIN_WIDTH, ParkShape, build_park, shape_park
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys
    from memproof.networks.network import Network

MAX_WIDTH = 64


@dataclass(frozen=True)
class Park(Construction):
    """``cut`` says how the network of STEP and ID neurons is cut; keys lie in [0, key_range)."""

    method: ClassVar[str] = "park"
    claim: ClassVar[str] = "PLYS17"

    cut: ParkShape
    key_range: int

    @classmethod
    def of_sizes(
        cls,
        count: int,
        key_range: int,
        label_bits: int,
        input_dimension: int = 1,
        *,
        width: int | None = None,
        depth: int | None = None,
    ) -> Self:
        """Width 3 unless a width is given, or the least width up to 64 that meets the depth.

        Raises InputError when none does.
        """
        least = MIN_WIDTH if width is None else width
        most = MAX_WIDTH if depth is not None and width is None else least
        for candidate in range(least, most + 1):
            cut = shape_park(count, key_range, label_bits, candidate)
            if depth is None or 2 * cut.depth <= depth:
                break
        else:
            raise InputError(
                f"depth {depth} is too small for {count} points (keys below {key_range}) by method"
                f" park: width {candidate} needs {2 * cut.depth}"
            )
        task = Task(count, max(1, (key_range - 1).bit_length()), label_bits, input_dimension)
        layers = 2 * cut.depth
        parameters = count_dense_parameters(input_dimension, [cut.width] * layers)
        return cls(task, cut.width, layers, parameters, cut, key_range)

    @classmethod
    def choose(
        cls, data: DataSet, keys: Keys, *, width: int | None = None, depth: int | None = None
    ) -> Construction:
        """Width 3 unless a width or depth is asked for."""
        return cls.of_sizes(
            data.count,
            max(keys.keys) + 1,
            data.label_bits,
            data.dimension,
            width=width,
            depth=depth,
        )

    def build(self, data: DataSet, keys: Keys) -> Network:
        """The network, reading the points' own coordinates."""
        from memproof.networks.compose import precompose_affine

        network = build_park(
            keys.keys,
            data.labels,
            self.task.label_bits,
            margin=keys.margin_scale,
            key_range=self.key_range,
            width=self.width,
        )
        weights = [weight / keys.margin_scale for weight in keys.weights]
        return precompose_affine(network, [weights], [keys.bias / keys.margin_scale])

    @property
    def capacity(self) -> int:
        """The network is cut for these keys."""
        return self.task.count

    @property
    def promise(self) -> tuple[str, str]:
        """The repaired Theorem 2."""
        return "PLYS17 (Theorem 2, repaired)", f"W ≤ {self.width}, L ≤ {self.depth} in ReLU"

    @property
    def source(self) -> str:
        """The paper."""
        return "Park et al."

    @property
    def shape(self) -> Mapping[str, Any]:
        """Folds, halvings, blocks of the lookup, keys a block."""
        return {
            "folds": self.cut.folds,
            "halvings": self.cut.halvings,
            "blocks": self.cut.blocks,
            "keys_per_block": self.cut.block_keys,
        }

    @property
    def shape_words(self) -> str:
        """The same in a line."""
        cut = self.cut
        return (
            f"{cut.folds} folds, {cut.halvings} halvings, {cut.blocks} blocks of"
            f" {cut.block_keys} keys"
        )

    @property
    def weight_bits(self) -> int:
        """A block's code has the bits of its labels."""
        return self.cut.block_keys * self.task.entry_bits // 4
