"""Ce que change une ligne d'une liste publiée : un dossier nouveau, actualisé, ou confirmé."""

from typing import Any
from uuid import UUID, uuid5

from services.labellisation import historique
from services.labellisation.domain import Dossier
from services.labellisation.etats import REGLE, TransitionInterdite
from services.labellisation.historique import Suivi
from services.labellisation.releve import Releve, ecarts, fondre
from shared.recording.citing import cite


class DossierDejaOuvert(TransitionInterdite):
    """Un dossier instruit dans le programme ne se reprend pas d'une liste publiée (A-131)."""


def importer(structure_id: UUID, releve: Releve, maillage: dict[str, str]) -> Dossier:
    """Un dossier qui ne commence par aucune remontée : nul préfet n'en a fait (A-131)."""
    cite(REGLE)
    dossier: Dossier = Dossier._create(
        Dossier.StructureImportee,
        id=Dossier.create_id(structure_id),
        structure_id=structure_id,
        fiche=releve.fiche,
        maillage=maillage,
        declaration={},
        groupe=releve.groupe,
        **releve.origine,
    )
    _labelliser(dossier, suivi_de(dossier), releve)
    return dossier


def actualiser(dossier: Dossier, releve: Releve, decimales: int) -> None:
    """Ce que cette liste change à ce que l'on savait, ou qu'elle ne change rien."""
    suivi = suivi_de(dossier)
    dossier.deja("ImporterStructure")
    groupe = releve.groupe or suivi.groupe
    fiche = fondre(dossier.fiche, releve)
    changements = ecarts(dossier.fiche, fiche, decimales)
    if groupe != suivi.groupe:
        changements["groupe"] = [suivi.groupe, groupe]
    vu = {
        "changements": changements,
        "fiche": fiche,
        "groupe": groupe,
        "label_du": releve.label_du,
    }
    if releve.liste_du < suivi.liste_du:
        dossier.dire(historique.ListeAncienneLue, **vu, **releve.origine)
    else:
        _avancer(dossier, releve, vu)
    _labelliser(dossier, suivi, releve)


def constater_absence(dossier: Dossier, liste_du: str, source: str, fichier: str) -> None:
    """La première liste où elle manque se retient ; la retrouver est un changement."""
    suivi = suivi_de(dossier)
    if not suivi.absente and liste_du not in suivi.listes:
        dossier.dire(
            historique.StructureAbsente,
            liste_du=liste_du,
            source=source,
            fichier=fichier,
            origine="IMPORT",
        )


def suivi_de(dossier: Dossier) -> Suivi:
    """L'histoire importée d'un dossier ; un dossier que le programme instruit n'en a pas."""
    if not isinstance(dossier.suivi, Suivi) or dossier.signalements:
        raise DossierDejaOuvert(
            f"« {dossier.fiche['nom']} » a un dossier instruit dans le programme : une liste "
            "publiée n'y change rien."
        )
    return dossier.suivi


def _avancer(dossier: Dossier, releve: Releve, vu: dict[str, Any]) -> None:
    if suivi_de(dossier).absente:
        vu["changements"]["presence"] = ["absente", "présente"]
    if vu["changements"]:
        dossier.dire(historique.StructureActualisee, **vu, **releve.origine)
    else:
        label = {"label_du": releve.label_du}
        dossier.dire(historique.PresenceConfirmee, **label, **releve.origine)


def _labelliser(dossier: Dossier, suivi: Suivi, releve: Releve) -> None:
    """Le label, tel que le date la dernière liste qui en parle ; une antenne n'en a pas."""
    antenne = dossier.fiche["format"] == "ANTENNE"
    dit = (releve.label_du, antenne)
    if not releve.label_du or releve.liste_du < suivi.label_dit_le:
        return
    if dit == (suivi.label_du, suivi.antenne):
        return
    identite = uuid5(dossier.id, "reprise")
    commun = {"departement": dossier.departement, "date_effet": releve.label_du, **releve.origine}
    if antenne:
        dossier.dire(historique.AntenneImportee, antenne_id=identite, groupe=suivi.groupe, **commun)
    else:
        remplace = "" if suivi.antenne else suivi.label_du
        dossier.dire(historique.LabelImporte, label_id=identite, remplace=remplace, **commun)
