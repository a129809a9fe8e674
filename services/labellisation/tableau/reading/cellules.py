"""Lire une cellule : ce qui se répare est réparé et signalé, le reste fait rejeter la ligne."""

import re
from datetime import date
from typing import get_args

from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Regles
from shared.adresse import AdresseRefusee, adresse_de
from shared.contracts.structure import Jour


def matricule(saisie: Saisie, prefixe: str) -> str | None:
    """Le matricule ; une liste numérotée reçoit le préfixe de son modèle (FS-0012)."""
    code = saisie.texte("matricule").upper().removesuffix(".0")
    if not prefixe or not code:
        return code or None
    if not re.fullmatch("[0-9]{1,9}", code):
        saisie.ecarter("matricule", "identifiant illisible : un nombre entier est attendu")
        return None
    return f"{prefixe}{int(code):04d}"


def courriel(saisie: Saisie) -> str:
    """Une adresse bien formée ; rien n'est demandé au réseau."""
    adresse = saisie.texte("courriel")
    try:
        return adresse_de(adresse) if adresse else ""
    except AdresseRefusee as refusee:
        saisie.ecarter("courriel", str(refusee))
        return ""


def quantite(saisie: Saisie, champ: str) -> float | None:
    valeur = saisie.nombre(champ)
    if saisie.texte(champ) and valeur is None:
        saisie.ecarter(champ, "nombre illisible : écrivez par exemple 2 ou 2,5")
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
        saisie.ecarter(champ, f"valeur inconnue ; valeurs admises : {regles.admis(champ)}")
    return code


def format_structure(saisie: Saisie, regles: Regles) -> str | None:
    """Le format, que plusieurs colonnes peuvent préciser ; la règle de priorité tranche."""
    colonnes = ("type", "format", "categorie", "itinerance")
    lus = {choix(saisie, champ, regles) for champ in colonnes}
    return next((f for f in regles.format_prioritaire if f in lus), None)


def label(saisie: Saisie, regles: Regles) -> date | None:
    """Le jour d'effet du label, dit par un jour ou par un mois ; vide, la liste n'en dit rien."""
    texte = saisie.texte("label")
    lus = (re.fullmatch(forme, texte) for forme in regles.dates_de_label)
    if lu := next(filter(None, lus), None):
        try:
            return date(int(lu["annee"]), int(lu["mois"]), int(lu["jour"] or 1))
        except ValueError:
            saisie.ecarter("label", "label illisible : ce jour n'existe pas")
    elif texte:
        saisie.ecarter(
            "label", "label illisible : une date est attendue, par exemple 15/01/2020 ou 01/2020"
        )
    return None


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
    limite = regles.limites.horaires_caracteres
    for jour in get_args(Jour):
        texte = saisie.brut(jour)
        if len(texte) > limite:
            saisie.ecarter(jour, f"trop long : {limite} caractères au plus")
        elif texte:
            saisis[jour] = texte
    if saisie.officielle and not saisis and saisie.annonce("lundi"):
        saisie.avertir(
            "lundi", "aucun horaire lisible : la structure est gardée, ils sont inconnus"
        )
    return saisis
