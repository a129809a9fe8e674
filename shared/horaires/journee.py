"""La journée d'ouverture : les plages lues dans le texte d'un jour, et les réserves."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.horaires.balisage import nettoyer
from shared.horaires.creneaux import Plage, fusionner
from shared.horaires.jetons import Jeton, decouper
from shared.horaires.lecture import Lecture, citer
from shared.horaires.mentions import INCONNUS
from shared.horaires.morceaux import assembler

Etat = Literal["OUVERTE", "FERMEE", "INCONNUE", "ILLISIBLE"]

LONGUEUR_MAXIMALE = 500
TEXTES_RETENUS = 4_096
"""Les mêmes textes reviennent, d'un jour, d'une structure ou d'un fait à l'autre."""
NON_RENSEIGNE = "horaires non renseignés"


@dataclass(frozen=True)
class Journee:
    """Un jour ; ``plages`` triées et disjointes ; une réserve cite le texte et sa raison.

    INCONNUE : rien n'a été publié (ce n'est pas zéro heure). ILLISIBLE : un texte est publié
    mais rien n'y a été compté ; ses réserves disent pourquoi.
    """

    texte: str
    etat: Etat
    plages: tuple[Plage, ...] = ()
    reserves: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes d'ouverture comptées : un minimum quand il y a des réserves."""
        return sum(plage.fin - plage.debut for plage in self.plages)

    @property
    def est_certaine(self) -> bool:
        return self.etat in ("OUVERTE", "FERMEE") and not self.reserves


@lru_cache(TEXTES_RETENUS)
def lire_journee(texte: str, jour: str = "") -> Journee:
    """Lit le texte d'un jour (A-078, A-079) ; un passage non compris laisse une réserve.

    ``jour``, s'il est donné, est celui de la cellule (« lundi ») : y redire ce jour n'ajoute rien.
    """
    if len(texte) > LONGUEUR_MAXIMALE:
        refus = f"texte de {len(texte)} caractères, {LONGUEUR_MAXIMALE} au plus"
        extrait = citer(texte[:40])
        return Journee(texte[:LONGUEUR_MAXIMALE], "ILLISIBLE", reserves=(f"{extrait} : {refus}",))
    propre = nettoyer(texte)
    if not propre:
        return Journee(texte, "INCONNUE", reserves=(NON_RENSEIGNE,))
    jetons = decouper(propre)
    if not jetons:
        return Journee(texte, "ILLISIBLE", reserves=(f"{citer(propre)} : aucune heure",))
    if " ".join(jeton.mot for jeton in jetons) in INCONNUS:
        return Journee(texte, "INCONNUE", reserves=(f"{citer(propre)} : {NON_RENSEIGNE}",))
    return _comprendre(texte, Lecture(propre, jour), jetons)


def _comprendre(texte: str, lecture: Lecture, jetons: list[Jeton]) -> Journee:
    lecture.lire(assembler(jetons))
    plages = fusionner(lecture.plages)
    if plages:
        return Journee(texte, "OUVERTE", plages, tuple(lecture.reserves))
    if lecture.reserves:
        return Journee(texte, "ILLISIBLE", reserves=tuple(lecture.reserves))
    if lecture.dit_ferme or {jeton.genre for jeton in jetons} <= {"TIRET", "BARRE"}:
        return Journee(texte, "FERMEE")
    return Journee(texte, "ILLISIBLE", reserves=(f"{citer(lecture.texte)} : aucune heure",))
