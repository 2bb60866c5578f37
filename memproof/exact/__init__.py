"""Exact arithmetic that everything above the checker shares: bisection, roots, logarithms."""
