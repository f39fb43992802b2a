"""Tables: what a reader sees in a notebook and in a terminal."""

import re
from fractions import Fraction

import numpy as np
import pytest

from cnnlab.tables import table


def test_columns_line_up_in_text() -> None:
    lines = repr(table([("a", 1), ("long name", 12345)], ["layer", "n"])).splitlines()
    assert lines == ["layer           n", "a               1", "long name  12,345"]


def test_html_has_every_cell_once() -> None:
    html = table([("x < y", 2), ("b", 30)], ["what", "how many"])._repr_html_()
    assert re.findall("<th>(.*?)</th>", html) == ["what", "how many"]
    assert re.findall("<td>(.*?)</td>", html) == ["x &lt; y", "2", "b", "30"]


def test_html_breaks_no_size() -> None:
    shown = table([("4 × 120 × 160",), ("a × b",)], ["3 × 3 px"])
    html = shown._repr_html_().replace("\N{NO-BREAK SPACE}", "~")
    assert re.findall("<t[hd]>(.*?)</t[hd]>", html) == ["3~×~3 px", "4~×~120~×~160", "a × b"]
    assert "4 × 120 × 160" in repr(shown)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (307300, "307,300"),
        (np.int64(-4), "−4"),
        (0.12345, "0.123"),
        (np.float32(2.5), "2.5"),
        (5000.0, "5,000"),
        (np.float64(-12345), "−12,345"),
        (1234.5, "1,234"),
        (-999.7, "−1,000"),
        (999.4, "999"),
        (Fraction(1, 2), "0.5"),
        (10**400, f"{10**400:,}"),
        (1e15 - 1, "999,999,999,999,999"),
        (1e15, "1e+15"),
        (999_999.5, "1,000,000"),
        (1_000_000.5, "1e+06"),
        (float("nan"), "nan"),
        (float("-inf"), "−inf"),
        ("-1", "-1"),
        (True, "True"),
    ],
)
def test_numbers_are_written_as_the_book_writes_them(cell: object, written: str) -> None:
    assert table([[cell]], ["n"]).rows == [[written]]


def test_an_empty_header_heads_nothing() -> None:
    html = table([("a", 1)], ["", "n"])._repr_html_()
    assert "<thead><tr><td></td><th>n</th></tr></thead>" in html


def test_an_empty_table_says_so() -> None:
    assert repr(table([], [])) == "an empty table"


def test_every_row_has_all_cells() -> None:
    with pytest.raises(ValueError, match="2 headers, got 1"):
        table([["alone"]], ["a", "b"])
