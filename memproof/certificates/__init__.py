"""certificates of memproof."""
