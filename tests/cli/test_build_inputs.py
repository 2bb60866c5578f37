"""`memproof build` and `memproof verify` as a user meets them: files, exit codes, messages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
IRIS = ROOT / "examples" / "iris.csv"
IRIS_CENTIMETRES = ROOT / "examples" / "iris_centimetres.csv"

Run = Callable[..., Result]


def run_process(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "memproof.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_iris_from_files_to_verdict(run: Run, tmp_path: Path) -> None:
    built = run("build", IRIS)
    assert "All 149 points verified exactly" in built.stdout and built.stderr == ""
    names = sorted(path.name for path in (tmp_path / "network").iterdir())
    assert names == ["certificate.json", "network.json", "summary.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network"]
    checked = run("verify", "network/network.json", IRIS)
    assert "All 149 points verified exactly." in checked.stdout
    assert "margin in R^4: smallest ≥ " in checked.stdout


def test_the_smallest_margin_is_said_where_it_is_cheap(run: Run) -> None:
    direct = run("build", IRIS, "--method", "direct").stdout
    assert "smallest margin in R^4 ≥ 3.53372e-170, less than float64 resolves" in direct
    assert "--method steps is constant around each" in direct
    assert "Theorem T: N ≤ A·B = 13·12 = 156, L = 2" in direct
    steps = run("build", IRIS, "--method", "steps", "--force").stdout
    assert "smallest margin in R^4 ≥ 0.00000218898\n" in steps
    deep = run("build", IRIS, "--method", "trade-off", "--force").stdout
    assert "smallest margin" not in deep
    # 27^2 18^2 exceeds what suffices for some width and depth: no inequality is claimed.
    assert "≤ 181,035" not in deep and "181,035" in deep


def test_one_point_and_one_used_class(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("0.1,0.2,b\n")
    (tmp_path / "many.csv").write_text("".join(f"{at}/40,{at}\n" for at in range(30)))
    (tmp_path / "twice.csv").write_text("0.1,0\n0.1,0\n0.3,1\n")
    for method in ("trade-off", "direct", "steps", "vardi", "park"):
        options = ["--method", method, "--force"]
        run("build", "one.csv", "--class-names", "a,b,c", *options)
        run("build", "many.csv", *options)
        assert "merged 1 duplicate rows" in run("build", "twice.csv", *options).stdout
        assert "only one class" in run("build", "one.csv", *options, code=3).stderr


def test_certificate_is_accepted_by_the_checker_alone(run: Run, tmp_path: Path) -> None:
    run("build", IRIS, "--method", "trade-off", "--width", "9")
    script = "import sys; sys.path.insert(0, sys.argv.pop(1)); import runpy;"
    script += "runpy.run_module('memproof.checker', run_name='__main__')"
    certificate = tmp_path / "network" / "certificate.json"

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-S", "-O", "-c", script, str(ROOT), str(certificate)],
            capture_output=True,
            text=True,
            check=False,
        )

    accepted = check()
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "149 of 149 points" in accepted.stdout
    document = json.loads(certificate.read_text())
    document["claim"]["labels"][17] += 1
    certificate.write_text(json.dumps(document))
    assert check().returncode == 1


@pytest.mark.parametrize("method", ["trade-off", "direct", "steps"])
def test_methods_and_margins(run: Run, tmp_path: Path, method: str) -> None:
    run("build", "--random", 60, "--dimension", 3, "--classes", 5, "--seed", 4, "--method", method)
    checked = run("verify", "network", "network/data.npz", "--margins", "margins.csv", "--json")
    found = json.loads(checked.stdout)
    assert found["points"] == found["right"] == 60 and found["wrong"] == []
    lines = (tmp_path / "margins.csv").read_text().splitlines()
    assert lines[0] == "row,label,radius,radius_lower_bound,exact" and len(lines) == 61
    assert all(float(line.split(",")[2]) >= 0 for line in lines[1:])
    run("verify", "network", "network/data.npz", "--margins", "margins.csv", code=3)
    run("verify", "network", "network/data.npz", "--margins", "margins.csv", "--force")


def test_summary_is_json_and_everything_is_deterministic(run: Run, tmp_path: Path) -> None:
    arguments = ("build", "--random", 40, "--dimension", 2, "--width", 9, "--json", "--output")
    first, second = run(*arguments, "a"), run(*arguments, "b")
    summary = json.loads(first.stdout)
    assert first.stdout == second.stdout
    assert summary["verified_points"] == 40
    network = summary["network"]
    assert network["width"] <= summary["plan"]["width"] <= 9
    assert network["depth"] <= summary["plan"]["depth"]
    assert network["parameters"] <= summary["plan"]["parameters"]
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert str(tmp_path) not in (tmp_path / "a" / "summary.json").read_text()


def test_rescaling_reports_the_factor_and_reads_the_file_as_given(run: Run) -> None:
    refused = run("build", IRIS_CENTIMETRES, code=3)
    assert refused.stderr.count("\n") == 1 and "--rescale" in refused.stderr
    built = run("build", IRIS_CENTIMETRES, "--rescale")
    assert "factor 512/5689" in built.stdout
    run("verify", "network", IRIS_CENTIMETRES)
    wrong = run("verify", "network", IRIS, "--show", 1, code=1)
    assert "of 149 points are wrong." in wrong.stdout
    assert wrong.stdout.count("wrong: row") == 1 and "more wrong points" in wrong.stdout


def test_summary_beside_the_network_names_the_classes(run: Run, tmp_path: Path) -> None:
    run("build", IRIS)
    lines = IRIS.read_text().splitlines()
    part = tmp_path / "part.csv"
    part.write_text("\n".join(line for line in lines if "setosa" not in line))
    run("verify", "network", part)
    (tmp_path / "network" / "summary.json").unlink()
    run("verify", "network", part, code=1)
    run("verify", "network", part, "--class-names", "setosa,versicolor,virginica")


def test_one_point_and_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("0.5,0.25,b\n")
    for method in ("trade-off", "direct", "steps"):
        run("build", "one.csv", "--class-names", "a,b", "--method", method, "--output", method)
        checked = run("verify", method, "one.csv", "--class-names", "a,b")
        assert "All 1 points verified exactly." in checked.stdout
    (tmp_path / "line.csv").write_text("\n".join(f"0.{k:03d},{k * k % 3}" for k in range(200)))
    run("build", "line.csv", "--width", 9, "--method", "trade-off", "--output", "line")


BAD_INPUTS = {
    "missing": (None, [], "cannot be read"),
    "empty": ("", [], "no data rows"),
    "header-only": ("x,y\n", [], "no data rows"),
    "one-class": ("0.1,0\n0.2,0\n", [], "only one class"),
    "ragged": ("0.1,0\n0.2,0.3,1\n", [], "row 2 has 3 columns"),
    "nan": ("0.1,0\nNaN,1\n", [], "not finite"),
    "infinite": ("0.1,0\n-inf,1\n", [], "not finite"),
    "text": ("0.1,0\nabc,1\n", [], "row 2, column 1: 'abc'"),
    "conflict": ("0.1,0\n0.10,1\n", [], "row 1 and row 2 are the same point"),
    "outside": ("3,4,0\n0.1,0.2,1\n", [], "outside the unit ball (norm 5)"),
    "label-column": ("0.1,0\n0.2,1\n", ["--label-column", "kind"], "no column 'kind'"),
    "class-names": ("0.1,a\n0.2,b\n", ["--class-names", "a,c"], "not among the class names"),
    "empty-class-name": ("0.1,a\n0.2,b\n", ["--class-names", "a,,b"], "empty name"),
    "width": ("0.1,0\n0.2,1\n0.3,0\n", ["--width", "1"], "the smallest that works is 2"),
    "narrow": ("0.1,0\n0.2,1\n", ["--width", "8", "--method", "trade-off"], "works is 9"),
    "both": ("0.1,0\n0.2,1\n", ["--width=3", "--depth=2", "--method=trade-off"], "at least 9"),
    "no-width": ("0.1,0\n0.2,1\n", ["--width", "0"], "at least 1"),
    "no-depth": ("0.1,0\n0.2,1\n", ["--depth", "-5"], "at least 1"),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input_ends_with_code_3_one_line_and_nothing_written(
    run: Run, tmp_path: Path, name: str
) -> None:
    text, options, message = BAD_INPUTS[name]
    if text is not None:
        (tmp_path / "data.csv").write_text(text)
    before = sorted(tmp_path.iterdir())
    result = run("build", "data.csv", *options, code=3)
    assert message in result.stderr and result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1 and result.stdout == ""
    assert sorted(tmp_path.iterdir()) == before


def test_bad_input_in_a_real_process(tmp_path: Path) -> None:
    found = run_process("build", "absent.csv", cwd=tmp_path)
    assert found.returncode == 3 and found.stderr.count("\n") == 1 and found.stdout == ""
    assert "Traceback" not in found.stderr and not list(tmp_path.iterdir())
    built = run_process("build", IRIS, cwd=tmp_path)
    assert built.returncode == 0 and built.stderr == ""
    verified = run_process("verify", "network", IRIS, cwd=tmp_path)
    assert verified.returncode == 0 and "All 149 points" in verified.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["data.csv", "--random", "5"],
        ["--random", "5"],
        ["data.csv", "--dimension", "2"],
        ["data.csv", "--method", "magic"],
        ["data.csv", "--width", "many"],
    ],
)
def test_unclear_command_lines_end_with_code_3(run: Run, arguments: list[str]) -> None:
    assert "Usage: " in run("build", *arguments, code=3).stderr


@pytest.mark.parametrize("values", [(0, 2, 2), (5, 0, 2), (5, 2, 1), (-1, 2, 2)])
def test_bad_random_parameters(run: Run, values: tuple[int, int, int]) -> None:
    count, dimension, classes = values
    result = run(
        "build", f"--random={count}", f"--dimension={dimension}", f"--classes={classes}", code=3
    )
    assert "must be at least" in result.stderr


def test_existing_files_are_kept_without_force(run: Run, tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    other = tmp_path / "network" / "notes.txt"
    other.write_text("mine")
    run("build", IRIS)
    network = tmp_path / "network" / "network.json"
    network.write_text("precious")
    assert "--force" in run("build", IRIS, code=3).stderr
    assert network.read_text() == "precious"
    run("build", IRIS, "--force")
    assert network.read_text() != "precious" and other.read_text() == "mine"
    (tmp_path / "taken").write_text("a file")
    run("build", IRIS, "--output", "taken", code=3)
    run("build", IRIS, "--output", "absent/folder", code=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network", "taken"]


def test_size_limit_and_its_override(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from memproof.constructions import construction

    monkeypatch.setattr(construction, "MAX_SECONDS", 0)
    refused = run("build", IRIS, code=3)
    assert "--no-limit" in refused.stderr and refused.stderr.count("\n") == 1
    run("build", IRIS, "--no-limit")


def test_verify_refuses_what_is_not_a_network(run: Run, tmp_path: Path) -> None:
    run("build", IRIS)
    good = (tmp_path / "network" / "network.json").read_text()
    for text in ("", "[]", "{}", '{"format": "memproof-network"}', good[:-20], "\x00"):
        (tmp_path / "bad.json").write_text(text)
        result = run("verify", "bad.json", IRIS, code=3)
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    run("verify", "absent.json", IRIS, code=3)
    run("verify", "network", "absent.csv", code=3)
    (tmp_path / "plane.csv").write_text("0.1,0.2,setosa\n0.3,0.4,virginica\n")
    assert "reads 4 coordinates" in run("verify", "network", "plane.csv", code=3).stderr
    run("verify", "network", IRIS, "--margins", "no/such/folder.csv", code=3)
    run("verify", "network", IRIS, "--margins", "m.csv", "--no-margins", code=3)


def test_verify_finds_a_hand_edited_weight(run: Run, tmp_path: Path) -> None:
    run("build", IRIS, "--method", "trade-off", "--width", "9")
    path = tmp_path / "network" / "network.json"
    document = json.loads(path.read_text())
    document["layers"][-1]["rows"][0][0] += 1
    path.write_text(json.dumps(document))
    result = run("verify", path, IRIS, code=1)
    assert "149 of 149 points are wrong." in result.stdout
    found = json.loads(run("verify", path, IRIS, "--json", code=1).stdout)
    assert found["right"] == 0 and found["wrong"][0] == {
        "row": 2,
        "label": "setosa",
        "expected": 0,
        "outputs": ["1"],
    }
    document["layers"][0]["rows"][0][0] = 0.5
    path.write_text(json.dumps(document))
    assert "0.5" in run("verify", path, IRIS, code=3).stderr


def test_verify_takes_a_network_with_one_output_a_class(run: Run, tmp_path: Path) -> None:
    layer = {"denominator": 1, "rows": [[0, [[0, -1]]], [0, [[0, 1]]]]}
    document = {"format": "memproof-network", "version": 1, "input_dimension": 1, "layers": [layer]}
    (tmp_path / "signs.json").write_text(json.dumps(document))
    (tmp_path / "signs.csv").write_text("-0.5,0\n0.25,1\n")
    result = run("verify", "signs.json", "signs.csv")
    assert "smallest ≥ 0.25, median ≥ 0.25 (2 of 2 radii are exact)" in result.stdout
    (tmp_path / "tie.csv").write_text("0,0\n0.25,1\n")
    assert "output [0, 0]" in run("verify", "signs.json", "tie.csv", code=1).stdout
    (tmp_path / "three.csv").write_text("-0.5,0\n0.25,1\n0.5,2\n")
    assert "2 outputs" in run("verify", "signs.json", "three.csv", code=3).stderr


def test_arrays(run: Run, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    points = generator.uniform(-0.3, 0.3, size=(30, 4))
    np.savez(tmp_path / "a.npz", X=points, y=generator.integers(0, 3, size=30))
    assert "exact value" in run("build", "a.npz").stdout
    run("verify", "network", "a.npz")


def test_missing_commands_are_named_kindly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from memproof.cli import main as module

    monkeypatch.setitem(module.COMMANDS, "absent", ("memproof.cli.absent", "Not there."))
    assert "not part of this installation" in run("absent", code=3).stderr
    assert "absent" in run("--help").stdout
    assert "No such command" in run("nonsense", code=3).stderr


def test_help_and_import_stay_light(tmp_path: Path) -> None:
    script = (
        "import sys, memproof, memproof.cli.main as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'sympy', 'flint', 'scipy', 'rich', 'networkx', 'matplotlib'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_python_interface(tmp_path: Path) -> None:
    import memproof

    result = memproof.build(IRIS, width=12)
    assert result.sizes.width <= 12
    assert memproof.verify(result.network, IRIS).all_right
    data = memproof.sample_unit_ball(20, 2, 3)
    assert memproof.verify(memproof.build(data).network, data, margins=False).margins is None
    with pytest.raises(AttributeError, match="no attribute"):
        memproof.nonsense  # noqa: B018
    assert {"build", "verify"} <= set(dir(memproof))


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.long
def test_interruption_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "memproof.cli", "build", "--random", "6000"]
    command += ["--dimension", "10", "--width", "9", "--method", "trade-off"]
    for delay in (0.7, 1.5, 2.5):
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        if process.returncode == 0:
            break
        assert process.returncode == 130 and "Traceback" not in errors, errors
        assert not list(tmp_path.iterdir())
