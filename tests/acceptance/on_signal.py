"""Signal, for the conversations."""

from __future__ import annotations

from tests.acceptance.messengers import until
from tests.acceptance.signal_people import Heard, SignalPerson
from tests.fakes.signal_daemon import Group, SignalDaemon

BOT_NAME = "Osta paikallista"


class Signal:
    """People at the Signal daemon."""

    name = "signal"
    walks = True

    def __init__(self, daemon: SignalDaemon) -> None:
        self.daemon = daemon
        self.secrets: tuple[str, ...] = ()

    def person(self, name: str, lang: str = "fi") -> SignalPerson:
        return SignalPerson(self.daemon, name, lang)

    def group(self, name: str, *members: SignalPerson) -> Group:
        return self.daemon.group(name, *(member.phone for member in members))

    def called(self, words: str) -> str:
        return f"{BOT_NAME}, {words}"

    async def introduced(self, finn: SignalPerson, swede: SignalPerson) -> None:
        await until(lambda: self.daemon.profile.get("givenName") == BOT_NAME and bool(self.daemon.profile.get("about")))

    async def knows_staff(self, boss: SignalPerson, *others: SignalPerson) -> None:
        pass

    def in_place(self, now: Heard, before: Heard) -> None:
        assert now.id > before.id

    def place(self, heard: Heard) -> None:
        assert "https://www.openstreetmap.org/?mlat=6" in heard.text

    def contact(self, heard: Heard) -> None:
        assert "040 000" in heard.text

    async def document(self, person: SignalPerson) -> bytes:
        heard = await person.hears()
        while not heard.files:
            heard = await person.hears()
        [(_, content)] = heard.files
        return content

    def is_place(self, heard: Heard, words: str) -> bool:
        *name_and_address, link = heard.text.splitlines() or [""]
        return words in ", ".join(name_and_address) and link.startswith("https://www.openstreetmap.org/?mlat=6")

    def files(self, person: SignalPerson, heard: Heard) -> list[tuple[str, bytes]]:
        return [(head.partition(";filename=")[2], content) for head, content in heard.files]

    async def from_elsewhere(self, person: SignalPerson, words: str) -> None:
        pass

    async def forged(self, person: SignalPerson) -> None:
        for number in ("9", "77"):
            await person.says(number)
            await person.hears()
        said = person.history()[-1]
        person.phone.quotes(said.id, "8")
        await person.hears("ei enää toimi")
        person.phone.reacts(said.id + 1, "1\ufe0f\u20e3")
        await person.hears("ei enää toimi")

    async def settled(self) -> None:
        await until(lambda: not self.daemon.pending)
        await until(lambda: {stamp for stamp, _ in self.daemon.received} <= self._confirmed())

    def _confirmed(self) -> set[int]:
        """The messages that the bot has called read, whether or not anybody was there any more to be told."""
        return {stamp for call in self.daemon.called("sendReceipt") for stamp in call["targetTimestamp"]}

    def in_order(self) -> None:
        assert self.daemon.violations == []
        assert self.daemon.lost == []
