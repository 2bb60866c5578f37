"""Margins: right inside the radius, wrong just outside where the radius is called exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memproof.constructions.memorize import memorize, verify_network
from memproof.datasets import DataSet, sample_unit_ball
from memproof.datasets.values import build_data_set
from memproof.errors import InputError
from memproof.networks import margins as margins_module
from memproof.networks.evaluate import evaluate
from memproof.networks.margins import bound_margins
from memproof.networks.network import Network, build_layer
from memproof.networks.pieces import find_direction

HALF = Fraction(1, 2)


def bump() -> Network:
    """x ↦ σ(x) − 2σ(x − 1) + σ(x − 2): a tent of height 1 at 1."""
    hidden = build_layer([[1], [1], [1]], [0, -1, -2])
    return Network((hidden, build_layer([[1, -2, 1]], [0])))


def radii(network: Network, places: list[Fraction], labels: list[int]) -> list[Fraction | None]:
    denominator = 24
    numerators = [[int(place * denominator)] for place in places]
    found = bound_margins(network, numerators, denominator, labels)
    return [margin.radius for margin in found]


def test_tent_by_hand() -> None:
    places = [Fraction(1), Fraction(0), Fraction(-3), Fraction(3, 4), Fraction(9, 8)]
    assert radii(bump(), places, [1, 0, 0, 1, 1]) == [
        HALF,  # at the top: a kink on the point, half a unit to both sides
        HALF,  # flat on the left, rising on the right
        Fraction(7, 2),  # followed over the kink at 0
        Fraction(1, 4),
        Fraction(3, 8),
    ]
    assert radii(bump(), [Fraction(1)], [0]) == [0]
    assert radii(bump(), [HALF], [0]) == [0]  # exactly 1/2 off is not right


def test_without_following_pieces_the_radius_is_a_lower_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(margins_module, "WALK_WORK", 0)
    (margin,) = bound_margins(bump(), [[-3]], 1, [0])
    assert margin.radius == 3 and not margin.is_exact
    (margin,) = bound_margins(bump(), [[1]], 1, [1])
    assert margin.radius == HALF and margin.is_exact


def test_constant_networks_never_change() -> None:
    constant = Network((build_layer([[0]], [1]), build_layer([[1]], [0])))
    (margin,) = bound_margins(constant, [[5]], 1, [1])
    assert margin.radius is None and margin.is_exact


def test_the_line_of_a_first_layer() -> None:
    found = find_direction(build_layer([[2, -4], [0, 0], [-3, 6]], [1, 1, 1]))
    assert found is not None and found[0] == (1, -2)
    assert [terms for _, terms in found[1].rows] == [((0, 2),), (), ((0, -3),)]
    assert find_direction(build_layer([[1, 0], [0, 1]], [0, 0])) is None


@pytest.mark.parametrize("method", ["trade-off", "direct", "steps"])
def test_memorizing_networks_move_as_the_margins_say(method: str) -> None:
    data = sample_unit_ball(25, 3, 3, seed=1)
    result = memorize(data, method=method)
    found = verify_network(result.network, data).margins
    assert found is not None
    direction = result.keys.direction
    norm = sum(Fraction(entry) ** 2 for entry in direction)
    for index, margin in enumerate(found):
        assert margin.radius is not None and margin.radius > 0
        point, label = data.point(index), data.labels[index]

        def at(step: Fraction, point: tuple[Fraction, ...] = point) -> Fraction:
            # A step along u of length step/‖u‖·‖u‖² … in units where ‖step·u/‖u‖²‖ = step/‖u‖.
            moved = [x + step * u / norm for x, u in zip(point, direction, strict=True)]
            return evaluate(result.network, [moved])[0][0]

        # radius·‖u‖ bracketed by rationals: inside is right, just outside wrong on one side.
        length = margin.radius**2 * norm
        low, high = Fraction(0), length + 1
        for _ in range(2000):
            if high - low <= low / 2**40:
                break
            middle = (low + high) / 2
            low, high = (middle, high) if middle**2 <= length else (low, middle)
        for share in (Fraction(1, 3), Fraction(9, 10), Fraction(1)):
            for sign in (1, -1):
                assert abs(at(sign * share * low) - label) <= HALF
        if margin.is_exact:
            beyond = high * (1 + Fraction(1, 2**30))
            assert any(abs(at(sign * beyond) - label) > HALF for sign in (1, -1))


def test_a_network_reading_two_directions() -> None:
    # |x| + |y|: equal to 1 at (1, 0), where the kink y = 0 meets the point.
    hidden = build_layer([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 0, 0])
    diamond = Network((hidden, build_layer([[1, 1, 1, 1]], [0])))
    found = bound_margins(diamond, [[3, 1], [2, 0], [1, 1]], 4, [1, 1, 0])
    assert found[0].radius == Fraction(1, 4) and not found[0].is_exact  # the kink is nearest
    assert found[1].radius == 0  # |x| + |y| = 1/2 at (1/2, 0): just not right
    assert found[2].radius == 0
    (margin,) = bound_margins(diamond, [[4, 4]], 8, [1])
    assert margin.radius is not None and margin.is_exact
    assert margin.radius**2 <= Fraction(1, 8) < (margin.radius * (1 + Fraction(1, 2**60))) ** 2


def test_several_outputs() -> None:
    argmax = Network((build_layer([[3, 0], [0, 4], [0, 0]], [0, 0, 0]),))
    (margin,) = bound_margins(argmax, [[1, 0]], 1, [0])
    # 3x > 4y: distance 3/5; 3x > 0: distance 1.
    assert margin.radius == Fraction(3, 5) and margin.is_exact
    with pytest.raises(InputError, match="label 3 has no output"):
        bound_margins(argmax, [[1, 0]], 1, [3])


def test_wrong_points_are_found_with_their_outputs() -> None:
    data: DataSet = build_data_set("tent", [[1], [2], [4]], 2, [0, 1, 0], ["0", "1"])
    result = verify_network(bump(), data)
    assert [(point.index, point.outputs) for point in result.wrong] == [(0, (HALF,))]
    assert not result.all_right and result.margins is not None
    assert result.margins[0].radius == 0 and result.margins[1].radius == HALF


def test_dimensions_must_fit() -> None:
    with pytest.raises(InputError, match="reads 1 coordinates"):
        bound_margins(bump(), [[1, 2]], 1, [0])
    data = sample_unit_ball(3, 2, 2)
    with pytest.raises(InputError, match="reads 1 coordinates"):
        verify_network(bump(), data)
