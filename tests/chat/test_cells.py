"""What people wrote is shown by a spreadsheet, never run."""

from hypothesis import given
from hypothesis import strategies as st

from osta.chat.cells import harmless, restored


@given(st.text(alphabet="'=+-@\t\r＝＋－＠ a", max_size=6) | st.text(max_size=20))
def test_no_cell_is_run_as_a_formula_and_each_comes_back(cell: str) -> None:
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert restored(harmless(cell)) == cell
