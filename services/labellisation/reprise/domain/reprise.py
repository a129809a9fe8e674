"""Ce que change une ligne d'une liste publiée : un dossier nouveau, actualisé, ou confirmé."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.ecarts import Ecart
from services.labellisation.dossier.domain.evenements.reprise import (
    AntenneImportee,
    LabelImporte,
    ListeAncienneLue,
    PresenceConfirmee,
    StructureAbsente,
    StructureActualisee,
    StructureImportee,
)
from services.labellisation.dossier.domain.suivi import Suivi
from services.labellisation.dossier.domain.transitions import (
    TransitionInterdite,
    exiger_ou_deja_fait,
)
from services.labellisation.reprise.domain.releve_de_liste import Releve, ecarts, fondre
from shared.structures import FicheEnregistree, MaillageEnregistre


class DossierDejaOuvert(TransitionInterdite):
    """Un dossier instruit dans le programme ne se reprend pas d'une liste publiée (A-131)."""


class Lecture(TypedDict):
    """Une structure connue, telle qu'une liste la dit."""

    changements: dict[str, Ecart]
    fiche: FicheEnregistree
    groupe: str
    label_du: str


def importer(
    structure_id: UUID, releve: Releve, maillage: MaillageEnregistre, selon: Sequence[str] = ()
) -> Dossier:
    """Un dossier qui ne commence par aucune remontée : nul préfet n'en a fait (A-131)."""
    dossier = Dossier.creer(
        StructureImportee,
        selon,
        structure_id=structure_id,
        fiche=releve.fiche,
        maillage=maillage,
        declaration={},
        groupe=releve.groupe,
        **releve.origine,
    )
    _labelliser(dossier, suivi_de(dossier), releve, selon)
    return dossier


def actualiser(dossier: Dossier, releve: Releve, decimales: int, selon: Sequence[str] = ()) -> None:
    """Ce que cette liste change à ce que l'on savait, ou qu'elle ne change rien."""
    suivi = suivi_de(dossier)
    exiger_ou_deja_fait(dossier, "ImporterStructure")
    lecture = _lire(dossier, suivi, releve, decimales)
    if releve.liste_du < suivi.liste_du:
        dossier.enregistrer(ListeAncienneLue, selon, **lecture, **releve.origine)
    else:
        _avancer(dossier, suivi, releve, lecture, selon)
    _labelliser(dossier, suivi, releve, selon)


def constater_absence(dossier: Dossier, liste_du: str, source: str, fichier: str) -> None:
    """La première liste où elle manque se retient ; la retrouver est un changement."""
    suivi = suivi_de(dossier)
    if not suivi.absente and liste_du not in suivi.listes:
        dossier.enregistrer(
            StructureAbsente, liste_du=liste_du, source=source, fichier=fichier, origine="IMPORT"
        )


def suivi_de(dossier: Dossier) -> Suivi:
    """L'histoire importée d'un dossier ; un dossier que le programme instruit n'en a pas."""
    if dossier.suivi is None or dossier.signalements:
        raise DossierDejaOuvert(
            f"« {dossier.nom} » a un dossier instruit dans le programme : une liste "
            "publiée n'y change rien."
        )
    return dossier.suivi


def _lire(dossier: Dossier, suivi: Suivi, releve: Releve, decimales: int) -> Lecture:
    groupe, fiche = releve.groupe or suivi.groupe, fondre(dossier.fiche, releve)
    changements = ecarts(dossier.fiche, fiche, decimales)
    if groupe != suivi.groupe:
        changements["groupe"] = [suivi.groupe, groupe]
    return {
        "changements": changements,
        "fiche": fiche,
        "groupe": groupe,
        "label_du": releve.label_du,
    }


def _avancer(
    dossier: Dossier, suivi: Suivi, releve: Releve, lecture: Lecture, selon: Iterable[str]
) -> None:
    if suivi.absente:
        lecture["changements"]["presence"] = ["absente", "présente"]
    if lecture["changements"]:
        dossier.enregistrer(StructureActualisee, selon, **lecture, **releve.origine)
    else:
        dossier.enregistrer(PresenceConfirmee, selon, label_du=releve.label_du, **releve.origine)


def _labelliser(dossier: Dossier, suivi: Suivi, releve: Releve, selon: Iterable[str]) -> None:
    """Le label, tel que le date la dernière liste qui en parle ; une antenne n'en a pas."""
    antenne = dossier.fiche["format"] == "ANTENNE"
    if not releve.label_du or releve.liste_du < suivi.label_dit_le:
        return
    principale = releve.principale_id or suivi.principale_id if antenne else None
    connu = (suivi.label_du, suivi.antenne, suivi.principale_id)
    if (releve.label_du, antenne, principale) == connu:
        return
    identite = uuid5(dossier.id, "reprise")
    commun = {"departement": dossier.departement, "date_effet": releve.label_du, **releve.origine}
    if antenne:
        dossier.enregistrer(
            AntenneImportee,
            selon,
            antenne_id=identite,
            groupe=suivi.groupe,
            principale_id=principale,
            **commun,
        )
    else:
        remplace = "" if suivi.antenne else suivi.label_du
        dossier.enregistrer(
            LabelImporte,
            selon,
            label_id=identite,
            remplace=remplace,
            fiche=dossier.fiche,
            **commun,
        )
