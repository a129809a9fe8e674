"""Lire le code officiel géographique dans les fichiers de l'INSEE."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.lecture import Lecture, reconnaitre
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.reading.source import Source, ouvrir
from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.geographie.domain import (
    CodeGeographique,
    Commune,
    Departement,
    FichierLu,
)

_FAUTES_CITEES = 5


def lire_communes(
    communes: Path,
    departements: Path,
    deleguees: Path | None = None,
    *,
    millesime: int | None = None,
) -> CodeGeographique:
    """Lit les fichiers de l'INSEE ; lève ``TableauRefuse`` à la première incohérence.

    Sans ``millesime``, l'année est celle que porte le nom du fichier des communes.
    """
    annee = millesime or _annee(communes)
    source_departements, lignes = _lire(departements, "departements")
    connus = {d.code: d for d in map(_departement, lignes)}
    source_communes, lignes = _lire(communes, "communes")
    actuelles = {c.code: c for c in _communes(source_communes, lignes, connus)}
    sources, anciennes = [source_communes, source_departements], []
    if deleguees:
        source_deleguees, lignes = _lire(deleguees, "deleguees")
        sources.append(source_deleguees)
        anciennes = list(_anciennes(source_deleguees, lignes, actuelles))
    return CodeGeographique(
        millesime=annee,
        fichiers=tuple(FichierLu(source.nom, source.empreinte) for source in sources),
        departements=tuple(connus.values()),
        communes=(*actuelles.values(), *anciennes),
    )


def _annee(chemin: Path) -> int:
    annees = re.findall(r"(?<![0-9])(20[0-9]{2})(?![0-9])", chemin.stem)
    if len(annees) != 1:
        raise TableauRefuse(
            f"Le millésime du fichier « {chemin.name} » n'est pas connu : indiquez-le, ou mettez "
            "l'année dans le nom du fichier, par exemple communes_2024.csv."
        )
    return int(annees[0])


def _lire(chemin: Path, nom: str) -> tuple[Source, list[Saisie]]:
    regles = regles_de_lecture()
    source = ouvrir(chemin, regles.limites.geographie)
    lecture = reconnaitre(source, {nom: regles.geographie[nom]}, regles.limites.geographie)
    lignes = list(lecture.saisies(regles.limites.geographie))
    _exiger_saisies(source, lecture, lignes)
    _exiger_valeurs(source, lignes, lecture.modele.obligatoires)
    return source, lignes


def _exiger_saisies(source: Source, lecture: Lecture, lignes: list[Saisie]) -> None:
    """Ce qu'un tableur a abîmé ne se devine pas : la première faute refuse le fichier."""
    for saisie in lignes:
        for champ, faute in saisie.fautes.items():
            raise TableauRefuse(
                f"Le fichier « {source.nom} » est abîmé {saisie.lieu}, "
                f"{lecture.titre(champ, saisie.onglet)} « {saisie.texte(champ)} » : {faute}. "
                "Reprenez le fichier d'origine de l'INSEE."
            )


def _exiger_valeurs(source: Source, lignes: list[Saisie], obligatoires: tuple[str, ...]) -> None:
    if not lignes:
        raise TableauRefuse(f"Le fichier « {source.nom} » n'a aucune ligne sous son en-tête.")
    vides = [s.numero for s in lignes if not all(map(s.texte, obligatoires))]
    _refuser(source, "valeur obligatoire absente", vides)
    vus: dict[str, int] = {}
    doubles = [s.numero for s in lignes if vus.setdefault(s.texte("code"), s.numero) != s.numero]
    _refuser(source, "code déjà présent plus haut", doubles)


def _refuser(source: Source, faute: str, numeros: list[int]) -> None:
    if numeros:
        cites = ", ".join(map(str, numeros[:_FAUTES_CITEES]))
        suite = ", …" if len(numeros) > _FAUTES_CITEES else ""
        raise TableauRefuse(
            f"Le fichier « {source.nom} » est incohérent : {faute} (lignes {cites}{suite}). "
            "Reprenez le fichier d'origine de l'INSEE."
        )


def _departement(saisie: Saisie) -> Departement:
    champs = ("code", "nom", "region", "prefecture", "prefecture_insee")
    return Departement(*map(saisie.texte, champs))


def _communes(
    source: Source, lignes: list[Saisie], departements: dict[str, Departement]
) -> Iterator[Commune]:
    egarees = [s.numero for s in lignes if s.texte("departement") not in departements]
    _refuser(source, "département inconnu du fichier des départements", egarees)
    for saisie in lignes:
        departement = departements[saisie.texte("departement")]
        canton_code = saisie.texte("canton_code")
        yield Commune(
            code=saisie.texte("code"),
            nom=saisie.texte("nom"),
            departement=departement.code,
            departement_nom=departement.nom,
            canton_code=canton_code,
            canton=saisie.texte("canton") if canton_code else "",
            epci=saisie.texte("epci"),
            latitude=saisie.nombre("latitude"),
            longitude=saisie.nombre("longitude"),
            code_actuel=saisie.texte("code"),
        )


def _anciennes(
    source: Source, lignes: list[Saisie], actuelles: dict[str, Commune]
) -> Iterator[Commune]:
    egarees = [s.numero for s in lignes if s.texte("code_actuel") not in actuelles]
    _refuser(source, "commune actuelle inconnue du fichier des communes", egarees)
    for saisie in lignes:
        # The seat of a merged commune keeps the code of the whole: nothing to add.
        if saisie.texte("code") not in actuelles:
            actuelle = actuelles[saisie.texte("code_actuel")]
            yield replace(actuelle, code=saisie.texte("code"), nom=saisie.texte("nom"))
