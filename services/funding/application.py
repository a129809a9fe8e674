"""Charger, décider, enregistrer : une méthode par intention."""

from services.funding.bareme import Droit, droit
from services.funding.domain import DroitAuForfait
from services.funding.regles import charger_bareme
from shared.application import Service, handles
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import Designation
from shared.provenance import cite


class Funding(Service):
    name = "funding"

    @handles(StructureLabellisee)
    def ouvrir_droit(self, fait: StructureLabellisee) -> None:
        """A-032 : le label ouvre droit au forfait de son année d'effet, au barème de ce jour."""
        annee = fait.date_effet.year
        if self.load(DroitAuForfait, DroitAuForfait.create_id(fait.label_id, annee)):
            return
        structure = Designation.of(fait.fiche).model_dump()
        decision = droit(charger_bareme(), fait.date_effet, fait.fiche.porteur_type)
        cite(*decision.regles)
        if isinstance(decision, Droit):
            ouvert = DroitAuForfait.ouvrir(
                fait.label_id,
                annee,
                structure,
                decision.montant_centimes,
                decision.parts_centimes,
                list(decision.regles),
                decision.source,
            )
        else:
            ouvert = DroitAuForfait.refuser(fait.label_id, annee, structure, decision.raison)
        self.save(ouvert)
