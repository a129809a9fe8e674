"""Répartir un montant entre des fonds, au centime."""

from collections.abc import Mapping


def ventiler(montant: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Ce montant, dans les proportions de ces parts ; leur somme est ce montant.

    Les centimes que l'arrondi laisse vont aux plus grands restes. Sans parts, il n'y a rien à dire.
    """
    total = sum(parts.values())
    if not total:
        return {}
    ventilees = {fonds: montant * part // total for fonds, part in parts.items()}
    restes = sorted(parts, key=lambda fonds: -(montant * parts[fonds] % total))
    for fonds in restes[: montant - sum(ventilees.values())]:
        ventilees[fonds] += 1
    return ventilees
