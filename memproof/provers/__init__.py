"""provers of memproof."""
