"""The most affine pieces that two hidden layers have on a line, and networks that attain them.

Kinks of the output are kinks of the first layer or zeros of second-layer pre-activations, at most
one zero a unit and affine piece. Table and argument: mathematics_yun_madden_bartlett §4.
"""

from __future__ import annotations

from fractions import Fraction

from memproof.errors import InputError
from memproof.networks.network import Network
from memproof.networks.pieces import Piece, pieces_on_line
from memproof.networks.wiring import Affine, neuron, total, wire

# Slopes of the zigzag on its first pieces, then ±3 in turn. Neurons 2 and 3 (from 1) open left:
# their jumps 3 and −4 sum to minus the first slope, which no other jumps would give.
_SLOPES = (1, -1, 2, -2)
_OPEN_LEFT = (1, 2)


def count_max_pieces(d1: int, d2: int) -> int:
    """The largest number of affine pieces of R → R networks with hidden widths [d1, d2].

    d1 = 1: d2 + 2; d1 = 2: 2d2 + 3; d1 ≥ 3: (d1 + 1)(d2 + 1), but d1 + 2 + ⌈d1/2⌉ for d2 = 1.
    Raises InputError for widths below 1.
    """
    if d1 < 1 or d2 < 1:
        raise InputError("widths are at least 1")
    if d1 == 1:
        return d2 + 2
    if d1 == 2:
        return 2 * d2 + 3
    return d1 + 2 + (d1 + 1) // 2 if d2 == 1 else (d1 + 1) * (d2 + 1)


def count_printed_pieces(d1: int, d2: int) -> int:
    """2·d1·d2 + d2 + 1: the printed necessary count of Yun, Sra and Jadbabaie (transcribed)."""
    return 2 * d1 * d2 + d2 + 1


def build_max_pieces(d1: int, d2: int) -> Network:
    """Hidden widths [d1, d2] with ``count_max_pieces`` affine pieces. Raises InputError as there.

    The second layer cuts one zigzag at d2 heights; one unit, the lowest, faces down where there
    are several, so that both upper and lower kinks of the zigzag stay visible.
    """
    count_max_pieces(d1, d2)
    x = neuron("x")
    first: dict[str, Affine] = {}
    if d1 <= 2:
        first = {"right": x} if d1 == 1 else {"left": -x, "right": x - 1}
        zigzag = total(neuron(name) for name in first)
    else:
        height = 6 * (d2 + 1)
        slopes = [*_SLOPES, *(3 if j % 2 == 0 else -3 for j in range(d1))][: d1 + 1]
        place, constant = Fraction(0), Fraction(height)
        terms: list[Affine] = []
        for j in range(d1):
            jump = slopes[j + 1] - slopes[j]
            opens_left = j in _OPEN_LEFT
            first[f"kink{j}"] = -x + place if opens_left else x - place
            terms.append(neuron(f"kink{j}") * jump)
            # The value at 0, the first kink, is to be the height.
            constant -= jump * place if opens_left else 0
            place += Fraction(height, abs(slopes[j + 1]))
        zigzag = total([Affine(constant), *terms])
    second: dict[str, Affine] = {}
    faces_down = d1 <= 2 or d2 > 1
    for i in range(d2):
        above = zigzag - 6 * (i + 1)
        second[f"cut{i}"] = -above if i == 0 and faces_down else above
    output = total(neuron(name) for name in second)
    return wire(["x"], [first, second], [output])


def find_all_pieces(network: Network, reach: int) -> tuple[Piece, ...]:
    """The pieces on [−reach, reach]. Raises InputError unless the network is one from R to R."""
    if network.input_dimension != 1 or network.output_dimension != 1:
        raise InputError("pieces are counted for one input and one output")
    return pieces_on_line(network, -reach, reach)
