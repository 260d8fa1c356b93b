"""Cells of about 140 m numbered along a Z-order (Morton) curve, and blocks of them around a point.

Latitude and longitude are each cut into 2^17 steps: 153 m from south to north, and 119 m from west to east at
67° north. Nearby cells mostly have nearby numbers, and a square of 2^level × 2^level aligned cells is one
unbroken range of numbers, so that an index on the number finds what is near on any database.
"""

from __future__ import annotations

import math
from functools import lru_cache

from osta.discovery.places.model import EARTH_RADIUS_KM

BITS = 17
"""Bits for each of latitude and longitude: a cell's number takes 34 and fits a BIGINT."""
STEPS = 1 << BITS
MAX_LEVEL = BITS
"""At this level one square is the whole Earth."""
ROUNDING_KM = 1e-6
"""Kept off a guaranteed radius, for what floating point may lose."""


def morton(latitude: float, longitude: float) -> int:
    """The number of the cell of a WGS84 point.

    Raises `ValueError` for a latitude or longitude out of range or not a number.
    """
    row, column = _cell(latitude, longitude)
    return _interleaved(row, column)


def block(latitude: float, longitude: float, level: int) -> list[tuple[int, int]]:
    """The 3×3 squares around a point, as merged (lowest, highest) ranges of cell numbers in rising order.

    A square has 2^level cells a side: about 0.14 km at level 0, 9 km at level 6. At the poles there are fewer
    rows; at 180° the squares go on at the other side. Raises `ValueError` for a bad level or point.
    """
    return list(_block(*_square(latitude, longitude, level), level))


@lru_cache(maxsize=4096)  # most questions are about the same few hundred villages
def _block(row: int, column: int, squares: int, level: int) -> tuple[tuple[int, int], ...]:
    rows = [_spread(r) << 1 for r in range(max(0, row - 1), min(squares, row + 2))]
    columns = {_spread((column + step) % squares) for step in (-1, 0, 1)}
    size = 1 << 2 * level
    ranges: list[tuple[int, int]] = []
    for low in sorted((r | c) * size for r in rows for c in columns):
        if ranges and ranges[-1][1] + 1 == low:
            ranges[-1] = (ranges[-1][0], low + size - 1)
        else:
            ranges.append((low, low + size - 1))
    return tuple(ranges)


def guaranteed_km(latitude: float, longitude: float, level: int) -> float:
    """The radius in kilometres around a point that certainly lies inside its block; infinite for the whole Earth."""
    row, column, squares = _square(latitude, longitude, level)
    height, width = 180 / squares, 360 / squares
    distances = [math.inf]
    if row > 1:
        distances.append(math.radians(latitude + 90 - (row - 1) * height) * EARTH_RADIUS_KM)
    if row + 2 < squares:
        distances.append(math.radians((row + 2) * height - 90 - latitude) * EARTH_RADIUS_KM)
    if squares > 3:
        west = longitude + 180 - (column - 1) * width
        distances += [_to_meridian(latitude, west), _to_meridian(latitude, 3 * width - west)]
    return max(0.0, min(distances) - ROUNDING_KM)


def _to_meridian(latitude: float, degrees: float) -> float:
    """Kilometres from a point to the nearest point of the half meridian so many degrees of longitude away."""
    if degrees >= 90:
        return math.radians(90 - abs(latitude)) * EARTH_RADIUS_KM
    return math.asin(math.cos(math.radians(latitude)) * math.sin(math.radians(degrees))) * EARTH_RADIUS_KM


def _square(latitude: float, longitude: float, level: int) -> tuple[int, int, int]:
    """Row and column of the square of a point at a level, and how many squares a side the Earth has."""
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError(f"level {level} is not between 0 and {MAX_LEVEL}")
    row, column = _cell(latitude, longitude)
    return row >> level, column >> level, STEPS >> level


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"({latitude}, {longitude}) is not a point on Earth")
    row = min(STEPS - 1, int((latitude + 90) / 180 * STEPS))
    return row, int((longitude + 180) / 360 * STEPS) % STEPS


def _interleaved(row: int, column: int) -> int:
    return _spread(row) << 1 | _spread(column)


def _spread(bits: int) -> int:
    """The bits of a number with a zero between each two."""
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFF
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FF
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | bits << 2) & 0x3333333333333333
    return (bits | bits << 1) & 0x5555555555555555
