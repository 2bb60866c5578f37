"""Untrusted search for certificates: falsifier, proof search, elaboration of sketches."""

from memproof.provers.decide import decide

__all__ = ["decide"]
