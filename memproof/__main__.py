"""Runs the command line as ``python -m memproof``."""

from memproof.cli.main import main

main(prog_name="memproof")
