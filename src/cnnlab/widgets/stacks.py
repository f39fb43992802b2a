"""Traits that hold stacks of layers. What a layer may be, each widget's own check says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

Layers = list[dict[str, Any]]
Check = Callable[[str, Any], Layers]
"""Returns a stack with every setting written out, or raises an error with the name it is given."""


class Stack(traitlets.TraitType[Layers, Sequence[Any]]):
    """A trait that holds a stack of layers."""

    info_text = "a stack of layers"

    def __init__(self, check: Check) -> None:
        super().__init__()
        self.check = check

    def validate(self, obj: Any, value: Sequence[Any]) -> Layers:
        """Return the stack, or say what is wrong with it."""
        return self.check(self.name or "stack", value)


class Stacks(traitlets.TraitType[dict[str, Layers], Mapping[str, Sequence[Any]]]):
    """A trait that holds named stacks to choose from."""

    info_text = "a dict of stacks of layers"

    def __init__(self, check: Check) -> None:
        super().__init__()
        self.check = check

    def validate(self, obj: Any, value: Mapping[str, Sequence[Any]]) -> dict[str, Layers]:
        """Return the stacks, each checked as `Stack` does."""
        if not isinstance(value, Mapping):
            raise traitlets.TraitError(f"{self.name} must be a dict of stacks, got {value!r}")
        return {
            str(name): self.check(f"{self.name}[{name!r}]", stack) for name, stack in value.items()
        }
