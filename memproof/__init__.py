"""memproof: a proof checker and bound calculator for memorization capacity."""

__version__ = "0.1.0"
