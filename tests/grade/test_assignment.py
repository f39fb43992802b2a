"""What a grader knows of a handed-out notebook, and what a teacher's own file changes of it."""

import nbformat
import pytest
from submissions import asked, handed_out

from cnnlab.grade.assignment import exercise_table
from cnnlab.grade.cells import Notebook, program


def test_an_answer_may_stand_below_its_emptied_cell() -> None:
    """The three dots of the handed-out cell are no cell of the book: they would come first."""
    notebook = handed_out("06_padding")
    for cell in notebook.cells:
        if cell.metadata.get("cnnlab", {}).get("exercise") == "ch06.size":
            cell.source = "# See below."
    answer = "def my_size(size, kernel, padding):\n    return 5"
    notebook.cells.append(nbformat.v4.new_code_cell(answer))
    book = asked("06_padding")["book"]
    text = nbformat.writes(notebook)
    assert program(Notebook(text), "ch06.size", book, "my_size") == [answer, ""]


def test_a_teachers_table_changes_what_it_names() -> None:
    own = '["ch05.convolve"]\npoints = 0\nloop = false\n["ch06.size"]\npoints = 0.5'
    table = exercise_table(own)
    assert table["ch05.convolve"] == {"points": 0, "without": ["cnnlab"], "loop": False}
    assert table["ch06.size"] == {"points": 0.5, "without": [], "loop": False}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('["ch03.field"]\npoints = 3', "no exercise 'ch03.field'"),
        ('["ch05.digit"]\npoints = 3', "no exercise 'ch05.digit'"),
        ('["ch05.__name__"]\npoints = 3', "no exercise 'ch05.__name__'"),
        ('["run.result_of"]\npoints = 3', "no exercise 'run.result_of'"),
        ('"ch05.convolve" = 3', "ch05.convolve = 3: its points and rules"),
        ('["ch03.field_size"]\npoints = "three"', "points = 'three'"),
        ('["ch03.field_size"]\npoints = -1', "field_size has points = -1; points are a number"),
        ('["ch03.field_size"]\npoints = nan', "field_size has points = nan; points are a number"),
        ('["ch03.field_size"]\npoints = inf', "points = inf"),
        ('["ch03.field_size"]\npoints = true', "points = True"),
        ('["ch03.field_size"]\nwithout = [3]', "field_size has without = .3.; it should be a list"),
        ('["ch03.field_size"]\nwithout = ["numpy."]', "without = ..numpy...; it should be a list"),
        ('["ch03.field_size"]\nwithout = "numpy"', "without = 'numpy'; it should be a list"),
        ('["ch03.field_size"]\nloop = 1', "loop = 1; it should be true or false"),
        ('["ch03.field_size"]\nmarks = 3', "marks = 3; a row has points"),
        ("points: 3", "Expected"),
    ],
)
def test_a_slip_in_a_teachers_table_is_reported(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        exercise_table(text)
