"""The elementary theorems as calculators: each row is a claim that is proved in Rocq."""

from __future__ import annotations

from memproof.bounds import Row

SOURCE = "derived here"

THEOREMS = (
    Row("S1/one-layer", "one hidden layer: a neuron for each point but one", SOURCE),
    Row("S1/width-two", "width 2: a layer for each point but two", SOURCE),
    Row("B1/trade-off", "trade-off with keys by Bang's lemma, in any dimension", SOURCE),
    Row("B1/folded", "folding: the separation is paid in layers, in any dimension", SOURCE),
    Row("S1/alternating", "few layers: alternating labels need a piece each", SOURCE),
)
