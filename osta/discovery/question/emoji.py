"""Emoji as words: who sends a potato and a village's name asks for potatoes."""

from __future__ import annotations

import re

from osta.chat.texts import LANGUAGES, Language

_THINGS = """
🥔 = peruna|potatis|potato
🍓 = mansikka|jordgubbe|strawberry
🫐 = mustikka|blåbär|blueberry
🍄 = sieni|svamp|mushroom
🥕 = porkkana|morot|carrot
🧅 = sipuli|lök|onion
🍅 = tomaatti|tomat|tomato
🥒 = kurkku|gurka|cucumber
🍎 = omena|äpple|apple
🍞 = leipä|bröd|bread
🥖 = leipä|bröd|bread
🥐 = leivonnainen|bakverk|pastry
🥚 = kananmuna|ägg|egg
🍯 = hunaja|honung|honey
🥛 = maito|mjölk|milk
🧀 = juusto|ost|cheese
🥩 = liha|kött|meat
🍖 = liha|kött|meat
🦌 = poronliha|renkött|reindeer meat
🫎 = hirvenliha|älgkött|moose meat
🐟 = kala|fisk|fish
🐠 = kala|fisk|fish
🎂 = kakku|tårta|cake
🍰 = kakku|tårta|cake
🍪 = keksi|kex|cookie
☕ = kahvila|kafé|cafe
🍽 = ravintola|restaurang|restaurant
🪵 = polttopuu|ved|firewood
🎄 = joulukuusi|julgran|christmas tree
💐 = kukat|blommor|flowers
🌹 = kukat|blommor|flowers
🧦 = villasukat|yllesockor|wool socks
🧤 = lapaset|vantar|mittens
🧶 = lanka|garn|yarn
🔪 = puukko|kniv|knife
💍 = koru|smycke|jewellery
💇 = kampaamo|frisör|hairdresser
✂ = kampaamo|frisör|hairdresser
💆 = hieronta|massage|massage
🚕 = taksi|taxi|taxi
🚖 = taksi|taxi|taxi
🛏 = majoitus|boende|accommodation
📷 = valokuvaaja|fotograf|photographer
"""
_MOODS = """
👍 👌 👏 💪 😀 😃 😄 😁 🙂 😊 😍 🥰 🤩 ❤ 💚 💙 🎉 = hienoa|toppen|great
🙏 🤗 = kiitos|tack|thanks
👋 = hei|hej|hello
🆘 = apua|hjälp|help
"""
_LETTER = re.compile(r"[^\W\d_]")
_DECORATION = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2640\u2642]")  # colour, skin, who: the same thing


def in_words(text: str, language: Language | None) -> str:
    """The text with the emoji that name things as words of the language; moods too, where nothing else is said."""
    if text.isascii():
        return text
    known = _WORDS if _LETTER.search(text) else _WORDS | _FEELINGS
    plain = _DECORATION.sub("", text)
    if not any(char in known for char in plain):
        return text
    at = LANGUAGES.index(language or "fi")
    said = dict.fromkeys(plain)  # 🐟🐟🐟 is fish, once
    spoken = (f" {known[char][at]} " if char in known else char for char in (said if _only(plain, known) else plain))
    return " ".join("".join(spoken).split())


def _only(text: str, known: dict[str, tuple[str, ...]]) -> bool:
    return all(char in known or char.isspace() for char in text)


def _read(table: str) -> dict[str, tuple[str, ...]]:
    read: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        signs, _, words = line.partition(" = ")
        for sign in signs.split():
            read[sign] = tuple(words.split("|"))
    return read


_WORDS = _read(_THINGS)
_FEELINGS = _read(_MOODS)
