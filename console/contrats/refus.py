"""Les refus qu'une demande peut recevoir : le code de sa réponse, son sens et sa nature.

Ils sont lus dans le code : ceux que nomme la fonction qui répond, puis celles qu'elle appelle, de
proche en proche. Une méthode se reconnaît à son nom, parmi les classes que l'appelant connaît.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import getsource, unwrap
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any, Literal, TypedDict

from console.execution.services import application, applications
from shared.messages.commands import Command
from shared.recording.authorisations import (
    CompteNonAutorise,
    DepartementEtranger,
    RoleNonAutorise,
    StructureEtrangere,
    charger_autorisations,
)
from shared.recording.dates import (
    DateAnterieure,
    DateAVenir,
    DeclarationTardive,
    MotifDeRetardManquant,
)
from shared.recording.repository import IdentifiantDejaUtilise
from shared.refusal import Refus, RefusDuMoment

Nature = Literal["definitif", "a_redemander"]
DE_TOUTES = (
    RoleNonAutorise,
    CompteNonAutorise,
    IdentifiantDejaUtilise,
    DateAVenir,
    DateAnterieure,
    DeclarationTardive,
    MotifDeRetardManquant,
)
SELON_LA_PORTEE = {"DEPARTEMENT": DepartementEtranger, "STRUCTURE": StructureEtrangere}
NOTRE_CODE = ("services.", "shared.")


class RefusDecrit(TypedDict):
    """``a_redemander`` : la même demande, envoyée de nouveau, est décidée de nouveau."""

    sens: str
    nature: Nature


def refus(kind: type[Command]) -> dict[str, RefusDecrit]:
    """Par code, chaque refus de cette demande."""
    kinds: set[type[Refus]] = {*DE_TOUTES, *_de_la_portee(kind), *_du_code(kind)}
    return {each.__name__: decrire(each) for each in sorted(kinds, key=lambda each: each.__name__)}


def decrire(kind: type[Refus]) -> RefusDecrit:
    """Ce que ce refus veut dire, et s'il peut être levé."""
    sens = (kind.__doc__ or "").splitlines()[0]
    nature: Nature = "a_redemander" if issubclass(kind, RefusDuMoment) else "definitif"
    return {"sens": sens, "nature": nature}


def _de_la_portee(kind: type[Command]) -> Iterator[type[Refus]]:
    for portee in charger_autorisations().roles(kind).values():
        if portee in SELON_LA_PORTEE:
            yield SELON_LA_PORTEE[portee]


def _du_code(kind: type[Command]) -> set[type[Refus]]:
    handler = application(kind.receiver()).by_message[kind]
    return refus_du_code([handler.function, handler.within])


def refus_du_code(functions: Iterable[Any]) -> set[type[Refus]]:
    """Ceux que nomment ces fonctions, et celles qu'elles appellent."""
    waiting = [*functions]
    seen: set[Any] = set()
    while waiting:
        met = waiting.pop()
        if met not in seen:
            seen.add(met)
            waiting += _cites(met) if isinstance(met, FunctionType) else ()
    return {each for each in seen if isinstance(each, type)}


@cache
def _cites(function: FunctionType) -> list[Any]:
    """Les refus et les fonctions que nomme le corps de cette fonction, décorateurs exclus."""
    [tree] = ast.parse(dedent(getsource(function))).body
    nodes = [each for part in getattr(tree, "body", [tree]) for each in ast.walk(part)]
    found = (each for node in nodes for each in _designes(node, function.__globals__))
    return [each for each in map(_nu, found) if _compte(each)]


def _designes(node: ast.AST, known: dict[str, Any]) -> Iterator[Any]:
    if isinstance(node, ast.Name):
        yield known.get(node.id)
    elif isinstance(node, ast.Attribute):
        holder = known.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if isinstance(holder, ModuleType):
            yield getattr(holder, node.attr, None)
        else:
            reachable = _atteints(known["__name__"])
            yield from (each for each in _methodes(node.attr) if each.__module__ in reachable)


def _nu(found: Any) -> Any:
    return unwrap(found) if callable(found) else None


def _compte(found: Any) -> bool:
    if isinstance(found, type):
        return issubclass(found, Refus)
    return isinstance(found, FunctionType) and found.__module__.startswith(NOTRE_CODE)


@cache
def _atteints(module: str) -> frozenset[str]:
    """Ce module, et ceux qu'il importe, de proche en proche."""
    waiting, seen = [module], set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name.startswith(NOTRE_CODE):
            seen.add(name)
            values = vars(sys.modules[name]).values()
            waiting += {str(getattr(each, "__module__", None) or "") for each in values}
            waiting += [each.__name__ for each in values if isinstance(each, ModuleType)]
    return frozenset(seen)


def _methodes(name: str) -> list[Callable[..., Any]]:
    return _toutes_les_methodes().get(name, [])


@cache
def _toutes_les_methodes() -> dict[str, list[Callable[..., Any]]]:
    """Par nom, celles des classes de notre code."""
    found: dict[str, list[Callable[..., Any]]] = {}
    applications()  # imports the classes of every service
    for owner in _classes():
        for name, value in list(vars(owner).items()):  # pydantic completes a model that is read
            plain = getattr(value, "__func__", None) or getattr(value, "fget", None) or value
            if isinstance(plain, FunctionType):
                found.setdefault(name, []).append(plain)
    return found


def _classes() -> Iterator[type]:
    for name, module in list(sys.modules.items()):
        if name.startswith(NOTRE_CODE):
            yield from (
                each
                for each in vars(module).values()
                if isinstance(each, type) and each.__module__ == name
            )
