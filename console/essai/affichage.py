"""L'essai à l'écran : la barre, le bilan, puis deux histoires."""

from contextlib import closing
from pathlib import Path

from console.essai.bilan import afficher
from console.essai.demo import Essai, jouer
from console.essai.histoires import premieres
from console.essai.image import dessiner
from console.execution.embedded import Programme, keeping_emails
from console.progress import shown
from console.screen import Ecran
from console.suivi.histoire import condenser, recueillir, vue
from console.tableaux import en_tableau
from shared.clock import SimulatedClock


def montrer(console: Ecran, essai: Essai, clock: SimulatedClock, image: Path | None) -> None:
    """Joue l'essai ; son dossier garde les courriels, qui ne vont à personne."""
    with closing(Programme(essai.sortie, clock, keeping_emails(essai.sortie))) as programme:
        with shown(console) as progress:
            bilan = jouer(essai, programme, clock, progress)
        afficher(console, programme, bilan, essai.sortie)
        for etat in ("LABELLISEE", "NON_RETENUE"):
            raconter(console, programme, etat)
        if image:
            dessiner(image, programme, bilan)
            console.dire(f"Image écrite dans {image}.")


def raconter(console: Ecran, programme: Programme, etat: str) -> None:
    """L'histoire de la première structure dans cet état."""
    components = programme.components.values()
    for id, nom in premieres(programme, etat):
        lignes = list(condenser(recueillir(components, id, None)))
        console.print(en_tableau(vue(nom, lignes, None, console.width)))
