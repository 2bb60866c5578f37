"""Memorization by folding and reading bits: the network of Park, Lee, Yun and Shin."""
