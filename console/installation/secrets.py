"""Les secrets d'une installation : un dossier par compte, un fichier par secret (ADR 0017)."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from console.execution.services import BUILDERS
from shared.files import write_whole
from shared.personal_data.master_keys import new_master_key
from shared.rabbitmq.rights import ADMINISTRATION, CONSOLE, SUPERVISION
from shared.refusal import Refus
from shared.runtime.accounts import READER

LISIBLE = 0o444
"""Seul le conteneur d'un compte monte son dossier."""

COURTIER = "rabbitmq"
BASE = "postgres"
PREMIER_COMPTE = "default_user = {}\ndefault_pass = {}\n"


def mot_de_passe() -> str:
    return secrets.token_urlsafe(32)


SECRETS: dict[str, dict[str, Callable[[], str]]] = {
    BASE: {"postgres_password": mot_de_passe},
    COURTIER: {"amqp_password": mot_de_passe, "erlang_cookie": mot_de_passe},
    **{
        service: {
            "postgres_password": mot_de_passe,
            "amqp_password": mot_de_passe,
            "master_key": new_master_key,
        }
        for service in BUILDERS
    },
    READER: {"postgres_password": mot_de_passe},
    **{compte: {"amqp_password": mot_de_passe} for compte in (CONSOLE, SUPERVISION)},
}
PARTAGES = {"link_secret": ("onboarding", "notifications")}
"""Le même secret dans le dossier de chacun de ces comptes."""

for nom, comptes in PARTAGES.items():
    for compte in comptes:
        SECRETS[compte][nom] = mot_de_passe

CLES = "cles"
"""Le dossier où sont copiées les clés maîtresses : avec Docker Compose, un volume de `http`."""

TOURNANTS = ("postgres_password", "amqp_password")
"""Les autres chiffrent ou signent ce qui est écrit : on ne les remplace pas, on en ajoute."""


def preparer(sortie: Path) -> list[str]:
    """Écrit ce qui manque, ne touche à rien d'autre ; rend les secrets écrits."""
    ecrits = list(_manquants(sortie))
    amorcer_le_courtier(sortie)
    return ecrits


def tourner(sortie: Path, compte: str) -> list[str]:
    """De nouveaux mots de passe pour ce compte, que `install` fera connaître aux serveurs."""
    noms = [nom for nom in SECRETS.get(compte, ()) if nom in TOURNANTS]
    if not noms or compte in (BASE, COURTIER):
        raise Refus(f"Aucun mot de passe à changer pour « {compte} » : voir docs/exploitation.")
    for nom in noms:
        _ecrire(sortie / compte / nom, mot_de_passe())
    return [f"{compte}/{nom}" for nom in noms]


def copier_les_cles(sortie: Path) -> list[str]:
    """La clé maîtresse de chaque service, sans ses mots de passe, pour qui ne fait que lire.

    Rien, si aucun dossier n'attend ces copies.
    """
    return [*_recopiees(sortie)] if (sortie / CLES).is_dir() else []


def _recopiees(sortie: Path) -> Iterator[str]:
    for service in BUILDERS:
        cle, copie = sortie / service / "master_key", sortie / CLES / service
        if not copie.is_file() or copie.read_text() != cle.read_text():
            _ecrire(copie, cle.read_text())
            yield f"{CLES}/{service}"


def lire(dossier: Path, compte: str, nom: str) -> str:
    """Un secret ; refuse, avec son chemin, s'il manque."""
    chemin = dossier / compte / nom
    if not chemin.is_file():
        raise Refus(f"Le secret {chemin} manque : lancez « france-services secrets ».")
    return chemin.read_text().strip()


def amorcer_le_courtier(sortie: Path) -> None:
    """RabbitMQ lit son premier compte dans sa configuration, à son premier départ."""
    texte = PREMIER_COMPTE.format(ADMINISTRATION, lire(sortie, COURTIER, "amqp_password"))
    _ecrire(sortie / COURTIER / "administration.conf", texte)


def _manquants(sortie: Path) -> Iterator[str]:
    for compte, attendus in SECRETS.items():
        for nom, fabriquer in attendus.items():
            if not (sortie / compte / nom).exists():
                _ecrire(sortie / compte / nom, _deja_partage(sortie, nom) or fabriquer())
                yield f"{compte}/{nom}"


def _deja_partage(sortie: Path, nom: str) -> str:
    """Ce secret, tel qu'un autre compte l'a déjà ; vide s'il est nouveau, ou propre à un compte."""
    connus = (sortie / compte / nom for compte in PARTAGES.get(nom, ()))
    return next((chemin.read_text() for chemin in connus if chemin.is_file()), "")


def _ecrire(chemin: Path, texte: str) -> None:
    write_whole(chemin, texte.encode())
    chemin.chmod(LISIBLE)
