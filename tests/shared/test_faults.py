"""Les fautes d'une donnée, dites en français à une personne ou à un programme."""

from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, ValidationError

from shared.rules.faults import in_a_file, in_a_message, to_its_author


class Fiche(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern="^[A-Z]+$", max_length=3)
    rang: int = Field(ge=1)


class Envoi(BaseModel):
    id: UUID
    le: AwareDatetime
    a: EmailStr
    fiches: list[Fiche]


def faux(**champs: object) -> ValidationError:
    bon = {"id": UUID(int=1), "le": "2020-01-01T10:00:00Z", "a": "a@b.fr", "fiches": []}
    with pytest.raises(ValidationError) as refused:
        Envoi.model_validate(bon | champs)
    return refused.value


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"id": "lui"}, "id : identifiant UUID attendu"),
        ({"le": "2020-01-01T10:00:00"}, "le : décalage attendu après l'heure (Z ou +01:00)"),
        ({"a": "Jean"}, "a : adresse électronique non valable"),
        ({"fiches": [{"rang": 1}]}, "fiches.0.code : champ obligatoire absent"),
        ({"fiches": [{"code": "A", "rang": 0}]}, "fiches.0.rang : valeur d'au moins 1 attendue"),
        ({"fiches": [{"code": "ABCD", "rang": 1}]}, "fiches.0.code : au plus 3 caractères admis"),
        ({"fiches": [{"code": "A", "rang": 1, "x": 2}]}, "fiches.0.x : champ inconnu"),
        ({"fiches": [{"code": "a", "rang": 1}]}, "fiches.0.code : forme attendue : ^[A-Z]+$"),
        ({"id": b"\x00"}, "id : identifiant UUID attendu"),
    ],
)
def test_un_message_faux_dit_le_chemin_du_champ_sans_la_valeur(
    champs: dict[str, object], dit: str
) -> None:
    assert in_a_message(faux(**champs)) == dit


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"id": "lui"}, "id : identifiant UUID attendu, au lieu de « lui »"),
        ({"a": "Jean"}, "a : adresse électronique non valable"),
        ({"fiches": [{"rang": 1}]}, "fiches.0.code : champ obligatoire absent"),
        (
            {"fiches": [{"code": "A", "rang": 0}]},
            "fiches.0.rang : valeur d'au moins 1 attendue, au lieu de « 0 »",
        ),
        (
            {"le": None},
            "le : date et heure attendues (comme 2026-01-31T10:00:00+01:00), au lieu de « null »",
        ),
        ({"fiches": {}}, "fiches : liste attendue"),
        ({"id": "x" * 100}, f"id : identifiant UUID attendu, au lieu de « {'x' * 40}… »"),
        ({"id": "\x1b"}, "id : identifiant UUID attendu, au lieu de « <U+001B> »"),
    ],
)
def test_son_auteur_apprend_aussi_la_valeur_si_elle_est_courte(
    champs: dict[str, object], dit: str
) -> None:
    assert to_its_author(faux(**champs)) == dit


def test_un_fichier_faux_dit_ou_regarder_et_ce_qui_s_y_trouve() -> None:
    dit = in_a_file(faux(fiches=[{"code": "A", "rang": "deux"}]))

    assert dit == "fiches › n° 1 › rang : nombre entier attendu, au lieu de « deux »"
