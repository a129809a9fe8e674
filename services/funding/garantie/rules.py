"""La garantie des MSAP : son montant, son terme, et ce qui est dû l'année où elle s'arrête."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from services.funding.forfait.rules.bareme import Bareme, LigneBareme, charger_bareme
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError
from shared.typographie import jour_long

Cause = Literal["LABEL", "FERMETURE", "FUSION"]
Reste = Literal["ENTIER", "JOURS", "AUCUN"]


class GarantieMSAPTerminee(RefusDuMoment):
    """Le financement garanti des MSAP a pris fin : rien ne le rouvre (A-037)."""


@dataclass(frozen=True)
class Garantie:
    """Un montant annuel, en centimes, du premier au dernier jour garanti."""

    montant_centimes: int
    du: date
    au: date
    regle: str


@dataclass(frozen=True, kw_only=True)
class RegleDeFin(Rule):
    """Ce qui est dû de l'année où la garantie s'arrête avant son terme, selon la cause."""

    annee_du_label: Reste
    annee_de_la_fermeture: Reste
    annee_de_la_fusion: Reste

    def montant_du(self, montant_centimes: int, cause: Cause, dernier_jour: date) -> int:
        """En centimes, arrondi au centime inférieur ; une année finie est due en entier."""
        debut, fin = date(dernier_jour.year, 1, 1), date(dernier_jour.year, 12, 31)
        jours, annee = (dernier_jour - debut).days + 1, (fin - debut).days + 1
        parts = {"ENTIER": annee, "JOURS": jours, "AUCUN": 0}
        return montant_centimes * (annee if jours == annee else parts[self._reste(cause)]) // annee

    def _reste(self, cause: Cause) -> Reste:
        restes: dict[Cause, Reste] = {
            "LABEL": self.annee_du_label,
            "FERMETURE": self.annee_de_la_fermeture,
            "FUSION": self.annee_de_la_fusion,
        }
        return restes[cause]


@dataclass(frozen=True)
class FinsDeGarantie:
    """Les règles de fin, une seule à la fois."""

    id: str
    fins: Rules[RegleDeFin]


def garantie_du(jour: date, bareme: Bareme) -> Garantie:
    """Celle d'une MSAP inscrite ce jour-là ; refuse (`GarantieMSAPTerminee`) après son terme."""
    lignes = sorted(lignes_msap(bareme), key=lambda ligne: ligne.en_vigueur.du)
    for ligne in lignes:
        if (au := terme(ligne)) >= jour:
            du = max(jour, ligne.en_vigueur.du)
            return Garantie(ligne.montant_centimes, du, au, ligne.id)
    derniere = lignes[-1]
    raise GarantieMSAPTerminee(
        f"Le financement garanti des MSAP a pris fin le {jour_long(terme(derniere))} : une MSAP "
        f"inscrite le {jour_long(jour)} n'en reçoit aucun. Seul le label France Services ouvre un "
        "droit.",
        selon=[derniere.id],
    )


def lignes_msap(bareme: Bareme) -> list[LigneBareme]:
    """Les lignes de la garantie ; `RuleError` si le barème n'en a aucune."""
    lignes = [ligne for ligne in bareme.lignes if ligne.nature == "GARANTIE_MSAP"]
    if not lignes:
        raise RuleError(f"« {bareme.id} » : ajoutez la ligne de la garantie des MSAP.")
    return lignes


def terme(ligne: LigneBareme) -> date:
    """Le dernier jour garanti ; `RuleError` si la ligne ne le dit pas."""
    if ligne.en_vigueur.au is None:
        raise RuleError(f"« {ligne.id} » : une garantie a un terme ; donnez « au ».")
    return ligne.en_vigueur.au


def garantie_en_vigueur(jour: date) -> Garantie:
    return garantie_du(jour, charger_bareme())


@cache
def charger_fins() -> FinsDeGarantie:
    """Celles livrées avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.garantie") / "donnees" / "garantie.yaml", FinsDeGarantie)
