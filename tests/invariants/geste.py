"""Un geste : ce que quelqu'un peut demander d'une structure, à bon escient ou non."""

from collections.abc import Callable
from typing import Any

from shared.messages.actors import Acteur
from shared.messages.commands import Command
from tests.invariants.partie import BANQUE, Partie, Structure

Geste = Callable[[Partie, Structure], Command]
GESTES: dict[str, Geste] = {}


def geste(fonction: Geste) -> Geste:
    GESTES[fonction.__name__] = fonction
    return fonction


def du_prefet(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, p.prefet(s), structure_id=s.id, **dit)


def du_porteur(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, p.porteur(s), structure_id=s.id, **dit)


def de_l_agence(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, p.agence, structure_id=s.id, **dit)


def de_la_banque(p: Partie, s: Structure, kind: type[Command], **dit: Any) -> Command:
    return p.ordre(kind, BANQUE, structure_id=s.id, **dit)


def operateur(nom: str) -> Acteur:
    return Acteur(role="OPERATEUR", id=nom, organisme=nom)
