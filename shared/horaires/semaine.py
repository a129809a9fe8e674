"""La semaine d'ouverture : les heures comptées, et la liste des réserves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.horaires.creneaux import Plage
from shared.horaires.journee import NON_RENSEIGNE, Journee, lire_journee

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEMAINE_PUBLIEE = JOURS[:6]


@dataclass(frozen=True)
class Semaine:
    """Du lundi au samedi ; le dimanche ne compte que s'il est publié.

    Un samedi laissé vide est présumé fermé quand du lundi au vendredi tout est connu : des 177
    structures de la liste du 2 janvier 2020 dans ce cas, les 168 que l'on retrouve sans
    ambiguïté dans celle du 10 janvier y portent toutes « - ». La présomption est dite par
    ``samedi_presume_ferme`` et par ``resume()`` ; elle n'ôte pas à la semaine sa certitude.
    Un autre jour vide reste inconnu.
    """

    jours: Mapping[str, Journee]
    samedi_presume_ferme: bool = False

    @property
    def minutes_certaines(self) -> int:
        """Minutes d'ouverture comptées dans la semaine : un minimum si elle n'est pas certaine."""
        return sum(journee.minutes for journee in self.jours.values())

    @property
    def jours_ouverts(self) -> int:
        """Jours qui ont au moins un créneau compté ; une demi-journée est un jour (A-078)."""
        return sum(bool(journee.plages) for journee in self.jours.values())

    @property
    def est_certaine(self) -> bool:
        """Vrai si chaque jour est ouvert ou fermé, sans réserve."""
        return all(journee.est_certaine for journee in self.jours.values())

    @property
    def reserves(self) -> tuple[tuple[str, str, str], ...]:
        """Les réserves de la semaine : jour, texte publié, raison en français."""
        return tuple(
            (jour, journee.texte, reserve)
            for jour, journee in self.jours.items()
            for reserve in journee.reserves
        )

    def resume(self) -> str:
        """« lundi 9 h – 12 h, 13 h 30 – 17 h ; mardi fermé… », pour un document ou un courriel."""
        return "\u00a0; ".join(self._resumer(jour) for jour in self.jours)

    def _resumer(self, jour: str) -> str:
        journee = self.jours[jour]
        if jour == "samedi" and self.samedi_presume_ferme:
            return f"{jour} {NON_RENSEIGNE}, présumé fermé"
        if not journee.plages:
            return f"{jour} {ETATS[journee.etat]}"
        heures = ", ".join(map(_plage, journee.plages))
        return f"{jour} {heures} (avec réserve)" if journee.reserves else f"{jour} {heures}"


ETATS = {"FERMEE": "fermé", "INCONNUE": NON_RENSEIGNE, "ILLISIBLE": "horaires non lus"}


def lire_semaine(horaires: Mapping[Any, str]) -> Semaine:
    """Lit un texte par jour, clés « lundi » à « dimanche » ; ValueError pour une autre clé."""
    etrangers = [jour for jour in horaires if jour not in JOURS]
    if etrangers:
        raise ValueError(
            f"Jour inconnu dans les horaires : {', '.join(etrangers)} ; "
            f"attendu : {', '.join(JOURS)}."
        )
    jours = {jour: lire_journee(horaires.get(jour, ""), jour) for jour in SEMAINE_PUBLIEE}
    if horaires.get("dimanche", "").strip():
        jours["dimanche"] = lire_journee(horaires["dimanche"], "dimanche")
    presume = _samedi_presume_ferme(jours)
    if presume:
        jours["samedi"] = Journee(jours["samedi"].texte, "FERMEE")
    return Semaine(jours, presume)


def _samedi_presume_ferme(jours: Mapping[str, Journee]) -> bool:
    ouvres = [jours[jour].etat for jour in SEMAINE_PUBLIEE[:5]]
    connus = all(etat in ("OUVERTE", "FERMEE") for etat in ouvres) and "OUVERTE" in ouvres
    return connus and not jours["samedi"].texte.strip()


def _plage(plage: Plage) -> str:
    return f"{_heure(plage.debut)} – {_heure(plage.fin)}"


def _heure(minutes: int) -> str:
    heures, reste = divmod(minutes, 60)
    return f"{heures}\u00a0h\u00a0{reste:02d}" if reste else f"{heures}\u00a0h"
