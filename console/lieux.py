"""Les lieux que nomme une commande : vérifiés avant que rien ne soit fait."""

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from socket import EAI_NONAME
from stat import S_ISLNK
from tempfile import TemporaryFile
from typing import TypeVar

from shared.refusal import RefusDuMoment
from shared.visible import visible

Donne = TypeVar("Donne", Path, list[Path], Path | None, list[Path] | None)

RAISONS = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "l'accès en est refusé",
    errno.EPERM: "l'accès en est refusé",
    errno.EROFS: "le disque n'admet pas d'écriture",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place accordée sur le disque est épuisée",
    errno.EFBIG: "le disque n'admet pas de fichier aussi grand",
    errno.ENOTDIR: "une partie de ce chemin n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ELOOP: "ses liens tournent en rond",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.EADDRINUSE: "un autre programme l'occupe",
    errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
    EAI_NONAME: "ce nom n'est celui d'aucune machine",
}
SUITE = "Vérifiez ce chemin et vos droits."


class LieuRefuse(RefusDuMoment):
    """Un chemin donné à une commande ne peut pas servir à ce qu'elle en attend."""


def a_lire(donne: Donne) -> Donne:
    """Ce fichier, ou chacun d'eux, s'il existe et se lit."""
    return _chacun(donne, _fichier_lu)


def dossier_a_lire(donne: Donne) -> Donne:
    """Ce dossier, s'il existe et se parcourt."""
    return _chacun(donne, _dossier_lu)


def a_ecrire(donne: Donne) -> Donne:
    """Ce fichier, s'il peut être écrit ou remplacé ; rien n'est créé."""
    return _chacun(donne, _fichier_ecrit)


def dossier_a_remplir(donne: Donne) -> Donne:
    """Ce dossier, si l'on peut y écrire, ou le faire ; rien n'est créé."""
    return _chacun(donne, _dossier_rempli)


def raison(error: OSError) -> str:
    """La cause en français, si elle est de celles qu'on rencontre."""
    return RAISONS.get(error.errno or 0) or error.strerror or type(error).__name__


def impossible(error: OSError) -> str:
    """La phrase qui remplace une trace, quand un lieu fait défaut en cours de route."""
    quoi = _inutilisable(error.filename) if error.filename else "Impossible de continuer"
    return f"{quoi} : {raison(error)}. {SUITE}"


def _chacun(donne: Donne, verifier: Callable[[Path], None]) -> Donne:
    lieux: Iterable[Path] = donne if isinstance(donne, list) else [donne] if donne else []
    for lieu in lieux:
        try:
            _refuser_un_lien_rompu(lieu)
            verifier(lieu)
        except OSError as error:
            raise LieuRefuse(f"{_inutilisable(lieu)} : {raison(error)}. {SUITE}") from error
    return donne


def _fichier_lu(fichier: Path) -> None:
    _refuser_sauf(fichier, Path.is_file, "un fichier")
    with fichier.open("rb"):
        pass


def _dossier_lu(dossier: Path) -> None:
    _refuser_sauf(dossier, Path.is_dir, "un dossier")
    os.listdir(dossier)


def _fichier_ecrit(fichier: Path) -> None:
    _refuser_sauf(fichier, Path.is_file, "un fichier")
    _dossier_rempli(fichier.parent)


def _dossier_rempli(dossier: Path) -> None:
    """Le plus proche dossier qui existe doit admettre un fichier : un essai le dit, sans trace."""
    existant = next(each for each in (dossier, *dossier.parents) if os.path.lexists(each))
    _refuser_un_lien_rompu(existant)
    _refuser_sauf(dossier, Path.is_dir, "un dossier")
    with TemporaryFile(dir=existant):
        pass


def _refuser_sauf(lieu: Path, convient: Callable[[Path], bool], attendu: str) -> None:
    """Ce qui existe doit être de cette nature."""
    if os.path.lexists(lieu) and not convient(lieu):
        nature = "un dossier" if lieu.is_dir() else "un fichier"
        trouve = "n'est pas ordinaire" if nature == attendu else f"est {nature}"
        raise LieuRefuse(f"« {_montre(lieu)} » {trouve} : il faut {attendu}.")


def _refuser_un_lien_rompu(lieu: Path) -> None:
    """Lève aussi l'erreur d'un nom que le système n'admet pas."""
    try:
        lien = S_ISLNK(os.lstat(lieu).st_mode)
    except FileNotFoundError:
        return
    if lien and not os.path.exists(lieu):
        raise LieuRefuse(f"« {_montre(lieu)} » est un lien qui ne mène à rien : corrigez-le.")


def _inutilisable(lieu: object) -> str:
    return f"« {_montre(lieu)} » est inutilisable"


def _montre(lieu: object) -> str:
    return visible(os.fsdecode(lieu) if isinstance(lieu, bytes) else str(lieu))
