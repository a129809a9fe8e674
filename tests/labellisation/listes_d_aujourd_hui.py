"""Des listes publiées inventées, sous l'en-tête d'aujourd'hui, avec les fautes de ces fichiers."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from shared.departements.table import charger_departements

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
COLONNES = (
    *("id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "insee_com", "code_postal"),
    *("lib_com", "latitude", "longitude", "mail", "telephone"),
    *(f"h_{jour}" for jour in JOURS),
    *("prise_rdv", "commentaire", "type_fs", "format_fs", "groupe_fs", "labellisation_fs"),
)
OUVERT = "09:00 - 12:00 / 13:30 - 17:00"
FORMATS = ("Fixe", "Multisites", "Bus_équivalent", "Itinérante", "Fixe_antenne(s)")
SYLLABES = ("bar", "cel", "dou", "fré", "lan", "mor", "neu", "pré", "rou", "vil")
PAR_DEPARTEMENT = 30
Ligne = dict[str, str]


@dataclass(frozen=True)
class Commune:
    code: str
    nom: str
    departement: str


def communes() -> list[Commune]:
    """Trente par département et par collectivité ; deux n'ont jamais le même nom."""
    return [
        Commune(f"{each.code}{rang:0{5 - len(each.code)}d}", _nom(rang), each.code)
        for each in charger_departements().departements
        for rang in range(1, PAR_DEPARTEMENT + 1)
    ]


def _nom(rang: int) -> str:
    dizaine, unite = divmod(rang, 10)
    return f"Saint-{SYLLABES[dizaine].capitalize()}{SYLLABES[unite]}-l'Étang"


def code_officiel(dossier: Path) -> Path:
    """Ces communes, en fichiers de l'INSEE."""
    dossier.mkdir(parents=True, exist_ok=True)
    toutes, table = communes(), charger_departements().par_code
    ailleurs = {code for code in table if code in ("975", "977", "978") or code.startswith("98")}
    entete = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
    lignes = [
        f'COM,{c.code},84,{c.departement},,,0,,,"{c.nom}",{c.departement}01,\n'
        for c in toutes
        if c.departement not in ailleurs
    ]
    (dossier / "v_commune_2024.csv").write_text(entete + "".join(lignes), encoding="utf-8")
    lignes = [
        f'{code},84,{code}001,0,,,"{each.nom}"\n'
        for code, each in table.items()
        if code not in ailleurs
    ]
    entete = "DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n"
    (dossier / "v_departement_2024.csv").write_text(entete + "".join(lignes), encoding="utf-8")
    lignes = [
        f'{c.code},0,,,"{c.nom}",COM,{c.departement},"{table[c.departement].nom}"\n'
        for c in toutes
        if c.departement in ailleurs
    ]
    entete = "COM_COMER,TNCC,NCC,NCCENR,LIBELLE,NATURE_ZONAGE,COMER,LIBELLE_COMER\n"
    (dossier / "v_commune_comer_2024.csv").write_text(entete + "".join(lignes), encoding="utf-8")
    return dossier


def ligne(id_fs: int, commune: Commune, **dit: str) -> Ligne:
    """Une ligne sans faute ; `dit` en change les cellules."""
    [debut, *_] = charger_departements().designer(commune.departement).codes_postaux or [
        commune.departement
    ]
    return {
        "id_fs": str(id_fs),
        "insee_dep": commune.departement,
        "lib_fs": f"France services {commune.nom} {id_fs}",
        "adresse": f"{id_fs} rue de la Mairie",
        "insee_com": commune.code,
        "code_postal": f"{debut:0<5}",
        "lib_com": commune.nom,
        "mail": f"accueil{id_fs}@maisons.example",
        "telephone": "01 02 03 04 05",
        **{f"h_{jour}": OUVERT for jour in JOURS[:5]},
        "prise_rdv": "Non",
        "type_fs": "Principal",
        "format_fs": "Fixe",
        "labellisation_fs": "Espace labellisé 01/01/2020",
        **dit,
    }


def ecrire(chemin: Path, lignes: list[Ligne]) -> Path:
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        writer = csv.DictWriter(fichier, COLONNES, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(lignes)
    return chemin


@dataclass
class Liste:
    """Une liste engendrée, et ce qu'on doit en retrouver."""

    chemin: Path
    lignes: list[Ligne] = field(default_factory=list)
    fautes: dict[int, str] = field(default_factory=dict)
    """Par numéro de ligne du fichier, la faute qu'on y a mise."""
    labels: dict[int, date] = field(default_factory=dict)
    antennes: dict[int, date] = field(default_factory=dict)
    rattachees: dict[int, int] = field(default_factory=dict)
    """Par ligne d'une antenne, la ligne de sa principale."""
    refusees: set[int] = field(default_factory=set)

    def labellisees(self, au: date) -> int:
        return sum(jour <= au for jour in self.labels.values())


GARDEES: Mapping[str, Callable[[Ligne], Ligne]] = {
    "code de commune mal formé": lambda x: {"insee_com": f"{x['insee_com'][:3]}X"},
    "code de commune inexistant": lambda x: {"insee_com": f"{x['insee_com'][:3]}99"[:5]},
    "commune d'un autre département": lambda x: {
        "insee_dep": "23" if x["insee_dep"] != "23" else "87"
    },
    "zéro perdu": lambda x: {"code_postal": x["code_postal"].lstrip("0") + ".0"},
    "aucun horaire": lambda x: {f"h_{jour}": "" for jour in JOURS},
    "département sans zéro": lambda x: {"insee_dep": x["insee_dep"].lstrip("0").lower()},
    "département vide": lambda x: {"insee_dep": ""},
    "département qui n'a plus cours": lambda x: {"insee_dep": "20"},
    "adresse électronique double": lambda x: {"mail": f"{x['mail']} ; autre@maisons.example"},
    "format inconnu": lambda x: {"format_fs": "Yourte"},
    "coordonnées illisibles": lambda x: {"latitude": "46°12'", "longitude": "3,1"},
    "erreur de tableur": lambda x: {"adresse": "#N/A", "commentaire": "#REF!"},
    "commentaire sans fin": lambda x: {"commentaire": "Tous les mardis. " * 200},
    "horaires sans fin": lambda x: {"h_mardi": f"{OUVERT} ou " * 40},
    "identifiant à virgule": lambda x: {"id_fs": f"{x['id_fs']}.0"},
    "nom absent": lambda x: {"lib_fs": ""},
    "lettres décomposées": lambda x: {"lib_com": x["lib_com"].upper().replace("É", "E\u0301")},
}
"""Une faute qui n'enlève rien au label, et les cellules qu'elle change."""
SANS_DATE: Mapping[str, str] = {
    "label illisible": "Espace labellisé bientôt",
    "jour qui n'existe pas": "Espace labellisé 31/02/2021",
}


def engendrer(chemin: Path, lignes: int = 3000, graine: int = 2024, premier: int = 1) -> Liste:
    """La même graine donne la même liste ; une ligne sur quatre a une faute."""
    tirage, toutes = Random(graine), communes()
    liste = Liste(chemin)
    for rang in range(lignes):
        numero, commune = rang + 2, tirage.choice(toutes)
        faite = ligne(premier + rang, commune, **_nature(tirage, liste))
        faute = _faute(tirage) if liste.labels else ""
        faite |= GARDEES[faute](faite) if faute in GARDEES else {}
        faite |= {"labellisation_fs": SANS_DATE[faute]} if faute in SANS_DATE else {}
        if faute == "doublon":
            faite |= {"id_fs": liste.lignes[min(liste.labels) - 2]["id_fs"]}
        if faute == "sans aucun lieu":
            faite |= {"insee_dep": "zz", "insee_com": "", "code_postal": ""}
        liste.fautes |= {numero: faute} if faute else {}
        liste.lignes.append(faite)
        _attendre(liste, numero, faite, faute)
    ecrire(chemin, liste.lignes)
    return liste


def _faute(tirage: Random) -> str:
    refusees = ("doublon", "sans aucun lieu")
    possibles = [*GARDEES, *SANS_DATE, *refusees]
    return tirage.choice(possibles) if tirage.random() < 0.25 else ""


def _nature(tirage: Random, liste: Liste) -> Ligne:
    """Un format et un jour de label ; une antenne sur huit, rattachée une fois sur deux."""
    jour = date(2020, 1, 1) + timedelta(days=30 * tirage.randrange(55))
    dite = {
        "format_fs": tirage.choice(FORMATS),
        "labellisation_fs": f"Espace labellisé {jour:%d/%m/%Y}",
    }
    if tirage.random() > 1 / 8 or not liste.labels:
        return dite
    groupe = ""
    if tirage.random() < 1 / 2:
        groupe = liste.lignes[tirage.choice(sorted(liste.labels)) - 2]["id_fs"]
    return {**dite, "type_fs": "Antenne", "groupe_fs": groupe}


def _attendre(liste: Liste, numero: int, faite: Ligne, faute: str) -> None:
    """Ce que la lecture doit en retrouver, d'après ce qu'on y a écrit."""
    if faute in ("doublon", "sans aucun lieu"):
        liste.refusees.add(numero)
        return
    if faute in SANS_DATE:
        return
    jour, mois, annee = map(int, faite["labellisation_fs"].split()[-1].split("/"))
    antenne = faite["type_fs"] == "Antenne"
    (liste.antennes if antenne else liste.labels)[numero] = date(annee, mois, jour)
    if antenne and faite["groupe_fs"]:
        liste.rattachees[numero] = int(_principale(liste, faite["groupe_fs"]))


def _principale(liste: Liste, id_fs: str) -> int:
    numeros = (n for n in liste.labels if liste.lignes[n - 2]["id_fs"] == id_fs)
    return next(numeros)


def cellules(liste: Liste) -> Iterator[tuple[int, Ligne, str]]:
    """Chaque ligne, avec son numéro et sa faute."""
    for numero, faite in enumerate(liste.lignes, 2):
        yield numero, faite, liste.fautes.get(numero, "")
