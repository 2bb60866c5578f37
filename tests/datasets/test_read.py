"""Reading data: every number exactly, every unusable file named in one line."""

from __future__ import annotations

import gzip
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from memproof.datasets import find_unit_ball_factor, read_data_set, sample_unit_ball
from memproof.datasets.arrays import make_data_set
from memproof.datasets.labels import map_labels
from memproof.datasets.numbers import parse_number
from memproof.datasets.read import MAX_DENOMINATOR_BITS
from memproof.datasets.tables import ReadOptions
from memproof.datasets.values import bound_root, show_decimal
from memproof.errors import InputError

IRIS = Path(__file__).resolve().parents[2] / "examples" / "iris.csv"
IRIS_CENTIMETRES = IRIS.with_name("iris_centimetres.csv")


def write(folder: Path, text: str, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_decimals_are_exact(tmp_path: Path) -> None:
    data = read_data_set(write(tmp_path, "x,y,label\n0.1,-1e-3,b\n1/3,.5,a\n"))
    assert data.point(0) == (Fraction(1, 10), Fraction(-1, 1000))
    assert data.point(1) == (Fraction(1, 3), Fraction(1, 2))
    assert data.labels == (1, 0) and data.classes == ("a", "b")
    assert data.has_header and data.rows == (2, 3)


def test_header_is_detected_only_when_no_coordinate_is_a_number(tmp_path: Path) -> None:
    assert not read_data_set(write(tmp_path, "0.1,0\n0.2,1\n")).has_header
    assert not read_data_set(write(tmp_path, "0.1,cat\n0.2,dog\n")).has_header
    assert read_data_set(write(tmp_path, "width,class\n0.1,0\n0.2,1\n")).has_header
    with pytest.raises(InputError, match="row 1, column 1: 'oops'"):
        read_data_set(write(tmp_path, "oops,0.2,0\n0.1,0.3,1\n"))


@pytest.mark.parametrize("column", ["kind", 0, "0", -3])
def test_label_column_by_name_or_index(tmp_path: Path, column: str | int) -> None:
    path = write(tmp_path, "kind,x,y\nb,0.5,0\na,0,0.5\n")
    data = read_data_set(path, label_column=column)
    assert data.labels == (1, 0) and data.point(0) == (Fraction(1, 2), 0)


def test_numeric_labels_sort_by_value(tmp_path: Path) -> None:
    data = read_data_set(write(tmp_path, "0.1,10\n0.2,9\n0.3,-1\n0.4,9.0\n"))
    assert data.classes == ("-1", "9", "10") and data.labels == (2, 1, 0, 1)


def test_class_names_fix_the_order_and_may_add_a_class(tmp_path: Path) -> None:
    path = write(tmp_path, "0.1,b\n")
    data = read_data_set(path, class_names=["b", "a"])
    assert data.count == 1 and data.class_count == 2 and data.labels == (0,)
    with pytest.raises(InputError, match="not among the class names"):
        read_data_set(path, class_names=["a", "c"])
    with pytest.raises(InputError, match="not distinct"):
        map_labels("x", ["a"], ["a", "a"])


def test_duplicates_merge_and_conflicts_are_named(tmp_path: Path) -> None:
    data = read_data_set(write(tmp_path, "0.5,0\n0.1,1\n0.50,0\n"))
    assert data.count == 2 and data.merged == ((3, 1),)
    with pytest.raises(InputError, match=r"row 1 and row 3 .* different labels"):
        read_data_set(write(tmp_path, "0.5,0\n0.1,1\n5e-1,1\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no data rows"),
        ("\n \n", "no data rows"),
        ("x,label\n", "no data rows"),
        ("0.1,0\n0.2,0\n", "only one class"),
        ("0.1,0\n0.2,0.3,1\n", "row 2 has 3 columns"),
        ("0.1,0\nabc,1\n", "row 2, column 1: 'abc', which is not a number"),
        ("x,label\n0.1,0\n,1\n", "row 3, column 'x': an empty cell"),
        ("0.1,0\nnan,1\n", "not finite"),
        ("0.1,0\n-Infinity,1\n", "not finite"),
        ("nan,0\n0.1,1\n", "not finite"),
        ("0.1,0\n1e999999,1\n", "exponent exceeds"),
        ("0.1,0\n1e401,1\n", "exponent exceeds"),
        ("0.1,0\n1/0,1\n", "not a number"),
        ("0.1,0\n0x10,1\n", "not a number"),
        ("0.1,0\n1_000,1\n", "not a number"),
        ("0.1,0\n\u0661,1\n", "not a number"),
        ("0.1,0\n" + "1" * 401 + ",1\n", "more than 400 characters"),
        ("0.1,0\n0.2,\n", "row 2: empty label"),
        ("0\n1\n", "needs a label column"),
        ('0.1,0\n"0.2,1\n', "row 2"),
    ],
)
def test_bad_csv_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_data_set(write(tmp_path, text))
    assert "\n" not in str(caught.value) and "data.csv" in str(caught.value)


def test_missing_files_folders_and_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_data_set(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="not a file"):
        read_data_set(tmp_path)
    with pytest.raises(InputError, match="unknown data format"):
        read_data_set(write(tmp_path, "0.1,0\n", "data.json"))
    binary = tmp_path / "data.csv"
    binary.write_bytes(b"\xff\xfe0.1,0")
    with pytest.raises(InputError, match="UTF-8"):
        read_data_set(binary)
    with pytest.raises(InputError, match="no column 'kind'"):
        read_data_set(write(tmp_path, "x,label\n0.1,0\n0.2,1\n"), label_column="kind")
    with pytest.raises(InputError, match="no column 2"):
        read_data_set(write(tmp_path, "0.1,0\n0.2,1\n"), label_column=2)


def test_common_denominator_is_bounded(tmp_path: Path) -> None:
    primes = [p for p in range(2, 9000) if all(p % q for q in range(2, int(p**0.5) + 1))]
    rows = [f"1/{p},{at % 2}" for at, p in enumerate(primes)]
    with pytest.raises(InputError, match=str(MAX_DENOMINATOR_BITS)):
        read_data_set(write(tmp_path, "\n".join(rows)))


def test_arrays_are_taken_at_their_binary_value(tmp_path: Path) -> None:
    points = np.array([[0.1, 2.0**-1074], [-0.25, 0.0]])
    np.savez(tmp_path / "a.npz", X=points, y=np.array(["b", "a"]))
    data = read_data_set(tmp_path / "a.npz")
    assert data.point(0) == (Fraction(0.1), Fraction(1, 2**1074))
    assert data.point(1) == (Fraction(-1, 4), 0) and data.labels == (1, 0)
    np.save(tmp_path / "b.npy", np.array([[0.5, 0.25, 1.0], [0.25, 0.5, 0.0]], dtype=np.float32))
    table = read_data_set(tmp_path / "b.npy")
    assert table.dimension == 2 and table.labels == (1, 0) and table.classes == ("0", "1")
    first = read_data_set(tmp_path / "b.npy", label_column=0)
    assert first.point(0) == (Fraction(1, 4), 1) and first.classes == ("0.25", "0.5")


def test_integer_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", X=np.array([[0, 1], [1, 0]]), y=np.array([3, 7]))
    data = read_data_set(tmp_path / "a.npz")
    assert data.denominator == 1 and data.classes == ("3", "7") and data.number_kind == "integers"


def test_bad_arrays_are_refused(tmp_path: Path) -> None:
    def refuse(message: str, **arrays: object) -> None:
        np.savez(tmp_path / "a.npz", **arrays)  # type: ignore[arg-type]
        with pytest.raises(InputError, match=message):
            read_data_set(tmp_path / "a.npz")

    labels = np.array([0, 1])
    refuse("not a finite", X=np.array([[0.0], [np.nan]]), y=labels)
    refuse("not a finite", X=np.array([[0.0], [np.inf]]), y=labels)
    refuse("not finite", X=np.array([[0.0], [1.0]]), y=np.array([0.0, np.nan]))
    refuse("labels of shape", X=np.zeros((3, 2)), y=labels)
    refuse("no arrays X and y", A=np.zeros((3, 2)), y=labels)
    refuse("complex", X=np.zeros((2, 2), dtype=complex), y=labels)
    refuse("pickled", X=np.array([[object()], [None]]), y=labels)
    refuse("no data rows", X=np.zeros((0, 2)), y=np.zeros(0, dtype=int))
    refuse("same point", X=np.zeros((2, 2)), y=labels)
    (tmp_path / "b.npy").write_bytes(b"\x93NUMPY damaged")
    with pytest.raises(InputError, match="damaged"):
        read_data_set(tmp_path / "b.npy")
    (tmp_path / "c.npz").write_bytes(b"PK damaged")
    with pytest.raises(InputError, match=r"c\.npz"):
        read_data_set(tmp_path / "c.npz")


def test_iris_is_the_same_in_both_units() -> None:
    metres, centimetres = read_data_set(IRIS), read_data_set(IRIS_CENTIMETRES)
    assert metres.count == centimetres.count == 149 and len(metres.merged) == 1
    assert metres.classes == ("setosa", "versicolor", "virginica")
    assert metres.labels == centimetres.labels
    for index in range(metres.count):
        assert tuple(100 * x for x in metres.point(index)) == centimetres.point(index)


def test_iris_is_what_scikit_learn_ships() -> None:
    bundle = pytest.importorskip("sklearn.datasets").load_iris()
    rows = IRIS_CENTIMETRES.read_text(encoding="utf-8").split()[1:]
    expected = [
        ",".join([*(str(float(x)) for x in point), str(bundle.target_names[label])])
        for point, label in zip(bundle.data, bundle.target, strict=True)
    ]
    assert rows == expected


def test_unit_ball(tmp_path: Path) -> None:
    assert find_unit_ball_factor(read_data_set(IRIS)) == 1
    outside = read_data_set(IRIS_CENTIMETRES)
    with pytest.raises(InputError, match=r"row 119 lies outside the unit ball .*--rescale"):
        find_unit_ball_factor(outside)
    factor = find_unit_ball_factor(outside, rescale=True)
    norms = [sum(x * x for x in outside.point(i)) * factor**2 for i in range(outside.count)]
    assert Fraction(999, 1000) < max(norms) <= 1
    on_sphere = read_data_set(write(tmp_path, "0.6,0.8,0\n0,0,1\n"))
    assert find_unit_ball_factor(on_sphere, rescale=True) == 1
    beyond = read_data_set(write(tmp_path, "0.6,0.800000000000000000000000000001,0\n0,0,1\n"))
    with pytest.raises(InputError, match="unit ball"):
        find_unit_ball_factor(beyond)


def test_sampling_is_exact_deterministic_and_inside_the_ball() -> None:
    data = sample_unit_ball(500, 3, 4, seed=7)
    assert data == sample_unit_ball(500, 3, 4, seed=7) != sample_unit_ball(500, 3, 4, seed=8)
    assert find_unit_ball_factor(data) == 1 and data.class_count == 4
    for value in data.point(17):
        assert Fraction(float(value)) == value
    for bad in [(0, 1, 2, 0), (1, 0, 2, 0), (1, 1, 1, 0), (1, 1, 2, -1)]:
        with pytest.raises(InputError, match="at least"):
            sample_unit_ball(*bad)


def test_parse_number() -> None:
    assert parse_number(" +1.50e2 ") == 150 and parse_number("-7/21") == Fraction(-1, 3)
    for text in ("", "1e", "e5", "--1", "1/", "1/2/3", "inf", "1,5", "0b1", "1 2"):
        assert parse_number(text) is None


@pytest.mark.parametrize("square", [Fraction(2), Fraction(1, 3), Fraction(10**40 + 1, 7)])
def test_bound_root_brackets(square: Fraction) -> None:
    low, high = bound_root(square), bound_root(square, upper=True)
    assert low**2 <= square <= high**2 and high - low <= high / 2**60
    assert bound_root(Fraction(9, 16)) == Fraction(3, 4)
    with pytest.raises(ValueError, match="negative"):
        bound_root(-square)


def test_show_decimal() -> None:
    assert show_decimal(Fraction(1, 3), 4) == "0.3333"
    assert show_decimal(Fraction(9, 1000)) == "0.009"
    assert show_decimal(Fraction(1, 2**2000)).endswith("e-603")


def test_absurd_random_data_are_refused_before_any_is_drawn() -> None:
    from memproof.datasets import sample_unit_ball
    from memproof.errors import SizeLimitError

    with pytest.raises(SizeLimitError, match="--no-limit"):
        sample_unit_ball(10_000_000, 3, 2)
    assert sample_unit_ball(3, 2, 2, limit=False).count == 3


CASES = {
    "0,1,label\n0.1,0.2,a\n0.3,0.1,b\n0.2,0.5,a\n": (3, 2, ("a", "b")),
    "Country,1960,label\n0.1,0.2,x\n0.3,0.1,y\n": (2, 2, ("x", "y")),
    "a;b;label\n0,1;0,2;x\n0,3;0,1;y\n": (2, 2, ("x", "y")),
    "0,1;0,2;x\n0,3;0,1;y\n": (2, 2, ("x", "y")),
    "0,5;a\n1,5;b\n": (2, 1, ("a", "b")),
    "# a comment\n0.1,0.2,x\n0.3,0.1,y\n": (2, 2, ("x", "y")),
    '"x, y";"b";"label"\n0.1;0.2;x\n0.3;0.1;y\n': (2, 2, ("x", "y")),
    'a,b,label\n0.1,0.2,"x\ny"\n0.3,0.1,y\n': (2, 2, ("x\ny", "y")),
    "a,b,label\n0.1,0.2,x\u2028z\n0.3,0.1,y\n": (2, 2, ("x\u2028z", "y")),
    "a,b,label\n0.1,0.2,0.35\n0.3,0.1,1.25\n": (2, 2, ("0.35", "1.25")),
    "0.1 0.2 1\n0.3 0.1 0\n": (2, 2, ("0", "1")),
    "0.1\t0.2\tx\r\n0.3\t0.1\ty\r\n": (2, 2, ("x", "y")),
}
REFUSED = {
    "0,1,2\n0.1,0.2,0\n0.3,0.1,1\n": "--header or --no-header",
    ",a,b,label\n0,0.1,0.2,x\n1,0.3,0.1,y\n": "--drop-column 0",
    "a,b,label\n0.1,0.2,NaN\n0.3,0.1,y\n": "missing label",
    "1 000,a\n-1,a\n1,b\n": "'1 000'",
    "1.234,5;0,2;x\n": "thousands",
    "a,b,label\n0.1,0.2,x,\n0.3,0.1,y,\n": "every row but the first ends",
}


@pytest.mark.parametrize("text", CASES)
def test_dialects_are_found_and_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8", newline="")
    data = read_data_set(path)
    count, dimension, classes = CASES[text]
    assert (data.count, data.dimension, data.classes) == (count, dimension, classes)
    assert "separated" in data.notes[0]
    assert all(abs(value) <= 2 for at in range(count) for value in data.point(at))


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_says_what_to_type(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=REFUSED[text]):
        read_data_set(write(tmp_path, text))


def test_options_override_what_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, "0,1,2\n0.1,0.2,0\n0.3,0.1,1\n")
    assert read_data_set(path, options=ReadOptions(header=True)).count == 2
    assert read_data_set(path, options=ReadOptions(header=False)).count == 3
    index = write(tmp_path, ",a,label\n0,0.1,x\n1,0.3,y\n")
    assert read_data_set(index, options=ReadOptions(drop_columns=(0,))).dimension == 1
    comma = write(tmp_path, "0,5;a\n1,5;b\n")
    assert read_data_set(comma, options=ReadOptions(delimiter=";")).point(0) == (Fraction(1, 2),)


def test_a_column_named_label_that_is_none_is_said(tmp_path: Path) -> None:
    data = read_data_set(write(tmp_path, "target,b,kind\n0.1,0.2,x\n0.3,0.1,y\n"))
    assert any("'target' is taken as a coordinate" in note for note in data.notes)


def test_other_encodings_are_named(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes("0.1,a\n0.2,b\n".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        read_data_set(path)
    path.write_bytes("a,label\n0.1,café\n".encode("latin-1"))
    with pytest.raises(InputError, match="0xe9 in line 2"):
        read_data_set(path)


def test_gzip_is_read_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(b"0.1,a\n0.2,b\n"))
    assert read_data_set(path).count == 2
    path.write_bytes(gzip.compress(b"0.1,a\n" * 60_000_000))
    with pytest.raises(InputError, match="unpacks to more than"):
        read_data_set(path)


def test_images_one_hot_labels_and_lists() -> None:
    images = np.arange(32).reshape(2, 4, 4)
    data = make_data_set(images, [[0, 1, 0], [1, 0, 0]])
    assert data.dimension == 16 and data.labels == (1, 0)
    assert any("flattened" in note for note in data.notes)
    assert make_data_set([[0, 1], [1, 0]], ["b", "a"]).classes == ("a", "b")
