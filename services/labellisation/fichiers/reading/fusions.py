"""Les cellules fusionnées : la valeur d'une seule, qui paraît valoir pour plusieurs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils.cell import range_boundaries

from services.labellisation.fichiers.reading.feuille import Cellule
from services.labellisation.fichiers.reading.ooxml import Endommage

_FUSION = re.compile(
    rb"<(?:[A-Za-z0-9]+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"
)


@dataclass
class Fusion:
    """Un rectangle de cellules, et la valeur de son premier coin ; lignes de un, rangs de zéro."""

    premiere: int
    derniere: int
    gauche: int
    droite: int
    valeur: Cellule = field(default_factory=Cellule)


def lire_fusions(contenu: bytes) -> list[Fusion]:
    """Celles d'un onglet, de haut en bas ; le format les écrit après les lignes."""
    fusions = []
    for adresse in _FUSION.findall(contenu):
        gauche, haut, droite, bas = range_boundaries(adresse.decode("ascii"))
        if gauche and haut and droite and bas:
            fusions.append(Fusion(haut, bas, gauche - 1, droite - 1))
    return sorted(fusions, key=lambda each: each.premiere)


class Fusions:
    """Les fusions d'un onglet, au fil de ses lignes."""

    def __init__(self, fusions: list[Fusion], colonnes: int) -> None:
        self.a_venir = [each for each in fusions if each.gauche <= colonnes]
        self.colonnes = colonnes
        self.ouvertes: list[Fusion] = []
        self.suivante = 0

    def appliquer(self, numero: int, cellules: Mapping[int, Cellule]) -> dict[int, Cellule]:
        """La ligne, où une fusion d'une colonne répète sa valeur et où une plus large est dite."""
        self._avancer(numero)
        remplies = dict(cellules)
        for fusion in self.ouvertes:
            if fusion.premiere == numero:
                fusion.valeur = cellules.get(fusion.gauche, Cellule())
            if fusion.valeur.texte:
                remplies.update(self._suite(fusion, numero))
        propres = [each for each in remplies.values() if each.texte or each.alteration]
        # A row that only repeats the one above it says nothing of its own.
        return {} if all(each.alteration in ("REPRISE", "FUSION") for each in propres) else remplies

    def _suite(self, fusion: Fusion, numero: int) -> dict[int, Cellule]:
        """Ce que la fusion dit de cette ligne, hors de son premier coin."""
        rangs = range(fusion.gauche, min(fusion.droite, self.colonnes) + 1)
        if numero == fusion.premiere:
            return {rang: Cellule("", "FUSION") for rang in rangs[1:]}
        if fusion.gauche == fusion.droite:
            return {fusion.gauche: Cellule(fusion.valeur.texte, "REPRISE")}
        return {rang: Cellule("", "FUSION") for rang in rangs}

    def _avancer(self, numero: int) -> None:
        self.ouvertes = [each for each in self.ouvertes if each.derniere >= numero]
        while self.suivante < len(self.a_venir):
            fusion = self.a_venir[self.suivante]
            if fusion.premiere > numero:
                break
            self.suivante += 1
            if fusion.derniere >= numero:
                self.ouvertes.append(fusion)
        if len(self.ouvertes) > self.colonnes + 1:
            raise Endommage("des fusions se recouvrent")
