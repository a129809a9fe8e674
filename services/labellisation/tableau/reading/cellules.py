"""Lire une cellule : ce qui se répare est réparé et signalé, le reste fait rejeter la ligne."""

import re
from datetime import date
from typing import get_args

from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Regles
from shared.adresse import AdresseRefusee, adresse_de
from shared.contracts.structure import Jour

_OUTRE_MER = ("97", "98")


def code_insee(saisie: Saisie, regles: Regles) -> str:
    code = _code(saisie, "commune_insee", 5)
    if not re.fullmatch(regles.motifs["commune_insee"], code):
        saisie.rejeter(
            "commune_insee",
            "code INSEE attendu : cinq caractères, par exemple 12197, 2A004 ou 97412",
        )
        return ""
    return code


def code_postal(saisie: Saisie) -> str:
    code = _code(saisie, "code_postal", 5)
    if code and not re.fullmatch("[0-9]{5}", code):
        saisie.avertir("code_postal", "code postal illisible, laissé vide : cinq chiffres attendus")
        return ""
    return code


def departement(saisie: Saisie, insee: str, regles: Regles) -> str:
    """Le département, qui doit être celui du code INSEE de la commune."""
    code = _code(saisie, "departement", 2)
    attendu = insee[:3] if insee.startswith(_OUTRE_MER) else insee[:2]
    if not re.fullmatch(regles.motifs["departement"], code):
        saisie.rejeter("departement", "code de département attendu : par exemple 12, 2A ou 974")
    elif insee and code != attendu:
        saisie.rejeter(
            "departement",
            f"département incohérent : le code INSEE {insee} est du département {attendu}",
        )
    return code


def _code(saisie: Saisie, champ: str, longueur: int) -> str:
    """Un code que le tableur a pu prendre pour un nombre, perdant son zéro initial."""
    code = "".join(saisie.brut(champ).split()).upper().removesuffix(".0")
    if re.fullmatch("[0-9]+", code) and len(code) == longueur - 1:
        saisie.avertir(champ, f"zéro initial rétabli : {code.zfill(longueur)}")
        return code.zfill(longueur)
    return code


def matricule(saisie: Saisie, prefixe: str) -> str | None:
    """Le matricule ; une liste numérotée reçoit le préfixe de son modèle (FS-0012)."""
    code = saisie.texte("matricule").upper().removesuffix(".0")
    if not prefixe or not code:
        return code or None
    if not re.fullmatch("[0-9]{1,9}", code):
        saisie.rejeter("matricule", "identifiant illisible : un nombre entier est attendu")
        return None
    return f"{prefixe}{int(code):04d}"


def courriel(saisie: Saisie) -> str:
    """Une adresse bien formée ; rien n'est demandé au réseau."""
    adresse = saisie.texte("courriel")
    try:
        return adresse_de(adresse) if adresse else ""
    except AdresseRefusee as refusee:
        saisie.rejeter("courriel", str(refusee))
        return ""


def quantite(saisie: Saisie, champ: str) -> float | None:
    valeur = saisie.nombre(champ)
    if saisie.texte(champ) and valeur is None:
        saisie.rejeter(champ, "nombre illisible : écrivez par exemple 2 ou 2,5")
    return valeur


def coordonnees(
    saisie: Saisie, code_departement: str, regles: Regles
) -> tuple[float | None, float | None]:
    """Latitude et longitude en degrés, remises dans l'ordre, ou laissées vides."""
    if not saisie.texte("latitude") and not saisie.texte("longitude"):
        return None, None
    latitude, longitude = saisie.nombre("latitude"), saisie.nombre("longitude")
    if latitude is None or longitude is None:
        saisie.avertir("latitude", "coordonnées illisibles, laissées vides : deux nombres attendus")
        return None, None
    if regles.situe(code_departement, latitude, longitude):
        return latitude, longitude
    if regles.situe(code_departement, longitude, latitude):
        saisie.avertir("latitude", "latitude et longitude inversées, remises dans l'ordre")
        return longitude, latitude
    saisie.avertir("latitude", "coordonnées hors du département, laissées vides : vérifiez-les")
    return None, None


def choix(saisie: Saisie, champ: str, regles: Regles) -> str | None:
    """Le code que désigne un mot d'une liste fermée."""
    texte = saisie.texte(champ)
    code = regles.code(champ, texte) if texte else None
    if texte and code is None:
        saisie.rejeter(champ, f"valeur inconnue ; valeurs admises : {regles.admis(champ)}")
    return code


def format_structure(saisie: Saisie, regles: Regles) -> str | None:
    """Le format, que plusieurs colonnes peuvent préciser ; la règle de priorité tranche."""
    lus = {choix(saisie, champ, regles) for champ in ("format", "categorie", "itinerance")}
    return next((f for f in regles.format_prioritaire if f in lus), None)


def label(saisie: Saisie, regles: Regles) -> date | None:
    """Le jour d'effet du label, que la liste dit par un mois ; vide, elle n'en dit rien."""
    texte = saisie.texte("label")
    mois = re.fullmatch(regles.motifs["label"], texte)
    if texte and mois is None:
        saisie.rejeter("label", "label illisible : un mois est attendu, par exemple 01/2020")
    return date(int(mois[2]), int(mois[1]), 1) if mois else None


def evaluation(saisie: Saisie, regles: Regles) -> dict[str, str]:
    """Les réponses déclarées par critère : des déclarations, jamais des constats (A-011)."""
    reponses = {}
    for critere in sorted(c for c in saisie.valeurs if "-" in c):
        texte = saisie.texte(critere)
        code = regles.code("evaluation", texte) if texte else "NON_RENSEIGNE"
        if code is None:
            saisie.rejeter(critere, "réponse illisible : écrivez oui, non, ou laissez vide")
        else:
            reponses[critere] = code
    return reponses


def horaires(saisie: Saisie, regles: Regles) -> dict[Jour, str]:
    """Les horaires tels que saisis, jour par jour ; un jour vide est inconnu, pas fermé."""
    saisis: dict[Jour, str] = {}
    for jour in get_args(Jour):
        texte = saisie.brut(jour)
        if len(texte) > regles.limites.horaires_caracteres:
            saisie.rejeter(
                jour,
                f"trop long : {regles.limites.horaires_caracteres} caractères au plus",
            )
        elif texte:
            saisis[jour] = texte
    return saisis
