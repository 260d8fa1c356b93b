"""How place names inflect: reviewed forms of this region's villages, and of names the rules were not made from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.discovery.places.forms import (
    Case,
    Role,
    case_forms,
    reading_forms,
    reading_forms_of,
    resident_forms,
    written,
)
from osta.discovery.places.gazetteer import Gazetteer

HERE = Path(__file__).parent
GAZETTEER = Gazetteer.load()


def reviewed(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("row", [*reviewed("forms.csv"), *reviewed("unseen.csv")], ids=lambda row: row["name"])
def test_the_first_form_of_each_case_is_the_right_one(row: dict[str, str]) -> None:
    forms = case_forms(row["name"])
    assert {case: forms[Case(case)][0] for case in row if case != "name"} == {
        case: form for case, form in row.items() if case != "name"
    }


def test_every_place_of_the_area_has_reviewed_forms() -> None:
    names = {row["name"] for row in reviewed("forms.csv")}
    assert {place.name for place in GAZETTEER if place.inside and not place.is_area} == names


@pytest.mark.parametrize(
    ("place_id", "genitive", "at", "away", "to"),
    [
        ("kursu", "Kursun", "Kursussa", "Kursusta", "Kursuun"),
        ("savukoski", "Savukosken", "Savukoskella", "Savukoskelta", "Savukoskelle"),
        ("pelkosenniemi", "Pelkosenniemen", "Pelkosenniemellä", "Pelkosenniemeltä", "Pelkosenniemelle"),
        ("salla", "Sallan", "Sallassa", "Sallasta", "Sallaan"),
        ("posio", "Posion", "Posiolla", "Posiolta", "Posiolle"),
        ("saija", "Saijan", "Saijalla", "Saijalta", "Saijalle"),
        ("isokyla", "Isonkylän", "Isossakylässä", "Isostakylästä", "Isoonkylään"),
        ("vanha-salla", "Vanhan Sallan", "Vanhassa Sallassa", "Vanhasta Sallasta", "Vanhaan Sallaan"),
        ("ruka", "Rukan", "Rukalla", "Rukalta", "Rukalle"),
        ("murmansk", "Murmanskin", "Murmanskissa", "Murmanskista", "Murmanskiin"),
        ("syote", "Syötteen", "Syötteellä", "Syötteeltä", "Syötteelle"),
        ("tampere", "Tampereen", "Tampereella", "Tampereelta", "Tampereelle"),
    ],
)
def test_texts_use_the_local_case_that_locals_use(place_id: str, genitive: str, at: str, away: str, to: str) -> None:
    place = GAZETTEER[place_id]
    assert [written(place, role) for role in Role] == [genitive, at, away, to]


@pytest.mark.parametrize(
    ("name", "form", "case"),
    [
        ("Salla", "sallasa", Case.INESSIVE),
        ("Salla", "sallhaan", Case.ILLATIVE),
        ("Tanhua", "tanhuhaan", Case.ILLATIVE),
        ("Kemijärvi", "kemijärvheen", Case.ILLATIVE),
        ("Kemijärvi", "kemijärvelä", Case.ADESSIVE),
        ("Kemijärvi", "kemijärvee", Case.ILLATIVE),
        ("Kemijärvi", "kemijärvissä", Case.INESSIVE),
        ("Kursu", "kursshuun", Case.ILLATIVE),
        ("Kursu", "kurssuun", Case.ILLATIVE),
        ("Kotala", "kotallaan", Case.ILLATIVE),
        ("Posio", "posiole", Case.ALLATIVE),
        ("Posio", "posihoon", Case.ILLATIVE),
        ("Oinas", "oinhaalla", Case.ADESSIVE),
        ("Oinas", "oinhaasseen", Case.ILLATIVE),
        ("Suvanto", "suvantossa", Case.INESSIVE),
        ("Isokylä", "isokylässä", Case.INESSIVE),
        ("Isokylä", "isossakylässä", Case.INESSIVE),
        ("Kemijärvi", "kemijärvis", Case.GENITIVE),
        ("Kemijärvi", "kemijärvi's", Case.GENITIVE),
        ("Perä-Posio", "perä-posiossa", Case.INESSIVE),
        ("Sallan kirkonkylä", "sallan kirkonkyläsä", Case.INESSIVE),
    ],
)
def test_questions_are_read_as_people_write(name: str, form: str, case: Case) -> None:
    assert (form, case) in set(reading_forms(name))


@pytest.mark.parametrize("form", ["oinaan kylällä", "oinaankylässä", "oinaankylhään"])
def test_villages_are_read_with_the_word_village(form: str) -> None:
    assert form in {read for read, _ in reading_forms_of(GAZETTEER["oinas"])}


def test_the_word_village_is_not_put_to_towns_nor_twice() -> None:
    assert "sallankylä" not in {form for form, _ in reading_forms_of(GAZETTEER["salla"])}
    assert not any("kylänkylä" in form for form, _ in reading_forms_of(GAZETTEER["ylikyla"]))


def test_a_name_in_another_language_keeps_its_form() -> None:
    assert case_forms("Čeʹvetjäuʹrr") == {Case.NOMINATIVE: ("Čeʹvetjäuʹrr",)}
    assert [form for form, _ in reading_forms("Tromsø")] == ["tromsø", "tromsøs", "tromsø's"]


def test_who_comes_from_a_place() -> None:
    assert {"kemijärveläinen", "kemijärveläistä", "kemijärveläisiä"} <= set(resident_forms("Kemijärvi"))
    assert {"sallalainen", "sallalaisen", "sallalaisten"} <= set(resident_forms("Salla"))


def test_no_two_villages_of_the_area_share_a_standard_form() -> None:
    owners: dict[str, set[str]] = {}
    for place in GAZETTEER:
        if place.inside and not place.is_area:
            for forms in case_forms(place.name).values():
                for form in forms:
                    owners.setdefault(form, set()).add(place.name)
    assert {form: names for form, names in owners.items() if len(names) > 1} == {}


@given(st.text(st.sampled_from("aeiouyäöbdfghjklmnprstv- ABHÄ'ʹ漢\n1"), max_size=30))
def test_any_name_gets_lower_case_forms_beginning_with_itself(name: str) -> None:
    forms = list(reading_forms(name, village=True))
    assert forms[0] == (name.lower(), Case.NOMINATIVE)
    assert all(form == form.lower() for form, _ in forms)
    assert len(forms) == len(set(forms))
    list(resident_forms(name))
