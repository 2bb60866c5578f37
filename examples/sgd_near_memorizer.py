"""Experiment, no proof: SGD from beside an exact snake network, risk per epoch as CSV and SVG.

Run ``python examples/sgd_near_memorizer.py [FOLDER]``; the files go to FOLDER (default: here).
16 points of a line with random labels, two hidden layers of 8 neurons; weights perturbed by three
relative sizes; 300 epochs of batches of 4 without replacement. Floats decide here: the curves may
differ in their last digits where numpy is built otherwise.
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from pathlib import Path

from memproof.constructions.sgd_experiment import SgdRun, plot_runs, run_sgd
from memproof.constructions.snake import build_snake

PERTURBATIONS = (1e-2, 1e-3, 1e-4)


def run_all(epochs: int = 300) -> list[SgdRun]:
    """One run for each perturbation, from the same exact network."""
    keys = [Fraction(2 * i - 15, 16) for i in range(16)]
    generator = random.Random(3)
    labels = [generator.randrange(2) for _ in keys]
    network = build_snake(keys, labels, 4, 4)
    return [
        run_sgd(network, [(key,) for key in keys], labels, perturbation=size, epochs=epochs)
        for size in PERTURBATIONS
    ]


def main(folder: Path) -> None:
    """Train, and write both files."""
    runs = run_all()
    lines = [f"# {runs[0].label}", "perturbation,epoch,risk,relative distance"]
    for run in runs:
        for epoch, (risk, distance) in enumerate(zip(run.risks, run.distances, strict=True)):
            lines.append(f"{run.perturbation:g},{epoch},{risk!r},{distance!r}")
    (folder / "sgd_risk.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plot_runs(runs, folder / "sgd_risk.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
