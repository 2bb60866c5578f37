"""bounds of memproof."""
