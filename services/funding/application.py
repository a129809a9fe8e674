"""Charger, décider, enregistrer : une méthode par intention."""

from services.funding.bareme import Droit, droit
from services.funding.domain import DroitAuForfait
from services.funding.itinerance.application import Itinerance
from services.funding.regles import charger_bareme, charger_cloture
from shared.contracts.labellisation import (
    LabelRenonce,
    LabelRetire,
    StructureFermee,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import Designation
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.recording.message_context import wire_name

FinDeLabel = LabelRetire | LabelRenonce | StructureFermee | StructuresFusionnees


class Funding(Itinerance):
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

    @handles(LabelRetire)
    @handles(LabelRenonce)
    @handles(StructureFermee)
    @handles(StructuresFusionnees)
    def clore_droit(self, fait: FinDeLabel) -> None:
        """C.7-16 : le droit de l'année où le label cesse ; ceux des années passées restent dus."""
        jour, regle = fait.date_effet, charger_cloture().en_vigueur(fait.date_effet)
        if fait.label_id is None or regle is None:
            return
        droit = self.load(DroitAuForfait, DroitAuForfait.create_id(fait.label_id, jour.year))
        if droit is None:
            return
        cite(regle.id)
        droit.clore(jour, wire_name(type(fait)), regle)
        self.save(droit)
