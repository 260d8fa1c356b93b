"""Cells along a Z-order curve, and what lies in a block of them for certain."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.discovery.places.areas import MAX_LEVEL, STEPS, block, guaranteed_km, morton
from osta.discovery.places.model import EARTH_RADIUS_KM, distance_km

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
levels = st.integers(0, MAX_LEVEL)


def point_at(latitude: float, longitude: float, km: float, bearing: float) -> tuple[float, float]:
    """The point so many kilometres away in a direction (radians from north)."""
    phi, angle = math.radians(latitude), km / EARTH_RADIUS_KM
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    to_phi = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(to_phi)
    )
    to_longitude = (longitude + math.degrees(turn) + 180) % 360 - 180
    return max(-90.0, min(90.0, math.degrees(to_phi))), to_longitude


def corner(z: int) -> tuple[float, float]:
    """Latitude and longitude of the south-west corner of a cell: the bits taken apart again, one by one."""
    bits = range(MAX_LEVEL)
    row = sum((z >> 2 * bit + 1 & 1) << bit for bit in bits)
    column = sum((z >> 2 * bit & 1) << bit for bit in bits)
    return row * 180 / STEPS - 90, column * 360 / STEPS - 180


@given(latitudes, longitudes)
def test_a_cell_holds_the_point_it_is_made_from(latitude: float, longitude: float) -> None:
    z = morton(latitude, longitude)
    assert 0 <= z < 2**34
    south, west = corner(z)
    assert south - 1e-9 <= latitude <= south + 180 / STEPS + 1e-9
    east_of_west = (longitude - west) % 360  # 180° is the meridian of -180°
    assert min(east_of_west, 360 - east_of_west) <= 360 / STEPS + 1e-9


@given(st.integers(0, STEPS * STEPS - 1))
def test_a_cell_is_found_again_from_its_middle(z: int) -> None:
    south, west = corner(z)
    assert morton(south + 90 / STEPS, west + 180 / STEPS) == z


@given(latitudes, longitudes, levels, st.floats(0, 1), st.floats(0, 2 * math.pi))
def test_what_is_guaranteed_lies_in_the_block(
    latitude: float, longitude: float, level: int, share: float, bearing: float
) -> None:
    radius = min(guaranteed_km(latitude, longitude, level), math.pi * EARTH_RADIUS_KM)
    there = point_at(latitude, longitude, radius * share, bearing)
    if distance_km(latitude, longitude, *there) <= radius:
        z = morton(*there)
        assert any(low <= z <= high for low, high in block(latitude, longitude, level))


@given(latitudes, longitudes, levels)
def test_ranges_rise_and_never_touch(latitude: float, longitude: float, level: int) -> None:
    ranges = block(latitude, longitude, level)
    assert 1 <= len(ranges) <= 9
    assert all(low <= high for low, high in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))
    assert sum(high - low + 1 for low, high in ranges) <= 9 * 4**level


@given(st.floats(65, 69), st.floats(26, 31), st.integers(0, 12))
def test_a_level_more_guarantees_more_in_lapland(latitude: float, longitude: float, level: int) -> None:
    side_km = 0.1 * 2**level
    assert guaranteed_km(latitude, longitude, level) >= side_km
    assert guaranteed_km(latitude, longitude, level + 1) > guaranteed_km(latitude, longitude, level) * 0.99


def test_the_highest_level_is_the_whole_earth() -> None:
    assert block(66.8, 28.7, MAX_LEVEL) == [(0, STEPS * STEPS - 1)]
    assert guaranteed_km(66.8, 28.7, MAX_LEVEL) == math.inf


def test_the_block_goes_on_across_the_date_line() -> None:
    z = morton(66.0, -179.999)
    assert any(low <= z <= high for low, high in block(66.0, 179.999, 1))


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (math.nan, 0), (0, math.inf)])
def test_what_is_not_on_earth_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="is not a point on Earth"):
        morton(*point)


def test_bad_levels_and_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="level 18 is not between 0 and 17"):
        block(66, 28, 18)
