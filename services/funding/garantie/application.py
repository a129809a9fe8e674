"""Inscrire une MSAP, et arrêter sa garantie : une fonction par demande ou par fait appris."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.funding.garantie.commands import ConstaterFinDeGarantie, EnregistrerGarantieMSAP
from services.funding.garantie.domain import annulation, fins
from services.funding.garantie.domain.declaration import Declaration
from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.garantie.domain.reperage import ReperageMSAP
from services.funding.garantie.rules import Cause, charger_fins, garantie_en_vigueur
from shared.clock import paris_date
from shared.contracts import Contract
from shared.contracts.labellisation import (
    FinDeLabel,
    FusionAnnulee,
    StructureFermee,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import Designation, FicheAnnoncee
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.structures import DesignationEnregistree

HANDLERS = Handlers("garantie")
FERMETURES: dict[type[Contract], Cause] = {
    StructureFermee: "FERMETURE",
    StructuresFusionnees: "FUSION",
}
"""Les faits où la structure cesse avec son label, ou sans lui."""


def departements_de_la_fiche(
    commande: EnregistrerGarantieMSAP, repository: Repository
) -> Sequence[str]:
    """Celui que dit la fiche, et celui de la MSAP, si elle est déjà suivie."""
    suivi = _suivi(repository, commande.structure_id)
    return [commande.fiche.departement, *([suivi.structure["departement"]] if suivi else [])]


@HANDLERS.on(EnregistrerGarantieMSAP, within=departements_de_la_fiche)
def enregistrer_garantie(
    commande: EnregistrerGarantieMSAP,
    repository: Repository,
    jour: date,
    enregistre_le: datetime,
) -> None:
    """A-036 ; ce qui l'arrête, et qui serait déjà connu, l'arrête aussitôt."""
    garantie, structure = garantie_en_vigueur(jour), _designation(commande.fiche)
    reperage = _reperer(commande, repository)
    suivi = _suivi(repository, commande.structure_id)
    suivi = suivi or GarantieMSAP.suivre(commande.structure_id, structure)
    recue_le = paris_date(enregistre_le)
    suivi.garantir(_declaration(commande, structure), garantie, recue_le)
    fins.arreter(suivi, charger_fins().fins)
    repository.save(suivi, reperage)


@HANDLERS.on(ConstaterFinDeGarantie)
def constater_fin_de_garantie(commande: ConstaterFinDeGarantie, repository: Repository) -> None:
    """A-037, TMR-05."""
    id = GarantieMSAP.create_id(commande.structure_id)
    suivi = repository.load_or_refuse(GarantieMSAP, id)
    suivi.expirer()
    repository.save(suivi)


def remplacer_garantie(fait: StructureLabellisee, repository: Repository) -> GarantieMSAP | None:
    """Le label arrête la garantie ; une structure créée pour le label n'en a jamais eu."""
    if fait.fiche.origine == "CREATION":
        suivi = _suivi(repository, fait.structure_id)
    else:
        structure = _designation(fait.fiche)
        suivi = _garantie_de(repository, fait.structure_id, structure)
        suivi = suivi or GarantieMSAP.suivre(fait.structure_id, structure)
    if suivi is None:
        return None
    fins.apprendre_label(suivi, fait.label_id, fait.date_effet, charger_fins().fins)
    return suivi


def clore_garantie(fait: FinDeLabel, repository: Repository) -> list[GarantieMSAP]:
    """C.7-8 : la fin du label ne rouvre rien ; celle de la structure arrête la garantie."""
    structure = cast(DesignationEnregistree, fait.structure.model_dump())
    suivi = _garantie_de(repository, fait.structure_id, structure)
    raison = FERMETURES.get(type(fait))
    if suivi is None and raison is None:
        return []
    suivi = suivi or GarantieMSAP.suivre(fait.structure_id, structure)
    survivante = list(_porter(suivi, fait, repository))
    fins.apprendre_fin(suivi, fait.label_id, fait.date_effet)
    if raison:
        fins.apprendre_fermeture(suivi, fait.date_effet, raison, charger_fins().fins)
    return [suivi, *survivante]


def _porter(
    absorbee: GarantieMSAP, fait: FinDeLabel, repository: Repository
) -> Iterator[GarantieMSAP]:
    """C.7-17 : la structure qui reste garde la garantie, si elle n'a pas la sienne."""
    if not isinstance(fait, StructuresFusionnees) or not absorbee.garantie_le(fait.date_effet):
        return
    id = fait.survivante_id
    survivante = _suivi(repository, id) or GarantieMSAP.suivre(id, absorbee.structure)
    survivante.porter(absorbee, fait.date_effet)
    fins.arreter(survivante, charger_fins().fins)
    yield survivante


def reprendre_garantie(
    fait: FusionAnnulee, repository: Repository, le: date
) -> list[GarantieMSAP | None]:
    """C.7-17 : la garantie que la fusion avait transmise revient à l'absorbée."""
    structure = cast(DesignationEnregistree, fait.structure.model_dump())
    absorbee = _garantie_de(repository, fait.structure_id, structure)
    survivante, regles = _suivi(repository, fait.survivante_id), charger_fins().fins
    if absorbee and survivante:
        annulation.rendre(survivante, absorbee, le, regles)
    if absorbee:
        annulation.reprendre(absorbee, fait.label_id, regles)
    return [survivante, absorbee]


def _suivi(repository: Repository, structure_id: UUID) -> GarantieMSAP | None:
    return repository.load(GarantieMSAP, GarantieMSAP.create_id(structure_id))


def _garantie_de(
    repository: Repository, structure_id: UUID, structure: DesignationEnregistree
) -> GarantieMSAP | None:
    """Sa garantie ; sinon, celle de la MSAP de même commune et de même nom."""
    suivi = _suivi(repository, structure_id)
    if suivi and suivi.montant_centimes is not None:
        return suivi
    id = ReperageMSAP.create_id(structure["commune_insee"], structure["nom"])
    reperage = repository.load(ReperageMSAP, id)
    return _suivi(repository, reperage.structure_id) if reperage else suivi


def _reperer(commande: EnregistrerGarantieMSAP, repository: Repository) -> ReperageMSAP:
    """Refuse (`MSAPHomonyme`) une autre identité pour la même commune et le même nom."""
    lieu = commande.fiche.commune_insee, commande.fiche.nom
    connu = repository.load(ReperageMSAP, ReperageMSAP.create_id(*lieu))
    if connu:
        connu.exiger_la_meme(commande.structure_id)
    return connu or ReperageMSAP.reperer(commande.structure_id, *lieu)


def _designation(fiche: FicheAnnoncee) -> DesignationEnregistree:
    return cast(DesignationEnregistree, Designation.of(fiche).model_dump())


def _declaration(
    commande: EnregistrerGarantieMSAP, structure: DesignationEnregistree
) -> Declaration:
    return Declaration(
        structure,
        commande.fiche.porteur_type,
        commande.siret,
        commande.renforce,
        commande.montant_centimes,
        commande.fichier,
        commande.ligne,
    )
