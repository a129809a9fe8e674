"""Ce qui fait douter de la qualité d'une structure devient une alerte, qu'une personne lève."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from services.audit.qualite.commands import LeverAlerte
from services.audit.qualite.regles import charger_seuils
from services.audit.qualite.seuils import Doute, Seuils
from services.audit.qualite.veille import Veille
from shared.application import Service, handles
from shared.provenance import cite


class Vigilance(Service):
    """Une alerte par cause et par structure ; aucune ne retire un label."""

    @handles(LeverAlerte)
    def lever_alerte(self, commande: LeverAlerte) -> None:
        veille = self.load_or_refuse(Veille, Veille.create_id(commande.structure_id))
        self.within(veille.departement)
        veille.lever(commande.alerte_id, commande.motif)
        self.save(veille)

    def alerter(
        self, structure_id: UUID, structure: dict[str, Any], origine: str, doutes: Iterable[Doute]
    ) -> Veille | None:
        """La veille de la structure, à enregistrer, si elle a quelque chose à dire."""
        veille: Veille | None = None
        for doute in doutes:
            known = veille or self.load(Veille, Veille.create_id(structure_id))
            veille = known or Veille(structure_id, structure["departement"])
            veille.alerter(structure, origine, doute.cause, doute.criteres, doute.detail)
        return veille


def seuils(jour: date) -> Seuils:
    found = charger_seuils().en_vigueur(jour)
    cite(found.id)
    return found
