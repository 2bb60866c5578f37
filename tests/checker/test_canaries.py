"""Bad certificates: each has one defect, and the checker must say which.

The files of ``memproof/canaries/documents`` hold lists of canaries: a name, the defect in words,
the expected reason, and documents of which the one with the id ``target`` must be refused for that
reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from memproof.checker.__main__ import main
from memproof.checker.documents import Session, digest, parse_document
from memproof.checker.errors import Rejected
from memproof.checker.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "memproof" / "canaries" / "documents"
CANARIES: list[dict[str, Any]] = [
    {**canary, "file": path.stem}
    for path in sorted(FOLDER.glob("*.json"))
    for canary in json.loads(path.read_text(encoding="utf-8"))
]
HEAD = {"format": "memproof-certificate", "version": 1}
SIGN = {"rule": "sign"}
# Checks all canaries with the interpreter it runs in, which may be isolated and optimized.
CHECK_ALL = """
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
from memproof.checker.documents import Session
from memproof.checker.errors import Rejected
wrong = []
count = 0
for path in sorted(pathlib.Path(sys.argv[2]).glob("*.json")):
    for canary in json.loads(path.read_text(encoding="utf-8")):
        count += 1
        try:
            Session(canary["documents"]).check("target")
            wrong.append(canary["name"])
        except Rejected as error:
            if error.reason != canary["expected"]:
                wrong.append(canary["name"])
foreign = {name.split(".")[0] for name in sys.modules} & {"flint", "sympy", "numpy", "mpmath"}
print(json.dumps([count, wrong, sorted(foreign), __debug__]))
"""


def reason_of(canary: dict[str, Any]) -> str:
    try:
        Session(canary["documents"]).check("target")
    except Rejected as error:
        return error.reason
    return "accepted"


@pytest.mark.parametrize("canary", CANARIES, ids=lambda c: f"{c['file']}-{c['name']}")
def test_canary_is_refused_for_its_defect(canary: dict[str, Any]) -> None:
    assert reason_of(canary) == canary["expected"], canary["defect"]


def test_every_rule_has_canaries() -> None:
    rules: set[str] = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("rule"), str):
                rules.add(node["rule"])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    for canary in CANARIES:
        collect(canary["documents"])
    assert set(RULES) <= rules


def test_names_are_unique_and_defects_are_told() -> None:
    names = [(canary["file"], canary["name"]) for canary in CANARIES]
    assert len(set(names)) == len(names) >= 299
    assert all(canary["defect"] and canary["expected"] for canary in CANARIES)


@pytest.mark.parametrize("options", [[], ["-O"], ["-OO"]], ids=["plain", "-O", "-OO"])
def test_canaries_are_refused_in_isolation(options: list[str]) -> None:
    command = [sys.executable, "-I", "-S", *options, "-c", CHECK_ALL, str(ROOT), str(FOLDER)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    count, wrong, foreign, debug = json.loads(run.stdout)
    assert (count, wrong, foreign, debug) == (len(CANARIES), [], [], not options)


# Defects of the text, before there is a document.

CLAIM = {"variables": {}, "given": [], "conclude": [["=", "0", "0"]]}
SOUND = {
    **HEAD,
    "kind": "proof",
    "id": "target",
    "claim": CLAIM,
    "witness": {},
    "proof": {"rule": "conclude", "proofs": [SIGN]},
    "uses": {},
}
TEXT = json.dumps(SOUND)


def test_the_sound_document_is_accepted() -> None:
    assert Session([parse_document(TEXT)]).check("target").verdict == "proved"


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('"uses"', '"claim": {}, "uses"'),
        TEXT.replace('"uses": {}', '"uses": {"a": "1", "a": "2"}'),
        TEXT.replace('"witness": {}', '"witness": {"x": NaN}'),
        TEXT.replace('"witness": {}', '"witness": {"x": Infinity}'),
        TEXT.replace('"witness": {}', '"witness": {"x": 1.0}'),
        TEXT.replace('"witness": {}', '"witness": {"x": 1e3}'),
        TEXT.replace('"witness": {}', '"witness": {"x": ' + "1" * 5000 + "}"),
        TEXT.replace('"version": 1', '"version": true'),
        TEXT.replace('"version": 1', '"version": 2'),
        TEXT.replace('"version": 1', '"version": "1"'),
        TEXT.replace("memproof-certificate", "memproof-network"),
        TEXT.replace('"kind": "proof"', '"kind": ["proof"]'),
        TEXT[:-1],
        TEXT + TEXT,
        f"[{TEXT}]",
        "[" * 100_000,
        "",
        "null",
        b"\xff\xfe\xfd",
    ],
    ids=range(19),
)
def test_defect_of_the_text(text: str | bytes) -> None:
    with pytest.raises(Rejected, match="malformed"):
        parse_document(text)


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, dict):
        return {**value, path[0]: put(value.get(path[0]), path[1:], new)}
    return [*value[: path[0]], put(value[path[0]], path[1:], new), *value[path[0] + 1 :]]


@pytest.mark.parametrize("new", [None, True, 0, 1.5, "", "x", [], {}, [[]], ["+"], {"rule": []}])
def test_every_place_of_a_document_may_hold_anything(new: Any) -> None:
    """Wrong types anywhere lead to a refusal (or change nothing), never to another exception."""
    documents = [canary["documents"] for canary in CANARIES if len(canary["documents"]) == 1]
    for (document,) in documents[::5]:
        for path in paths(document):
            changed = put(document, path, new)
            try:
                Session([changed]).check("target")
            except Rejected:
                continue


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            found += paths(part, (*path, key))
    return found


def prove(claim: dict[str, Any], *proofs: Any) -> dict[str, Any]:
    return {**SOUND, "claim": claim, "proof": {"rule": "conclude", "proofs": list(proofs)}}


def test_numbers_longer_than_python_converts() -> None:
    long = "1" + "0" * 5000
    claim = {**CLAIM, "conclude": [[">", long, "0"], ["=", ["/", long, long], "1"]]}
    assert Session([prove(claim, SIGN, SIGN)]).check("target").verdict == "proved"
    claim = {**CLAIM, "conclude": [["<", ["sqrt", ["+", long, "pi"]], long]]}
    assert Session([prove(claim, SIGN)]).check("target").verdict == "proved"
    claim = {**CLAIM, "conclude": [["<", long, "0"]]}
    with pytest.raises(Rejected, match="not-shown"):
        Session([prove(claim, SIGN)]).check("target")
    claim = {**CLAIM, "conclude": [[">", "1" * 200_001, "0"]]}
    with pytest.raises(Rejected, match="malformed"):
        Session([prove(claim, SIGN)]).check("target")


def test_huge_negative_exponents_are_refused_or_kept() -> None:
    claim = {"variables": {"x": "real"}, "given": [[">=", "x", "1"]]}
    power = ["^", ["*", "3", "x"], "-1000000000"]
    document = prove({**claim, "conclude": [[">", power, "0"]]}, SIGN)
    assert Session([{**document, "witness": {"x": "1"}}]).check("target").verdict == "proved"


def test_sum_that_is_zero_is_refused() -> None:
    one = ["+", ["/", ["^", "x", "2"], ["+", ["^", "x", "2"], "1"]]]
    zero = ["-", [*one, ["/", "1", ["+", ["^", "x", "2"], "1"]]], "1"]
    claim = {"variables": {"x": "real"}, "given": [], "conclude": [[">=", ["sqrt", zero], "0"]]}
    with pytest.raises(Rejected, match="internal"):
        Session([{**prove(claim, SIGN), "witness": {"x": "0"}}]).check("target")


# Several documents.

CITED = {**HEAD, "kind": "cited", "id": "cited", "claim": CLAIM, "source": "a book"}


@pytest.mark.parametrize("grade", ["cited", "assumed", "open"])
def test_grades_are_inherited_along_the_graph(grade: str) -> None:
    node = {"rule": "lemma", "id": "cited", "substitution": {}, "hypotheses": [], "then": SIGN}
    proof = {**prove(CLAIM, node), "uses": {"cited": digest(CLAIM)}}
    words = {**HEAD, "kind": "construction", "id": "words", "claim": CLAIM, "argument": "clear"}
    words["uses"] = {"target": digest(CLAIM)}
    last = {**prove(CLAIM, {**node, "id": "words"}), "id": "last", "uses": {"words": digest(CLAIM)}}
    session = Session([{**CITED, "grade": grade}, proof, words, last])
    assert session.check("target").grade == "proved"
    assert session.check("target").inherited == grade
    assert session.check("target").rests_on == ("cited",)
    assert session.check("last").inherited == ("argued" if grade == "cited" else grade)
    assert session.check("last").rests_on == ("cited", "words")


def test_an_argument_in_words_is_never_proved() -> None:
    words = {**HEAD, "kind": "construction", "id": "words", "claim": CLAIM, "argument": "clear"}
    session = Session([SOUND, {**words, "uses": {"target": digest(CLAIM)}}])
    accepted = session.check("words")
    assert (accepted.verdict, accepted.inherited) == ("evidence", "argued")
    assert accepted.rests_on == ("words",)


@pytest.mark.parametrize("name", ["", "a\nb: accepted", "\x1b[2K", "\ud800", 7, None, "x" * 201])
def test_ids_are_short_and_printable(name: Any) -> None:
    with pytest.raises(Rejected, match="malformed"):
        Session([{**SOUND, "id": name}])


def test_duplicate_ids() -> None:
    with pytest.raises(Rejected, match="duplicate-id"):
        Session([SOUND, SOUND])


# The command.


def test_command_reports_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(TEXT)
    bad.write_text(json.dumps({**SOUND, "id": "bad", "proof": {"rule": "x\nfake: accepted"}}))
    assert main([str(good)]) == 0
    assert main([str(good), str(bad)]) == 1
    assert main(["--json", str(bad)]) == 1
    assert main([str(tmp_path / "none.json")]) == 3
    assert main([]) == 3
    assert main(["--unknown", str(good)]) == 3
    output = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in output[:3]] == ["accepted", "accepted", "REJECTED"]
    assert json.loads(output[3])["reason"] == "unknown-rule"
    assert len(output) == 4


def test_command_survives_unprintable_text(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({**SOUND, "proof": {"rule": "\ud800\x1b[2K é"}}))
    run = subprocess.run(
        [sys.executable, "-m", "memproof.checker", str(bad)],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1
    assert b"REJECTED: unknown-rule" in run.stdout and b"\x1b" not in run.stdout
    assert run.stderr == b""
