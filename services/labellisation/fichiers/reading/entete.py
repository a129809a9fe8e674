"""Trouver l'en-tête d'un tableau et lire ses lignes par nom de colonne, jamais par rang."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from services.labellisation.fichiers.reading.feuille import Feuille, TableauRefuse, nettoyer
from services.labellisation.fichiers.reading.source import Source
from services.labellisation.fichiers.rules import Limites, Modele

_CITES = 40
_NOMBRE = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass
class Saisie:
    """Une ligne telle que saisie, par champ, avec ce que l'on en dit."""

    numero: int
    valeurs: Mapping[str, str]
    surplus: int = 0
    officielle: bool = False
    fautes: dict[str, str] = field(default_factory=dict)
    remarques: dict[str, str] = field(default_factory=dict)
    effaces: set[str] = field(default_factory=set)

    def brut(self, champ: str) -> str:
        return "" if champ in self.effaces else self.valeurs.get(champ, "")

    def cite(self, champ: str) -> str:
        """La valeur à montrer, même si rien n'en est gardé."""
        return " ".join(self.valeurs.get(champ, "").split())

    def texte(self, champ: str) -> str:
        """La valeur sur une ligne, blancs réduits."""
        return " ".join(self.brut(champ).split())

    def nombre(self, champ: str) -> float | None:
        """Un nombre, virgule ou point décimal ; ``None`` s'il est illisible."""
        compact = "".join(self.brut(champ).split())
        if not _NOMBRE.fullmatch(compact):
            return None
        valeur = float(compact.replace(",", "."))
        return valeur if math.isfinite(valeur) else None

    def rejeter(self, champ: str, message: str) -> None:
        """Une seule faute par champ : la première est la plus précise."""
        self.fautes.setdefault(champ, message)

    def ecarter(self, champ: str, message: str) -> None:
        """Une valeur inutilisable : la ligne est rejetée ; d'une liste officielle, elle seule."""
        if self.officielle:
            self.avertir(champ, f"{message} ; laissé de côté")
        else:
            self.rejeter(champ, message)

    def annonce(self, champ: str) -> bool:
        """Vrai si le tableau a une colonne pour ce champ."""
        return champ in self.valeurs

    def avertir(self, champ: str, message: str) -> None:
        self.remarques.setdefault(champ, message)


@dataclass(frozen=True)
class Entete:
    """L'en-tête reconnu : à quelle ligne, selon quel modèle, et où est chaque champ."""

    feuille: Feuille
    numero: int
    titres: tuple[str, ...]
    champs: tuple[str | None, ...]
    code: str
    modele: Modele

    @property
    def manquants(self) -> list[str]:
        return [c for c in self.modele.obligatoires if c not in self.champs]

    @property
    def inconnues(self) -> list[str]:
        """Les titres que le modèle ne connaît pas."""
        paires = zip(self.titres, self.champs, strict=True)
        return [t for t, c in paires if t and c is None and not self.modele.ignore(t)]

    @property
    def connues(self) -> int:
        return sum(champ is not None for champ in self.champs)

    def titre(self, champ: str) -> str:
        """Le nom de la colonne tel que la personne l'a sous les yeux."""
        if champ in self.champs:
            return self.titres[self.champs.index(champ)]
        return self.modele.titre(champ)

    def saisies(self, limites: Limites) -> Iterator[Saisie]:
        """Les lignes non vides qui suivent l'en-tête ; lève ``TableauRefuse``."""
        lues = 0
        for numero, cellules in enumerate(self.feuille.lignes(), 1):
            if numero <= self.numero or not cellules:
                continue
            lues += 1
            if lues > limites.lignes:
                raise _trop_de_lignes(self.feuille.nom, limites)
            if tuple(cellules) == self.titres:
                raise _entete_repete(self.feuille.nom, self.numero, numero)
            yield self._saisie(numero, cellules)

    def _saisie(self, numero: int, cellules: list[str]) -> Saisie:
        paires = zip_longest(self.champs, cellules, fillvalue="")
        valeurs = {champ: valeur or "" for champ, valeur in paires if champ}
        titrees = zip_longest(cellules, self.titres, fillvalue="")
        surplus = sum(bool(v and not t) for v, t in titrees)
        return Saisie(numero, valeurs, surplus, self.modele.officielle)


def reconnaitre(source: Source, modeles: Mapping[str, Modele], limites: Limites) -> Entete:
    """L'en-tête du premier onglet complet, parmi les premières lignes ; lève ``TableauRefuse``."""
    candidats = [
        max(essais, key=_merite)
        for feuille in source.feuilles
        if (essais := list(_essais(feuille, modeles, limites.entete)))
    ]
    if not candidats:
        raise _sans_ligne(source)
    complets = [entete for entete in candidats if not entete.manquants]
    entete = complets[0] if complets else max(candidats, key=_merite)
    if len(entete.titres) > limites.colonnes:
        raise TableauRefuse(
            f"Le fichier « {source.nom} » dépasse {limites.colonnes} colonnes à la ligne "
            f"{entete.numero} : supprimez les colonnes en trop."
        )
    _exiger_colonnes(source.nom, entete)
    return entete


def _merite(entete: Entete) -> tuple[bool, int]:
    return not entete.manquants, entete.connues


def _essais(feuille: Feuille, modeles: Mapping[str, Modele], profondeur: int) -> Iterator[Entete]:
    try:
        for numero, cellules in enumerate(islice(feuille.lignes(), profondeur), 1):
            if cellules:
                for code, modele in modeles.items():
                    champs = tuple(map(modele.champ, cellules))
                    yield Entete(feuille, numero, tuple(cellules), champs, code, modele)
    except TableauRefuse:
        # A wrong delimiter may break the quotes; the right one will say so itself when read.
        return


def _exiger_colonnes(nom: str, entete: Entete) -> None:
    if entete.manquants:
        manquants = ", ".join(f"« {entete.modele.titre(c)} »" for c in entete.manquants)
        trouvees = ", ".join(f"« {nettoyer(t)[:_CITES]} »" for t in entete.titres[:_CITES])
        raise TableauRefuse(
            f"Le fichier « {nom} » n'est pas un {entete.modele.libelle} : colonnes obligatoires "
            f"absentes : {manquants}. Colonnes trouvées à la ligne {entete.numero} : {trouvees}."
        )
    reconnus = [champ for champ in entete.champs if champ]
    doubles = sorted({entete.modele.titre(c) for c in reconnus if reconnus.count(c) > 1})
    if doubles:
        noms = ", ".join(f"« {d} »" for d in doubles)
        raise TableauRefuse(
            f"Le fichier « {nom} » a plusieurs colonnes pour {noms} "
            f"à la ligne {entete.numero} : n'en gardez qu'une."
        )


def _sans_ligne(source: Source) -> TableauRefuse:
    """Aucune ligne lue : le fichier est mal formé, et la lecture le dit, ou vide."""
    for feuille in source.feuilles:
        next(feuille.lignes(), None)
    return TableauRefuse(f"Le fichier « {source.nom} » est vide : aucune ligne n'est remplie.")


def _trop_de_lignes(nom: str, limites: Limites) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » dépasse {limites.lignes} lignes : découpez-le, par exemple par "
        "département."
    )


def _entete_repete(nom: str, premiere: int, seconde: int) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » répète son en-tête (ligne {premiere}) à la ligne {seconde} : deux "
        "tableaux semblent collés bout à bout. Supprimez la ligne répétée, ou séparez-les."
    )
