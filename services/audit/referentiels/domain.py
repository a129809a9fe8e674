"""Ce que la donnée établit sans visite : les horaires publiés, face aux seuils (A-078, A-079)."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.audit.referentiels.rules.referentiel import Critere, Referentiel
from shared.horaires import Semaine
from shared.typographie import decimal

FORMATS_MOBILES = frozenset({"BUS", "ITINERANTE"})


@dataclass(frozen=True)
class ConstatParDonnee:
    """Un constat que la donnée suffit à établir, et les mesures dont il découle."""

    critere: str
    resultat: str
    valeurs: dict[str, float]
    remarque: str


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
                resultat = "NON_CONFORME" if manques else "CONFORME"
                yield ConstatParDonnee(critere.code, resultat, valeurs, " ; ".join(manques))


def ecarts(critere: Critere, mesures: dict[str, float]) -> list[str]:
    """Les seuils du critère que ces mesures n'atteignent pas, en une phrase chacun."""
    return [
        f"{seuil.unite} : {decimal(mesures[seuil.mesure])} pour {decimal(seuil.min)} au moins"
        for seuil in critere.seuil
        if seuil.mesure in mesures and mesures[seuil.mesure] < seuil.min
    ]
