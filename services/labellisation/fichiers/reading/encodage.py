"""L'encodage d'un texte : décidé pour le fichier, et pour la seule ligne qui n'y tient pas."""

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from shared.typographie import denombrer

_LIEUX_CITES = 5
_ECHANTILLON = 20_000
_MARQUES = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SUR_UN_OCTET = {
    "cp1252": "Windows-1252 (latin-1)",
    "mac_roman": "MacRoman (Macintosh)",
    "cp850": "CP850 (MS-DOS)",
    "iso8859-15": "ISO 8859-15 (latin-9)",
}
"""Ceux que les tableurs écrivent ; le premier l'emporte à égalité."""
_LECTURES = {
    encodage: {0xDC00 + o: bytes([o]).decode(encodage, "replace") for o in range(128, 256)}
    for encodage in _SUR_UN_OCTET
}
_MINUSCULES, _MAJUSCULES = "àâäçéèêëîïôöùûüÿœæñ", "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑ"
_SIGNES = "’‘“”«»–—…°€·\u00a0\u202f\u2009"
_COLLES = "’‘\u00a0"
_PLAUSIBLES = frozenset(_MINUSCULES + _MAJUSCULES + _SIGNES)
_MAL_LUS = frozenset(bytes(range(0x80, 0xC6)).decode("cp1252", "ignore"))
"""Ce que donne un texte encodé trois fois, remis en clair une fois : il le sera encore."""
_HORS_UTF8 = re.compile("[\udc80-\udcff]")
_AUTOUR = re.compile("[^\n]?[\udc80-\udcff]+[^\n]?")
_SUSPECTES = re.compile("(?<![^\r\n])[^\r\n]*?[\udc80-\udcff][^\r\n]*")
_MULTIOCTETS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_SUITES = re.compile("[^\x00-\x7f]{2,}")
_FINS_DE_LIGNE = re.compile(r"\r\n|\r|\n")


class Texte(NamedTuple):
    """Un contenu décodé, et ce qu'il faut en dire."""

    texte: str
    remarques: tuple[str, ...] = ()


class Illisible(ValueError):
    """Aucun encodage connu ne rend ce contenu ; le message dit où."""


def decoder(contenu: bytes) -> Texte:
    """Le texte du fichier ; lève ``Illisible``."""
    for marque, encodage in _MARQUES.items():
        if contenu.startswith(marque) and encodage != "utf-8":
            return Texte(_strict(contenu, encodage))
    if devine := _utf16_sans_marque(contenu):
        return Texte(_strict(contenu, devine))
    return _decoder_par_octets(contenu)


def _strict(contenu: bytes, encodage: str) -> str:
    try:
        return contenu.decode(encodage)
    except UnicodeDecodeError as erreur:
        ou = f"{encodage.upper()} illisible à l'octet {erreur.start + 1} du fichier"
        raise Illisible(ou) from erreur


def _utf16_sans_marque(contenu: bytes) -> str | None:
    """En UTF-16, une lettre latine sur deux octets en a un nul, toujours du même côté."""
    debut = contenu[:4096]
    pairs, impairs = debut[::2].count(0), debut[1::2].count(0)
    seuil = len(debut) // 6
    if impairs > seuil and not pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs > seuil and not impairs else None


def _decoder_par_octets(contenu: bytes) -> Texte:
    marque = contenu.startswith(codecs.BOM_UTF8)
    texte = contenu.decode("utf-8-sig", "surrogateescape")
    if not _HORS_UTF8.search(texte):
        return Texte(texte)
    if marque or not _PLAUSIBLES.isdisjoint(texte):
        return _lignes_a_part(texte)
    texte = contenu.decode("ascii", "surrogateescape")
    encodage = _choisir(texte)
    return Texte(texte.translate(_LECTURES[encodage]), (_pas_utf8(encodage),))


def _choisir(texte: str) -> str:
    """L'encodage qui rend le texte le plus français ; lève ``Illisible``."""
    echantillon = "".join(m[0] for m in islice(_AUTOUR.finditer(texte), _ECHANTILLON))
    notes = {e: _vraisemblance(echantillon.translate(_LECTURES[e])) for e in _SUR_UN_OCTET}
    encodage = max(notes, key=lambda e: notes[e])
    if notes[encodage] > 0:
        return encodage
    if "\ufffd" in texte.translate(_LECTURES["cp1252"]):
        raise Illisible(f"aucun encodage connu, {next(_lieux(texte))}")
    return "cp1252"


def _lignes_a_part(texte: str) -> Texte:
    """Un fichier en UTF-8, sauf quelques octets : eux seuls sont lus autrement."""
    hasards = {ord(c): _en_octets(c) for c in set(texte) if not _utf8_voulu(c)}
    if hasards:
        texte = _SUSPECTES.sub(lambda ligne: ligne[0].translate(hasards), texte)
    encodage = _choisir("\n".join(_SUSPECTES.findall(texte)))
    nombre, lieux = len(_HORS_UTF8.findall(texte)), " ; ".join(islice(_lieux(texte), _LIEUX_CITES))
    remarque = (
        f"fichier en UTF-8, sauf {denombrer(nombre, 'octet lu')} en {_SUR_UN_OCTET[encodage]} : "
        f"{lieux}{' ; …' if nombre > _LIEUX_CITES else ''} ; vérifiez ces lignes"
    )
    return Texte(texte.translate(_LECTURES[encodage]), (remarque,))


def _utf8_voulu(caractere: str) -> bool:
    """Deux octets d'un autre encodage peuvent former par hasard une lettre arménienne."""
    hors_utf8 = _HORS_UTF8.match(caractere) is not None
    return caractere.isascii() or caractere in _PLAUSIBLES or hors_utf8


def _en_octets(caractere: str) -> str:
    return caractere.encode().decode("ascii", "surrogateescape")


def _lieux(texte: str) -> Iterator[str]:
    """« ligne 3 du texte, octet 12 (0xE9) », pour chaque octet hors de l'UTF-8."""
    numero, fin = 1, 0
    for suspecte in _SUSPECTES.finditer(texte):
        numero += len(_FINS_DE_LIGNE.findall(texte, fin, suspecte.start()))
        fin = suspecte.end()
        for trouve in _HORS_UTF8.finditer(suspecte[0]):
            avant = len(suspecte[0][: trouve.start()].encode("utf-8", "surrogateescape"))
            octet = ord(trouve[0]) - 0xDC00
            yield f"ligne {numero} du texte, octet {avant + 1} (0x{octet:02X})"


def _pas_utf8(encodage: str) -> str:
    nom = _SUR_UN_OCTET[encodage]
    return f"fichier lu en {nom} et non en UTF-8 : vérifiez les lettres accentuées"


def _vraisemblance(texte: str) -> int:
    """Plus le texte a l'air français, plus elle est grande."""
    places = re.finditer("[^\x00-\x7f]", texte)
    return sum(_note(texte, trouve.start()) for trouve in places)


def _note(texte: str, place: int) -> int:
    """Une lettre française compte, si sa casse est celle de ses voisines ; un symbole décompte."""
    caractere, avant, apres = texte[place], texte[place - 1 : place], texte[place + 1 : place + 2]
    if caractere in _SIGNES:
        return -3 if avant.isalpha() and apres.isalpha() and caractere not in _COLLES else 2
    if not caractere.isalpha():
        return -3
    if apres.isupper() if caractere.islower() else avant.islower():
        return -3
    if caractere in _MAJUSCULES:
        return 3 if avant.isalpha() or apres.isalpha() else 1
    return 3 if caractere in _MINUSCULES else -1


def reparer(texte: str) -> str:
    """« Ã‰tÃ© » est « Été », encodé en UTF-8 puis lu dans un autre encodage, une fois ou plus."""
    for _ in range(3):
        lu = next((r for t in _RELECTURES if (r := _relire(texte, t)) != texte), texte)
        if lu == texte:
            break
        texte = lu
    return texte


def _relire(texte: str, octets: dict[str, int]) -> str:
    return _SUITES.sub(lambda suite: _relire_suite(suite[0], octets), texte)


def _relire_suite(suite: str, octets: dict[str, int]) -> str:
    if any(c not in octets for c in suite):
        return suite
    contenu, lu, fin = bytes(octets[c] for c in suite), "", 0
    for trouve in _MULTIOCTETS.finditer(contenu):
        caractere = trouve[0].decode("utf-8", "replace")
        if caractere in _PLAUSIBLES | _MAL_LUS:
            lu += suite[fin : trouve.start()] + caractere
            fin = trouve.end()
    return lu + suite[fin:]


def _octets_de(encodage: str) -> dict[str, int]:
    """L'octet de chaque caractère ; un octet sans caractère en est un de contrôle."""
    connus = {bytes([o]).decode(encodage, "replace"): o for o in range(256)}
    return {chr(o): o for o in range(128, 160)} | connus


_RELECTURES = [_octets_de(encodage) for encodage in ("cp1252", "mac_roman", "cp850")]
