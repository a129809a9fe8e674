"""Un opérateur ne parle que pour lui-même."""

from services.labellisation.territoire.domain.consultation import OperateurNonConsulte
from services.labellisation.territoire.rules.operateurs import Operateur, Operateurs
from shared.messages.actors import Acteur


def operateur_nomme(nom: str, acteur: Acteur, operateurs: Operateurs) -> Operateur:
    """Celui que la demande nomme ; refuse (`OperateurNonConsulte`) un inconnu, ou un autre."""
    nomme = operateurs.nomme(nom)
    if nomme is None:
        connus = ", ".join(each.id for each in operateurs.operateurs)
        raise OperateurNonConsulte(f"« {nom} » n'est pas un opérateur du socle (codes : {connus}).")
    if acteur.role == "OPERATEUR" and not nomme.designe(acteur.organisme or ""):
        raise OperateurNonConsulte(
            f"« {acteur.organisme or 'organisme non précisé'} » ne parle pas pour {nomme.nom} : "
            "l'organisme de l'acteur doit être celui qui donne l'avis."
        )
    return nomme
