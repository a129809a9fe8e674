"""L'effet des mots proches des heures : aucun, une fermeture, une exception, une condition."""

from typing import Literal

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
FERMETURES = frozenset({"ferme", "fermee", "fermes", "fermees", "fermeture"})
FERME = FERMETURES | {"non", "ce", "jour", "espace"}
COUPURES = FERMETURES | {"pause", "interruption", "coupure"}
EXCEPTIONS = frozenset({"sauf", "hors", "excepte", "exceptee", "exceptes", "hormis"})
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
    (
        "un jour est cité",
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "dimanche"),
    ),
    ("fermeture", tuple(FERMETURES)),
    ("exception", tuple(EXCEPTIONS)),
)


def classer(mots: tuple[str, ...]) -> Effet:
    restants = set(_sans_expressions_neutres(mots)) - NEUTRES
    if not restants:
        return "NEUTRE"
    if restants <= FERME:
        return "FERMETURE"
    exception = restants & (EXCEPTIONS | FERMETURES) and "rdv" not in restants
    return "EXCEPTION" if exception else "CONDITION"


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


def _sans_expressions_neutres(mots: tuple[str, ...]) -> list[str]:
    phrase = f" {' '.join(mots)} "
    for expression in EXPRESSIONS_NEUTRES:
        phrase = phrase.replace(f" {expression} ", " ")
    return phrase.split()
