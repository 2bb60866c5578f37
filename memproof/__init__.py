"""memproof: a proof checker and bound calculator for memorization capacity.

The functions below are imported on first use, so that ``import memproof`` stays light:
`check` (parameters to applicable theorems), `build` (data set to exact network), `verify`
(network and data set to exact verdict), `shatter` (points and class to a table of labelings),
`refute` (a printed bound to networks that contradict it), `read_data_set`, `make_data_set`
(arrays), `sample_unit_ball`, `theorem` (a bound as a sympy relation), `load_network` and
`read_network` (one from elsewhere, with its rule).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memproof.bounds.check import check as check
    from memproof.constructions.memorize import memorize as build
    from memproof.constructions.memorize import verify_network as verify
    from memproof.datasets import read_data_set as read_data_set
    from memproof.datasets import sample_unit_ball as sample_unit_ball
    from memproof.datasets.arrays import make_data_set as make_data_set
    from memproof.formats.imports import read_network as read_network
    from memproof.library.symbolic import theorem as theorem
    from memproof.networks.files import load_network as load_network
    from memproof.shattering.labelings import shatter as shatter
    from memproof.shattering.refutations import refute as refute

__version__ = "0.1.0"

_EXPORTS = {
    "build": ("memproof.constructions.memorize", "memorize"),
    "check": ("memproof.bounds.check", "check"),
    "load_network": ("memproof.networks.files", "load_network"),
    "make_data_set": ("memproof.datasets.arrays", "make_data_set"),
    "read_data_set": ("memproof.datasets", "read_data_set"),
    "read_network": ("memproof.formats.imports", "read_network"),
    "refute": ("memproof.shattering.refutations", "refute"),
    "sample_unit_ball": ("memproof.datasets", "sample_unit_ball"),
    "shatter": ("memproof.shattering.labelings", "shatter"),
    "theorem": ("memproof.library.symbolic", "theorem"),
    "verify": ("memproof.constructions.memorize", "verify_network"),
}

__all__ = [
    "__version__",
    "build",
    "check",
    "load_network",
    "make_data_set",
    "read_data_set",
    "read_network",
    "refute",
    "sample_unit_ball",
    "shatter",
    "theorem",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import an exported function when it is first asked for."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'memproof' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _EXPORTS[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """Names of the module, lazy ones included."""
    return sorted({*globals(), *_EXPORTS})
