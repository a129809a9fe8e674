"""Reprendre les listes publiées : une fonction par demande."""

from typing import cast

from services.labellisation.dossier.application.acces import dossier_connu, dossier_de
from services.labellisation.geographie.domain import Geographie, maillage_de
from services.labellisation.reprise.commands import ConstaterAbsence, ImporterStructure
from services.labellisation.reprise.domain import reprise
from services.labellisation.reprise.domain.releve_de_liste import Releve
from services.labellisation.reprise.rules import RegleDeRapprochement
from shared.contracts.structure import Fiche
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.structures import FicheEnregistree, MaillageEnregistre

HANDLERS = Handlers("reprise")


@HANDLERS.on(ImporterStructure)
def importer(
    commande: ImporterStructure,
    repository: Repository,
    geographie: Geographie,
    rapprochement: RegleDeRapprochement,
) -> None:
    """A-131 : une commune disparue depuis n'empêche pas de reprendre ce qui fut publié."""
    selon = [commande.rapprochement] if commande.rapprochement else []
    releve, dossier = _releve(commande), dossier_connu(commande, repository)
    if dossier is None:
        maillage = _maillage_publie(commande.fiche, geographie)
        dossier = reprise.importer(commande.structure_id, releve, maillage, selon)
    else:
        reprise.actualiser(dossier, releve, rapprochement.decimales, selon)
    repository.save(dossier)


@HANDLERS.on(ConstaterAbsence)
def constater_absence(commande: ConstaterAbsence, repository: Repository) -> None:
    dossier = dossier_de(commande, repository)
    liste_du = commande.liste_du.isoformat()
    reprise.constater_absence(dossier, liste_du, commande.source, commande.fichier)
    repository.save(dossier)


def _releve(commande: ImporterStructure) -> Releve:
    return Releve(
        liste_du=commande.liste_du.isoformat(),
        source=commande.source,
        fichier=commande.fichier,
        ligne=commande.ligne,
        fiche=cast(FicheEnregistree, commande.fiche.model_dump(mode="json")),
        renseignes=frozenset(commande.renseignes) - {"horaires"},
        groupe=commande.groupe,
        principale_id=commande.principale_id,
        label_du=commande.label_du.isoformat() if commande.label_du else "",
    )


def _maillage_publie(fiche: Fiche, geographie: Geographie) -> MaillageEnregistre:
    """Celui d'une commune publiée, même si elle n'est plus dans le code chargé (A-131)."""
    commune = geographie.commune(fiche.commune_insee)
    if commune:
        return maillage_de(commune, geographie)
    return {
        "departement": fiche.departement,
        "canton": "",
        "epci": "",
        "millesime": geographie.millesime,
    }
