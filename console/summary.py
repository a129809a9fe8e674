"""Le bilan d'un essai : un tableau que l'on lit, et où sont les fichiers."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from console.demo import Bilan
from console.embedded import Programme
from console.importation import Constatee

ETATS = {
    "LABELLISEE": "Structures labellisées",
    "NON_RETENUE": "Structures non retenues",
    "REMONTEE": "Remontées, pas encore signalées",
    "SIGNALEE": "Signalées, audit en cours",
    "EN_ATTENTE_ACCORD": "En attente de l'accord préalable",
    "ACCORD_DONNE": "Accord donné, label à venir",
}
LIGNES_MONTREES = 10
Ligne = tuple[str, str]


def euros(centimes: int) -> str:
    """Des centimes d'euro, écrits à la française."""
    return f"{centimes / 100:,.2f} €".replace(",", "\u202f").replace(".", ",")


def afficher(console: Console, programme: Programme, bilan: Bilan, sortie: Path) -> None:
    """Le tableau de synthèse, les lignes à revoir, ce qui est simulé, et où sont les fichiers."""
    table = Table(title="Bilan au 1er mars 2020", title_style="bold", show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    for section in (importees(bilan), dossiers(programme), droits(programme), suites(programme)):
        for intitule, valeur in section:
            table.add_row(intitule, valeur)
        table.add_section()
    console.print(table)
    rendu = bilan.compte_rendu
    montrer(console, "Lignes rejetées", rendu.rejets, sortie / "lignes_rejetees.csv")
    montrer(console, "Horaires non comptés", rendu.horaires, sortie / "horaires_a_revoir.csv")
    for phrase in reserves(bilan):
        console.print(f"[yellow]À savoir :[/] {phrase}")
    console.print(
        f"Fichiers dans [bold]{sortie}[/] : annexes/ (PDF et Word), courriels/ (.eml), "
        "et un journal par service (.sqlite)."
    )


def importees(bilan: Bilan) -> Iterator[Ligne]:
    rendu = bilan.compte_rendu
    yield f"Lignes lues dans {rendu.tableau.fichier}", str(rendu.tableau.lues)
    yield "  retenues", str(rendu.retenues)
    yield "  rejetées", str(rendu.rejetees)


def dossiers(programme: Programme) -> Iterator[Ligne]:
    """Où en est chaque structure, et pourquoi les refusées l'ont été."""
    par_etat = compter(programme, "labellisation", "SELECT etat AS cle FROM dossiers")
    for etat, intitule in ETATS.items():
        if etat in par_etat:
            yield intitule, str(par_etat[etat])
        if etat == "LABELLISEE":
            yield from par_date_effet(programme)
        if etat == "NON_RETENUE":
            yield from par_motif(programme)


def par_date_effet(programme: Programme) -> Iterator[Ligne]:
    effets = compter(
        programme,
        "labellisation",
        "SELECT date_effet AS cle FROM dossiers WHERE etat = 'LABELLISEE'",
    )
    for date_effet, nombre in sorted(effets.items()):
        annee, mois, jour = date_effet.split("-")
        yield f"  effet au {jour}/{mois}/{annee}", str(nombre)


def par_motif(programme: Programme) -> Iterator[Ligne]:
    motifs = compter(
        programme, "labellisation", "SELECT motif AS cle FROM dossiers WHERE etat = 'NON_RETENUE'"
    )
    for motif, nombre in sorted(motifs.items(), key=lambda couple: -couple[1]):
        yield f"  {motif.replace('_', ' ').lower()}", str(nombre)


def droits(programme: Programme) -> Iterator[Ligne]:
    rows = programme.rows("funding", "SELECT etat, montant_centimes, parts_centimes FROM droits")
    ouverts = [row for row in rows if row["etat"] == "OUVERT"]
    sans_parts = sum(row["parts_centimes"] == "{}" for row in ouverts)
    yield "Droits au forfait ouverts", str(len(ouverts))
    yield "  montant total", euros(sum(row["montant_centimes"] for row in ouverts))
    if sans_parts:
        yield "  dont ventilation à déterminer (porteur inconnu)", str(sans_parts)
    if refuses := len(rows) - len(ouverts):
        yield "Droits refusés", str(refuses)


def suites(programme: Programme) -> Iterator[Ligne]:
    liens = programme.rows("onboarding", "SELECT etat, agents FROM raccordements")
    annexes = compter(programme, "onboarding", "SELECT etat AS cle FROM annexes")
    courriels = compter(programme, "notifications", "SELECT etat AS cle FROM courriels")
    yield "Liens d'inscription envoyés", str(len(liens))
    yield "  comptes créés", str(sum(row["etat"] != "LIEN_ENVOYE" for row in liens))
    yield "  agents inscrits", str(sum(row["agents"] for row in liens))
    yield (
        "  applications ouvertes",
        str(sum(row["etat"] == "APPLICATIONS_OUVERTES" for row in liens)),
    )
    yield "Annexes écrites (PDF et Word)", str(annexes.get("GENEREE", 0))
    if attente := annexes.get("EN_ATTENTE"):
        yield "  en attente d'un opérateur dans la convention", str(attente)
    yield "Courriels remis", str(courriels.get("REMIS", 0))
    if sans := courriels.get("SANS_ADRESSE"):
        yield "  impossibles, faute d'adresse du porteur", str(sans)


def compter(programme: Programme, service: str, sql: str) -> dict[str, int]:
    counted = f"SELECT cle, COUNT(*) AS nombre FROM ({sql}) AS vue GROUP BY cle"
    return {row["cle"]: row["nombre"] for row in programme.rows(service, counted)}


def montrer(console: Console, titre: str, lignes: Sequence[Constatee], fichier: Path) -> None:
    """Les premières lignes à l'écran, toutes dans le fichier."""
    with fichier.open("w", encoding="utf-8", newline="") as sortie:
        writer = csv.writer(sortie, delimiter=";")
        writer.writerow(["ligne", "champ", "texte", "raison"])
        writer.writerows((c.numero, c.champ, c.texte, c.message) for c in lignes)
    if not lignes:
        return
    table = Table(title=f"{titre} : {len(lignes)} (tous dans {fichier.name})", show_lines=False)
    for colonne in ("ligne", "champ", "texte", "raison"):
        table.add_column(colonne, overflow="fold")
    for constatee in lignes[:LIGNES_MONTREES]:
        table.add_row(str(constatee.numero), constatee.champ, constatee.texte, constatee.message)
    console.print(table)


def reserves(bilan: Bilan) -> Iterator[str]:
    """Ce que le bilan doit à une simulation."""
    acteurs, rendu = bilan.acteurs, bilan.compte_rendu
    yield (
        "les préfets, auditeurs, porteurs et l'agence sont simulés ; "
        "les délais entre leurs actes sont tirés au sort."
    )
    if acteurs.structures_tirees:
        yield (
            f"les constats sur site de {len(acteurs.structures_tirees)} structures sont tirés au sort "
            f"(graine {acteurs.graine}, {acteurs.taux_refus:.0%} de refus supposés, motifs selon les "
            "parts publiées) : seuls les horaires sont de vraies données."
        )
    if not bilan.geographie_verifiee:
        yield (
            "les communes n'ont pas été vérifiées : donnez le code officiel géographique "
            "(option --geographie)."
        )
    for avertissement in rendu.tableau.avertissements:
        if not avertissement.numero:
            yield str(avertissement)
    corrigees = {a.numero for a in rendu.tableau.avertissements if a.numero}
    if corrigees:
        yield f"{len(corrigees)} lignes ont été corrigées à la lecture (coordonnées, codes…)."
    if refus := bilan.agenda.refusals():
        yield f"{len(refus)} demandes simulées ont été refusées par les services."
