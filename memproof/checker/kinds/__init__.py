"""Certificate kinds about networks and points, each with its own checker."""
