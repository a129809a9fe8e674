"""Le rapport écrit : un PDF accessible (PDF/UA-1) ; mêmes faits, mêmes octets.

Seul un processus à part (`shared.rendering`) importe ce module, et la bibliothèque qu'il demande.
"""

from importlib.resources import files

from shared.rendering.typesetting import Typesetter

GABARIT = Typesetter(files("services.audit.rapports") / "gabarits" / "rapport.typ")


def rendre(page: object) -> dict[str, bytes]:
    """Le rapport en PDF/UA-1, de la page que `mettre_en_page` donne."""
    return {"pdf": GABARIT.pdf(page)}
