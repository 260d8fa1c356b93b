import csv
import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quality.labels import Answer, BadInput, Place, Question, Result, read_answers, read_questions
from bench.quality.measures import Judgement, judge, summarise
from bench.quality.score import groups, main, worst

QUALITY = Path(__file__).parents[2] / "bench" / "quality"
SITUATIONS = QUALITY / "situations"
HELD_OUT = QUALITY / "heldout"
KURSU = Place("Kursu", "Salla")


def question(
    relevant: Sequence[str] = (),
    acceptable: Sequence[str] = (),
    *,
    best: int | None = None,
    places: Sequence[Place] = (),
    is_find: bool = True,
    kinds: Sequence[str] = (),
) -> Question:
    return Question(
        id="q1",
        text="Mistä hillaa?",
        lang="fi",
        kinds=tuple(kinds),
        places=tuple(places),
        is_find=is_find,
        relevant=tuple(relevant),
        best=len(relevant) if best is None else best,
        acceptable=frozenset(acceptable),
    )


def answer(
    *names: str | tuple[str, float], place: Place | None = None, is_find: bool = True, ms: float | None = None
) -> Answer:
    results = tuple(Result(name, None) if isinstance(name, str) else Result(*name) for name in names)
    return Answer(is_find=is_find, place=place, results=results, elapsed_ms=ms)


# ------------------------------------------------------------------------------------------------- one answer


def test_recall_counts_the_first_five_out_of_those_there_are() -> None:
    assert judge(question(["a", "b"]), answer("x", "a")).recall == 0.5
    assert judge(question(["a"]), answer("1", "2", "3", "4", "5", "a")).recall == 0
    assert judge(question(["a", "b", "c", "d", "e", "f"]), answer("a", "b", "c", "d", "e")).recall == 1


def test_the_first_result_must_be_relevant_and_acceptable_is_not() -> None:
    assert judge(question(["a"], ["b"]), answer("a", "b")).first_is_relevant == 1
    assert judge(question(["a"], ["b"]), answer("b", "a")).first_is_relevant == 0
    assert judge(question(["a"], ["b"]), answer()).first_is_relevant == 0


def test_recall_and_first_place_leave_out_questions_with_a_second_best_only() -> None:
    judgement = judge(question([], ["b"]), answer("b"))

    assert (judgement.recall, judgement.first_is_relevant, judgement.ndcg) == (None, None, 1)


def test_ndcg_rewards_the_order() -> None:
    asked = question(["a"], ["b"])
    ideal = 2 + 1 / log2(3)

    assert judge(asked, answer("a", "b")).ndcg == pytest.approx(1)
    assert judge(asked, answer("b", "a")).ndcg == pytest.approx((1 + 2 / log2(3)) / ideal)
    assert judge(asked, answer("x", "y")).ndcg == 0


@pytest.mark.parametrize(
    ("wanted", "came", "right"),
    [
        ([], None, 1),
        ([], KURSU, 0),
        ([KURSU], None, 0),
        ([KURSU], KURSU, 1),
        ([KURSU], Place("kursu", "SALLA"), 1),
        ([KURSU], Place("Kursu"), 1),
        ([KURSU], Place("Kursu", "Posio"), 0),
        ([KURSU], Place("Salla", "Salla"), 0),
        ([KURSU, Place("Posio", "Posio")], Place("Posio", "Posio"), 1),
    ],
)
def test_places(wanted: list[Place], came: Place | None, right: float) -> None:
    assert judge(question(["a"], places=wanted), answer("a", place=came)).place == right


def test_a_message_that_asks_for_nobody_must_not_be_answered_with_producers() -> None:
    thanks = question(is_find=False)

    assert judge(thanks, answer(is_find=False)).false_find == 0
    assert judge(thanks, answer(is_find=True)).false_find == 1
    assert judge(thanks, answer("a", is_find=False)).false_find == 1
    assert judge(thanks, answer(is_find=False)).place is None


def test_what_nobody_sells_must_not_find_anybody() -> None:
    bananas = question()

    assert judge(bananas, answer()).false_answer == 0
    assert judge(bananas, answer("a")).false_answer == 1
    assert judge(bananas, answer("a", is_find=False)).false_answer == 0
    assert judge(bananas, answer("a")).ndcg is None


def test_results_of_a_question_not_understood_do_not_count() -> None:
    judgement = judge(question(["a"]), answer("a", is_find=False))

    assert (judgement.recall, judgement.first_is_relevant, judgement.ndcg) == (0, 0, 0)


def test_neighbours_of_one_rank_stand_nearest_first() -> None:
    asked = question(["a", "b", "c"], ["d"], best=2, places=[KURSU])

    def pairs(*names: str | tuple[str, float]) -> list[bool]:
        return judge(asked, answer(*names)).ordered_pairs

    assert pairs(("a", 1), ("b", 2)) == [True]
    assert pairs(("b", 9), ("a", 3)) == [False]
    assert pairs(("a", 5), ("b", 5)) == [True]
    assert pairs(("a", 9), ("c", 1)) == []  # c is of the second kind
    assert pairs(("a", 9), ("d", 1), ("b", 2)) == []


def test_order_needs_a_place_and_distances() -> None:
    assert judge(question(["a", "b"]), answer(("a", 9), ("b", 1))).ordered_pairs == []

    judgement = judge(question(["a", "b"], places=[KURSU]), answer(("a", 9), "b"))
    assert (judgement.ordered_pairs, judgement.pairs_without_distance) == ([], 1)


@given(
    st.lists(st.sampled_from("abcdefgh"), unique=True),
    st.sets(st.sampled_from("abcd")),
    st.sets(st.sampled_from("efgh")),
)
def test_shares_are_shares_and_the_ideal_answer_is_perfect(
    names: list[str], relevant: set[str], acceptable: set[str]
) -> None:
    asked = question(sorted(relevant), sorted(acceptable))
    judgement = judge(asked, answer(*names))
    shares = (judgement.recall, judgement.first_is_relevant, judgement.ndcg, judgement.false_answer)
    assert all(0 <= share <= 1 + 1e-9 for share in shares if share is not None)

    perfect = judge(asked, answer(*sorted(relevant), *sorted(acceptable)))
    assert perfect.badness == pytest.approx(0)
    assert judgement.badness >= -1e-9


# ----------------------------------------------------------------------------------------------- all together


def test_scores_are_means_over_the_questions_they_apply_to() -> None:
    scores = summarise(
        [
            judge(question(["a"]), answer("a", ms=10)),
            judge(question(["a"]), answer("b", ms=20)),
            judge(question(), answer(ms=30)),
            judge(question(is_find=False), answer("x", ms=1000)),
        ]
    )

    assert scores.questions == 4
    assert (scores.recall_at_5, scores.precision_at_1, scores.place_accuracy) == (0.5, 0.5, 1)
    assert (scores.false_answers, scores.false_finds) == (0, 1)
    assert (scores.median_ms, scores.p95_ms) == (25, 1000)
    assert scores.distance_order is None


def test_p95_is_the_nearest_rank() -> None:
    judgements = [judge(question(["a"]), answer("a", ms=ms)) for ms in range(1, 101)]

    assert summarise(judgements).p95_ms == 95


def test_groups_by_language_and_tag() -> None:
    judgements = [
        judge(question(["a"], kinds=["typo"]), answer("a")),
        judge(question(["a"], kinds=["typo", "terse"]), answer()),
    ]

    found = {name: scores.recall_at_5 for name, scores in groups(judgements)}

    assert found == {"all": 0.5, "fi": 0.5, "terse": 0, "typo": 0.5}


def test_the_worst_come_first_and_perfect_ones_not_at_all() -> None:
    judgements: list[Judgement] = [
        judge(question(["a"], ["c"]), answer("c", "a", "x")),
        judge(question(["b"]), answer("b")),
        judge(question(["d"]), answer()),
    ]

    lines = list(worst(judgements, 5))

    assert [line for line in lines if line.startswith("    = ")] == ["    = d", "    = a"]
    assert lines[-3:] == ["    ~ c", "    + a", "    - x"]


# ------------------------------------------------------------------------------------------------------ files

ROW = {
    "id": "q1",
    "text": "Hillaa Kursusta",
    "lang": "fi",
    "kind": ["village"],
    "place": {"name": "Kursu", "municipality": "Salla"},
    "intent": "find",
    "relevant": ["Lakkaneva"],
    "acceptable": [],
    "note": "",
}
ANSWER = {
    "query": "Hillaa Kursusta",
    "intent": "find",
    "place": {"name": "Kursu", "municipality": "Salla"},
    "results": [{"name": "Lakkaneva", "distance_km": 3.5}],
    "elapsed_ms": 0.5,
}


def write(path: Path, *rows: dict[str, Any] | str) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def questions_file(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", ROW, ROW | {"id": "q2", "text": "kiitos", "intent": "other"})


def test_answers_belong_to_questions_by_line_or_by_id(tmp_path: Path, questions_file: Path) -> None:
    questions = read_questions(questions_file)
    thanks = ANSWER | {"query": "kiitos", "intent": "other", "place": None, "results": []}

    by_line = read_answers(write(tmp_path / "a", ANSWER, "", thanks), questions)
    by_id = read_answers(write(tmp_path / "b", thanks | {"id": "q2"}, ANSWER | {"id": "q1"}), questions)

    assert by_line == by_id
    assert [found.is_find for found in by_line] == [True, False]


def test_a_producer_named_twice_counts_where_it_stands_first(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path / "questions.jsonl", ROW))
    names = [{"name": name, "distance_km": None} for name in ("x", "Lakkaneva", "x", "y")]

    (found,) = read_answers(write(tmp_path / "answers", ANSWER | {"results": names}), questions)

    assert [result.name for result in found.results] == ["x", "Lakkaneva", "y"]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([ANSWER], "1 questions have no answer, the first is q2"),
        ([ANSWER, ANSWER | {"query": "kitos"}], ":2: answers 'kitos', but q2 asks otherwise"),
        ([ANSWER | {"id": "q9"}], ":1: no question has the id 'q9'"),
        ([ANSWER | {"id": "q1"}, ANSWER | {"id": "q1"}], ":2: q1 is answered twice"),
        (["{"], ":1: not JSON"),
        (["[]"], ":1: not a JSON object"),
        ([ANSWER | {"intent": "maybe"}], ":1: intent is 'maybe'"),
        ([ANSWER | {"results": [{"distance_km": 1}]}], ":1: name is missing"),
        ([ANSWER | {"results": [{"name": "a", "distance_km": "far"}]}], ":1: distance_km is 'far'"),
        ([{key: ANSWER[key] for key in ANSWER if key != "place"}], ":1: place is missing"),
        ([ANSWER | {"results": 7}], ":1: "),
    ],
)
def test_a_bad_answer_is_named_with_file_and_line(
    tmp_path: Path,
    questions_file: Path,
    capsys: pytest.CaptureFixture[str],
    rows: list[dict[str, Any] | str],
    complaint: str,
) -> None:
    answers = write(tmp_path / "answers.jsonl", *rows)

    assert main([str(questions_file), str(answers)]) == 2

    message = capsys.readouterr().err
    assert message.startswith(str(answers))
    assert complaint in message


@pytest.mark.parametrize("change", [{"best": 3}, {"relevant": "Lakkaneva"}, {"kind": [1]}, {"place": "Kursu"}])
def test_a_bad_label_is_named_with_file_and_line(tmp_path: Path, change: dict[str, Any]) -> None:
    path = write(tmp_path / "questions.jsonl", ROW, ROW | {"id": "q2"} | change)

    with pytest.raises(BadInput, match=r"questions\.jsonl:2: "):
        read_questions(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_questions(tmp_path / "missing")
    with pytest.raises(BadInput, match="no questions"):
        read_questions(write(tmp_path / "empty"))
    with pytest.raises(BadInput, match="an id is used twice"):
        read_questions(write(tmp_path / "twice", ROW, ROW))


def test_the_command_prints_a_table_or_json(
    tmp_path: Path, questions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thanks = ANSWER | {"query": "kiitos", "place": None, "results": []}
    answers = write(tmp_path / "answers.jsonl", ANSWER, thanks)

    assert main([str(questions_file), str(answers), "--worst", "3"]) == 0
    printed = capsys.readouterr().out
    assert "rec@5" in printed
    assert "q2  kiitos" in printed

    assert main([str(questions_file), str(answers), "--json", "--by-kind"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["all"]["recall_at_5"] == 1
    assert scores["all"]["false_finds"] == 1
    assert scores["fi"]["questions"] == 2


# ------------------------------------------------------------------------------------------------ our own labels


def names_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.fixture(scope="module", params=[QUALITY, SITUATIONS, HELD_OUT], ids=["labelled", "situations", "held out"])
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module")
def labelled(folder: Path) -> list[Question]:
    return read_questions(folder / "questions.jsonl")


@pytest.fixture(scope="module")
def producers(folder: Path) -> list[str]:
    return names_in(folder / "producers.csv")


def test_labels_name_producers_there_are(labelled: list[Question], producers: list[str]) -> None:
    named = {name for asked in labelled for name in (*asked.relevant, *asked.acceptable)}

    assert named <= set(producers)
    assert len(set(producers)) == len(producers)


def test_tags_agree_with_the_labels(labelled: list[Question]) -> None:
    for asked in labelled:
        assert ("other" in asked.kinds) is not asked.is_find, asked.id
        assert ("no-match" in asked.kinds) is asked.nobody_sells, asked.id
        assert ("two-places" in asked.kinds) is (len(asked.places) > 1), asked.id
        if asked.is_find:
            assert ("no-place" in asked.kinds) is (not asked.places), asked.id


def test_all_languages_and_enough_of_each_trouble(labelled: list[Question]) -> None:
    languages = Counter(asked.lang for asked in labelled)
    kinds = Counter(kind for asked in labelled for kind in asked.kinds)

    assert set(languages) == {"fi", "sv", "en"}
    assert all(count / len(labelled) > 0.1 for count in languages.values())
    assert kinds["no-match"] / len(labelled) > 0.038
    assert kinds["other"] / len(labelled) > 0.057
    assert len({asked.text.casefold() for asked in labelled}) == len(labelled)


def test_no_producer_of_the_demonstration_is_in_the_set(producers: list[str]) -> None:
    names = names_in(QUALITY.parents[1] / "osta" / "discovery" / "data" / "demo" / "producers.csv")

    assert len(names) >= 170
    assert not set(names) & set(producers)
    assert all(first != second for first, second in pairwise(sorted(names)))


def test_what_is_held_out_is_nowhere_else() -> None:
    asked, situations, held_out = (
        {question.text.casefold().strip(" ?!.") for question in read_questions(folder / "questions.jsonl")}
        for folder in (QUALITY, SITUATIONS, HELD_OUT)
    )
    named, met, strangers = (set(names_in(folder / "producers.csv")) for folder in (QUALITY, SITUATIONS, HELD_OUT))

    assert len((asked | situations) & held_out) == 0  # said without the questions: nobody is to see them
    assert not (named | met) & strangers
