"""Optimal memorization by bit extraction: the network of Vardi, Yehudai and Shamir."""
