"""The regimes around the parameters asked for, as the report shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from memproof.bounds.exact import format_decimal
from memproof.bounds.regimes import Region, map_regimes
from memproof.bounds.text import show_integer
from memproof.report.parameters import Request

GRID = 24
MAX_MAPS = 4


@dataclass(frozen=True)
class RegionView:
    """A region of the map: which bounds are best there, where it lies, and the gap."""

    upper_by: str
    lower_by: str
    cells: int
    bits: str
    depths: str
    gaps: str


@dataclass(frozen=True)
class MapView:
    """A map over log2(1/δ) and L for one number of points; ``svg`` is the picture."""

    title: str
    regions: tuple[RegionView, ...]
    svg: str


def map_requests(requests: Sequence[Request], root: Path) -> tuple[MapView, ...]:
    """One map for each different N, d and C, up to four."""
    from memproof.report.figures import draw_regimes, inline_svg

    wanted = dict.fromkeys((one.points, one.dimension or 1, one.classes) for one in requests)
    views: list[MapView] = []
    for number, (points, dimension, classes) in enumerate(list(wanted)[:MAX_MAPS], 1):
        found = map_regimes(
            points, dimension, classes, columns=GRID, rows=GRID, processes=1, root=root
        )
        title = (
            f"N = {show_integer(found.points)}, d = {found.dimension}, "
            f"{show_integer(found.classes)} classes"
        )
        views.append(
            MapView(
                title,
                tuple(_view(one) for one in found.regions()),
                inline_svg(draw_regimes(found), f"map-{number}"),
            )
        )
    return tuple(views)


def _view(one: Region) -> RegionView:
    gaps = ""
    if one.gaps is not None:
        gaps = f"{format_decimal(one.gaps[0], 3)} … {format_decimal(one.gaps[1], 3, up=True)}"
    return RegionView(
        one.upper_by or "",
        one.lower_by or "",
        one.cells,
        f"{one.bits[0]} … {one.bits[1]}",
        f"{one.depths[0]} … {one.depths[1]}",
        gaps,
    )
