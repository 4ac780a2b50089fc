"""The version of the code that a result depends on: a digest of the sources, and the versions of the libraries."""

import ast
import hashlib
import importlib.util
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

_OURS = frozenset({"core", "verify"})
_LIBRARIES = ("numpy", "scipy", "numba", "python-flint", "sympy")


@cache
def version(module: str) -> str:
    """Return the version of all that the functions of a module depend on: 64 hexadecimal digits.

    Counted are the module and what it imports, directly or not, of its own top-level package and of this project
    (`sources`), the platform, Python, and the libraries that compute. Not counted are modules that are named only at
    run time, data files, and the processor: where its vector units differ, so may last digits.

    The sources are those that were there when this process first asked, which is when it imported them. Raises
    ModuleNotFoundError for a module without a source.
    """
    lines = [f"{name} {source.digest}" for name, source in sorted(sources(module).items())]
    lines += [platform.system(), platform.machine(), platform.python_implementation(), platform.python_version()]
    lines += [f"{library} {_library(library)}" for library in _LIBRARIES]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Source:
    """The digest of a module's source, and the names that it may import: of modules, or of what is in them."""

    digest: str
    imports: tuple[str, ...]


def sources(module: str) -> dict[str, Source]:
    """Return the sources of a module and of what it imports, of its own top-level package and this project.

    Importing a module runs the packages that it lies in, so they count as well.
    """
    top = module.partition(".")[0]
    found: dict[str, Source] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name.partition(".")[0] not in {*_OURS, top}:
            continue
        path = _path(name)
        if path is not None:
            found[name] = _source(name, path)
            waiting += found[name].imports
        waiting += [name.rpartition(".")[0]] if "." in name else []
    if module not in found:
        raise ModuleNotFoundError(f"no source of the module {module!r} can be found", name=module)
    return found


def _path(name: str) -> Path | None:
    """Find the file of a module without importing it; None where there is no such module."""
    top, *rest = name.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None:
        return None
    if spec.submodule_search_locations is None:
        places = [Path(spec.origin)] if spec.origin and not rest else []
    else:
        stems = [Path(location, *rest) for location in spec.submodule_search_locations]
        places = [place for stem in stems for place in (stem / "__init__.py", stem.with_suffix(".py"))]
    return next((place for place in places if place.suffix == ".py" and place.is_file()), None)


@cache
def _source(name: str, path: Path) -> Source:
    text = path.read_bytes()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    imports = tuple(dict.fromkeys(_imports(ast.parse(text), package)))
    return Source(hashlib.sha256(text).hexdigest(), imports)


def _imports(node: ast.AST, package: str) -> Iterator[str]:
    """Yield what is imported anywhere in a syntax tree, except for the eyes of type checkers alone."""
    inner: Iterable[ast.AST] = ast.iter_child_nodes(node)
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            origin = importlib.util.resolve_name("." * level + (module or ""), package)
            yield from (origin, *(f"{origin}.{alias.name}" for alias in names))
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
            inner = orelse
    for part in inner:  # expressions cannot import
        if not isinstance(part, ast.expr):
            yield from _imports(part, package)


def _library(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # numba is optional
        return "none"
