"""Authorisations: the table of domaine.md C.1, and the check of each command against it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal
from uuid import UUID

from eventsourcing.persistence import ProgrammingError

from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.recording.handlers import Handlers
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.rules.loading import RuleError, load

Portee = Literal["NATIONAL", "DEPARTEMENT", "STRUCTURE", "INTERNE"]


class RoleNonAutorise(RefusDefinitif):
    """Le rôle de l'auteur ne permet pas cette demande (domaine.md C.1)."""


class DepartementEtranger(RefusDuMoment):
    """Un préfet n'agit que dans son département (A-020)."""


class StructureEtrangere(RefusDefinitif):
    """Un porteur ou un agent n'agit que pour sa structure (domaine.md C.1)."""


class CompteNonAutorise(RefusDuMoment):
    """Le compte RabbitMQ de l'expéditeur ne peut pas parler pour cet auteur (table des comptes)."""


@dataclass(frozen=True)
class Autorisation:
    """Une ligne de la table : une demande, et jusqu'où chaque rôle peut la faire."""

    demande: str
    roles: Mapping[Role, Portee]
    source: str


class Autorisations:
    """La table, par demande ; lève `RuleError` si une demande y est deux fois."""

    def __init__(self, lignes: Iterable[Autorisation]) -> None:
        self.lignes = tuple(lignes)
        self._par_demande = {ligne.demande: ligne for ligne in self.lignes}
        if len(self._par_demande) < len(self.lignes):
            raise RuleError("autorisations : une demande y est écrite deux fois.")

    def roles(self, kind: type[Command]) -> Mapping[Role, Portee]:
        """Les rôles admis pour cette demande ; aucun si elle n'est pas dans la table."""
        ligne = self._par_demande.get(kind.__name__)
        return ligne.roles if ligne else {}

    def check(self, handlers: Handlers) -> None:
        """Raise ProgrammingError if a command bounded to a département has no `within`."""
        for kind in handlers.commands():
            bounded = "DEPARTEMENT" in self.roles(kind).values()
            if bounded and handlers.by_message[kind].within is None:
                raise ProgrammingError(f"Say in which département {kind.__name__} acts (`within`).")

    def acces(self, command: Command) -> "Acces":
        """L'accès de l'auteur ; lève `RoleNonAutorise` ou `StructureEtrangere` s'il n'en a pas."""
        roles, name = self.roles(type(command)), type(command).__name__
        acteur = command.acteur
        if acteur.role not in roles:
            raise RoleNonAutorise(
                f"Le rôle {acteur.role} ne permet pas « {name} » "
                f"(rôles admis : {', '.join(sorted(roles))})."
            )
        portee = roles[acteur.role]
        if portee == "STRUCTURE":
            _verifier_structure(acteur, command.subject)
        return Acces(acteur, portee)


@dataclass(frozen=True)
class Acces:
    """L'accès de l'auteur d'une demande, et sa portée."""

    acteur: Acteur
    portee: Portee

    def verifier(self, departements: Sequence[str] | None) -> None:
        """Lève `DepartementEtranger` si l'un de ces départements est hors de portée de l'auteur.

        Lève ProgrammingError si la demande est bornée et ne dit pas où elle agit.
        """
        if self.portee != "DEPARTEMENT":
            return
        if not departements:
            raise ProgrammingError("The handler does not say in which département it acts.")
        for departement in departements:
            if departement != self.acteur.departement:
                raise DepartementEtranger(
                    f"La demande porte sur le département {departement}, elle vient du "
                    f"département {self.acteur.departement or 'non précisé'}."
                )


def _verifier_structure(acteur: Acteur, sujet: UUID | None) -> None:
    if acteur.structure_id is None or acteur.structure_id != sujet:
        raise StructureEtrangere(
            f"La demande porte sur la structure {sujet}, elle vient de la structure "
            f"{acteur.structure_id or 'non précisée'} (champ « acteur.structure_id »)."
        )


@cache
def charger_autorisations() -> Autorisations:
    """La table livrée avec les services ; `RuleError` si elle est inutilisable."""
    table = files("shared.recording") / "autorisations.yaml"
    return Autorisations(load(table, tuple[Autorisation, ...]))
