"""What the commands in `tools` share: each says in one sentence what is wrong with a call."""

import argparse
import sys
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong."""

    def error(self, message: str) -> NoReturn:
        """Leave with the sentence alone."""
        sys.exit(f"{message[:1].upper()}{message[1:]}. --help says more.")


def number(name: str, text: str, low: int, high: int) -> int:
    """Return the number that `text` writes, or say what is wrong with it.

    Examples
    --------
    >>> number("--seed", "forty", 0, 9)
    Traceback (most recent call last):
        ...
    ValueError: --seed must be a whole number from 0 to 9, got 'forty'.
    """
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low:,} to {high:,}, got {text!r}.")
    return value
