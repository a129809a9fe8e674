"""Le territoire : ses demandes, et ce qu'il ajoute à un signalement et à un label."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.labellisation.commands import SignalerStructure
from services.labellisation.domain import Dossier
from services.labellisation.territoire.campagnes import Campagnes
from services.labellisation.territoire.concertation import Concertation
from services.labellisation.territoire.insertion import InsertionReseau, exiger_insertion
from services.labellisation.territoire.maillage import Point, Voisine, cadre, voisine
from services.labellisation.territoire.plans import Plans
from services.labellisation.territoire.programme import TempsDeTrajet, en_vigueur
from services.labellisation.territoire.reseau import aujourd_hui
from shared.recording.aggregates import Aggregate

Fiche = Mapping[str, Any]


class Territoire(Campagnes, Plans, Concertation):
    """A-018, A-069, A-075."""

    def suites_du_signalement(
        self, commande: SignalerStructure, dossier: Dossier
    ) -> list[Aggregate]:
        """La fenêtre du programme, le maillage, puis les opérateurs."""
        signalement_id, jour = dossier.signalement_id, aujourd_hui()
        assert signalement_id, "a dossier that was just signalled has a signal"
        self.programme.exiger_fenetre(jour, "Un signalement")
        return [
            *self._insertion(commande, dossier.fiche, signalement_id, jour),
            *self.consultation(commande.structure_id, dossier.departement, signalement_id, jour),
        ]

    def exiger_label_possible(self, date_effet: date, signalement_id: UUID | None) -> None:
        self.programme.exiger_fenetre(date_effet, "Un label à effet")
        self.exiger_avis(signalement_id)

    def _insertion(
        self, commande: SignalerStructure, fiche: Fiche, signalement_id: UUID, jour: date
    ) -> list[Aggregate]:
        condition = en_vigueur(self.programme.insertion, jour)
        if condition is None or not condition.applique:
            return []
        trajet = en_vigueur(self.programme.temps_de_trajet, jour)
        if trajet is None:
            return []
        lieu = self._lieu(fiche) if fiche["format"] in trajet.formats_compares else None
        trouvee = self._voisine(commande.structure_id, lieu, jour, trajet) if lieu else None
        raison = commande.motif or ""
        exiger_insertion(fiche["nom"], trouvee, commande.exception, raison, condition.id, trajet)
        return [
            InsertionReseau(
                signalement_id,
                commande.structure_id,
                trajet.methode,
                [condition.id, trajet.id],
                lieu is not None,
                commande.exception or "",
                raison if commande.exception else "",
                trouvee.implantation.structure_id if trouvee else None,
                trouvee.implantation.nom if trouvee else "",
                round(trouvee.kilometres, 1) if trouvee else None,
                round(trouvee.minutes, 1) if trouvee else None,
            )
        ]

    def _voisine(
        self, structure_id: UUID, lieu: Point, jour: date, trajet: TempsDeTrajet
    ) -> Voisine | None:
        autour = self.reseau.labellisees(lieu, cadre(lieu, trajet), jour)
        return voisine(lieu, [s for s in autour if s.structure_id != structure_id], trajet)

    def _lieu(self, fiche: Fiche) -> Point | None:
        """Ses coordonnées ; à défaut, le centre de sa commune."""
        if fiche.get("latitude") is not None and fiche.get("longitude") is not None:
            return Point(fiche["latitude"], fiche["longitude"])
        return self.reseau.lieu(fiche["commune_insee"])
