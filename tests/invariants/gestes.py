"""Tous les gestes, par leur nom."""

from tests.invariants import (
    geste,
    gestes_de_la_plateforme,
    gestes_du_dossier,
    gestes_du_financement,
    gestes_du_label,
)

PIECES = (
    gestes_du_dossier,
    gestes_du_label,
    gestes_de_la_plateforme,
    gestes_du_financement,
)
GESTES = geste.GESTES
"""Chaque pièce y met les siens quand elle est lue."""
