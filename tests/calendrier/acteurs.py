"""Ceux du calendrier : ils signalent pour que chaque label prenne effet à la date de la liste."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from console.acteurs import prefecture
from console.essai.simulation import Acteurs, Prevu, constat
from services.audit.conduite.commands import ConstatSaisi
from services.audit.missions.commands import ConstituerMission
from services.audit.referentiels.questions import charger_referentiel
from services.funding.versements.commands import NotifierForfait, VerserForfait
from services.labellisation.dossier.commands import LabelliserStructure, SignalerStructure
from shared.clock import PARIS
from shared.contracts import Contract
from shared.contracts.audit import AuditDeclenche
from shared.contracts.funding import DroitAuForfaitOuvert, ForfaitNotifie
from shared.liens import Signature
from shared.messages.commands import Command

HORAIRES = ("HOR-01", "HOR-02")
AVANCE = {date(2020, 1, 1): date(2019, 9, 20), date(2020, 2, 1): date(2019, 11, 22)}
"""Le premier jour où sont signalées les structures de chaque vague."""
PAYEES = 10
"""Un forfait sur dix est notifié et versé."""
PAIEMENTS = {"notification": (3, 15), "versement": (6, 15), "solde": (10, 15)}


class ActeursDuCalendrier(Acteurs):
    """`effets` : la date du label de chaque structure de la liste ; les autres sont des MSAP."""

    def __init__(self, signature: Signature, effets: Mapping[UUID, date]) -> None:
        super().__init__(signature, constats={})
        self.effets = effets

    def demandes(self, fait: Contract) -> Iterator[Prevu]:
        """Ce que le fait entraîne, aux dates de la liste ; et les paiements.

        Une mission se constitue sans attendre : un autre audit peut avoir besoin d'elle avant.
        """
        for jour, commande in self.reagir(fait):
            constituee = isinstance(commande, ConstituerMission)
            yield self._a_sa_date(fait.occurred_at if constituee else jour, commande)
        if isinstance(fait, DroitAuForfaitOuvert) and int(fait.label_id) % PAYEES == 0:
            yield self._notifier(fait)
        if isinstance(fait, ForfaitNotifie):
            yield from self._verser(fait)

    def _a_sa_date(self, jour: datetime, commande: Command) -> Prevu:
        effet = self.effets.get(commande.subject or UUID(int=0))
        change: dict[str, Any] = {}
        if isinstance(commande, SignalerStructure) and effet:
            depart = AVANCE[effet] + timedelta(days=int(commande.structure_id) % 12)
            jour = datetime.combine(depart, time(10), PARIS)
        elif isinstance(commande, SignalerStructure):
            change = {"exception": "ENCLAVEMENT", "motif": "route coupée l'hiver"}
        elif isinstance(commande, LabelliserStructure) and effet:
            change = {"date_effet": effet}
        return jour, commande.model_copy(update={"survenu_le": jour, **change})

    def _constats(self, fait: AuditDeclenche) -> list[ConstatSaisi]:
        """Puisque la liste les dit labellisées : tout est trouvé conforme, horaires compris."""
        referentiel = charger_referentiel(fait.referentiel)
        return [
            constat(referentiel.critere(code), None, {}, self._tirage(fait, code))
            for code in dict.fromkeys([*fait.a_constater, *HORAIRES])
        ]

    def _notifier(self, fait: DroitAuForfaitOuvert) -> Prevu:
        jour = _le(fait.occurred_at, fait.annee, "notification")
        return jour, NotifierForfait(**self._paiement(fait, jour, "notification"))

    def _verser(self, fait: ForfaitNotifie) -> Iterator[Prevu]:
        """La moitié de chaque part en juin, le reste en octobre."""
        for fonds, part in fait.parts_centimes.items():
            for quoi, montant in (("versement", part // 2), ("solde", part - part // 2)):
                jour = _le(fait.occurred_at, fait.annee, quoi)
                dit = self._paiement(fait, jour, f"{quoi} {fonds}")
                reference = f"{quoi} {fait.annee} {fonds}"
                dit |= {"reference": reference, "fonds": fonds, "montant_centimes": montant}
                yield jour, VerserForfait(**dit, le=jour.date())

    def _paiement(
        self, fait: DroitAuForfaitOuvert | ForfaitNotifie, jour: datetime, quoi: str
    ) -> dict[str, Any]:
        return {
            "message_id": uuid5(fait.message_id, quoi),
            "acteur": prefecture(fait.structure.departement),
            "survenu_le": jour,
            "structure_id": fait.structure_id,
            "label_id": fait.label_id,
            "annee": fait.annee,
        }


def _le(depuis: datetime, annee: int, quoi: str) -> datetime:
    """À sa date dans l'année ; jamais avant le fait qui l'entraîne."""
    mois, jour = PAIEMENTS[quoi]
    return max(depuis, datetime(annee, mois, jour, 10, tzinfo=PARIS))
