"""Les fichiers d'un dossier du code officiel géographique, et ce qui rend l'un d'eux incohérent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from services.labellisation.fichiers.reading.feuille import TableauRefuse
from services.labellisation.fichiers.reading.lecture import Lecture, reconnaitre
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.reading.source import Source, ouvrir
from services.labellisation.fichiers.rules import Modele, regles_de_lecture

_FAUTES_CITEES = 5
OBLIGATOIRES = ("communes", "departements")


@dataclass(frozen=True)
class Fichier:
    """Un fichier lu : sa source, et ses lignes par champ."""

    source: Source
    lignes: tuple[Saisie, ...]

    def refuser(self, faute: str, lignes: Iterable[Saisie]) -> None:
        """Lève ``TableauRefuse`` si des lignes ont cette faute, en citant les premières."""
        numeros = [ligne.numero for ligne in lignes]
        if not numeros:
            return
        cites = ", ".join(map(str, numeros[:_FAUTES_CITEES]))
        suite = ", …" if len(numeros) > _FAUTES_CITEES else ""
        raise TableauRefuse(
            f"Le fichier « {self.source.nom} » est incohérent : {faute} (lignes {cites}{suite}). "
            "Reprenez le fichier d'origine de l'INSEE."
        )

    def exiger(self, champs: Iterable[str], lignes: Iterable[Saisie]) -> None:
        """Chaque ligne a ces valeurs, et un code qui n'est qu'à elle."""
        presentes, noms = list(lignes), list(champs)
        vides = (each for each in presentes if not all(map(each.texte, noms)))
        self.refuser("valeur obligatoire absente", vides)
        vus: dict[str, Saisie] = {}
        doubles = (s for s in presentes if vus.setdefault(s.texte("code"), s) is not s)
        self.refuser("code déjà présent plus haut", doubles)

    def exiger_communes(self, champ: str, lignes: Iterable[Saisie]) -> None:
        """Un code de quatre chiffres a perdu son zéro dans un tableur : rien ne dit lesquels."""
        forme = regles_de_lecture().motifs["commune_insee"]
        mal_formes = (each for each in lignes if not re.fullmatch(forme, each.texte(champ)))
        self.refuser(
            "code de commune sans ses cinq caractères, par exemple 01033, dont un tableur ôte le "
            "zéro initial",
            mal_formes,
        )


def lire_fichier(chemin: Path, nom: str) -> Fichier:
    """Un fichier, selon son modèle ; lève ``TableauRefuse`` s'il n'en est pas un, ou vide."""
    regles = regles_de_lecture()
    source = ouvrir(chemin, regles.limites.geographie)
    lecture = reconnaitre(source, {nom: regles.geographie[nom]}, regles.limites.geographie)
    lignes = tuple(lecture.saisies(regles.limites.geographie))
    _exiger_saisies(source, lecture, lignes)
    if not lignes:
        raise TableauRefuse(f"Le fichier « {source.nom} » n'a aucune ligne sous son en-tête.")
    return Fichier(source, lignes)


def _exiger_saisies(source: Source, lecture: Lecture, lignes: Iterable[Saisie]) -> None:
    """Ce qu'un tableur a abîmé ne se devine pas : la première faute refuse le fichier."""
    for saisie in lignes:
        for champ, faute in saisie.fautes.items():
            raise TableauRefuse(
                f"Le fichier « {source.nom} » est abîmé {saisie.lieu}, "
                f"{lecture.titre(champ, saisie.onglet)} « {saisie.texte(champ)} » : {faute}. "
                "Reprenez le fichier d'origine de l'INSEE."
            )


def fichiers_du_dossier(dossier: Path) -> dict[str, Path]:
    """Par modèle, un fichier du dossier ; lève ``TableauRefuse`` s'il en manque un obligatoire."""
    modeles = regles_de_lecture().geographie
    restants = {each.name.casefold(): each for each in sorted(dossier.glob("*"))}
    trouves: dict[str, Path] = {}
    for nom, modele in modeles.items():
        siens = _du_modele(modele, restants)
        trouves |= {nom: siens[0]} if siens else {}
        restants = {cle: each for cle, each in restants.items() if each not in siens}
    if manquants := [nom for nom in OBLIGATOIRES if nom not in trouves]:
        attendus = " ; ".join(_attendu(modeles[nom]) for nom in manquants)
        raise TableauRefuse(f"Le dossier « {dossier} » ne contient pas {attendus}.")
    return trouves


def _du_modele(modele: Modele, restants: Mapping[str, Path]) -> list[Path]:
    """Ceux que dit le premier nom qui convient, le dernier par ordre alphabétique en tête."""
    for forme in modele.fichiers:
        if siens := [each for nom, each in restants.items() if fnmatchcase(nom, forme)]:
            return siens[::-1]
    return []


def _attendu(modele: Modele) -> str:
    return f"de {modele.libelle} ({' ou '.join(modele.fichiers)})"
