"""What a cell needs of the names above it, and what it does to them."""

import ast
import dis
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

from session.cells import only_looked_at, parsed
from session.effects import (
    Effects,
    changed_by,
    effects_of_function,
    imported_effects,
    root,
)

__all__ = ["Facts", "bindings", "facts_of"]


class Facts(NamedTuple):
    """What a cell does with names.

    Parameters
    ----------
    uses : frozenset of str
        Read before the cell itself has bound them.
    reads : frozenset of str
        Read at all.
    defines : frozenset of str
        Bound, whatever happens.
    changes : frozenset of str
        Bound in some case only, or changed in place.
    carries : mapping of str to frozenset of str
        For a name that is bound, the names that are looked up when it is called.
    shares : mapping of str to frozenset of str
        For a name that is bound, the names whose data it may be a part of.
    imports : mapping of str to str
        For a name that stands for one import wherever the page binds it, the import. Running it
        alone is enough; the cell that holds it need not run.
    """

    uses: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    defines: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    carries: Mapping[str, frozenset[str]] = {}
    shares: Mapping[str, frozenset[str]] = {}
    imports: Mapping[str, str] = {}


@only_looked_at()
def facts_of(sources: Iterable[str]) -> list[Facts]:
    """Return the facts of each cell of a page. A cell that is no Python has none.

    Examples
    --------
    >>> first, second = facts_of(["x = [1]", "x.append(y)"])
    >>> sorted(first.defines), sorted(second.uses), sorted(second.changes)
    (['x'], ['x', 'y'], ['x'])
    """
    return list(_facts_of(tuple(sources)))


@only_looked_at()
def bindings(source: str) -> dict[str, str]:
    r"""Return the names that code binds, each with the top-level statements that do.

    Examples
    --------
    >>> bindings("import math\nx = y = math.pi\nprint(x)")
    {'math': 'import math', 'x': 'x = y = math.pi', 'y': 'x = y = math.pi'}
    """
    found: dict[str, str] = {}
    for statement in _parsed(source).body:
        facts = _read(ast.Module([statement], []), {})
        with suppress(RecursionError):  # nested too deep to be written again
            for name in sorted(facts.defines | facts.changes):
                found[name] = "\n".join(filter(None, [found.get(name), ast.unparse(statement)]))
    return found


@lru_cache(maxsize=2)
def _facts_of(sources: tuple[str, ...]) -> tuple[Facts, ...]:
    trees = [_parsed(source) for source in sources]
    known = _effects(trees)
    facts = [_read(tree, known) for tree in trees]
    carries = _closure(facts, "carries")
    shares = _closure(facts, "shares")
    imports = _imports_only(facts)
    above: dict[str, str] = {}
    found = []
    for fact in facts:
        above |= {name: imports[name] for name in fact.imports if name in imports}
        # What a function looks up is needed when it is called, or handed on.
        own = frozenset[str]().union(*(fact.carries.get(n, ()) for n in fact.reads & fact.defines))
        called = (fact.reads - fact.defines) | own
        uses = fact.uses | ((own | _with(called, carries)) - fact.reads - fact.defines)
        found.append(
            fact._replace(
                uses=uses - imports.keys() - {"_"},  # the last value, whichever cell gave it
                defines=fact.defines - imports.keys(),
                changes=_with(fact.changes, shares) - fact.defines - imports.keys(),
                imports={name: above[name] for name in sorted(uses) if name in above},
            )
        )
    return tuple(found)


def _imports_only(facts: Iterable[Facts]) -> dict[str, str]:
    """Return the names that one import binds and nothing else, with the import."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        for name, statement in fact.imports.items():
            found.setdefault(name, set()).add(statement)
        for name in fact.defines | fact.changes:
            if name not in fact.imports:
                found.setdefault(name, set()).add("")
    return {
        name: statement
        for name, statements in found.items()
        if len(statements) == 1 and (statement := next(iter(statements)))
    }


def _parsed(source: str) -> ast.Module:
    try:
        return parsed(source)
    except SyntaxError:
        return ast.Module([], [])


def _read(tree: ast.Module, known: Mapping[str, Effects]) -> Facts:
    """Return the facts of a cell, or none if it is nested too deep to be read.

    One that parses may be no Python still: `def f(): break`.
    """
    try:
        return _Reader(known).facts(tree)
    except (SyntaxError, RecursionError, MemoryError):
        return Facts()


def _effects(trees: Iterable[ast.Module]) -> dict[str, Effects]:
    """Return what the functions and modules that the page names change."""
    known: dict[str, Effects] = {}
    functions: list[ast.FunctionDef] = []
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                known[name] = imported_effects(alias.name, None)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                effects = imported_effects(node.module, alias.name)
                known[alias.asname or alias.name] = effects
        elif isinstance(node, ast.FunctionDef):
            functions.append(node)
    for _ in range(2):  # a function may be defined after one that calls it
        known.update({node.name: effects_of_function(node, known) for node in functions})
    return known


def _closure(facts: Iterable[Facts], kind: str) -> dict[str, frozenset[str]]:
    """Return for each name what it leads to, step by step, in any of the cells."""
    graph: dict[str, frozenset[str]] = {}
    for fact in facts:
        for name, others in getattr(fact, kind).items():
            graph[name] = graph.get(name, frozenset()) | others
    return {name: _reached(name, graph) for name in graph}


def _reached(name: str, graph: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    new = set(graph[name])
    while new:
        found |= new
        new = {other for one in new for other in graph.get(one, ())} - found
    return frozenset(found)


def _with(names: frozenset[str], led_to: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return names.union(*(led_to.get(name, frozenset()) for name in names))


class _Reader(ast.NodeVisitor):
    """Reads a cell from top to bottom, noting what is bound so far."""

    def __init__(self, known: Mapping[str, Effects]) -> None:
        self._known = known
        self._bound: set[str] = set()
        self._uses: set[str] = set()
        self._reads: set[str] = set()
        self._changes: set[str] = set()
        self._carries: dict[str, frozenset[str]] = {}
        self._shares: dict[str, frozenset[str]] = {}
        self._imports: dict[str, str] = {}

    def facts(self, tree: ast.Module) -> Facts:
        """Return the facts of a cell."""
        for statement in tree.body:
            self.visit(statement)
        return Facts(
            frozenset(self._uses),
            frozenset(self._reads),
            frozenset(self._bound),
            frozenset(self._changes),
            self._carries,
            self._shares,
            self._imports,
        )

    def generic_visit(self, node: ast.AST) -> None:
        """Note what any piece of syntax changes in place."""
        self._change(node)
        super().generic_visit(node)

    def _change(self, node: ast.AST) -> None:
        changed = set(changed_by(node, self._known))
        self._changes |= changed
        # The generator of a module has no name of its own: drawing from it goes by this one.
        self._uses |= {name for name in changed if "." in name}

    def _bind(self, name: str) -> None:
        self._bound.add(name)
        self._imports.pop(name, None)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read, bound or deleted."""
        self._change(node)
        if isinstance(node.ctx, ast.Load):
            self._reads.add(node.id)
            if node.id not in self._bound:
                self._uses.add(node.id)
        elif isinstance(node.ctx, ast.Store):
            self._bind(node.id)
        else:
            self._changes.add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Note the value first, then the names."""
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)
            self._lead(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Note an assignment with an annotation, which alone binds nothing."""
        if node.value:
            self.visit(node.value)
            self.visit(node.target)
            self._lead(node.target, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Note that `x += 1` reads `x`, too."""
        self._change(node)
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            if node.target.id not in self._bound:
                self._uses.add(node.target.id)
        else:
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """Note the value, then the name."""
        self.visit(node.value)
        self.visit(node.target)

    def visit_Import(self, node: ast.Import) -> None:
        """Note what an import binds."""
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self._import(name, ast.Import([alias]))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note what an import binds."""
        for alias in node.names:
            self._import(alias.asname or alias.name, ast.ImportFrom(node.module, [alias], 0))

    def _import(self, name: str, node: ast.Import | ast.ImportFrom) -> None:
        if name not in self._bound or name in self._imports:
            self._imports[name] = ast.unparse(node)
        self._bound.add(name)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Note what a function needs when it is defined, and when it is called."""
        for part in (*node.decorator_list, *_defaults(node.args)):
            self.visit(part)
        names = frozenset(_looked_up(node)) - {node.name}
        self._carries[node.name] = self._carries.get(node.name, frozenset()) | names
        self._bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Note what a function without a name needs."""
        for part in _defaults(node.args):
            self.visit(part)
        self._uses |= _looked_up(ast.Expr(node)) - self._bound

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Note what a class and its methods need."""
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        names = frozenset(_looked_up(node)) - {node.name}
        self._uses |= names - self._bound
        self._carries[node.name] = self._carries.get(node.name, frozenset()) | names
        self._bind(node.name)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """Note a loop, which may run no time at all."""
        self.visit(node.iter)
        with self._maybe():
            self.visit(node.target)
            self._lead(node.target, node.iter)
            self._visit_all(node.body)
        with self._maybe():
            self._visit_all(node.orelse)

    visit_AsyncFor = visit_For

    def visit_While(self, node: ast.While) -> None:
        """Note a loop, which may run no time at all."""
        self.visit(node.test)
        for body in (node.body, node.orelse):
            with self._maybe():
                self._visit_all(body)

    def visit_If(self, node: ast.If) -> None:
        """Note both ways; what both bind is bound."""
        self.visit(node.test)
        with self._maybe() as one:
            self._visit_all(node.body)
        with self._maybe() as other:
            self._visit_all(node.orelse)
        self._bound |= one & other

    def visit_Try(self, node: ast.Try) -> None:
        """Note what may be broken off."""
        with self._maybe():
            self._visit_all(node.body)
            self._visit_all(node.orelse)
        for handler in node.handlers:
            with self._maybe():
                if handler.type:
                    self.visit(handler.type)
                if handler.name:
                    self._bind(handler.name)
                self._visit_all(handler.body)
        self._visit_all(node.finalbody)

    def visit_Match(self, node: ast.Match) -> None:
        """Note all cases of a match."""
        self.visit(node.subject)
        for case in node.cases:
            with self._maybe():
                self._bound |= _captured(case.pattern)
                if case.guard:
                    self.visit(case.guard)
                self._visit_all(case.body)

    def _visit_comprehension(self, node: ast.AST) -> None:
        with self._apart():
            for part in node.generators:  # type: ignore[attr-defined]
                self.visit(part.iter)
                self.visit(part.target)
                self._visit_all(part.ifs)
            for field in ("key", "value", "elt"):
                if hasattr(node, field):
                    self.visit(getattr(node, field))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Forget afterwards what is bound here: it goes by names of its own."""
        before, reads = set(self._bound), set(self._reads)
        yield
        self._reads = reads | (self._reads - (self._bound - before))
        self._bound = before

    @contextmanager
    def _maybe(self) -> Iterator[set[str]]:
        """Let what is bound here be a change only; yield the set that will hold these names."""
        before, new = set(self._bound), set[str]()
        yield new
        new |= self._bound - before
        self._changes |= new
        self._bound = before

    def _lead(self, target: ast.expr, value: ast.expr) -> None:
        """Note what a bound name may call or share with what it was made of."""
        made_of = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        later = {
            name
            for part in ast.walk(value)
            if isinstance(part, ast.Lambda)
            for name in _looked_up(ast.Expr(part))
        }
        part_of = frozenset(_parts(value)) - self._known.keys()
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                leads = frozenset(
                    other for name in made_of for other in self._carries.get(name, {name})
                )
                carried = self._carries.get(node.id, frozenset())
                self._carries[node.id] = carried | frozenset(later) | _calls(leads, self._known)
                self._shares[node.id] = self._shares.get(node.id, frozenset()) | part_of


def _calls(names: frozenset[str], known: Mapping[str, Effects]) -> frozenset[str]:
    """Return those of the names that the page defines as functions."""
    return frozenset(name for name in names if name in known)


def _parts(value: ast.expr) -> Iterator[str]:
    """Yield the names whose data a value may be a part of."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute):
            yield from _parts(value.func.value)
    elif isinstance(value, ast.Tuple | ast.List):
        for item in value.elts:
            yield from _parts(item)
    elif isinstance(value, ast.IfExp):
        yield from _parts(value.body)
        yield from _parts(value.orelse)
    elif name := root(value):
        yield name


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(value for value in arguments.kw_defaults if value)]


def _captured(pattern: ast.pattern) -> set[str]:
    names = (getattr(node, "name", None) for node in ast.walk(pattern))
    return {name for name in names if isinstance(name, str)}


def _looked_up(node: ast.stmt) -> set[str]:
    """Return the global names that a function or class looks up, as Python's compiler sees it."""
    module = ast.fix_missing_locations(ast.Module([node], []))
    code = compile(module, "cell", "exec")
    return {name for inner in _nested(code) for name in _loads(inner)}


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def _loads(code: CodeType) -> Iterator[str]:
    stored = {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_NAME"}
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME") and instruction.argval not in stored:
            yield instruction.argval
