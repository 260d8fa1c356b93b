import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.volume import draft, showing
from osta.broadcasts.volume.draft import NeedFault
from osta.chat.texts import texts
from osta.discovery.service import Discovery
from osta.store.models import Need
from osta.store.volume import Sum


@pytest.mark.parametrize(
    ("message", "quantity", "unit", "period", "concept", "place"),
    [
        ("koulukeittiö tarvitsee 500 kg perunaa kuussa, Salla", 500, "kg", "month", "peruna", "Salla"),
        ("2 000,5 kiloa hillaa", 2000.5, "kg", "once", "hilla", None),
        ("30 m3 polttopuita vuodessa Posiolle", 30, "m³", "year", "polttopuu", "Posio"),
        ("12 tonnia perunaa viikoittain", 12, "t", "week", "peruna", None),
        ("40 perunaa", 40, "kpl", "once", "peruna", None),
        ("kampaamo tarvitsee 3 kg hillaa Posiolla", 3, "kg", "once", "hilla", "Posio"),
    ],
)
def test_a_need_is_read_as_people_write_it(
    discovery: Discovery, message: str, quantity: float, unit: str, period: str, concept: str, place: str | None
) -> None:
    read = draft.read(message, discovery)
    assert (read.quantity, read.unit, read.period, read.concept) == (quantity, unit, period, concept)
    assert (read.place.name if read.place else None) == place


@pytest.mark.parametrize(
    ("message", "cause"), [("perunaa kuussa", "quantity"), ("500 kg", "thing"), ("0 kg", "quantity")]
)
def test_what_is_no_need_says_what_is_missing(discovery: Discovery, message: str, cause: str) -> None:
    with pytest.raises(NeedFault) as caught:
        draft.read(message, discovery)
    assert caught.value.cause == cause


@given(st.text(alphabet=st.sampled_from("0123456789 ,.kglt–-€/²٣"), max_size=30))
def test_any_amount_and_price_is_sound_or_none(text: str) -> None:
    read = draft.amount(text)
    assert read is None or 0 < read[0] <= draft.MOST
    prices = draft.prices(text)
    assert prices is None or 0 <= prices[0] <= prices[1]


@given(st.floats(0.1, 10_000), st.floats(0, 20_000))
def test_the_bar_is_full_only_when_the_sum_is_reached(wanted: float, pledged: float) -> None:
    need = Need(text="x", quantity=wanted, unit="kg", period="once")
    said = str(showing.bar(need, Sum(pledged, 1, 1), texts("fi")))
    assert ("täynnä" in said) == (pledged >= wanted)
    assert len(said.split(" ", maxsplit=1)[0]) == showing.STEPS


@given(st.lists(st.floats(1, 400), min_size=2, max_size=2), st.floats(500, 1000))
def test_one_of_two_cannot_reckon_what_the_other_has_pledged(pledges: list[float], wanted: float) -> None:
    """The same bar is shown for many amounts of the other: it moves in tenths."""
    mine, other = pledges
    need = Need(text="x", quantity=wanted, unit="kg", period="once")
    t = texts("fi")
    shown = str(showing.bar(need, Sum(mine + other, 2, 0), t))
    tenth = wanted / showing.STEPS
    alike = [
        other + part * tenth / 8
        for part in range(-8, 9)
        if str(showing.bar(need, Sum(mine + other + part * tenth / 8, 2, 0), t)) == shown
    ]
    assert len(alike) >= 7
