"""Read the numbers that a widget has written."""

from playwright.sync_api import Locator
from traffic import DRAWN


def cell_texts(place: Locator) -> list[str]:
    """Return the texts of a place's cells, once what was set last has been drawn."""
    place.page.evaluate(DRAWN)
    return place.locator(".cnnlab-values text").all_text_contents()


def cell_numbers(place: Locator) -> list[float | None]:
    """Return the numbers in a place's cells, as `cell_texts` does; an empty cell is None."""
    return [number(text) if text else None for text in cell_texts(place)]


def number(text: str) -> float:
    """Return the number that a widget writes so."""
    return float(text.replace("−", "-"))
