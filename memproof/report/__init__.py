"""report of memproof."""
