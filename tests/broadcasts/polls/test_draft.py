import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.polls import draft
from osta.broadcasts.polls.draft import PollFault, QuestionDraft

WHOLE = """
Mitä ostaisit naapurikylästä? (monta)
- perunaa
• kalaa
3) hilloa

Miten tärkeää on, että ruoka on läheltä? (1-5)

Ostatko usein?
- kyllä
- en
Mitä kylältäsi
puuttuu?
"""


def test_one_message_is_a_whole_poll() -> None:
    assert draft.read(WHOLE) == [
        QuestionDraft("several", "Mitä ostaisit naapurikylästä?", ("perunaa", "kalaa", "hilloa")),
        QuestionDraft("scale", "Miten tärkeää on, että ruoka on läheltä?"),
        QuestionDraft("single", "Ostatko usein?", ("kyllä", "en")),
        QuestionDraft("text", "Mitä kylältäsi puuttuu?"),
    ]


@pytest.mark.parametrize(
    ("message", "cause", "question"),
    [
        ("", "empty", 0),
        ("\n\n".join(f"Kysymys {n}?" for n in range(6)), "too_many_questions", 6),
        ("Yksi?\n\nMikä?\n" + "\n".join(f"- {n}" for n in range(11)), "too_many_options", 2),
        ("Mikä?\n- vain yksi", "one_option", 1),
        ("Mikä?\n- sama\n- Sama", "same_option", 1),
        ("M" * 301, "long_question", 1),
        ("Mikä?\n- a\n- " + "b" * 61, "long_option", 1),
        ("(monta)\n- a\n- b", "empty", 1),
    ],
)
def test_what_cannot_be_read_says_why_and_where(message: str, cause: str, question: int) -> None:
    with pytest.raises(PollFault) as caught:
        draft.read(message)
    assert (caught.value.cause, caught.value.question) == (cause, question)


@given(st.text(alphabet=st.sampled_from("ab-•*1.) (monta)(1-5)\n?ä"), max_size=300))
def test_any_message_is_a_poll_within_the_limits_or_a_fault(message: str) -> None:
    try:
        questions = draft.read(message)
    except PollFault:
        return
    assert 1 <= len(questions) <= 5
    for question in questions:
        assert question.text
        assert len(question.options) in ({0} if question.kind in ("scale", "text") else set(range(2, 11)))


def test_a_translation_has_the_same_shape() -> None:
    rows = draft.as_rows(draft.read("Mikä?\n- peruna\n- kala"), {"peruna": "peruna"})
    draft.translate(rows, draft.read("Vad?\n- potatis\n- fisk"), "sv")
    assert rows[0].wording == {"fi": "Mikä?", "sv": "Vad?"}
    assert [(option.wording["sv"], option.concept) for option in rows[0].options] == [
        ("potatis", "peruna"),
        ("fisk", None),
    ]
    for other in ("Vad?\n- potatis\n- fisk\n- bär", "Vad?\n- a\n- b\n\nOch?"):
        with pytest.raises(PollFault, match="other_shape"):
            draft.translate(rows, draft.read(other), "en")
