"""Une ligne telle que saisie : ses valeurs par champ, et ce que l'on en dit."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.labellisation.fichiers.reading.feuille import Alteration
from shared.normalisation import sans_invisibles

_NOMBRE = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass
class Saisie:
    """Une ligne telle que saisie, par champ, avec ce que l'on en dit.

    ``onglet`` est vide si un seul se lit ; ``cle`` distingue la ligne dans le fichier.
    """

    numero: int
    valeurs: Mapping[str, str]
    surplus: int = 0
    officielle: bool = False
    fautes: dict[str, str] = field(default_factory=dict)
    remarques: dict[str, str] = field(default_factory=dict)
    effaces: set[str] = field(default_factory=set)
    alterations: Mapping[str, Alteration] = field(default_factory=dict)
    onglet: str = ""
    cle: str = ""

    @property
    def lieu(self) -> str:
        """« à la ligne 3 », « à la ligne 3 de l'onglet « Nord » »."""
        return f"à la ligne {self.numero}" + (f" de l'onglet « {self.onglet} »" * bool(self.onglet))

    def brut(self, champ: str) -> str:
        """La valeur telle qu'elle se voit ; ``valeurs`` garde ce qui ne se voit pas."""
        return "" if champ in self.effaces else sans_invisibles(self.valeurs.get(champ, ""))

    def cite(self, champ: str) -> str:
        """La valeur à montrer, même si rien n'en est gardé."""
        return " ".join(sans_invisibles(self.valeurs.get(champ, "")).split())

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
            self.effaces.add(champ)
        else:
            self.rejeter(champ, message)

    def annonce(self, champ: str) -> bool:
        """Vrai si le tableau a une colonne pour ce champ."""
        return champ in self.valeurs

    def avertir(self, champ: str, message: str) -> None:
        self.remarques.setdefault(champ, message)
