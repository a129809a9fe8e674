"""Quand un agent part ou que des horaires changent, alors la qualité peut être en doute."""

from collections.abc import Iterator

from services.audit.referentiels.domain import constats_par_donnee, ecarts
from services.audit.referentiels.rules.grille import Referentiel
from services.audit.vigilance.domain.veille import Doute
from shared.horaires import Semaine


def de_l_effectif(referentiel: Referentiel, mobile: bool, agents: int) -> Iterator[Doute]:
    """C.7-14 : un agent part, l'effectif passe sous le minimum (AGT-01)."""
    for critere in referentiel.applicables(mobile):
        if manques := ecarts(critere, {"effectif": float(agents)}):
            yield Doute("EFFECTIF", (critere.code,), " ; ".join(manques))


def des_horaires(
    referentiel: Referentiel, mobile: bool, semaine: Semaine, commentaire: str
) -> Iterator[Doute]:
    """A-078, A-079 : les horaires publiés établissent à eux seuls qu'un seuil n'est pas tenu."""
    etablis = constats_par_donnee(referentiel, mobile, semaine, commentaire)
    fautifs = [constat for constat in etablis if constat.resultat == "NON_CONFORME"]
    if fautifs:
        criteres = tuple(constat.critere for constat in fautifs)
        yield Doute("HORAIRES", criteres, " ; ".join(constat.remarque for constat in fautifs))
