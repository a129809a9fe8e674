"""L'adresse électronique : une seule définition, du tableau d'un préfet à l'envoi du courriel.

Une adresse s'écrit en ASCII : un domaine accentué y devient son nom technique (« mairie-évry »,
« xn--mairie-vry-h7a »). Un accent avant l'arobase est refusé dès la lecture : tous les serveurs de
la route devraient l'admettre (SMTPUTF8), ce que nul ne sait quand l'adresse est saisie.
"""

import re
import unicodedata

LONGUEUR = 254
AVANT_L_AROBASE = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
ADRESSE = re.compile(rf"{AVANT_L_AROBASE}@(?:[A-Za-z0-9-]{{1,63}}\.)+[A-Za-z0-9-]{{1,63}}")
"""La forme de ce que `adresse_de` rend, et la seule qu'un courriel porte."""
MAL_FORMEE = "adresse mal formée : attendu nom@domaine.fr, une seule adresse"


class AdresseRefusee(ValueError):
    """Ce texte n'est pas une adresse où écrire ; le message dit pourquoi, sans la citer."""


def adresse_de(texte: str) -> str:
    """L'adresse que dit ce texte, telle qu'elle s'envoie ; rien n'est demandé au réseau."""
    # Its patterns are long to compile: they are for who reads an address.
    from email_validator import EmailNotValidError, validate_email

    ecrite = unicodedata.normalize("NFC", texte.strip())
    avant, arobase, _ = ecrite.rpartition("@")
    if arobase and not avant.isascii():
        raise AdresseRefusee(
            "adresse sans accent ni lettre étrangère attendue avant l'arobase : demandez-en une "
            "autre au service de messagerie"
        )
    try:
        lue = validate_email(ecrite, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise AdresseRefusee(MAL_FORMEE) from error
    if not lue.ascii_email or not ADRESSE.fullmatch(lue.ascii_email):
        raise AdresseRefusee(MAL_FORMEE)
    return lue.ascii_email


def cle(adresse: str) -> str:
    """Ce qui compare deux adresses, dont une d'avant cette définition : sans casse, en ASCII."""
    if adresse.isascii():
        return adresse.lower()
    try:
        return adresse_de(adresse).lower()
    except AdresseRefusee:
        return adresse.lower()
