"""Un courriel : demandé par un fait, remis une fois, ou impossible et dit tel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.notifications.courriels.rules.catalogue import charger_catalogue
from shared.clock import PARIS, after
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created, Event
from shared.typographie import jour_long

PARTIES = {
    "PORTEUR": "au porteur",
    "PREFECTURE": "à la préfecture",
    "AGENCE_NATIONALE": "à l'agence nationale",
    "BANQUE_DES_TERRITOIRES": "à la Banque des territoires",
}


ESPACEMENTS = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 240, 720, 1440))
"""Attente avant chaque nouvel essai d'un courriel que le serveur ne prend pas."""


Variables = dict[str, Any]
"""Ce qu'un gabarit reçoit : ce que dit le fait, sous les noms que le catalogue exige."""


@dataclass(frozen=True)
class Envoi:
    """Un courriel à écrire à une partie : lequel, à qui, et ce qu'il doit dire."""

    gabarit: str
    destinataire: str
    variables: Variables


def porteur(fields: Mapping[str, Any]) -> UUID | None:
    """Les autorités, elles, ont l'adresse de leur fonction."""
    return contact(fields) if fields["destinataire"] == "PORTEUR" else None


class ClosSansRemise(Event):
    """La fin d'un courriel que personne ne recevra, et pourquoi."""

    # A server may quote the address that it refuses.
    PERSONNELLES = personal(contact, "raison")
    structure_id: UUID
    raison: str

    def apply(self, aggregate: "Courriel") -> None:
        aggregate.est_clos = True

    def details(self) -> str:
        return f"({self.raison or 'raison effacée'})"


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
        variables: Variables

        def apply(self, aggregate: "Courriel") -> None:
            aggregate.structure_id, aggregate.gabarit = self.structure_id, self.gabarit
            aggregate.destinataire, aggregate.adresse = self.destinataire, self.adresse
            aggregate.variables = self.variables

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
        variables: Variables

        def details(self) -> str:
            return intitule(self.gabarit, self.destinataire)

    class CourrielReporte(Aggregate.Event):
        TOPIC = "notifications.CourrielReporte"
        PHRASE = "Courriel non pris par le serveur de messagerie, à réessayer"
        PERSONNELLES = personal(contact, "raison")
        structure_id: UUID
        raison: str
        reessayer_le: datetime

        def apply(self, aggregate: "Courriel") -> None:
            aggregate.reports += 1

        def details(self) -> str:
            return f"(nouvel essai {moment(self.reessayer_le)} : {self.raison or 'raison effacée'})"

    class CourrielSansAdresse(Created):
        TOPIC = "notifications.CourrielSansAdresse"
        PHRASE = "Courriel impossible : aucune adresse connue"
        fait_id: UUID
        destinataire: str
        structure_id: UUID
        gabarit: str

        def apply(self, aggregate: "Courriel") -> None:
            aggregate.structure_id, aggregate.gabarit = self.structure_id, self.gabarit
            aggregate.destinataire = self.destinataire

        def details(self) -> str:
            return f"({intitule(self.gabarit, self.destinataire)})"

    class CourrielRemis(Aggregate.Event):
        TOPIC = "notifications.CourrielRemis"
        PHRASE = "Courriel remis au serveur de messagerie"
        structure_id: UUID
        identifiant: str

        def apply(self, aggregate: "Courriel") -> None:
            aggregate.est_clos = True

    class CourrielRefuse(ClosSansRemise):
        TOPIC = "notifications.CourrielRefuse"
        PHRASE = "Courriel refusé par le serveur de messagerie"

    class CourrielImpossible(ClosSansRemise):
        TOPIC = "notifications.CourrielImpossible"
        PHRASE = "Courriel impossible à écrire : aucun serveur n'en a été saisi"

    @staticmethod
    def create_id(fait_id: UUID, destinataire: str) -> UUID:
        """Le même fait ne prévient une partie qu'une fois."""
        return uuid5(fait_id, f"courriel {destinataire}")

    def __init__(self) -> None:
        self.structure_id = UUID(int=0)
        self.gabarit = self.destinataire = self.adresse = ""
        self.variables: Variables = {}
        self.est_clos = False
        self.reports = 0

    @classmethod
    def demander(cls, fait_id: UUID, structure_id: UUID, envoi: Envoi, adresse: str) -> "Courriel":
        return cls.creer(
            cls.CourrielDemande,
            fait_id=fait_id,
            destinataire=envoi.destinataire,
            structure_id=structure_id,
            gabarit=envoi.gabarit,
            adresse=adresse,
            variables=envoi.variables,
        )

    @classmethod
    def sans_adresse(cls, fait_id: UUID, structure_id: UUID, envoi: Envoi) -> "Courriel":
        return cls.creer(
            cls.CourrielSansAdresse,
            fait_id=fait_id,
            destinataire=envoi.destinataire,
            structure_id=structure_id,
            gabarit=envoi.gabarit,
        )

    def remettre(self, identifiant: str) -> None:
        if not self.est_clos:
            self._enregistrer(self.CourrielRemis, identifiant=identifiant)

    def refuser(self, raison: str) -> None:
        if not self.est_clos:
            self._enregistrer(self.CourrielRefuse, raison=raison)

    def renoncer(self, raison: str) -> None:
        if not self.est_clos:
            self._enregistrer(self.CourrielImpossible, raison=raison)

    def reporter(self, raison: str, au: datetime) -> None:
        """Après le dernier essai, le courriel est refusé, et cela se voit."""
        if self.est_clos:
            return
        if self.reports < len(ESPACEMENTS):
            prochain = after(au, ESPACEMENTS[self.reports])
            self._enregistrer(self.CourrielReporte, raison=raison, reessayer_le=prochain)
        else:
            self._enregistrer(self.CourrielRefuse, raison=raison)

    def redemander(self) -> None:
        if not self.est_clos:
            self._enregistrer(
                self.CourrielRedemande,
                destinataire=self.destinataire,
                gabarit=self.gabarit,
                adresse=self.adresse,
                variables=self.variables,
            )

    def _enregistrer(self, evenement: type[Event], **faits: Any) -> None:
        self.enregistrer(evenement, structure_id=self.structure_id, **faits)


def moment(instant: datetime) -> str:
    """« le 3 mars 2020 à 10 h 05 »."""
    ici = instant.astimezone(PARIS)
    return f"le {jour_long(ici.date())} à {ici:%-H h %M}"


def intitule(gabarit: str, destinataire: str) -> str:
    """« au porteur : lien d'inscription »."""
    return f"{PARTIES.get(destinataire, destinataire)} : {charger_catalogue().resume(gabarit)}"
