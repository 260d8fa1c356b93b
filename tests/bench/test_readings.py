"""The scorer of readings: what counts as met, wrong, and a false find."""

from bench.quality.readings.__main__ import PARTS, Labelled, judge, load
from osta.discovery.lexicon.load import load as load_lexicon
from osta.discovery.question.model import Intent, Question, Want


def labelled(intent: str, *wants: str, also: str = "") -> Labelled:
    return Labelled("r1", "x", "first", intent, tuple(frozenset({want}) for want in wants), frozenset({also}), None)


def read(intent: Intent, *wants: Want) -> Question:
    return Question("x", "fi", intent, wants)


def test_every_label_names_a_concept() -> None:
    questions = load(load_lexicon().concepts)
    assert {one.part for one in questions} == set(PARTS)
    assert len({one.text for one in questions}) == len(questions)


def test_all_that_is_asked_for_has_to_be_met() -> None:
    fish = Want(("kala",), "kalaa")
    both = labelled("find", "kala", "peruna")
    assert judge(both, read(Intent.FIND, fish)).met == 0.5
    assert not judge(both, read(Intent.FIND, fish)).wrong
    assert judge(labelled("find", "peruna"), read(Intent.FIND, fish)).wrong
    assert judge(labelled("find", "kala"), read(Intent.FIND, fish)).right
    assert judge(labelled("find", "peruna", also="kala"), read(Intent.FIND, fish)).met == 0


def test_talk_taken_for_a_search_is_a_false_find() -> None:
    assert judge(labelled("other"), read(Intent.FIND)).false_find
    assert judge(labelled("other"), read(Intent.OTHER, Want(("kala",), "kalaa"))).right


def test_a_ware_that_is_only_akin_is_no_certain_one() -> None:
    akin = Want(("kananmunat",), "strutsin munia", narrow="strutsi")
    assert judge(labelled("unnamed"), read(Intent.FIND, akin)).right
    assert judge(labelled("unnamed"), read(Intent.FIND, Want(("kananmunat",), "munia"))).wrong
