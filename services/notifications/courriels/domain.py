"""Un courriel : demandé par un fait, remis une fois, ou impossible et dit tel."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.clock import PARIS
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.typographie import jour_long

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


ESPACEMENTS = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 240, 720, 1440))
"""Attente avant chaque nouvel essai d'un courriel que le serveur ne prend pas."""


def porteur(dit: Mapping[str, Any]) -> UUID | None:
    """Les autorités, elles, ont l'adresse de leur fonction."""
    return contact(dit) if dit["destinataire"] == "PORTEUR" else None


class Courriel(Aggregate):
    """Un courriel par fait et par partie prévenue."""

    TOPIC = "notifications.Courriel"

    class CourrielDemande(Created):
        TOPIC = "notifications.CourrielDemande"
        PHRASE = "Courriel à envoyer"
        PERSONNELLES = personal(porteur, "adresse") + personal(
            contact, "variables.structure.courriel"
        )
        fait_id: UUID
        destinataire: str
        structure_id: UUID
        gabarit: str
        adresse: str
        variables: dict[str, Any]

        def details(self) -> str:
            return intitule(self.gabarit, self.destinataire)

    class CourrielRedemande(Aggregate.Event):
        TOPIC = "notifications.CourrielRedemande"
        PHRASE = "Courriel à envoyer de nouveau"
        PERSONNELLES = personal(porteur, "adresse") + personal(
            contact, "variables.structure.courriel"
        )
        destinataire: str
        structure_id: UUID
        gabarit: str
        adresse: str
        variables: dict[str, Any]

        def details(self) -> str:
            return intitule(self.gabarit, self.destinataire)

    class CourrielReporte(Aggregate.Event):
        TOPIC = "notifications.CourrielReporte"
        PHRASE = "Courriel non pris par le serveur de messagerie, à réessayer"
        PERSONNELLES = personal(contact, "raison")
        structure_id: UUID
        raison: str
        reessayer_le: datetime

        def details(self) -> str:
            return f"(nouvel essai {moment(self.reessayer_le)} : {self.raison or 'raison effacée'})"

    class CourrielSansAdresse(Created):
        TOPIC = "notifications.CourrielSansAdresse"
        PHRASE = "Courriel impossible : aucune adresse connue"
        fait_id: UUID
        destinataire: str
        structure_id: UUID
        gabarit: str

        def details(self) -> str:
            return f"({intitule(self.gabarit, self.destinataire)})"

    class CourrielRemis(Aggregate.Event):
        TOPIC = "notifications.CourrielRemis"
        PHRASE = "Courriel remis au serveur de messagerie"
        structure_id: UUID
        identifiant: str

    class CourrielRefuse(Aggregate.Event):
        TOPIC = "notifications.CourrielRefuse"
        PHRASE = "Courriel refusé par le serveur de messagerie"
        # A server may quote the address that it refuses.
        PERSONNELLES = personal(contact, "raison")
        structure_id: UUID
        raison: str

        def details(self) -> str:
            return f"({self.raison or 'raison effacée'})"

    @staticmethod
    def create_id(fait_id: UUID, destinataire: str) -> UUID:
        """Le même fait ne prévient une partie qu'une fois."""
        return uuid5(fait_id, f"courriel {destinataire}")

    def __init__(
        self,
        structure_id: UUID,
        gabarit: str,
        destinataire: str,
        adresse: str = "",
        variables: dict[str, Any] | None = None,
    ) -> None:
        self.structure_id, self.gabarit, self.destinataire = structure_id, gabarit, destinataire
        self.adresse, self.variables = adresse, variables or {}
        self.est_clos = False
        self.reports = 0

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

    def reporter(self, raison: str, au: datetime) -> None:
        """Après le dernier essai, le courriel est refusé, et cela se voit."""
        if self.est_clos:
            return
        if self.reports < len(ESPACEMENTS):
            self._courriel_reporte(self.structure_id, raison, au + ESPACEMENTS[self.reports])
        else:
            self._courriel_refuse(self.structure_id, raison)

    def redemander(self) -> None:
        if not self.est_clos:
            self._courriel_redemande(
                self.destinataire, self.structure_id, self.gabarit, self.adresse, self.variables
            )

    @event(CourrielReporte)
    def _courriel_reporte(self, structure_id: UUID, raison: str, reessayer_le: datetime) -> None:
        self.reports += 1

    @event(CourrielRedemande)
    def _courriel_redemande(
        self,
        destinataire: str,
        structure_id: UUID,
        gabarit: str,
        adresse: str,
        variables: dict[str, Any],
    ) -> None:
        """Rien ne change : le facteur l'entend."""

    @event(CourrielRemis)
    def _courriel_remis(self, structure_id: UUID, identifiant: str) -> None:
        self.est_clos = True

    @event(CourrielRefuse)
    def _courriel_refuse(self, structure_id: UUID, raison: str) -> None:
        self.est_clos = True


def moment(instant: datetime) -> str:
    """« le 3 mars 2020 à 10 h 05 »."""
    ici = instant.astimezone(PARIS)
    return f"le {jour_long(ici.date())} à {ici:%-H h %M}"


def intitule(gabarit: str, destinataire: str) -> str:
    """« au porteur : lien d'inscription »."""
    return f"{PARTIES.get(destinataire, destinataire)} : {OBJETS.get(gabarit, gabarit)}"
