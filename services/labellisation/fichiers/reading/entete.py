"""Trouver l'en-tête d'un tableau et lire ses lignes par nom de colonne, jamais par rang."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from services.labellisation.fichiers.reading.feuille import (
    Feuille,
    Rangee,
    TableauRefuse,
    nettoyer,
)
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.reading.source import Source
from services.labellisation.fichiers.rules import Limites, Modele

_CITES = 40


@dataclass(frozen=True)
class Entete:
    """L'en-tête reconnu : à quelle ligne, selon quel modèle, et où est chaque champ."""

    feuille: Feuille
    rangee: Rangee
    champs: tuple[str | None, ...]
    code: str
    modele: Modele

    @property
    def numero(self) -> int:
        return self.rangee.numero

    @property
    def titres(self) -> list[str]:
        return self.rangee.cellules

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

    @property
    def masquees(self) -> list[str]:
        """Les titres des colonnes qui ne se voient pas."""
        return [
            self.titres[rang]
            for rang, champ in enumerate(self.champs)
            if champ and rang in self.rangee.colonnes_masquees
        ]

    def titre(self, champ: str) -> str:
        """Le nom de la colonne tel que la personne l'a sous les yeux."""
        if champ in self.champs:
            return self.titres[self.champs.index(champ)]
        return self.modele.titre(champ)

    def rangees(self) -> Iterator[Rangee]:
        """Les lignes remplies qui suivent l'en-tête ; lève ``TableauRefuse``."""
        for rangee in self.feuille.rangees():
            if rangee.numero <= self.numero or not rangee.cellules:
                continue
            if rangee.cellules == self.titres:
                raise _entete_repete(self.feuille.nom, self.numero, rangee.numero)
            yield rangee

    def saisie(self, rangee: Rangee, onglet: str, cle: str) -> Saisie:
        """La ligne, par champ."""
        cellules = rangee.cellules
        paires = zip_longest(self.champs, cellules, fillvalue="")
        valeurs = {champ: valeur or "" for champ, valeur in paires if champ}
        titrees = zip_longest(cellules, self.titres, fillvalue="")
        surplus = sum(bool(v and not t) for v, t in titrees)
        alterees = {
            champ: rangee.alterations[rang]
            for rang, champ in enumerate(self.champs)
            if champ and rang in rangee.alterations
        }
        return Saisie(
            rangee.numero,
            valeurs,
            surplus,
            self.modele.officielle,
            alterations=alterees,
            onglet=onglet,
            cle=cle,
        )


def meilleurs(source: Source, modeles: Mapping[str, Modele], limites: Limites) -> list[Entete]:
    """De chaque feuille qui a des lignes, ce qui ressemble le plus à un en-tête."""
    return [
        max(essais, key=merite)
        for feuille in source.feuilles
        if (essais := list(_essais(feuille, modeles, limites.entete)))
    ]


def merite(entete: Entete) -> tuple[bool, int]:
    return not entete.manquants, entete.connues


def _essais(feuille: Feuille, modeles: Mapping[str, Modele], profondeur: int) -> Iterator[Entete]:
    try:
        for rangee in takewhile(lambda each: each.numero <= profondeur, feuille.rangees()):
            if rangee.cellules:
                for code, modele in modeles.items():
                    champs = tuple(map(modele.champ, rangee.cellules))
                    yield Entete(feuille, rangee, champs, code, modele)
    except TableauRefuse:
        # A wrong delimiter may break the quotes; the right one will say so itself when read.
        return


def exiger_colonnes(source: Source, entete: Entete, limites: Limites) -> None:
    """Lève ``TableauRefuse`` si l'en-tête a trop de colonnes, ou pas celles qu'il faut."""
    nom = entete.feuille.nom
    if len(entete.titres) > limites.colonnes:
        raise TableauRefuse(
            f"Le fichier « {source.nom} » dépasse {limites.colonnes} colonnes à la ligne "
            f"{entete.numero} : supprimez les colonnes en trop."
        )
    if entete.manquants:
        raise _sans_colonnes(source.nom, entete)
    reconnus = [champ for champ in entete.champs if champ]
    doubles = sorted({entete.modele.titre(c) for c in reconnus if reconnus.count(c) > 1})
    if doubles:
        noms = ", ".join(f"« {d} »" for d in doubles)
        raise TableauRefuse(
            f"Le fichier « {nom} » a plusieurs colonnes pour {noms} "
            f"à la ligne {entete.numero} : n'en gardez qu'une."
        )


def colonnes_absentes(entete: Entete) -> str:
    return ", ".join(f"« {entete.modele.titre(c)} »" for c in entete.manquants)


def _sans_colonnes(nom: str, entete: Entete) -> TableauRefuse:
    trouvees = ", ".join(f"« {nettoyer(t)[:_CITES]} »" for t in entete.titres[:_CITES])
    formules = (
        " Certains titres sont des formules sans valeur : ouvrez et enregistrez le classeur dans "
        "votre tableur, puis recommencez."
    )
    return TableauRefuse(
        f"Le fichier « {nom} » n'est pas un {entete.modele.libelle} : colonnes obligatoires "
        f"absentes : {colonnes_absentes(entete)}. "
        f"Colonnes trouvées à la ligne {entete.numero} : {trouvees}."
        f"{formules if 'FORMULE' in entete.rangee.alterations.values() else ''}"
    )


def _entete_repete(nom: str, premiere: int, seconde: int) -> TableauRefuse:
    return TableauRefuse(
        f"Le fichier « {nom} » répète son en-tête (ligne {premiere}) à la ligne {seconde} : deux "
        "tableaux semblent collés bout à bout. Supprimez la ligne répétée, ou séparez-les."
    )
