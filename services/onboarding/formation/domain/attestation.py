"""L'attestation d'un module à distance, par l'un de ses prestataires (A-102, A-104)."""

from services.onboarding.formation.rules import Prestataire, Programme
from shared.refusal import RefusDuMoment

ATTESTE: dict[str, Prestataire] = {
    "CNFPT": "CNFPT",
    "BANQUE_DES_TERRITOIRES": "BANQUE_DES_TERRITOIRES",
}
"""Le prestataire que représente chaque rôle."""


class PresenceRequise(RefusDuMoment):
    """Un module en présence ne se valide que par les présences constatées en session."""


class PrestataireEtranger(RefusDuMoment):
    """Un module ne s'atteste que par qui le donne."""


def verifier_attestation(module: str, role: str, programme: Programme) -> None:
    """Refuse (`PresenceRequise`, `PrestataireEtranger`) ce que le programme n'admet pas."""
    if programme.bloc_de(module).mode == "PRESENTIEL":
        raise PresenceRequise(
            f"{module} se valide par les présences en session.", selon=[programme.id]
        )
    prestataires = set(programme.prestataires(module))
    if ATTESTE.get(role) not in prestataires:
        raise PrestataireEtranger(
            f"Ce module s'atteste par : {', '.join(sorted(prestataires))}.", selon=[programme.id]
        )
