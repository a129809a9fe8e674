"""Le dossier d'une structure, en tableaux : étapes, remontées, labels, avis, maillage, plan."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import typer

from console.aide import JUSTIFIER, exemple
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.jours import option_jour, ou_aujourd_hui
from console.suivi.structures import trouver
from console.tableaux import SANS_FIN, Colonne, Modele, Vue, colonne, connu, ecrire, montre
from services.labellisation.dossier.questions import ETATS
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier

app = typer.Typer()
Section = Literal["etapes", "remontees", "labels", "avis", "insertions", "antennes", "plan"]


def section(nom: Section, *colonnes: Colonne) -> Modele:
    """Un tableau du dossier ; chaque ligne dit de quelle structure il est."""
    structure = (
        Colonne("structure_id", "", lambda ligne: ligne["de"]["structure_id"], str),
        Colonne("nom", "", lambda ligne: ligne["de"]["nom"], str),
    )
    return Modele(nom, (*structure, *colonnes))


SECTIONS: dict[Section, Modele] = {
    each.nom: each  # type: ignore[misc]
    for each in (
        section("etapes", colonne("le", "date"), colonne("fait"), colonne("phrase", "étape")),
        section(
            "remontees",
            colonne("campagne", "campagne"),
            colonne("recue_le", "reçue le"),
            colonne("criteres_declares", "critères déclarés"),
            colonne("agents", "agents"),
            colonne("etp", "ETP"),
        ),
        section(
            "labels",
            colonne("label_id"),
            colonne("debut", "du"),
            colonne(
                "fin",
                "jusqu'au",
                lambda ligne: None if ligne["fin"] == SANS_FIN else connu(ligne["fin"]),
            ),
        ),
        section(
            "avis",
            colonne("operateur"),
            colonne("nom_operateur", "opérateur", lambda ligne: ligne["nom"]),
            colonne("echeance", "avant le"),
            colonne("avis", "avis"),
            colonne("rendu_le", "rendu le"),
            colonne("commentaire", "commentaire"),
        ),
        section(
            "insertions",
            colonne("voisine", "voisine"),
            colonne("minutes", "minutes estimées"),
            colonne("raison", "enclavement"),
        ),
        section(
            "antennes",
            colonne("operateur"),
            colonne("nom_operateur", "antenne", lambda ligne: ligne["nom"]),
            colonne("fermee_le", "fermée le"),
        ),
        section("plan", colonne("echeance", "échéance du plan"), colonne("etat", "au réel")),
    )
}
TITRES: dict[Section, str] = {
    "remontees": "Remontées (déclarées, non constatées)",
    "labels": "Labels",
    "avis": "Avis des opérateurs",
    "insertions": "Maillage",
    "antennes": "Antennes fermées",
    "plan": "Plan de déploiement",
}


def toutes(commande: Any) -> Any:
    """La commande, qui écrit les tableaux de toutes les sections."""
    for modele in reversed(SECTIONS.values()):
        commande = montre(modele)(commande)
    return commande


@app.command("dossier", rich_help_panel=JUSTIFIER)
@exemple("dossier 15-01", "dossier 15-01 --format json")
@toutes
def montrer_dossier(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    sortie: Dossier = None,
    au: Annotated[datetime | None, option_jour("Sinon, aujourd'hui.")] = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre ce que la labellisation sait d'une structure : étapes, label, avis, plan."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        ids = [UUID(found["structure_id"]) for found in trouver(model, structure)]
        connus = [dossier(model, id, ou_aujourd_hui(au)) for id in ids]
    if format_ is Format.TABLE:
        for connu_ in connus:
            ecrire(format_, *vues([connu_]))
    else:
        ecrire(format_, *vues(connus))


def vues(connus: Sequence[DossierEntier]) -> Iterator[Vue]:
    """Chaque section, de tous ces dossiers."""
    titre = " ; ".join(
        f"{each['nom']} ({each['departement']}) : {ETATS[each['etat']]}" for each in connus
    )
    for nom, modele in SECTIONS.items():
        lignes = [{**dict(row), "de": each} for each in connus for row in each[nom]]
        yield Vue(modele, lignes, TITRES.get(nom, titre))
