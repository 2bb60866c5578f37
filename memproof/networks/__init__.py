"""networks of memproof."""
