"""datasets of memproof."""
