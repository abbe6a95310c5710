"""Discovery: one definition a file, and module name = function name = key."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from types import MappingProxyType, ModuleType
from typing import Protocol, TypeVar

from xero_component.errors import DefinitionError


class Definition(Protocol):
    """Anything that discovery can find."""

    @property
    def key(self) -> str:
        """The stable name."""
        ...

    @property
    def module(self) -> str:
        """The module that declares it."""
        ...


DefinitionT = TypeVar("DefinitionT", bound=Definition)


def discover(package: ModuleType, kind: type[DefinitionT]) -> Mapping[str, DefinitionT]:
    """Import every public module below a package and collect its definitions by key.

    Raises `DefinitionError`, naming the file, when a module declares none or several, when its name
    is not the key, or when two share a key.
    """
    found: dict[str, DefinitionT] = {}
    for module in _modules(package):
        here = [
            value
            for value in vars(module).values()
            if isinstance(value, kind) and value.module == module.__name__
        ]
        name = module.__name__.rpartition(".")[2]
        if len(here) != 1:
            raise DefinitionError(
                f"{module.__file__}: expected exactly one {kind.__name__}, found {len(here)}."
            )
        definition = here[0]
        if definition.key != name:
            raise DefinitionError(
                f"{module.__file__}: the key is {definition.key!r}, the file says {name!r}."
            )
        if definition.key in found:
            raise DefinitionError(
                f"{module.__file__}: the key {name!r} is taken by {found[name].module}."
            )
        found[definition.key] = definition
    return MappingProxyType(found)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
            continue
        module = _imported(f"{package.__name__}.{info.name}")
        if info.ispkg:
            yield from _modules(module)
        else:
            yield module


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except DefinitionError:
        raise
    except Exception as error:
        spec = find_spec(name)
        file = spec.origin if spec and spec.origin else name
        raise DefinitionError(f"{file}: cannot be imported: {error}") from error
