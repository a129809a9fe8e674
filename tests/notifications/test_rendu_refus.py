"""Ce qu'aucun courriel ne peut dire, ni à qui : un champ absent, un rôle étranger, un en-tête."""

import re
from datetime import datetime
from typing import Any

import pytest

from services.notifications.courriels.effects.entetes import EnTeteRefuse
from services.notifications.courriels.effects.rendu import composer
from services.notifications.courriels.rules.catalogue import (
    CompositionImpossible,
    DestinataireEtranger,
    GabaritInconnu,
    VariableManquante,
)
from tests.notifications.courriels import (
    CATALOGUE,
    COMMUNES,
    LE,
    courriel,
    tous,
    variables,
)


def test_un_gabarit_inconnu_est_refuse() -> None:
    with pytest.raises(GabaritInconnu, match="« courriel_absent » n'existe pas"):
        courriel("courriel_absent", COMMUNES)


@tous
def test_chaque_variable_declaree_est_exigee(gabarit: str, role: str) -> None:
    for path in CATALOGUE.exigees(CATALOGUE.gabarits[gabarit]):
        with pytest.raises(VariableManquante, match=re.escape(path)):
            courriel(gabarit, sans(variables(gabarit, role), path))


def sans(recues: dict[str, Any], path: str) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    if rest:
        return {**recues, first: sans(recues[first], rest)}
    return {name: value for name, value in recues.items() if name != first}


def test_un_champ_absent_d_une_liste_est_refuse() -> None:
    recues = variables("structure_non_retenue", "PORTEUR", criteres=[{"code": "HOR-01"}])
    with pytest.raises(VariableManquante, match="structure_non_retenue"):
        courriel("structure_non_retenue", recues)


def test_un_role_auquel_le_courriel_ne_s_adresse_pas_est_refuse() -> None:
    with pytest.raises(DestinataireEtranger, match="PORTEUR"):
        courriel("annexe_en_attente", variables("annexe_en_attente", "PORTEUR"))


@pytest.mark.parametrize(
    "valeur",
    [
        {"date_effet": "2020-02-30"},
        {"date_effet": 3},
        {"accord_le": None},
        {"label_id": None},
    ],
)
def test_une_valeur_inutilisable_est_refusee(valeur: dict[str, Any]) -> None:
    with pytest.raises(CompositionImpossible, match="structure_labellisee"):
        courriel("structure_labellisee", variables("structure_labellisee", "PORTEUR", **valeur))


@pytest.mark.parametrize("montant", [30_000.0, "3000000", True])
def test_un_montant_qui_n_est_pas_en_centimes_entiers_est_refuse(montant: object) -> None:
    recues = variables("droit_au_forfait_ouvert", "PORTEUR", montant_centimes=montant)
    with pytest.raises(CompositionImpossible, match="centimes"):
        courriel("droit_au_forfait_ouvert", recues)


@pytest.mark.parametrize(
    "en_tete",
    [
        {"destinataire": "a@b.example\r\nBcc: espion@c.example"},
        {"destinataire": "a@b.example, espion@c.example"},
        {"destinataire": "groupe: espion@c.example;"},
        {"destinataire": "=?utf-8?q?a=0ABcc?= <a@b.example>"},
        {"destinataire": "accueil"},
        {"destinataire": ""},
        {"destinataire": "é@b.example"},
        {"expediteur": "France Services\n <a@b.example>"},
        {"expediteur": "France, Services <a@b.example>"},
        {"expediteur": "=?utf-8?q?a=0ABcc?= <a@b.example>"},
        {"message_id": "un@example.org"},
        {"message_id": "<un@example.org>\nBcc: espion@c.example"},
        {"date": datetime(2020, 1, 1)},
    ],
)
def test_un_en_tete_ne_peut_en_ecrire_un_autre(en_tete: dict[str, Any]) -> None:
    known: dict[str, Any] = {
        "destinataire": "a@b.example",
        "expediteur": "Préfecture du Cantal <c@d.example>",
        "message_id": "<un@example.org>",
        "date": LE,
    }
    recues = variables("lien_inscription", "PORTEUR")
    composer("lien_inscription", recues, **known)
    with pytest.raises(EnTeteRefuse):
        composer("lien_inscription", recues, **{**known, **en_tete})


@pytest.mark.parametrize("saut", ["\n", "\r", "\x00", "\x85", "\u2028"])
def test_le_nom_d_une_structure_ne_peut_ecrire_d_en_tete(saut: str) -> None:
    structure = {**COMMUNES["structure"], "nom": f"Maison{saut}Bcc: espion@c.example"}
    with pytest.raises(EnTeteRefuse, match="Subject"):
        courriel(
            "structure_labellisee",
            variables("structure_labellisee", "PORTEUR", structure=structure),
        )
