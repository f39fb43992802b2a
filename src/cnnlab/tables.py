"""Tables of numbers: a notebook shows them as tables, a terminal as aligned text."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from numbers import Integral, Real
from typing import Any

from cnnlab.checks import as_list

__all__ = ["Table", "table"]


class Table:
    """Rows under headers; see `table`."""

    def __init__(self, rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> None:
        self.headers = [str(header) for header in as_list("headers", headers)]
        listed = [as_list("rows' cells", row) for row in as_list("rows", rows)]
        self.rows = [[_written(cell) for cell in row] for row in listed]
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(
                    f"rows must have a cell for each of the {len(self.headers)} headers, "
                    f"got {len(row)} in {row}"
                )

    def __repr__(self) -> str:
        if not self.headers:
            return "an empty table"
        columns = list(zip(self.headers, *self.rows, strict=True))
        widths = [max(map(len, column)) for column in columns]
        lines = []
        for row in [self.headers, *self.rows]:
            first, *others = (
                cell.rjust(width) if i else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            lines.append("  ".join([first, *others]).rstrip())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(map(_head, self.headers))
        body = "".join(
            "<tr>" + "".join(f"<td>{unbroken(escape(cell))}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return (
            '<table class="table cnnlab-table">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def table(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> Table:
    """Return a table, which a notebook shows as the last line of a cell.

    Parameters
    ----------
    rows : iterable of sequence
        A cell for each header. Text stands as it is; whole numbers get commas, others three digits.
    headers : sequence of str

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If a row does not have a cell for each header.
    TypeError
        If `rows`, a row or `headers` is not a list.

    Examples
    --------
    >>> table([("1 × 1", 8320), ("depthwise", -0.25)], ["layer", "parameters"])
    layer      parameters
    1 × 1           8,320
    depthwise       −0.25
    """
    return Table(rows, headers)


def unbroken(text: str) -> str:
    """Keep each size, and each range, on one line.

    Examples
    --------
    >>> unbroken("two of 3 × 3 × 8 numbers").count("\N{NO-BREAK SPACE}")
    4
    >>> unbroken("34 (30–38)").count("\N{WORD JOINER}")
    2
    """
    text = re.sub(r"(?<=\d) × (?=\d)", "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\d)–(?=\d)", "\N{WORD JOINER}–\N{WORD JOINER}", text)


def _head(header: str) -> str:
    """Return the cell of a header; an empty one is no header to a screen reader."""
    return f"<th>{unbroken(escape(header))}</th>" if header else "<td></td>"


def _written(cell: Any) -> str:
    if isinstance(cell, bool) or not isinstance(cell, Real):
        return str(cell)
    value = cell if isinstance(cell, Integral) else float(cell)  # 3.11: Fraction has no is_integer
    whole = isinstance(value, Integral) or (value.is_integer() and abs(value) < 1e15)
    return f"{int(value):,}".replace("-", "−") if whole else three_digits(float(value), ",")


def three_digits(value: float, thousands: str = "") -> str:
    """Write a number with three significant digits; from 1,000 to a million, in whole ones.

    Examples
    --------
    >>> [three_digits(value) for value in (0.1234, -12, 1172, 999.7, 6830.4, 123456, 1.5e7)]
    ['0.123', '−12', '1172', '1000', '6830', '123456', '1.5e+07']
    >>> three_digits(6830.4, ",")
    '6,830'
    """
    short = f"{value:.3g}"
    if "e+" in short and abs(value) < 1e6:
        short = f"{value:{thousands}.0f}"
    return short.replace("-", "−")
