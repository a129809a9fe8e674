"""Où bâtir les mondes : en mémoire, avec une boîte aux lettres et un dossier prêt à copier."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from unittest.mock import patch

from console.essai.demo import engager
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from services.funding.itinerance.rules import programme as itinerance
from services.onboarding.convention.rules.socle import charger_socle
from shared.clock import SimulatedClock
from tests.invariants.monde import DEBUT, Monde
from tests.journeys.parcours import ECHANTILLON

ENGAGES = {"15": 9, "23": 8}
"""Combien d'opérateurs ont signé la convention de chaque département."""
AUSSITOT = {"RETRY_QUICK": "0", "RETRY_LATER": "60"}
"""Un message qui échoue est une faute, vue aussitôt."""
MEMOIRE = Path("/dev/shm")
"""Un dossier en mémoire, là où il y en a un : le disque n'est pas ce que l'on essaie."""
DEUX_BUS = 60_000_00


@dataclass(frozen=True)
class Lieu:
    """De quoi bâtir un monde : une boîte aux lettres, et un dossier déjà préparé à copier."""

    port: int
    modele: Path

    @property
    def options(self) -> dict[str, str]:
        return {**AUSSITOT, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.port)}

    @contextmanager
    def monde(self) -> Iterator[Monde]:
        """Un monde de plus, dans un dossier à lui."""
        livree = petite_enveloppe()
        with (
            patch.object(itinerance, "charger_itinerance", lambda: livree),
            TemporaryDirectory(dir=self.modele.parent) as dossier,
            closing(Monde(self.modele, Path(dossier), self.options)) as bati,
        ):
            yield bati


@cache
def petite_enveloppe() -> itinerance.Itinerance:
    """L'enveloppe livrée, réduite à deux bus : la même règle, vite épuisée (INV-11)."""
    livree = itinerance.charger_itinerance()
    reduites = [replace(each, montant_centimes=DEUX_BUS) for each in livree.programmes]
    return replace(livree, programmes=tuple(reduites))


@contextmanager
def lieu() -> Iterator[Lieu]:
    """Une boîte aux lettres, et un dossier où communes et conventions sont prêtes."""
    racine = Path(mkdtemp(prefix="fs-invariants-", dir=MEMOIRE if MEMOIRE.is_dir() else None))
    try:
        with BoiteLocale(racine / "courriels") as boite:
            prepare = Lieu(boite.port, racine / "modele")
            preparer(prepare)
            yield prepare
    finally:
        shutil.rmtree(racine, ignore_errors=True)


def preparer(lieu: Lieu) -> None:
    """Les communes chargées, et les opérateurs engagés : tous, sauf un dans la Creuse."""
    programme = Programme(lieu.modele, SimulatedClock(DEBUT), lieu.options)
    try:
        charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
        for departement, combien in ENGAGES.items():
            for operateur in charger_socle().en_vigueur(DEBUT.date())[:combien]:
                commande = engager(departement, operateur.code, date(2019, 9, 1))
                assert programme.send(commande).accepted
        programme.settle()
    finally:
        programme.close()
