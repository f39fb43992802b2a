"""What a call changes besides what it returns, as far as the code shows.

A function of the page changes an argument if its body does. One of cnnlab's keeps arrays as they
are (arrays in, arrays out), but trains the network and draws from the generator that it is given:
the annotations of its parameters tell. NumPy's and Python's own leave their arguments alone, but
for a few. Of all other functions we know nothing, so they count as changing all they are given.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from session.packages import source_of

__all__ = ["Effects", "changed_by", "effects_of_function", "imported_effects", "root"]

# Methods that leave their object as it is: those of arrays, texts, dicts, lists and numbers.
READING = frozenset(
    """all any argmax argmin argsort astype choose clip conj copy cumsum diagonal dot flatten item
    max mean min nonzero prod ptp ravel repeat reshape round searchsorted squeeze std sum swapaxes
    take tobytes tolist trace transpose var view
    as_integer_ratio bit_count bit_length capitalize casefold center count decode encode endswith
    expandtabs find format hex index is_integer isalnum isalpha isascii isdecimal isdigit
    isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip
    partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
    splitlines startswith strip swapcase title translate upper zfill
    get items keys values difference intersection isdisjoint issubset issuperset
    symmetric_difference union""".split()  # noqa: SIM905
)
_CHANGING = re.compile(r"\b(Layer|Sequential|Generator|Optimizer|Adam|SGD|Axes|Figure|Widget)\b")
_WRITERS = {"copyto", "delattr", "fill_diagonal", "next", "place", "put", "put_along_axis"} | {
    "putmask",
    "setattr",
    "shuffle",
}
_HARMLESS = {"builtins", "collections", "functools", "itertools", "math", "matplotlib", "numpy"} | {
    "IPython",
    "operator",
    "textwrap",
    "time",
}


class Effects(NamedTuple):
    """What a function changes: of its arguments, and of the names around it."""

    parameters: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    everything: bool = False  # nothing is known of it

    def arguments(self, call: ast.Call) -> Iterator[ast.expr]:
        """Yield the arguments of a call that it changes."""
        for place, argument in enumerate(call.args):
            name = self.parameters[place] if place < len(self.parameters) else ""
            if self.everything or name in self.changed:
                yield argument
        for keyword in call.keywords:
            if self.everything or keyword.arg == "out" or keyword.arg in self.changed:
                yield keyword.value


PURE, UNKNOWN = Effects(), Effects(everything=True)
_WRITES_FIRST = Effects(("first",), frozenset({"first"}))


def root(node: ast.expr) -> str | None:
    """Return the name that an expression is a part of: that of `x` for `x[0].y`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _draws(function: ast.Attribute) -> bool:
    """Say whether a call draws from, or seeds, a module's one generator: `np.random.rand`."""
    owner = function.value
    names = [root(owner)]
    while isinstance(owner, ast.Attribute):
        names.append(owner.attr)
        owner = owner.value
    return "random" in names and function.attr not in ("default_rng", "Generator")


def effects_of_function(node: ast.FunctionDef, known: Mapping[str, Effects]) -> Effects:
    """Return what a function of the page changes; `known` has what the functions it calls do."""
    parameters = _parameters(node.args)
    own = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _stored(name)}
    told = {n for part in ast.walk(node) if isinstance(part, ast.Global) for n in part.names}
    touched = {name for part in ast.walk(node) for name in changed_by(part, known)}
    outside = (touched - set(parameters) - own) | told
    return Effects(parameters, frozenset(touched & set(parameters)), frozenset(outside))


def changed_by(node: ast.AST, known: Mapping[str, Effects]) -> Iterator[str]:
    """Yield the names of what one piece of syntax changes in place."""
    if isinstance(node, ast.Attribute | ast.Subscript) and _stored(node):
        yield from _roots(node)
    elif isinstance(node, ast.AugAssign):
        yield from _roots(node.target)
    elif isinstance(node, ast.Call):
        yield from _changed_by_call(node, known)
    elif isinstance(node, ast.Name) and node.id in known:
        yield from known[node.id].outside


def _changed_by_call(call: ast.Call, known: Mapping[str, Effects]) -> Iterator[str]:
    function = call.func
    owner = root(function)
    effects = PURE
    if isinstance(function, ast.Name):
        effects = _WRITES_FIRST if function.id in _WRITERS else known.get(function.id, PURE)
    elif isinstance(function, ast.Attribute):
        if function.attr in _WRITERS or function.attr == "at":
            effects = _WRITES_FIRST
        elif owner and owner in known:
            effects = known[owner]
        elif owner and function.attr not in READING:
            yield owner
        if owner in known and _draws(function):
            yield f"{owner}.random"
    for argument in effects.arguments(call):
        yield from _roots(argument)
    for keyword in call.keywords:
        if keyword.arg == "out":
            yield from _roots(keyword.value)


def _roots(node: ast.expr) -> Iterator[str]:
    name = root(node)
    if name:
        yield name


def _stored(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Store | ast.Del)


def imported_effects(module: str, name: str | None) -> Effects:
    """Return what a function changes that is imported; without a name, any of the module's."""
    if module.partition(".")[0] in _HARMLESS:
        return PURE
    if source_of(module) is None:
        return UNKNOWN
    if name is None or source_of(f"{module}.{name}") is not None:  # a module
        return PURE
    return _by_annotations(module, name)


@cache
def _by_annotations(module: str, name: str) -> Effects:
    tree = ast.parse(source_of(module) or "")
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            if any((alias.asname or alias.name) == name for alias in node.names):
                return imported_effects(node.module, name)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return _annotated(node)
    return PURE


def _annotated(node: ast.FunctionDef | ast.ClassDef) -> Effects:
    if isinstance(node, ast.ClassDef):
        made = (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
        first = next(made, None)
        if first is None:
            return PURE
        effects = _annotated(first)
        return effects._replace(parameters=effects.parameters[1:])  # without self
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    changed = {
        argument.arg
        for argument in arguments
        if argument.annotation and _CHANGING.search(ast.unparse(argument.annotation))
    }
    return Effects(_parameters(node.args), frozenset(changed))


def _parameters(arguments: ast.arguments) -> tuple[str, ...]:
    return tuple(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
