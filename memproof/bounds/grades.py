"""The grades that the last audit stored, for commands that answer at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from memproof.bounds.check import AuditedGrade
from memproof.certificates.grades import inherit, read_stored, stale_certificates, weakest
from memproof.certificates.modules import lemmas_folder

CLAIM_KINDS = ("proof", "vacuous", "cited", "construction")


@dataclass(frozen=True)
class StoredGrades:
    """Grades by the id of a part or lemma; ``stale`` are parts whose certificate has changed.

    A stale part counts as open, and so does what rests on it.
    """

    grades: dict[str, AuditedGrade]
    stale: tuple[str, ...]


def read_grades(root: Path | None = None) -> StoredGrades:
    """Return the grades that an audit of the lemmas stored, none where none did.

    The certificates are compared with the audited ones, the claims are not: ``memproof audit`` and
    ``memproof report`` compare these too.  Raises ``InputError`` for a file of another form.
    """
    folder = lemmas_folder() if root is None else root
    stored = read_stored(folder)
    stale = stale_certificates(folder, stored)
    known = {
        name: replace(one.own, grade="open") if name in stale else one.own
        for name, one in stored.items()
        if one.own.grade
    }
    found = inherit(known)
    grades = {
        name: AuditedGrade(
            "stale" if name in stale else stored[name].verdict, one.grade, one.rests_on
        )
        for name, one in found.items()
    }
    by_lemma: dict[str, list[AuditedGrade]] = {}
    sound = [name for name in grades if stored[name].verdict != "refuted"]
    claims = [name for name in sound if stored[name].kind in CLAIM_KINDS]
    claimed = {name.split("/")[0] for name in claims}
    # Networks stand for a lemma that claims nothing, and for no other.
    for name in (*claims, *(one for one in sound if one.split("/")[0] not in claimed)):
        by_lemma.setdefault(name.split("/")[0], []).append(grades[name])
    for lemma, parts in by_lemma.items():
        least = weakest(one.grade for one in parts)
        rests = {name for one in parts for name in one.rests_on}
        grades[lemma] = AuditedGrade(least, least, tuple(sorted(rests)))
    return StoredGrades(grades, tuple(sorted(stale)))
