"""Runs the command line as ``python -m memproof.cli``."""

from memproof.cli.main import main

main(prog_name="memproof")
