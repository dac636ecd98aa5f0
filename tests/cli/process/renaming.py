"""A library whose functions have other names than today's: what a later version of it may be like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any


def rename(module: ModuleType, names: Mapping[str, str]) -> None:
    """Rename global functions, methods and attributes of instances in everything that a module defines.

    Args:
        module: the module.
        names: old name -> new name.
    """
    for owner in (module, *(made for made in vars(module).values() if _is_its_own(made, module))):
        for function in _functions(owner):
            function.__code__ = _renamed(function.__code__, names)
        for old, new in names.items():
            if old in vars(owner):
                setattr(owner, new, vars(owner)[old])
                delattr(owner, old)


def _renamed(code: CodeType, names: Mapping[str, str]) -> CodeType:
    inner = (_renamed(made, names) if isinstance(made, CodeType) else made for made in code.co_consts)
    return code.replace(
        co_names=tuple(names.get(name, name) for name in code.co_names), co_consts=tuple(inner)
    )


def _is_its_own(made: Any, module: ModuleType) -> bool:
    return isinstance(made, type) and made.__module__ == module.__name__


def _functions(owner: Any) -> Iterator[FunctionType]:
    for made in vars(owner).values():
        made = getattr(made, "__func__", made)
        if isinstance(made, FunctionType):
            yield made
