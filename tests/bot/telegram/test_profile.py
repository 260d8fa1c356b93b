from __future__ import annotations

from structlog.testing import capture_logs

from osta.bot.channels.telegram import Menu, Profile
from osta.bot.channels.telegram.profile import NOT_SET
from osta.chat.messages import Address
from tests.bot.telegram.conftest import Inbox, channel_to
from tests.fakes.bot_api import BotApi, Fault

RESIDENT = (("start", "Aloita"), ("ohje", "Ohje"))


def profile(*menus: Menu) -> Profile:
    return Profile(
        names={"": "Osta paikallista", "sv": "Köp lokalt"},
        descriptions={"": "Kuka myy mitä lähellä?", "en": "Who sells what nearby?"},
        short_descriptions={"": "Lähiruokaa ja palveluja"},
        menus=(
            Menu(RESIDENT),
            Menu((("start", "Börja"),), "sv", "private"),
            Menu((("haku", "Hae"),), audience="groups"),
            *menus,
        ),
    )


async def set_up(api: BotApi, inbox: Inbox, wanted: Profile) -> None:
    telegram = channel_to(api, profile=wanted)
    await telegram.start(inbox)
    await telegram.profile_set()
    await telegram.stop()


async def test_everybody_sees_their_own_menu(api: BotApi, inbox: Inbox) -> None:
    anna, sven, staff = api.user("Anna"), api.user("Sven", lang="sv"), api.user("Virkailija")
    queue = (*RESIDENT, ("jono", "Jono"))
    await set_up(api, inbox, profile(Menu(queue, audience=Address("telegram", str(staff.id)))))
    assert anna.menu() == ["start - Aloita", "ohje - Ohje"]
    assert sven.menu() == ["start - Börja"]
    assert staff.menu()[-1] == "jono - Jono"
    assert api.world.profile["name"] == {"": "Osta paikallista", "sv": "Köp lokalt"}
    assert api.world.profile["description"]["en"] == "Who sells what nearby?"
    api.no_violations()


async def test_a_second_start_changes_nothing(api: BotApi, inbox: Inbox) -> None:
    await set_up(api, inbox, profile())
    before = len([call for call in api.journal.calls if call.method.startswith("setMy")])
    await set_up(api, inbox, profile())
    assert len([call for call in api.journal.calls if call.method.startswith("setMy")]) == before == 8


async def test_what_cannot_be_set_does_not_stop_the_rest(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna")
    api.fault(Fault("too_many", "setMyName", count=2, retry_after=3600))
    api.fault(Fault("error_500", "getMyDescription"))
    stranger = Menu(RESIDENT, audience=Address("telegram", "404"))
    with capture_logs() as logs:
        await set_up(api, inbox, profile(stranger))
    assert [log["what"] for log in logs if log["event"] == NOT_SET] == ["name", "name", "description", "menu"]
    assert anna.menu() == ["start - Aloita", "ohje - Ohje"]


async def test_a_menu_comes_and_goes_with_the_staff(api: BotApi, inbox: Inbox) -> None:
    telegram = channel_to(api)
    await telegram.start(inbox)
    anna = api.user("Anna")
    where = Address("telegram", str(anna.id))
    await telegram.offer_menu(Menu((("jono", "Jono"),), audience=where))
    assert anna.menu() == ["jono - Jono"]
    await telegram.offer_menu(Menu((), audience=where))
    assert anna.menu() == []
    await telegram.stop()
