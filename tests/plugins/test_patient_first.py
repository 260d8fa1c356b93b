from tests.plugins.patient_first import dealt


def test_every_process_begins_with_its_part_of_what_waits() -> None:
    items = list(range(20))
    order = dealt(items, [item % 5 == 0 for item in items], 4)
    assert sorted(order) == items
    assert [order[at] for at in (0, 5, 10, 15)] == [0, 5, 10, 15]
    assert [item for item in order if item % 5] == [item for item in items if item % 5]


def test_one_process_and_no_test_at_all_are_fine() -> None:
    assert dealt(["a", "b", "c"], [False, True, False], 1) == ["b", "a", "c"]
    assert dealt([], [], 4) == []
