"""Experiment, no proof: SGD from beside an exact snake network, risk per epoch as CSV and SVG.

Run ``python examples/sgd_near_memorizer.py [FOLDER]``; the files go to FOLDER (default: here).
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from pathlib import Path

from memproof.networks.sgd_experiment import plot_run, run_sgd
from memproof.networks.snake import build_snake


def main(folder: Path) -> None:
    """Train 16 points with random labels for 300 epochs and write both files."""
    keys = [Fraction(2 * i - 15, 16) for i in range(16)]
    generator = random.Random(3)
    labels = [generator.randrange(2) for _ in keys]
    network = build_snake(keys, labels, 4, 4)
    run = run_sgd(network, [(key,) for key in keys], labels, epochs=300)
    lines = [f"# {run.label}", "epoch,risk", *(f"{k},{r!r}" for k, r in enumerate(run.risks))]
    (folder / "sgd_risk.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plot_run(run, folder / "sgd_risk.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
