"""L'effet des mots proches des heures : aucun, une fermeture, une exception, une condition."""

from typing import Literal

from shared.horaires.jetons import MOIS
from shared.horaires.nombres import DATE

Effet = Literal["NEUTRE", "FERMETURE", "EXCEPTION", "CONDITION"]

INCONNUS = frozenset(
    {
        "horaires non communiques",
        "horaire non communique",
        "non communiques",
        "non communique",
        "horaires non renseignes",
        "non renseignes",
        "non renseigne",
        "nc",
    }
)
# fmt: off
NEUTRES = frozenset({
    "a", "au", "aux", "de", "du", "des", "d", "l", "le", "la", "les", "en", "et",
    "ouvert", "ouverte", "ouverts", "ouverture", "accueil", "horaires",
    "continu", "continue", "journee", "matin", "matinee", "apresmidi",
})
EXPRESSIONS_NEUTRES = ("sans rdv", "accueil libre", "sans interruption", "non stop")
OUVERTES_AU_PUBLIC = (
    "accueil du public", "accueil public", "ouvert au public", "ouverte au public",
    "ouverture au public", "ouverture du public",
)
"""Neutres, sauf d'une fermeture : ce qui n'est fermé qu'au public n'est pas fermé."""
FERMETURES = frozenset({"ferme", "fermee", "fermes", "fermees", "fermeture", "fermetures"})
FERME = FERMETURES | {"non", "ce", "jour", "espace"}
COUPURES = FERMETURES | {"pause", "interruption", "coupure"}
EXCEPTIONS = frozenset({"sauf", "hors", "excepte", "exceptee", "exceptes", "hormis"})
JOURS_CITES = frozenset({
    *(f"{jour}{s}" for jour in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
                                "dimanche") for s in ("", "s")),
    "weekend", "weekends", "week", "ferie", "feries",
})
SAISONS = frozenset({
    *MOIS, "ete", "hiver", "printemps", "automne", "estival", "estivale", "hivernal", "hivernale",
    "saison", "vacances", "noel", "paques", "pentecote", "ascension", "toussaint",
})
SANS_BORNE = frozenset({
    "rdv", "depuis", "partir", "jusqu", "jusque", "definitif", "definitive", "definitivement",
    "nouvel", "pair", "paire", "paires", "impair", "impaire", "impaires", "certain", "certains",
    "certaine", "certaines", "quelques", "parfois", "souvent", "selon", "possible",
    "eventuellement",
})
"""Ce qui ôte sa borne à une fermeture, même datée : elle dure, revient, ou dépend d'autre chose."""
SUITES_SANS_BORNE = (("sur", "2"), ("sur", "deux"), ("sur", "3"), ("sur", "trois"), ("sur", "4"),
                     ("sur", "quatre"), ("au", DATE), ("des", "le"), ("a", "ete"), ("ont", "ete"))
"""« une semaine sur deux », « fermé au 31/12/2020 », « fermé dès le 1er mars », « a été fermé »."""
LOCALES = frozenset({
    *FERMETURES, *EXCEPTIONS, "public", "usagers", "guichet", "guichets", "rdv", "semaine",
    "semaines", "pair", "paire", "paires", "impair", "impaire", "impaires", "sur", "2", "deux",
    "1", "un", "une",
})
"""Ce qu'une fermeture peut dire en ne parlant que du créneau qui la précède."""
# fmt: on
DEMI_JOURNEES = {
    "matin": "matin",
    "matins": "matin",
    "matinee": "matin",
    "apresmidi": "après-midi",
}

RAISONS = (
    ("sur rendez-vous", ("rdv", "endez")),
    ("selon les besoins ou un planning", ("selon", "planning", "besoin")),
    ("autre lieu ou tournée", ("itiner", "permanence", "bus", "tournee")),
    ("une partie des services", ("certains", "atelier", "autonomie", "telephone")),
    (
        "une partie des semaines ou du mois",
        ("semaine", "pair", "impair", "mois", "samedi", "1er"),
    ),
    ("selon les vacances", ("vacances",)),
    ("une saison", ("ete", "hiver", "sept", "juin", "juillet", "aout")),
    ("une date est citée", (DATE,)),
    (
        "un jour est cité",
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "dimanche"),
    ),
    ("fermeture", tuple(FERMETURES)),
    ("exception", tuple(EXCEPTIONS)),
)


def classer(mots: tuple[str, ...]) -> Effet:
    """Une fermeture, ou une exception, laisse ouverte la semaine ordinaire si elle est bornée."""
    restants = _utiles(mots)
    if not restants:
        return "NEUTRE"
    if restants <= FERME:
        return "FERMETURE"
    exception = restants & (EXCEPTIONS | FERMETURES) and est_bornee(mots)
    return "EXCEPTION" if exception else "CONDITION"


def est_bornee(mots: tuple[str, ...]) -> bool:
    """Vrai si elle nomme un jour, une date ou une saison, et rien qui la fasse durer.

    « Fermé sauf le mercredi » nomme le jour où l'on ouvre.
    """
    nommes = {*mots} & (JOURS_CITES | SAISONS | {DATE})
    suites = {*zip(mots, mots[1:], strict=False)}
    sans_borne = {*mots} & SANS_BORNE or suites & _suites_sans_borne(mots)
    renverse = {*mots} & FERMETURES and {*mots} & EXCEPTIONS
    return bool(nommes) and not sans_borne and not renverse


def ferme_sans_borne(mots: tuple[str, ...]) -> bool:
    """Une fermeture qualifiée, dont rien ne dit que la semaine ordinaire est ouverte."""
    return classer(mots) == "CONDITION" and bool({*mots} & FERMETURES)


def ferme_tout(mots: tuple[str, ...]) -> bool:
    """« Définitivement », « pour travaux » : la fermeture ne parle pas que d'un créneau."""
    return bool(_utiles(mots) - LOCALES)


def sans_son_jour(mots: tuple[str, ...], jour: str) -> tuple[str, ...]:
    """« fermé le mercredi », dans la cellule du mercredi, veut dire « fermé »."""
    reste = tuple(mot for mot in mots if mot not in (jour, f"{jour}s"))
    return reste if classer(reste) in ("NEUTRE", "FERMETURE") else mots


def retire_des_heures(mots: tuple[str, ...], introduit: bool) -> bool:
    """« Fermé : 12h-14h » retire des heures ; « Excepté le dernier samedi : 9h-12h » en donne."""
    return bool(COUPURES & set(mots)) or (not introduit and bool(EXCEPTIONS & set(mots)))


def demi_journees(mots: tuple[str, ...]) -> frozenset[str]:
    return frozenset(DEMI_JOURNEES[mot] for mot in mots if mot in DEMI_JOURNEES)


def raison(mots: tuple[str, ...]) -> str:
    for phrase, racines in RAISONS:
        if any(mot.startswith(racines) for mot in mots):
            return phrase
    return "mention non comprise"


def _suites_sans_borne(mots: tuple[str, ...]) -> set[tuple[str, str]]:
    """« du 01/08 au 15/08 » est borné ; « au 31/12/2020 » ne l'est pas."""
    return {suite for suite in SUITES_SANS_BORNE if suite != ("au", DATE) or "du" not in mots}


def _utiles(mots: tuple[str, ...]) -> set[str]:
    return {*_sans_expressions_neutres(mots)} - NEUTRES


def _sans_expressions_neutres(mots: tuple[str, ...]) -> list[str]:
    phrase = f" {' '.join(mots)} "
    ouvertes = () if {*mots} & FERMETURES else OUVERTES_AU_PUBLIC
    for expression in (*EXPRESSIONS_NEUTRES, *ouvertes):
        phrase = phrase.replace(f" {expression} ", " ")
    return phrase.split()
