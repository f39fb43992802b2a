"""A question's text as HTML, and the ways in which a student may write its answer."""

from collections.abc import Sequence
from html import escape

from questions_asked import Numbers, Question

from cnnlab.practice.wording import written

RIGHT = "That is right."
IN_ORDER = "Write the numbers in this order, with commas between them."


def with_tables(asked: Question) -> str:
    """Return a question's text, its grids of numbers below.

    Examples
    --------
    >>> with_tables(Numbers("", "Is 1 < 2?", [1], [], "", "", tables=[("Kernel", [[1, -2]])]))
    '<p>Is 1 &lt; 2?</p><table><caption>Kernel</caption><tr><td>1</td><td>−2</td></tr></table>'
    """
    text = f"<p>{escape(asked.text)}</p>"
    if isinstance(asked, Numbers) and len(asked.answer) > 1:
        text += f"<p>{IN_ORDER}</p>"
    return text + "".join(table(title, rows) for title, rows in asked.tables)


def table(title: str, rows: list[list[int]]) -> str:
    """Return a grid of numbers."""
    lines = (f"<tr>{''.join(f'<td>{written(v)}</td>' for v in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption>{''.join(lines)}</table>"


def ways_to_write(numbers: Sequence[float]) -> list[str]:
    """Return how a student may write one number, or several.

    Examples
    --------
    >>> ways_to_write([307300.0]), ways_to_write([2.0, -0.5])
    (['307300'], ['2, -0.5', '2,-0.5', '2 -0.5', '2 and -0.5', '2; -0.5'])
    """
    plain = [f"{number:.10g}" for number in numbers]
    if len(plain) == 1:
        return plain
    return [between.join(plain) for between in (", ", ",", " ", " and ", "; ")]
