"""statements of memproof."""
