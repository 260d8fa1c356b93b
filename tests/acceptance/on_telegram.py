"""Telegram, for the conversations."""

from __future__ import annotations

from tests.acceptance.messengers import until
from tests.fakes.bot_api import BotApi, Group, Heard, Person


class Telegram:
    """People at the Bot API server."""

    name = "telegram"
    walks = False

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.secrets: tuple[str, ...] = (api.token,)

    def person(self, name: str, lang: str = "fi") -> Person:
        return self.api.user(name, lang)

    def group(self, name: str, *members: Person) -> Group:
        return self.api.group(name, *members)

    def called(self, words: str) -> str:
        return f"@{self.api.username} {words}"

    async def introduced(self, finn: Person, swede: Person) -> None:
        await until(lambda: any(line.startswith("selaa - ") for line in finn.menu()))
        assert any(line.startswith("bladdra - ") for line in swede.menu())
        # English is what everybody else gets, too.
        profile = self.api.world.profile
        await until(lambda: {"", "fi", "sv"} <= {language for texts in profile.values() for language in texts})

    async def knows_staff(self, boss: Person, *others: Person) -> None:
        await until(lambda: any(line.startswith("jono - ") for line in boss.menu()))
        assert not any(line.startswith("jono - ") for other in others for line in other.menu())

    def in_place(self, now: Heard, before: Heard) -> None:
        assert (now.kind, now.id) == ("edited", before.id)

    def place(self, heard: Heard) -> None:
        assert heard.content["venue"]["location"]

    def contact(self, heard: Heard) -> None:
        assert heard.content["contact"]["phone_number"].startswith("+358")

    async def document(self, person: Person) -> bytes:
        heard = await person.hears()
        assert heard.content["document"]["file_name"]
        content = self.api.journal.of("sendDocument")[-1].params["document"]
        assert isinstance(content, bytes)
        return content

    def is_place(self, heard: Heard, words: str) -> bool:
        return words in str(heard.content.get("venue", ""))

    def files(self, person: Person, heard: Heard) -> list[tuple[str, bytes]]:
        if "photo" in heard.content:
            return [("photo.png", self._last_sent("photo", person))]
        if "document" in heard.content:
            return [(heard.content["document"]["file_name"], self._last_sent("document", person))]
        return []

    def _last_sent(self, kind: str, person: Person) -> bytes:
        for call in reversed(self.api.journal.of(f"send{kind.title()}")):
            if str(call.params["chat_id"]) == str(person.id):
                content = call.params[kind]
                assert isinstance(content, bytes)
                return content
        raise AssertionError(f"no {kind}")

    async def from_elsewhere(self, person: Person, words: str) -> None:
        assert await person.asks_inline(words)

    async def forged(self, person: Person) -> None:
        for data in ("1:queue.ok:1", "1:privacy.erase:", "0:old", "x" * 64, "1:card:nobody"):
            press = await person.presses_data(data, person.history()[-1])
            await self.api.idle()
            assert isinstance(await person.toast(press), str)  # answered: no clock turns on the button

    async def settled(self) -> None:
        await self.api.idle()

    def in_order(self) -> None:
        self.api.no_violations()
