"""Les formulaires : lus en entier ou refusés, et rendus tels qu'ils ont été remplis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from services.onboarding.raccordement.commands import AgentAInscrire
from shared.adresse import MAL_FORMEE, cle
from shared.departements.lecture import DepartementInconnu, lire_departement
from shared.limits import AGENTS_A_LA_FOIS, CHAMP_RENDU, CHAMPS_D_UN_FORMULAIRE, FORMULAIRE
from shared.rules.faults import Fault, faults
from shared.types.courriel import Adresse

AGENTS, RENDU = AGENTS_A_LA_FOIS.valeur, CHAMP_RENDU.valeur
FONCTION = "agent polyvalent"
COMPLETE = "écrivez une adresse complète, une seule, comme nom@domaine.fr"
TYPE = "application/x-www-form-urlencoded"

Formulaire = Mapping[str, str]
Fautes = Mapping[str, str]
"""Ce qui est à reprendre, par champ, dans l'ordre de la page."""


class FormulaireIllisible(Exception):
    """Ce n'est pas un formulaire de la page, ou il est trop gros."""


async def lire(request: Request) -> Formulaire:
    """Ses champs, le dernier de chaque nom ; lève `FormulaireIllisible`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        raise FormulaireIllisible
    corps = bytearray()
    async for morceau in request.stream():
        corps += morceau
        if len(corps) > FORMULAIRE.valeur:
            raise FormulaireIllisible
    try:
        lus = parse_qsl(
            corps.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=CHAMPS_D_UN_FORMULAIRE.valeur,
            errors="strict",
        )
    except ValueError as error:
        raise FormulaireIllisible from error
    return dict(lus)


@dataclass(frozen=True)
class Ligne:
    """Un agent, tel que la structure l'a saisi."""

    courriel: str = ""
    fonction: str = FONCTION


@dataclass(frozen=True)
class SaisieDesAgents:
    """Les lignes de la page, les agents qu'elles disent, et ce qui est à reprendre."""

    lignes: Sequence[Ligne]
    agents: Sequence[AgentAInscrire] = ()
    fautes: Fautes = field(default_factory=dict)


def lignes_saisies(formulaire: Formulaire) -> list[Ligne]:
    return [
        Ligne(
            formulaire[f"courriel-{rang}"].strip()[:RENDU],
            formulaire.get(f"fonction-{rang}", FONCTION).strip()[:RENDU],
        )
        for rang in range(1, AGENTS + 1)
        if f"courriel-{rang}" in formulaire
    ]


def saisie_des_agents(formulaire: Formulaire, au_moins: int) -> SaisieDesAgents:
    """A-117 : `au_moins` tant d'agents ; une ligne sans adresse est laissée de côté."""
    lignes = lignes_saisies(formulaire)
    remplies = [(rang, ligne) for rang, ligne in enumerate(lignes, 1) if ligne.courriel]
    agents: list[AgentAInscrire] = []
    fautes = dict(_lire_chacune(remplies, agents))
    fautes |= dict(_repetees(remplies, fautes))
    if len(remplies) < max(au_moins, 1):
        fautes |= dict(_manquantes(lignes, max(au_moins, 1) - len(remplies)))
    return SaisieDesAgents(lignes, agents, dict(sorted(fautes.items(), key=_rang)))


def _lire_chacune(
    remplies: Sequence[tuple[int, Ligne]], agents: list[AgentAInscrire]
) -> Iterator[tuple[str, str]]:
    """Les fautes des lignes ; ajoute aux agents ceux qui n'en ont pas."""
    for rang, ligne in remplies:
        dit = {"courriel": ligne.courriel, "fonction": ligne.fonction or FONCTION}
        try:
            agents.append(AgentAInscrire.model_validate(dit))
        except ValidationError as error:
            yield from ((f"{each.champ}-{rang}", attendu(each)) for each in faults(error))


def attendu(faute: Fault) -> str:
    """Pour une personne : une adresse mal formée se montre par un exemple."""
    return COMPLETE if faute.attendu == MAL_FORMEE else faute.attendu


def _repetees(remplies: Sequence[tuple[int, Ligne]], fautes: Fautes) -> Iterator[tuple[str, str]]:
    connues: dict[str, int] = {}
    for rang, ligne in remplies:
        premier = connues.setdefault(cle(ligne.courriel), rang)
        if premier != rang and f"courriel-{rang}" not in fautes:
            yield f"courriel-{rang}", f"même adresse que l'agent {premier} : chacun a la sienne"


def _manquantes(lignes: Sequence[Ligne], combien: int) -> Iterator[tuple[str, str]]:
    vides = [rang for rang, ligne in enumerate(lignes, 1) if not ligne.courriel]
    for rang in [*vides, *range(len(lignes) + 1, AGENTS + 1)][:combien]:
        yield f"courriel-{rang}", "saisissez l'adresse électronique de cet agent"


def _rang(faute: tuple[str, str]) -> tuple[int, str]:
    champ, _, rang = faute[0].rpartition("-")
    return int(rang), champ


@dataclass(frozen=True)
class SaisieDUneAdresse:
    """Un département et une adresse : de quoi retrouver une structure."""

    departement: str
    courriel: str
    fautes: Fautes


def saisie_d_une_adresse(formulaire: Formulaire) -> SaisieDUneAdresse:
    """Lus, ou tels que saisis avec ce qui est à reprendre."""
    departement = formulaire.get("departement", "").strip()[:RENDU]
    courriel = formulaire.get("courriel", "").strip()[:RENDU]
    fautes: dict[str, str] = {}
    try:
        departement = lire_departement(departement)
    except DepartementInconnu:
        fautes["departement"] = "saisissez le numéro d'un département, comme 01, 2A ou 974"
    try:
        courriel = TypeAdapter(Adresse).validate_python(courriel)
    except ValidationError as error:
        fautes["courriel"] = attendu(faults(error)[0])
    return SaisieDUneAdresse(departement, courriel, fautes)
