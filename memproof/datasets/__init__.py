"""Labelled points with exact coordinates: reading, sampling, separation and one-dimensional keys.

`DataSet` is the value; `read_data_set` and `sample_unit_ball` produce one, `bound_separation`
measures it, `build_keys` projects it to integer keys (U2–U4 of the construction chain).
"""

from memproof.datasets.keys import Keys, build_keys
from memproof.datasets.read import read_data_set
from memproof.datasets.sampling import sample_unit_ball
from memproof.datasets.separation import Separation, bound_separation
from memproof.datasets.values import DataSet, find_unit_ball_factor

__all__ = [
    "DataSet",
    "Keys",
    "Separation",
    "bound_separation",
    "build_keys",
    "find_unit_ball_factor",
    "read_data_set",
    "sample_unit_ball",
]
