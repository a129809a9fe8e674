"""Un courriel : demandé par un fait, remis une fois, ou impossible et dit tel."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.domain import Aggregate, Created

PARTIES = {
    "PORTEUR": "au porteur",
    "PREFECTURE": "à la préfecture",
    "AGENCE_NATIONALE": "à l'agence nationale",
    "BANQUE_DES_TERRITOIRES": "à la Banque des territoires",
}
OBJETS = {
    "structure_labellisee": "label accordé",
    "structure_non_retenue": "structure non retenue",
    "droit_au_forfait_ouvert": "droit au forfait ouvert",
    "droit_au_forfait_refuse": "droit au forfait non ouvert",
    "lien_inscription": "lien d'inscription",
    "applications_ouvertes": "applications ouvertes",
    "annexe_etablie": "annexe à signer",
    "annexe_en_attente": "annexe en attente de la convention-cadre",
    "accord_prealable_demande": "accord préalable demandé",
}


class Courriel(Aggregate):
    """Un courriel par fait et par partie prévenue."""

    TOPIC = "notifications.Courriel"

    class CourrielDemande(Created):
        """Courriel à envoyer."""

        TOPIC = "notifications.CourrielDemande"
        fait_id: UUID
        destinataire: str
        structure_id: UUID
        gabarit: str
        adresse: str
        variables: dict[str, Any]

        def details(self) -> str:
            return intitule(self.gabarit, self.destinataire)

    class CourrielSansAdresse(Created):
        """Courriel impossible : aucune adresse connue."""

        TOPIC = "notifications.CourrielSansAdresse"
        fait_id: UUID
        destinataire: str
        structure_id: UUID
        gabarit: str

        def details(self) -> str:
            return f"({intitule(self.gabarit, self.destinataire)})"

    class CourrielRemis(Aggregate.Event):
        """Courriel remis au serveur de messagerie."""

        TOPIC = "notifications.CourrielRemis"
        structure_id: UUID
        identifiant: str

    class CourrielRefuse(Aggregate.Event):
        """Courriel refusé par le serveur de messagerie."""

        TOPIC = "notifications.CourrielRefuse"
        structure_id: UUID
        raison: str

        def details(self) -> str:
            return f"({self.raison})"

    @staticmethod
    def create_id(fait_id: UUID, destinataire: str) -> UUID:
        """Le même fait ne prévient une partie qu'une fois."""
        return uuid5(fait_id, f"courriel {destinataire}")

    def __init__(self, structure_id: UUID) -> None:
        self.structure_id = structure_id
        self.est_clos = False

    @classmethod
    def demander(
        cls,
        fait_id: UUID,
        destinataire: str,
        structure_id: UUID,
        gabarit: str,
        adresse: str,
        variables: dict[str, Any],
    ) -> "Courriel":
        return cls._create(
            cls.CourrielDemande,
            fait_id=fait_id,
            destinataire=destinataire,
            structure_id=structure_id,
            gabarit=gabarit,
            adresse=adresse,
            variables=variables,
        )

    @classmethod
    def sans_adresse(
        cls, fait_id: UUID, destinataire: str, structure_id: UUID, gabarit: str
    ) -> "Courriel":
        return cls._create(
            cls.CourrielSansAdresse,
            fait_id=fait_id,
            destinataire=destinataire,
            structure_id=structure_id,
            gabarit=gabarit,
        )

    def remettre(self, identifiant: str) -> None:
        if not self.est_clos:
            self._courriel_remis(self.structure_id, identifiant)

    def refuser(self, raison: str) -> None:
        if not self.est_clos:
            self._courriel_refuse(self.structure_id, raison)

    @event(CourrielRemis)
    def _courriel_remis(self, structure_id: UUID, identifiant: str) -> None:
        self.est_clos = True

    @event(CourrielRefuse)
    def _courriel_refuse(self, structure_id: UUID, raison: str) -> None:
        self.est_clos = True


def intitule(gabarit: str, destinataire: str) -> str:
    """« au porteur : lien d'inscription »."""
    return f"{PARTIES.get(destinataire, destinataire)} : {OBJETS.get(gabarit, gabarit)}"
