"""Les autorisations : la table de domaine.md C.1, ligne par ligne."""

from itertools import product
from typing import get_args
from uuid import UUID

import pytest
from eventsourcing.persistence import ProgrammingError

from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from shared.recording.authorisations import (
    Autorisation,
    Autorisations,
    DepartementEtranger,
    Portee,
    RoleNonAutorise,
    StructureEtrangere,
    charger_autorisations,
)
from shared.recording.handlers import Handlers
from shared.rules.loading import RuleError
from tests.contracts.language import COMMANDS
from tests.shared.registre import Inscrire

MAISON, VOISINE = UUID(int=15), UUID(int=16)
TABLE = charger_autorisations()
CHAQUE_CAS = [(ligne, role) for ligne, role in product(TABLE.lignes, get_args(Role))]


def acteur(role: Role, **autres: object) -> Acteur:
    return Acteur.model_validate({"role": role, "id": "quelqu'un", **autres})


def demande(nom: str, auteur: Acteur) -> Command:
    """Cette demande sans ce qu'elle dit : seul compte qui la fait, et sur quelle structure."""
    return COMMANDS[nom].model_construct(acteur=auteur, structure_id=MAISON)


def test_chaque_demande_a_sa_ligne_et_aucune_ligne_n_est_de_trop() -> None:
    assert {ligne.demande for ligne in TABLE.lignes} == set(COMMANDS)
    assert all(ligne.roles and ligne.source for ligne in TABLE.lignes)


@pytest.mark.parametrize(
    ("ligne", "role"), CHAQUE_CAS, ids=lambda each: getattr(each, "demande", each)
)
def test_seuls_les_roles_de_la_ligne_sont_admis(ligne: Autorisation, role: Role) -> None:
    auteur = acteur(role, departement="15", structure_id=MAISON)
    if role in ligne.roles:
        assert TABLE.acces(demande(ligne.demande, auteur)).portee == ligne.roles[role]
        return
    with pytest.raises(RoleNonAutorise) as refus:
        TABLE.acces(demande(ligne.demande, auteur))
    assert all(admis in str(refus.value) for admis in (role, *ligne.roles))


def selon(portee: Portee) -> list[tuple[str, Role]]:
    return [
        (ligne.demande, role)
        for ligne in TABLE.lignes
        for role, dite in ligne.roles.items()
        if dite == portee
    ]


@pytest.mark.parametrize(("nom", "role"), selon("DEPARTEMENT"))
def test_un_departement_borne_qui_n_agit_que_dans_le_sien_a020(nom: str, role: Role) -> None:
    acces = TABLE.acces(demande(nom, acteur(role, departement="15")))
    acces.verifier(["15"])
    with pytest.raises(DepartementEtranger, match="département 12.*département 15"):
        acces.verifier(["15", "12"])
    with pytest.raises(DepartementEtranger, match="non précisé"):
        TABLE.acces(demande(nom, acteur(role))).verifier(["15"])


@pytest.mark.parametrize(("nom", "role"), selon("STRUCTURE"))
def test_un_porteur_n_agit_que_pour_sa_structure(nom: str, role: Role) -> None:
    assert TABLE.acces(demande(nom, acteur(role, structure_id=MAISON)))
    for autre in (VOISINE, None):
        with pytest.raises(StructureEtrangere, match=r"acteur\.structure_id"):
            TABLE.acces(demande(nom, acteur(role, structure_id=autre)))


@pytest.mark.parametrize(("nom", "role"), selon("NATIONAL"))
def test_qui_agit_partout_n_est_borne_par_aucun_departement(nom: str, role: Role) -> None:
    acces = TABLE.acces(demande(nom, acteur(role)))
    acces.verifier(["15", "2A"])
    acces.verifier(None)


def test_une_demande_ecrite_deux_fois_est_refusee_au_chargement() -> None:
    ligne = Autorisation("Inscrire", {"PREFET": "NATIONAL"}, "essai")
    with pytest.raises(RuleError, match="deux fois"):
        Autorisations([ligne, ligne])


class Borne(Service):
    autorisations = Autorisations([Autorisation("Inscrire", {"PREFET": "DEPARTEMENT"}, "essai")])


def inscrire(commande: Inscrire) -> None:
    """Rien à faire : l'essai porte sur qui peut demander, et où."""


def bornee(*departements: str) -> Borne:
    handlers = Handlers("borne")
    handlers.on(Inscrire, within=lambda commande: departements)(inscrire)
    return Borne(handlers)


def inscription(departement: str) -> Envelope:
    auteur = acteur("PREFET", departement=departement)
    return Envelope.starting(Inscrire(message_id=MAISON, acteur=auteur, nom="Ada"))


def recevoir(service: Borne, departement: str) -> Outcome:
    return service.receive(inscription(departement))


def test_un_service_ne_demarre_pas_si_une_demande_bornee_ne_dit_pas_ou_l_on_agit() -> None:
    handlers = Handlers("distrait")
    handlers.on(Inscrire)(inscrire)
    with pytest.raises(ProgrammingError, match="Inscrire"):
        Borne(handlers)


def test_rien_n_est_enregistre_d_une_demande_bornee_qui_n_agit_nulle_part() -> None:
    with pytest.raises(ProgrammingError, match="département"):
        recevoir(bornee(), "15")


def test_le_service_refuse_qui_vient_d_un_autre_departement_et_garde_le_refus() -> None:
    service = bornee("15")

    assert recevoir(service, "12").code == "DepartementEtranger"
    recorded = service.receipts.answered(inscription("12"))
    assert recorded and recorded.outcome.code == "DepartementEtranger"
    assert recevoir(bornee("15"), "15").accepted


def test_une_demande_qui_agit_dans_deux_departements_est_refusee_a_qui_n_en_a_qu_un() -> None:
    assert recevoir(bornee("15", "12"), "15").code == "DepartementEtranger"
