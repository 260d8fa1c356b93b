"""Staff write to many: an announcement from its first word to its figures; and the estimate of an effect."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.broadcast_start import start_due
from osta.chat.errors import MessageRefused, OutcomeUnknown
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store.models import AuditEntry, Broadcast
from osta.store.payloads import decode_reply
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Town


async def with_readers(town: Town) -> None:
    for name in ("aino", "bea"):
        person = town.person(name)
        await person.says("/tilaukset")
        await person.presses("Hankkeen tiedotteet")


async def only(town: Town) -> Broadcast:
    async with town.database.reading() as session:
        (found,) = (await session.scalars(select(Broadcast))).all()
        return found


async def test_an_announcement_is_written_tried_aimed_and_sent(town: Town) -> None:
    await with_readers(town)
    staff = town.person("staff")
    assert "Kirjoita tiedotteen teksti. Suomeksi:" in await staff.says("/tiedote")
    seen = await staff.says("REKO alkaa torstaina.\nTervetuloa!")
    assert seen.startswith("REKO alkaa torstaina.\nTervetuloa!\n\nSaat tämän, koska olet tilannut tiedotteet.")
    assert "Kenelle: kaikki, jotka ovat antaneet luvan\n2 ihmistä" in seen
    await staff.presses("På svenska")
    await staff.says("REKO börjar på torsdag.")
    assert "✓ På svenska" in staff.labels
    tried = await staff.presses("Kokeile itselläsi")
    assert "REKO alkaa" in tried
    assert "REKO börjar" in tried
    await staff.says("/lahetykset")
    await staff.presses("REKO alkaa")
    await staff.presses("Muokkaa")
    await staff.presses("Kenelle")
    assert "Kenelle: Salla" in await staff.presses("Salla")
    await staff.presses("✓ Salla")
    await staff.presses("Valmis")
    assert "Lähetetäänkö? 2 ihmistä" in await staff.presses("Lähetä…")
    assert "Tiedote lähtee nyt." in await staff.presses("Lähetä nyt")
    found = await only(town)
    assert (found.state, found.title) == ("scheduled", "REKO alkaa torstaina. Tervetuloa!")
    assert "ajastettu" in await staff.presses("Näytä lähetys")
    assert "Perutaanko lähetys" in await staff.presses("Peru lähetys…")
    assert "peruttu" not in await staff.presses("Takaisin")
    await staff.presses("Peru lähetys…")
    assert "peruttu" in await staff.presses("Peru lähetys")
    async with town.database.reading() as session:
        assert [entry.action for entry in await session.scalars(select(AuditEntry))] == [
            "announcement_sent",
            "cancelled",
        ]


async def test_a_time_is_understood_or_asked_again(town: Town) -> None:
    await with_readers(town)
    staff = town.person("staff")
    await staff.says("/tiedote")
    await staff.says("Sadonkorjuujuhla")
    await staff.presses("Lähetä…")
    await staff.presses("Muu aika")
    assert "En saanut ajasta selvää" in await staff.says("joskus")
    assert "jo mennyt" in await staff.says("1.8.2026 klo 9")
    assert "Tiedote lähtee" in await staff.says("12.10. klo 9")
    assert "/lahetykset" in staff.seen
    await staff.says("/lahetykset")
    assert "ajastettu" in await staff.presses("Sadonkorjuujuhla")


async def test_nobody_else_announces(town: Town) -> None:
    assert "Komentoa /tiedote en tunne" in await town.person("aino").says("/tiedote")


@pytest.mark.parametrize("share", ["50 %", None])
async def test_the_effect_of_a_purchase_is_an_estimate_with_its_inputs(town: Town, share: str | None) -> None:
    aino = town.person("aino")
    assert "Paljonko rahaa" in await aino.says("/vaikutus")
    assert "liian suuri" in await aino.says("99999999999")
    await aino.says("100 euroa")
    await (aino.says(share) if share else aino.presses("En tiedä"))
    seen = await aino.presses("En tiedä")
    assert "Paikalliskerroin LM3" in seen
    assert ("oletuksena on 50 %" in seen) is (share is None)
    await aino.presses("Laske uudestaan")
    assert "Poropirtti" in await aino.says("kuka myy poronlihaa Sallassa")
    assert "Paljonko rahaa" in aino.seen


async def test_an_announcement_is_aimed_at_a_village_and_a_subject_too(town: Town) -> None:
    await with_readers(town)
    staff = town.person("staff")
    await staff.says("/tiedote")
    await staff.says("Kylätori lauantaina")
    await staff.presses("Kenelle")
    await staff.presses("Kylän ympäristö…")
    assert "Kenelle: Kursu ja 10 km ympäriltä\n0 ihmistä" in await staff.says("Kursu 10 km")
    await staff.presses("Tyhjennä")
    seen = await staff.presses("hankinnat ja kilpailutus")
    assert "Kenelle: hankinnat ja kilpailutus\n2 ihmistä" in seen
    assert "hankinnat ja kilpailutus" in await staff.presses("Valmis")


async def test_what_was_found_too_late_together_is_decided_together(town: Town) -> None:
    staff = await agrees(town.person("staff"), "digest")
    async with town.database.transaction() as session:
        for name in ("Salla", "Posio"):
            made = await broadcast.create(
                session, "digest", f"Tuore paikallinen {name}", {"fi": Reply(Rich.plain(name))}, Audience(), town.now,
                due_at=town.now - timedelta(hours=3),
            )  # fmt: skip
            assert made is not None
        await start_due(session, town.now, [Address("test", "staff")])
    async with town.database.reading() as session:
        (asked,) = (await session.scalars(select(Broadcast).where(Broadcast.kind == "notice"))).all()
        question = decode_reply(asked.content["fi"])
    assert "Tuore paikallinen Salla, Tuore paikallinen Posio. Lähetetäänkö ne nyt?" in str(question.text)
    seen = await staff.presses_action(question.rows[0][1].action)
    assert seen.count("peruttu") == 2


async def test_what_is_being_sent_can_rest_and_those_it_did_not_reach_get_it_again(town: Town) -> None:
    await with_readers(town)
    staff, post = town.person("staff"), Post(town)
    await staff.says("/tiedote")
    await staff.says("REKO alkaa torstaina.")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä nyt")
    async with town.database.transaction() as session:
        await start_due(session, town.now)
    await staff.says("/lahetykset")
    await staff.presses("REKO alkaa")
    assert "tauolla" in await staff.presses("Tauolle")
    assert await post.comes(town.person("aino"), town.person("bea")) == {}
    await staff.says("/lahetykset")
    await staff.presses("REKO alkaa")
    assert "· lähtee" in await staff.presses("Jatka lähettämistä")
    town.channel.failures.extend([OutcomeUnknown(), MessageRefused(), MessageRefused()])
    await post.comes()
    await staff.says("/lahetykset")
    seen = await staff.presses("REKO alkaa")
    assert "epävarma: ehkä perillä, ehkä ei: 1\nei mennyt perille: 1" in seen
    asked = await staff.presses("Lähetä uudestaan perille menemättömät (2)…")
    assert asked.startswith(
        "Lähetetäänkö REKO alkaa torstaina. uudestaan 2 ihmiselle? 1 voi saada sen toiseen kertaan."
    )
    await staff.presses("Lähetä uudestaan")
    assert set(await post.comes(town.person("aino"), town.person("bea"))) == {"aino", "bea"}
