"""Le parc du calendrier : les structures d'une liste publiée, et des MSAP tirées au sort."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from services.labellisation.tableau.questions import Ligne, Tableau, lire_tableau
from shared.clock import PARIS

GRAINE = 2019
PORTEURS = {"COLLECTIVITE": 331, "ASSOCIATION": 53, "LA_POSTE": 40, "MSA": 30, "ETAT": 4}
"""Combien de chaque porteur parmi les 460 premières (SRC[idcite]) : la liste ne le dit pas."""
MSAP_PORTEURS = ("Commune", "Association", "La Poste", "Communauté de communes")
TITRES = (
    "matricule;nom de la MSAP;département;code INSEE commune;commune;adresse;type de porteur;"
    "porteur;SIRET;courriel;renforcé;montant si renforcé"
)
LABELLISEES = {2020: 0.6, 2021: 0.85, 2022: 1.0}
"""Quelle part des MSAP qui auront le label est signalée avant la fin de chaque année."""


@dataclass(frozen=True)
class Commune:
    """Une commune où le parc a une MSAP."""

    code: str
    nom: str
    departement: str


def structures(liste: Path) -> Tableau:
    """La liste telle qu'un préfet la remonterait, avec des porteurs tirés selon les parts."""
    tableau, tirage = lire_tableau(liste), Random(GRAINE)
    tires = tirage.choices(list(PORTEURS), list(PORTEURS.values()), k=len(tableau.lignes))
    lignes = [_portee(each, porteur) for each, porteur in zip(tableau.lignes, tires, strict=True)]
    return replace(tableau, lignes=tuple(lignes))


def communes_libres(fichier: Path, prises: Sequence[str], combien: int) -> list[Commune]:
    """Des communes de métropole sans structure, tirées au sort."""
    with fichier.open(encoding="utf-8", newline="") as lu:
        libres = [
            Commune(row["code_insee"], row["nom"], row["code_departement"])
            for row in csv.DictReader(lu)
            if row["code_insee"] not in prises and len(row["code_departement"]) == 2
        ]
    return sorted(Random(GRAINE).sample(libres, combien), key=lambda each: each.code)


def ecrire_les_msap(fichier: Path, communes: Sequence[Commune]) -> None:
    """Un relevé des MSAP, comme l'agence nationale en donnerait un ; une sur dix est renforcée."""
    fichier.write_text("\n".join([TITRES, *_msap(communes)]), encoding="utf-8")


def signalements(lignes: Sequence[Ligne], combien: int) -> Iterator[tuple[datetime, Ligne]]:
    """Quand sont remontées les MSAP qui auront le label : de 2020 à 2022, après le terme aussi."""
    for rang, ligne in enumerate(lignes[:combien]):
        part, annee = rang / combien, min(a for a, p in LABELLISEES.items() if rang / combien < p)
        debut = LABELLISEES.get(annee - 1, 0.0)
        fraction = (part - debut) / (LABELLISEES[annee] - debut)
        jour = date(annee, 2, 1) + timedelta(days=round(fraction * 220))
        yield datetime.combine(jour, time(9), PARIS), ligne


def _portee(ligne: Ligne, porteur: str) -> Ligne:
    fiche = ligne.fiche.model_copy(update={"porteur_type": porteur, "origine": "CREATION"})
    return replace(ligne, fiche=fiche)


def _msap(communes: Sequence[Commune]) -> Iterator[str]:
    for rang, commune in enumerate(communes, start=1):
        porteur = MSAP_PORTEURS[rang % len(MSAP_PORTEURS)]
        renforce = ("oui", "30 000") if rang % 10 == 0 else ("non", "")
        lieu = (commune.departement, commune.code, commune.nom)
        nom, courriel = f"MSAP de {commune.nom}", f"msap{rang}@msap.example"
        yield ";".join(
            [f"MSAP-{rang:03d}", nom, *lieu, "1 place", porteur, porteur, "", courriel, *renforce]
        )
