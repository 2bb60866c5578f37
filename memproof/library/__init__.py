"""library of memproof."""
