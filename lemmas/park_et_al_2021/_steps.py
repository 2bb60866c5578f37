"""Steps in claims: 1[y >= 0] as text, and sums of steps whose values are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memproof.certificates.sketches import SIGN, Sketch, apply
from memproof.statements.claims import Claim, make_claim

Steps = Sequence[tuple[str, str, bool]]
"""(coefficient, y, whether 1[y >= 0] is 1) of each summand."""


def step(text: str) -> str:
    """Return 1[y >= 0] as text."""
    return f"min(1, max(0, floor({text}) + 1))"


def sum_steps(steps: Steps) -> str:
    """Return x plus the sum of coefficient * 1[y >= 0] as text."""
    return "x" + "".join(f" + ({factor})*{step(y)}" for factor, y, _ in steps)


def known_sum(names: Sequence[str], steps: Steps, shifted: str, turns: int) -> Claim:
    """Return that x + sum coefficient * s_j = shifted - T f for the known s_j and f = turns."""
    values = "x" + "".join(f" + ({factor})*s{j}" for j, (factor, _, _) in enumerate(steps))
    given = [f"s{j} = {int(is_on)}" for j, (_, _, is_on) in enumerate(steps)]
    variables = [*names, "f", *(f"s{j}" for j in range(len(steps)))]
    return make_claim(
        f"{values} = {shifted} - T*f",
        dict.fromkeys(variables, "real"),
        given=[*given, f"f = {turns}"],
    )


def use_sum(
    identifier: str, names: Sequence[str], steps: Steps, shifted: str, turns: int
) -> Sketch:
    """Apply a known sum to the steps themselves; the context has the signs of all y."""
    values = {name: name for name in names} | {"f": f"floor(({shifted})/T)"}
    values |= {f"s{j}": step(y) for j, (_, y, _) in enumerate(steps)}
    hypotheses = [
        apply(f"PLYS14/{'on' if is_on else 'off'}", {"y": y}, [SIGN], SIGN) for _, y, is_on in steps
    ]
    floor = apply("PLYS14/floor", {"T": "T", "k": str(turns), "z": shifted}, [SIGN] * 3, SIGN)
    return apply(identifier, values, [*hypotheses, floor], SIGN)


def rename(names: Sequence[str], **others: str) -> Mapping[str, str]:
    """Return each name for itself, and the others."""
    return {**{name: name for name in names}, **others}
