"""Un faux gabarit : il dit quel processus rend, échoue ou meurt à la demande."""

import os
import signal
from pathlib import Path
from typing import Any


class Illisible(Exception):
    """Ce que lève un gabarit qui ne peut rendre une demande."""


def rendre(demande: dict[str, Any]) -> dict[str, bytes]:
    """Le texte demandé, et le numéro du processus qui le rend."""
    print("ce qu'une bibliothèque écrirait", flush=True)
    if "faute" in demande:
        raise Illisible(demande["faute"])
    if "tue" in demande:
        mourir(Path(demande["tue"]), demande["fois"])
    secret = os.getenv("LINK_SECRET", "")
    return {
        "texte": demande.get("texte", "").encode(),
        "processus": str(os.getpid()).encode(),
        "secret": secret.encode(),
    }


def mourir(trace: Path, fois: int) -> None:
    """Se tue, s'il ne l'a déjà fait autant de fois : la trace en garde le compte."""
    morts = len(trace.read_text()) if trace.exists() else 0
    if morts < fois:
        trace.write_text("†" * (morts + 1))
        os.kill(os.getpid(), signal.SIGKILL)
