"""Every construction, and how one is found or chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memproof.constructions.construction import Construction
from memproof.constructions.direct import Direct
from memproof.constructions.max_min import MaxMin
from memproof.constructions.on_line import OnLine, choose_on_line, read_task
from memproof.constructions.one_layer import OneLayer
from memproof.constructions.park.construction import Park
from memproof.constructions.trade_off import Steps, TradeOff
from memproof.constructions.vardi.construction import Vardi
from memproof.errors import InputError

if TYPE_CHECKING:
    from memproof.datasets import DataSet, Keys

CONSTRUCTIONS: tuple[type[Construction], ...] = (
    TradeOff,
    Direct,
    OneLayer,
    MaxMin,
    Steps,
    Vardi,
    Park,
)
METHODS = tuple(kind.method for kind in CONSTRUCTIONS)
COMPETING: tuple[type[OnLine], ...] = tuple(
    kind for kind in CONSTRUCTIONS if issubclass(kind, OnLine) and kind.competes
)


def find_construction(method: str) -> type[Construction]:
    """The construction of that name; InputError when there is none."""
    for kind in CONSTRUCTIONS:
        if kind.method == method:
            return kind
    raise InputError(f"unknown method {method!r} ({', '.join(METHODS)})")


def choose_construction(
    data: DataSet,
    keys: Keys,
    *,
    method: str | None = None,
    width: int | None = None,
    depth: int | None = None,
) -> Construction:
    """The method's best sizes for a data set; without a method, the best of those that compete.

    Raises InputError for an unknown method, and naming the smallest width or depth that works.
    """
    if method is not None:
        return find_construction(method).choose(data, keys, width=width, depth=depth)
    return choose_on_line(COMPETING, read_task(data, keys), width=width, depth=depth)
