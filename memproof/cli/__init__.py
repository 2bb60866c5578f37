"""cli of memproof."""
