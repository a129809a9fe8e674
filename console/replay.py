"""Reconstruire les tables de lecture depuis le journal : rien ne part, rien d'autre n'est écrit."""

from console.progress import Progress
from shared.component import Component


def rejouer(component: Component, progress: Progress) -> dict[str, int]:
    """Le nombre d'événements relus par table de lecture."""
    total = component.service.recorder.max_notification_id() or 0
    comptes = {}
    for tail in component.projection_tails():
        lus = 0

        def avancer(nombre: int, nom: str = tail.name) -> None:
            nonlocal lus
            lus += nombre
            progress.step(nom, lus, total)

        tail.rebuild(avancer)
        comptes[tail.name] = lus
    return comptes
