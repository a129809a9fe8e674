"""L'argent : le relevé d'une année, et celui d'une structure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from console.aide import exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.lieux import a_ecrire
from console.screen import SOBRE, Tableau, Text, console
from console.suivi.lignes_du_releve import CONTRIBUTIONS, POSTES, VERSEMENTS, lignes
from console.suivi.structures import trouver
from console.tableaux import Vue, ecrire, montre, remarques
from services.funding.forfait.questions import (
    ContributionDeLAnnee,
    DroitDeLaStructure,
    droits_de_la_structure,
)
from services.funding.garantie.questions import MSAPNommee, msap_nommees
from services.funding.releve.questions.document import (
    MONTANTS,
    en_csv,
    en_pdf,
    etat,
    fonds,
    sans_suite,
    territoire,
)
from services.funding.releve.questions.postes import AIDES, Montants, Poste, somme
from services.funding.releve.questions.releve import Releve, postes_de, relever
from services.funding.versements.questions import VersementDuDroit, forfaits_verses
from services.labellisation.dossier.questions import DossierAuRegistre
from shared.files import write_whole
from shared.read_model import ReadModel
from shared.typographie import NBSP, euros

releve = typer.Typer()
LEGENDE = "Montants en euros ; sous chaque nom, la règle et l'événement."
SANS_MONTANT = "Inconnu : aucune source ne donne ce montant."
RIEN, TOUS = "—", "tous"


@releve.command("statement")
@exemple(
    "funding statement --annee 2021 --departement 15 --csv releve.csv --pdf releve.pdf",
    "funding statement --annee 2021 --format json",
)
@montre(POSTES)
def releve_d_une_annee(
    annee: Annotated[int, typer.Option(min=2019, max=2100, help="Exercice des aides.")],
    departement: Annotated[str | None, option_departement("Code ; sinon, tous.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Tableau à écrire (CSV).", callback=a_ecrire)
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="Document à écrire (PDF).", callback=a_ecrire)
    ] = None,
    sortie: Dossier = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Dit ce qui est dû, notifié, versé, et ce qui reste, par fonds et par structure (A-031).

    `--csv` et `--pdf` écrivent un document à envoyer, en euros ; `--format`, des centimes.
    """
    with opened(["funding"], sortie) as [funding]:
        dit = relever(caught_up(funding).model, annee, departement)
    if format_ is Format.TABLE:
        console.print(par_structure(dit))
    else:
        ecrire(format_, Vue(POSTES, lignes(dit.postes)))
    if dit.sans_suite:
        remarques(format_).a_savoir(sans_suite(dit))
    for fichier, en_octets in ((csv, en_csv), (pdf, en_pdf)):
        if fichier:
            write_whole(fichier, en_octets(dit))
            remarques(format_).dire(f"Relevé écrit dans {fichier}.")


@releve.command("show")
@exemple("funding show 15-01", "funding show 15-01 --format json")
@montre(POSTES)
@montre(VERSEMENTS)
@montre(CONTRIBUTIONS)
def montrer_structure(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    sortie: Dossier = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre les droits d'une structure, année par année, et chaque versement."""
    with opened(["labellisation", "funding"], sortie) as [labellisation, funding]:
        model = caught_up(funding).model
        trouvees = msap_nommees(model, structure) or trouver(
            caught_up(labellisation).model, structure
        )
        connues = [lire(model, found) for found in trouvees]
    if format_ is Format.TABLE:
        for connue in connues:
            montrer_aides(connue)
    else:
        ecrire(format_, *vues(connues))


@dataclass(frozen=True)
class AidesConnues:
    """Tout ce que le financement sait d'une structure."""

    structure_id: str
    titre: str
    postes: Sequence[Poste]
    versements: Sequence[VersementDuDroit]
    contributions: Mapping[str, ContributionDeLAnnee]


def lire(model: ReadModel, found: MSAPNommee | DossierAuRegistre) -> AidesConnues:
    id = found["structure_id"]
    return AidesConnues(
        id,
        f"{found['nom']} ({found['departement']})",
        postes_de(model, id),
        forfaits_verses(model, structure_id=id),
        contributions(droits_de_la_structure(model, id)),
    )


def montrer_aides(connue: AidesConnues) -> None:
    if not connue.postes:
        console.dire(f"{connue.titre} : aucune aide n'est connue.")
        return
    console.print(par_annee(connue.titre, connue.postes))
    if connue.versements:
        console.print(paiements(connue.versements))
    if connue.contributions:
        console.print(en_plus(connue.contributions))


def vues(connues: Sequence[AidesConnues]) -> Iterator[Vue]:
    """Pour un programme : les mêmes tableaux, de toutes ces structures."""
    yield Vue(POSTES, [ligne for each in connues for ligne in lignes(each.postes)])
    yield Vue(VERSEMENTS, [ligne for each in connues for ligne in each.versements])
    ajouts = [
        {**ajout, "structure_id": each.structure_id}
        for each in connues
        for ajout in each.contributions.values()
    ]
    yield Vue(CONTRIBUTIONS, ajouts)


def par_structure(dit: Releve) -> Tableau:
    table = en_euros(f"Relevé {dit.annee}, {territoire(dit)}", "structure", dit.ensemble)
    for poste in dit.postes:
        nom = f"{poste.nom} ({poste.departement})"
        ajouter(table, [nom, AIDES[poste.aide]], poste.par_fonds, poste)
    table.add_section()
    ajouter(table, ["total par fonds"], dit.par_fonds)
    ajouter(table, ["total"], {TOUS: dit.ensemble})
    return table


def par_annee(titre: str, postes: Sequence[Poste]) -> Tableau:
    """Un droit en attente ou refusé n'a pas de montant dû."""
    ensemble = somme(poste.montants for poste in postes)
    table = en_euros(f"{titre} : aides, année par année", "année", ensemble)
    for poste in postes:
        nom = f"{poste.annee} : {AIDES[poste.aide]}, {etat(poste.etat)}"
        ajouter(table, [nom, *([poste.raison] if poste.raison else [])], poste.par_fonds, poste)
    return table


def paiements(versements: Iterable[VersementDuDroit]) -> Tableau:
    table = Tableau(title=Text("Versements", "bold"), box=SOBRE, padding=(0, 1, 0, 0))
    for nom in ("année", "le", "fonds", "montant", "référence, événement"):
        table.add_column(nom, justify="right" if nom == "montant" else "left")
    for each in versements:
        reference = f"{each['reference']}\n{each['evenement_id']}"
        le = f"{date.fromisoformat(each['le']):%d/%m/%Y}"
        montant = euros(each["montant_centimes"])
        table.add_row(*map(Text, (str(each["annee"]), le, each["fonds"], montant, reference)))
    return table


def contributions(droits: Iterable[DroitDeLaStructure]) -> dict[str, ContributionDeLAnnee]:
    """Celles des années où la structure a un droit, par règle."""
    ouverts = (each for each in droits if each["etat"] != "REFUSE")
    return {each["regle"]: each for droit in ouverts for each in droit["contributions"]}


def en_plus(ajouts: Mapping[str, ContributionDeLAnnee]) -> Tableau:
    """A-033 à A-035, A-044."""
    titre = Text("S'y ajoutent", "bold")
    table = Tableau(title=titre, box=SOBRE, padding=(0, 1, 0, 0), caption=SANS_MONTANT)
    for nom in ("contribution", "de", "montant", "règle"):
        table.add_column(nom)
    for regle, each in ajouts.items():
        montant = each["montant_centimes"]
        dit = "inconnu" if montant is None else euros(montant)
        table.add_row(*map(Text, (each["libelle"], each["financeur"], dit, regle)))
    return table


def en_euros(titre: str, premiere: str, ensemble: Montants) -> Tableau:
    """La colonne du trop-perçu n'est là que s'il y en a un."""
    table = Tableau(title=Text(titre, "bold"), box=SOBRE, padding=(0, 1, 0, 0), caption=LEGENDE)
    table.add_column(premiere)
    table.add_column("fonds")
    for nom in MONTANTS if ensemble.trop_percu else MONTANTS[:-1]:
        table.add_column(nom, justify="right")
    return table


def ajouter(
    table: Tableau, noms: list[str], lignes: Mapping[str, Montants], poste: Poste | None = None
) -> None:
    """Une ligne de texte par fonds, à côté du nom, de la règle et de l'événement."""
    origine = [", ".join(poste.regles), poste.evenement_id] if poste else []
    nombres = zip(*map(chiffres, lignes.values()), strict=True)
    textes = ["\n".join(colonne) for colonne in nombres][: len(table.columns) - 2]
    montres = ["\n".join([*noms, *origine]), "\n".join(map(fonds, lignes)) or RIEN, *textes]
    table.add_row(*map(Text, montres))


def chiffres(montants: Montants) -> tuple[str, ...]:
    return tuple(map(court, montants.en_ordre))


def court(centimes: int) -> str:
    """1500000 → « 15 000 » ; 1500050 → « 15 000,50 »."""
    return euros(centimes).removesuffix(f"{NBSP}€").removesuffix(",00")
