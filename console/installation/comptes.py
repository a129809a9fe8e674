"""Les comptes des autres systèmes : dans RabbitMQ d'abord, puis dans la table (ADR 0027)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from console.execution.services import BUILDERS, applications, named
from console.installation.interface import Interface
from console.installation.secrets import mot_de_passe
from shared import limits
from shared.clock import Clock, SystemClock
from shared.delivery.account_names import (
    account_inbox_name,
    account_questions_name,
    answers_queue_name,
    heard_queue_name,
)
from shared.messages.actors import Role
from shared.questions.rights import questioned
from shared.rabbitmq.definitions import of_partner, users
from shared.rabbitmq.rights import ADMINISTRATION, CONSOLE, SUPERVISION
from shared.refusal import Refus
from shared.rules.faults import in_a_file
from shared.rules.loading import RuleError
from shared.runtime.account_table import Compte, Table
from shared.runtime.accounts import READER
from shared.runtime.settings import require, variables

INTERNE: Role = "SERVICE"
RESERVES = {*BUILDERS, CONSOLE, SUPERVISION, ADMINISTRATION, READER, "guest"}
HOTE = "/"


@dataclass(frozen=True)
class Comptes:
    """La table et le courtier, tenus ensemble ; toute commande se relance sans risque."""

    fichier: Path
    courtier: Interface
    clock: Clock = SystemClock()

    @classmethod
    def de_l_environnement(cls) -> "Comptes":
        """Ceux que nomment COMPTES et RABBITMQ_API."""
        options = variables("installation")
        fichier = Path(require(options, "COMPTES", "installation"))
        return cls(fichier, Interface.de(options))

    def table(self) -> Table:
        """La table ; vide si son fichier n'existe pas encore, Refus s'il est inutilisable."""
        try:
            return Table.read(self.fichier) if self.fichier.exists() else Table()
        except RuleError as error:
            raise Refus(f"La table des comptes est inutilisable : {error}") from error

    def ajouter(self, ligne: Compte) -> str | None:
        """Crée le compte, ou répare ce qu'un arrêt a laissé à moitié fait.

        Rend son mot de passe, s'il est nouveau. Refuse un nom réservé, ou qui dit déjà autre chose.
        """
        table = self.table()
        verifier(ligne)
        ancienne = table.active().get(ligne.compte)
        if ancienne and not ligne.allows_as(ancienne):
            raise Refus(
                f"« {ligne.compte} » existe déjà, avec d'autres bornes : révoquez-le d'abord."
            )
        nouveau = None if ancienne and self._existe(ligne.compte) else mot_de_passe()
        self.poser(ligne, nouveau)
        if not ancienne:
            table.added(ligne).write(self.fichier)
        return nouveau

    def poser(self, ligne: Compte, nouveau: str | None = None) -> None:
        """Dans le courtier : l'utilisateur s'il est nouveau, ses limites, ses files, ses droits."""
        if nouveau:
            self.courtier.importer(users({ligne.compte: nouveau}))
        for nom, limite in LIMITES.items():
            self.courtier.poser({"value": limite.valeur}, "user-limits", ligne.compte, nom)
        interroges = questioned(ligne.roles)
        self.courtier.importer(
            of_partner(
                ligne.compte, ligne.roles, ligne.ecoute, applications(), questioned=interroges
            )
        )

    def mettre_a_jour(self) -> None:
        """Écrit la première table, et donne aux comptes actifs les droits de cette version."""
        table = self.table()
        if CONSOLE not in table.active():
            table = table.added(operateurs(self.clock))
            table.write(self.fichier)
        for ligne in table.active().values():
            if ligne.compte != CONSOLE and self._existe(ligne.compte):
                self.poser(ligne)

    def revoquer(self, nom: str, *, files: bool) -> list[str]:
        """Date la ligne, ferme les connexions du compte, efface ses files.

        Rend les files gardées : des demandes y attendent, que leur service refusera.
        """
        table = self.table()
        if nom == CONSOLE or nom not in {ligne.compte for ligne in table.lines}:
            raise Refus(f"« {nom} » n'est pas le compte d'un autre système.")
        if nom in table.active():
            table.revoked(nom, self.clock.now()).write(self.fichier)
        self.courtier.effacer("users", nom)
        gardees = [] if files else [each for each in demandes(nom) if self._attend(each)]
        for file in {*demandes(nom), *autres(nom)} - {*gardees}:
            self.courtier.effacer("queues", HOTE, file)
        return gardees

    def active(self, nom: str) -> Compte:
        """La ligne de ce compte ; Refus s'il n'est pas celui, actif, d'un autre système."""
        ligne = self.table().active().get(nom)
        if ligne is None or nom == CONSOLE:
            raise Refus(f"« {nom} » n'est pas le compte actif d'un autre système.")
        return ligne

    def tourner(self, nom: str) -> str:
        """Un nouveau mot de passe pour ce compte ; ses connexions ouvertes continuent.

        Refait aussi ses files et ses droits : un courtier reparti de rien les a perdus.
        """
        ligne, nouveau = self.active(nom), mot_de_passe()
        self.poser(ligne, nouveau)
        return nouveau

    def _existe(self, nom: str) -> bool:
        return self.courtier.lire("users", nom) is not None

    def _attend(self, file: str) -> bool:
        vue = self.courtier.lire("queues", HOTE, file)
        return bool(vue and vue.get("messages"))


LIMITES = {
    "max-connections": limits.CONNEXIONS_D_UN_COMPTE,
    "max-channels": limits.CANAUX_D_UN_COMPTE,
}


def demandes(nom: str) -> list[str]:
    """Les files de ses demandes, chez tous les services."""
    return [account_inbox_name(service, nom) for service in BUILDERS]


def autres(nom: str) -> list[str]:
    """Ses autres files : une question sans lecteur pour sa réponse n'attend plus rien."""
    questions = [account_questions_name(service, nom) for service in BUILDERS]
    return [*questions, answers_queue_name(nom), heard_queue_name(nom)]


def operateurs(clock: Clock) -> Compte:
    """La ligne de la console : tous les rôles, sauf celui des services entre eux."""
    roles = tuple(role for role in get_args(Role) if role != INTERNE)
    return Compte(CONSOLE, roles, clock.now())


def ligne_de(clock: Clock, **champs: Any) -> Compte:
    """Une ligne de la table ; Refus, qui nomme le champ, si une valeur n'est pas admise."""
    dits = {nom: valeur for nom, valeur in champs.items() if valeur}
    try:
        return TypeAdapter(Compte).validate_python(dits | {"depuis": clock.now()})
    except ValidationError as error:
        raise Refus(in_a_file(error)) from error


def verifier(ligne: Compte) -> None:
    """Lève Refus pour un nom réservé, le rôle des services, ou un service inconnu."""
    if ligne.compte in RESERVES:
        raise Refus(f"« {ligne.compte} » est un compte de France Services.")
    if INTERNE in ligne.roles:
        raise Refus(f"Le rôle {INTERNE} est celui des services entre eux : aucun compte ne l'a.")
    named(ligne.ecoute)


def montrees(table: Table) -> Iterator[dict[str, Any]]:
    """Les lignes de la table, dans l'ordre où elles ont été écrites, en valeurs simples."""
    adapter = TypeAdapter(Compte)
    for ligne in table.lines:
        yield adapter.dump_python(ligne, mode="json")
