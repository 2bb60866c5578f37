"""What a construction is: a theorem's network at chosen sizes, predicted before it is built."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from memproof.errors import InputError, SizeLimitError

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys
    from memproof.networks.network import Network

MAX_SECONDS = 600
U12_CONSTANT = 81
MAX_BYTES = 4 * 2**30
BATCH = 1024


@dataclass(frozen=True)
class Task:
    """What is to be memorized: N keys of B bits with labels of c bits, read from R^d.

    ``position_bits`` are the bits of a key's exact position (0: twice the key's and 64), which only
    enter the predicted time; ``kinks`` are the neurons that one hidden layer needs for the labels
    at hand (None: N − 1).
    """

    count: int
    key_bits: int
    label_bits: int
    input_dimension: int = 1
    position_bits: int = 0
    kinks: int | None = None

    def __post_init__(self) -> None:
        for name, value in (
            ("number of points", self.count),
            ("number of key bits", self.key_bits),
            ("number of label bits", self.label_bits),
        ):
            if value < 1:
                raise InputError(f"the {name} must be at least 1, not {value}")

    @property
    def entry_bits(self) -> int:
        """Bits of a key and its label."""
        return self.key_bits + self.label_bits

    @property
    def exact_bits(self) -> int:
        """Bits of a key's exact position."""
        return self.position_bits or 2 * self.key_bits + 64


@dataclass(frozen=True)
class Construction(ABC):
    """A construction at chosen sizes for a task.

    ``width``, ``depth`` and ``parameters`` (dense, biases and output included, the first layer
    reading R^d) are upper bounds of the network that ``build`` returns. ``claim`` is the id of the
    lemma that promises them, ``theorem`` its proof in formal/ as "File.name", "" if there is none.
    """

    task: Task
    width: int
    depth: int
    parameters: int

    method: ClassVar[str]
    claim: ClassVar[str]
    theorem: ClassVar[str] = ""
    competes: ClassVar[bool] = False
    within_u12: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def choose(
        cls, data: DataSet, keys: Keys, *, width: int | None = None, depth: int | None = None
    ) -> Construction:
        """The best sizes for a data set; InputError names the smallest width or depth that works.

        ``width`` given: fewest layers; ``depth`` given: smallest width; neither: as the
        construction prefers.
        """

    @abstractmethod
    def build(self, data: DataSet, keys: Keys) -> Network:
        """The network, reading the points' own coordinates."""

    @property
    @abstractmethod
    def capacity(self) -> int:
        """How many keys these sizes hold, at least ``task.count``."""

    @property
    @abstractmethod
    def promise(self) -> tuple[str, str]:
        """The theorem's name, and what it promises at these sizes."""

    @property
    def source(self) -> str:
        """Whose construction it is, in a word or two."""
        return self.promise[0]

    @property
    def shape(self) -> Mapping[str, Any]:
        """The construction's own sizes by name."""
        return {}

    @property
    def shape_words(self) -> str:
        """The construction's own sizes in words."""
        layers = "layer" if self.depth == 1 else "layers"
        return f"{self.depth} hidden {layers} of {self.width} neurons"

    @property
    def squared_size_bound(self) -> int | None:
        """81·N(B + c), the W²L² that suffices for any N keys of B bits (U12: W ≥ 9, L ≥ 2).

        None where U12 is about another construction.
        """
        if not self.within_u12:
            return None
        return U12_CONSTANT * self.task.count * self.task.entry_bits

    @property
    def neurons(self) -> int:
        """Roughly how many neurons the network has."""
        return self.width * self.depth

    @property
    def weight_bits(self) -> int:
        """Roughly how many bits its numbers have."""
        return 0

    @property
    def seconds(self) -> float:
        """A rough time of building and evaluating every point, fitted to measured runs."""
        bits = self.weight_bits
        return self.task.count * self.neurons * (15e-8 + bits * 2e-10 + bits * bits * 6e-14)

    @property
    def bytes(self) -> int:
        """A rough size of the memory that this needs."""
        bits = self.weight_bits
        size = self.parameters * (80 + bits // 8)
        size += BATCH * self.width * (64 + (bits + self.task.exact_bits) // 8)
        return size + self.task.count * self.task.input_dimension * 200

    def require_within_limits(self) -> None:
        """Raises SizeLimitError when the work is predicted to exceed the limits."""
        if self.seconds > MAX_SECONDS or self.bytes > MAX_BYTES:
            raise SizeLimitError(
                f"the network needs about {self.seconds:.0f} s and {self.bytes / 2**20:.0f} MB"
                f" ({self.parameters} parameters, {self.task.count} points), more than"
                f" {MAX_SECONDS} s or {MAX_BYTES // 2**20} MB (override: --no-limit)"
            )


def count_dense_parameters(input_dimension: int, widths: Iterable[int], outputs: int = 1) -> int:
    """Dense parameters, biases included, of hidden widths between input and affine output."""
    total, before = 0, input_dimension
    for after in (*widths, outputs):
        total += (before + 1) * after
        before = after
    return total
