"""Des listes publiées, reprises dans le dossier d'un essai, et ce qui s'en compte."""

from datetime import date, datetime
from pathlib import Path

from console.execution.opened import opened
from console.imports.listes import Reprise, lire_listes, reprendre
from services.labellisation.label.questions.comptage import ANTENNE, PRINCIPALE, compter, nombre
from shared.runtime.component import Component


def muette(stade: str, fait: int, total: int) -> None:
    """Aucune barre."""


def entrer(dossier: Path, *fichiers: Path) -> list[Reprise]:
    with opened(["labellisation"], dossier, make=True) as [labellisation]:
        return list(reprendre(lire_listes(fichiers, None), labellisation, muette))


def comptes(dossier: Path, au: str) -> tuple[int, int]:
    """Les structures labellisées ce jour-là, et les antennes."""
    with opened(["labellisation"], dossier) as [labellisation]:
        return compte(labellisation, au)


def compte(labellisation: Component, au: str, su: datetime | None = None) -> tuple[int, int]:
    rows = compter(labellisation.model, date.fromisoformat(au), su)
    return nombre(rows, PRINCIPALE), nombre(rows, ANTENNE)
