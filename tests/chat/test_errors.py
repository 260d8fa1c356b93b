from osta.chat.errors import ChatMoved, OstaError, OutcomeUnknown, RecipientGone, SendFailed, TooManyRequests


def test_an_error_says_its_docstring_by_default() -> None:
    assert str(OutcomeUnknown()) == "No answer came: the message may or may not have arrived."
    assert str(RecipientGone("blocked in 2025")) == "blocked in 2025"


def test_every_failed_send_is_one_by_cause() -> None:
    assert TooManyRequests(2.5).retry_after_seconds == 2.5
    assert ChatMoved("-100").new_chat == "-100"
    assert issubclass(TooManyRequests, SendFailed)
    assert issubclass(SendFailed, OstaError)
