"""Le bilan d'un essai : un tableau, des réserves, et le dossier des fichiers."""

from collections.abc import Iterator
from pathlib import Path

from console.essai.demo import Bilan
from console.essai.manques import manques
from console.execution.embedded import Programme
from console.imports.report import CORRIGEES, montrer_lignes, remarques
from console.screen import Ecran, Tableau
from services.audit.referentiels.questions import charger_referentiels
from shared.typographie import denombrer, euros

ETATS = {
    "LABELLISEE": "Structures labellisées",
    "NON_RETENUE": "Structures non retenues",
    "REMONTEE": "Remontées, pas encore signalées",
    "SIGNALEE": "Signalées, audit à déclencher",
    "EN_AUDIT": "En audit",
    "EN_ATTENTE_ACCORD": "En attente de l'accord préalable",
    "ACCORD_DONNE": "Accord donné, label à venir",
}
NON_REMIS = {
    "SANS_ADRESSE": "  impossibles, faute d'adresse du porteur",
    "IMPOSSIBLE": "  impossibles à écrire",
    "REFUSE": "  refusés par le serveur",
    "REPORTE": "  reportés par le serveur",
    "DEMANDE": "  à remettre",
}
Ligne = tuple[str, str]


def afficher(console: Ecran, programme: Programme, bilan: Bilan, sortie: Path) -> None:
    """Le tableau de synthèse, les lignes à revoir, ce qui est simulé, et où sont les fichiers."""
    console.print(tableau(programme, bilan))
    noms = montrer_lignes(console, bilan.compte_rendu, sortie)
    for phrase in (*reserves(bilan, noms[CORRIGEES]), *manques(programme)):
        console.a_savoir(phrase)
    console.dire(
        "Fichiers dans ",
        (str(sortie), "bold"),
        " : annexes/ (PDF et Word), courriels/ (.eml), et un journal par service (.sqlite).",
    )


def tableau(programme: Programme, bilan: Bilan) -> Tableau:
    table = Tableau(title="Bilan au 1er mars 2020", title_style="bold", show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    for section in (importees(bilan), dossiers(programme), droits(programme), suites(programme)):
        for intitule, valeur in section:
            table.add_row(intitule, valeur)
        table.add_section()
    return table


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
    libelles = {each.code: each.libelle for r in charger_referentiels() for each in r.motifs}
    libelles["ACCORD_PREALABLE_REFUSE"] = "accord préalable refusé par l'agence nationale"
    for motif, nombre in sorted(motifs.items(), key=lambda couple: -couple[1]):
        yield f"  {libelles[motif]}", str(nombre)


def droits(programme: Programme) -> Iterator[Ligne]:
    rows = programme.rows("funding", "SELECT etat, montant_centimes, parts_centimes FROM droits")
    ouverts = [row for row in rows if row["etat"] == "OUVERT"]
    sans_parts = sum(row["parts_centimes"] == "{}" for row in ouverts)
    yield "Droits au forfait ouverts", str(len(ouverts))
    yield "  montant total", euros(sum(row["montant_centimes"] for row in ouverts))
    if sans_parts:
        yield "  dont ventilation à déterminer (porteur inconnu)", str(sans_parts)
    for etat, intitule in (("EN_ATTENTE", "Droits en attente"), ("REFUSE", "Droits refusés")):
        if nombre := sum(row["etat"] == etat for row in rows):
            yield intitule, str(nombre)


def suites(programme: Programme) -> Iterator[Ligne]:
    yield from liens(programme)
    annexes = compter(programme, "onboarding", "SELECT etat AS cle FROM annexes")
    yield "Annexes écrites (PDF et Word)", str(annexes.get("GENEREE", 0))
    if non_ecrites := annexes.get("ETABLIE"):
        yield "  établies, non écrites", str(non_ecrites)
    if attente := annexes.get("EN_ATTENTE"):
        yield "  en attente d'un opérateur dans la convention", str(attente)
    if a_retirer := annexes.get("A_RETIRER"):
        yield "  à retirer de la convention par avenant", str(a_retirer)
    courriels = compter(programme, "notifications", "SELECT etat AS cle FROM courriels")
    yield "Courriels remis", str(courriels.get("REMIS", 0))
    for etat, intitule in NON_REMIS.items():
        if nombre := courriels.get(etat):
            yield intitule, str(nombre)


def liens(programme: Programme) -> Iterator[Ligne]:
    envoyes = programme.rows("onboarding", "SELECT etat, agents FROM raccordements")
    yield "Liens d'inscription envoyés", str(len(envoyes))
    yield "  comptes créés", str(sum(row["etat"] != "LIEN_ENVOYE" for row in envoyes))
    yield "  agents inscrits", str(sum(row["agents"] for row in envoyes))
    ouvertes = sum(row["etat"] == "APPLICATIONS_OUVERTES" for row in envoyes)
    yield "  applications ouvertes", str(ouvertes)


def compter(programme: Programme, service: str, sql: str) -> dict[str, int]:
    counted = f"SELECT cle, COUNT(*) AS nombre FROM ({sql}) AS vue GROUP BY cle"
    return {row["cle"]: row["nombre"] for row in programme.rows(service, counted)}


def reserves(bilan: Bilan, corrigees_dans: str) -> Iterator[str]:
    """Les réserves : données simulées, ou absentes du tableau."""
    yield (
        "les préfets, auditeurs, porteurs et l'agence sont simulés ; "
        "les délais entre leurs actes sont tirés au sort."
    )
    yield from tirages(bilan)
    if not bilan.geographie_verifiee:
        yield (
            "les communes n'ont pas été vérifiées : donnez le code officiel géographique "
            "(option --geographie)."
        )
    yield from remarques(bilan.compte_rendu, corrigees_dans)
    if refus := bilan.agenda.refused:
        yield f"{denombrer(len(refus), 'demande simulée refusée')} par les services."


def tirages(bilan: Bilan) -> Iterator[str]:
    acteurs = bilan.acteurs
    if tirees := len(acteurs.structures_tirees):
        yield (
            f"les constats sur site ({denombrer(tirees, 'structure')}) sont "
            f"tirés au sort (graine {acteurs.graine}, {acteurs.taux_refus:.0%} de refus supposés, "
            "motifs selon les parts publiées) : seuls les horaires sont de vraies données."
        )
