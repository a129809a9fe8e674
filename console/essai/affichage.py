"""L'essai à l'écran : la barre, le bilan, puis deux histoires."""

from contextlib import closing
from uuid import UUID

from rich.console import Console

from console.essai.bilan import afficher
from console.essai.demo import Essai, jouer
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.progress import shown
from console.suivi.histoire import montrer_histoire
from shared.clock import SimulatedClock


def montrer(console: Console, essai: Essai, clock: SimulatedClock) -> None:
    """Joue l'essai ; les courriels vont à un serveur SMTP local qui les garde."""
    with BoiteLocale(essai.sortie / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(essai.sortie, clock, options)) as programme:
            with shown(console) as progress:
                bilan = jouer(essai, programme, clock, progress)
            afficher(console, programme, bilan, essai.sortie)
            for etat in ("LABELLISEE", "NON_RETENUE"):
                raconter(console, programme, etat)


def raconter(console: Console, programme: Programme, etat: str) -> None:
    """L'histoire de la première structure dans cet état."""
    components = programme.components.values()
    for id, nom in premieres(programme, etat):
        montrer_histoire(console, components, id, nom, None, False)


def premieres(programme: Programme, etat: str) -> list[tuple[UUID, str]]:
    """La première structure dans cet état, s'il y en a une."""
    found = programme.rows(
        "labellisation",
        f"""SELECT structure_id, nom FROM dossiers WHERE etat = '{etat}'
        ORDER BY matricule, nom LIMIT 1""",
    )
    return [(UUID(dossier["structure_id"]), dossier["nom"]) for dossier in found]
