"""Les constats que la donnée établit sans visite : horaires publiés, seuils (A-078, A-079)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from services.audit.referentiels.rules.grille import Critere, Referentiel
from shared.horaires import Semaine
from shared.typographie import decimal

FORMATS_MOBILES = frozenset({"BUS", "ITINERANTE"})
Mesures = Mapping[str, float]


@dataclass(frozen=True)
class ConstatParDonnee:
    """Un constat que la donnée suffit à établir, et les mesures dont il découle."""

    critere: str
    resultat: Literal["CONFORME", "NON_CONFORME"]
    valeurs: dict[str, float]
    remarque: str


def est_mobile(format: str) -> bool:
    """Une structure mobile ne doit pas tous les critères d'un local (A-099)."""
    return format in FORMATS_MOBILES


def mesurer(semaine: Semaine) -> dict[str, float]:
    """Les minimums certains ; sans réserve, ce sont les valeurs exactes."""
    return {
        "jours_semaine": float(semaine.jours_ouverts),
        "heures_semaine": semaine.minutes_certaines / 60,
    }


def constats_par_donnee(
    referentiel: Referentiel, mobile: bool, semaine: Semaine, commentaire: str
) -> Iterator[ConstatParDonnee]:
    """Un minimum certain suffit à conclure à la conformité ; le contraire veut que tout soit lu.

    Un commentaire peut changer le sens des horaires : seule la visite tranche alors.
    """
    if commentaire:
        return
    mesures = mesurer(semaine)
    for critere in referentiel.applicables(mobile):
        if critere.seuil and all(seuil.mesure in mesures for seuil in critere.seuil):
            manques = ecarts(critere, mesures)
            if not manques or semaine.est_certaine:
                valeurs = {seuil.mesure: mesures[seuil.mesure] for seuil in critere.seuil}
                yield ConstatParDonnee(
                    critere.code,
                    "NON_CONFORME" if manques else "CONFORME",
                    valeurs,
                    " ; ".join(manques),
                )


def ecarts(critere: Critere, mesures: Mesures) -> list[str]:
    """Les seuils du critère que ces mesures n'atteignent pas, en une phrase chacun."""
    return [
        f"{seuil.unite} : {decimal(mesures[seuil.mesure])} pour {decimal(seuil.min)} au moins"
        for seuil in critere.seuil
        if seuil.mesure in mesures and mesures[seuil.mesure] < seuil.min
    ]
