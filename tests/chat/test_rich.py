import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat.rich import Rich, Span, Style, fields, marks

anything = st.text()
styles = st.sampled_from(Style)
rich_texts = st.lists(st.builds(Span, st.text(), styles, st.none() | st.just("https://example.com"))).map(
    lambda spans: Rich(tuple(spans))
)


def shown(rich: Rich) -> list[tuple[str, Style]]:
    return [(span.text, span.style) for span in rich.spans]


@pytest.mark.parametrize(
    ("template", "spans"),
    [
        ("", []),
        ("Hei", [("Hei", Style.PLAIN)]),
        ("*Hei*", [("Hei", Style.BOLD)]),
        ("_Hei_", [("Hei", Style.ITALIC)]),
        ("a *b* _c_", [("a ", Style.PLAIN), ("b", Style.BOLD), (" ", Style.PLAIN), ("c", Style.ITALIC)]),
        ("snake_case_name", [("snake_case_name", Style.PLAIN)]),
        ("* ei loppua", [("* ei loppua", Style.PLAIN)]),
        ("*yli\nrivin*", [("*yli\nrivin*", Style.PLAIN)]),
        ("aalto{{sulje}}", [("aalto{", Style.PLAIN), ("sulje}", Style.PLAIN)]),
    ],
)
def test_marks_of_a_template_become_styles(template: str, spans: list[tuple[str, Style]]) -> None:
    assert shown(Rich.template(template)) == spans


def test_a_field_takes_the_style_around_it_and_a_format() -> None:
    assert shown(Rich.template("*{name}*: {km:.1f} km", name="Kaupan Anna", km=3.14159)) == [
        ("Kaupan Anna", Style.BOLD),
        (": ", Style.PLAIN),
        ("3.1", Style.PLAIN),
        (" km", Style.PLAIN),
    ]


def test_a_rich_value_keeps_its_own_style() -> None:
    assert shown(Rich.template("_{card}_!", card=Rich.bold("Hilla"))) == [("Hilla", Style.BOLD), ("!", Style.PLAIN)]


def test_a_field_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="place"):
        Rich.template("{place}")


@given(anything, anything)
def test_what_people_write_never_becomes_markup(name: str, place: str) -> None:
    rich = Rich.template("*{name}*, _{place}_: {name}", name=name, place=place)
    assert str(rich) == f"{name}, {place}: {name}"
    assert [span.text for span in rich.spans if span.style is Style.BOLD] == [name] * bool(name)
    assert [span.text for span in rich.spans if span.style is Style.ITALIC] == [place] * bool(place)


@given(anything)
def test_plain_and_bold_read_no_markup(text: str) -> None:
    for rich in (Rich.plain(text), Rich.bold(text)):
        assert str(rich) == text
        assert len(rich.spans) == bool(text)
        assert bool(rich) == bool(text)


@given(rich_texts, rich_texts, anything)
def test_adding_joins_the_text_and_keeps_the_styles(left: Rich, right: Rich, text: str) -> None:
    assert (left + right).spans == left.spans + right.spans
    assert str(left + right + text) == str(left) + str(right) + text


@given(st.lists(rich_texts | anything))
def test_join_leaves_empty_parts_out(parts: list[Rich | str]) -> None:
    assert str(Rich.join(parts, "\n")) == "\n".join(str(part) for part in parts if str(part))


def test_a_link_keeps_its_address() -> None:
    (span,) = Rich.link("kotisivu", "https://example.com").spans
    assert (span.text, span.link) == ("kotisivu", "https://example.com")


def test_fields_and_marks_of_a_template() -> None:
    template = "*{name}* on {distance:.1f} km päässä, _{name}_ {{ei}}"
    assert fields(template) == ["name", "distance", "name"]
    assert marks(template) == [Style.BOLD, Style.ITALIC]


def test_braces_that_do_not_match_are_an_error() -> None:
    with pytest.raises(ValueError, match="expected '}'"):
        fields("Hei {nimi")
