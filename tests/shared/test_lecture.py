"""Ce qu'un service dit d'un message qu'il ne peut pas lire : le champ et la raison."""

import json
from typing import Any

import pytest

from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.label.commands import FermerStructure
from services.labellisation.reprise.commands import ImporterStructure
from shared.delivery.bounds import Unreadable
from shared.delivery.wire import CORRELATION, Reader
from shared.messages.commands import Command
from tests.fuzz.samples import DEMANDES

READER = Reader([RemonterStructure, FermerStructure, ImporterStructure])


def lire(kind: type[Command], entetes: dict[str, Any] | None = None, **change: Any) -> None:
    sample = json.loads((DEMANDES / f"{kind.__name__}.v1.json").read_text("utf-8"))
    READER.read(kind.__name__, json.dumps({**sample, **change}), entetes or {})


@pytest.mark.parametrize("entete", ["pas un UUID", "", 7, "\x00", ["x"]])
def test_une_correlation_fausse_est_une_faute_d_en_tete(entete: Any) -> None:
    with pytest.raises(Unreadable, match="^L'en-tête « correlation » vaut « .* » : il faut l'UUID"):
        lire(FermerStructure, {CORRELATION: entete})


@pytest.mark.parametrize(
    ("champ", "valeur", "raison"),
    [
        ("survenu_le", "0001-01-01T00:00:00+01:00", "instant attendu entre"),
        ("survenu_le", "9999-12-31T23:59:59-14:00", "instant attendu entre"),
        ("survenu_le", 1612310400, "date et heure attendues"),
        ("date_effet", "9999-12-31", "jour attendu entre"),
        ("date_effet", 0, "il faut un jour qui existe"),
        ("raison", " \t ", "au moins 1 caractère"),
        ("raison", "a\x0bb", "U+000B au rang 2"),
    ],
)
def test_une_demande_est_illisible_avec_son_champ_et_sa_raison(
    champ: str, valeur: Any, raison: str
) -> None:
    with pytest.raises(Unreadable, match=rf"^{champ} : .*{raison}".replace("+", r"\+")):
        lire(FermerStructure, **{champ: valeur})


@pytest.mark.parametrize(
    ("valeur", "raison"),
    [
        (2**31, "au plus 2147483647"),
        (10**17, "au plus 2147483647"),
        (True, "entier attendu"),
        ("2", "entier"),
    ],
)
def test_un_numero_de_ligne_tient_dans_sa_colonne(valeur: Any, raison: str) -> None:
    with pytest.raises(Unreadable, match=f"^ligne : .*{raison}"):
        lire(RemonterStructure, ligne=valeur)
    lire(RemonterStructure, ligne=2**31 - 1)


@pytest.mark.parametrize("champ", ["inconnu", "", "Nom", "__class__"])
def test_une_liste_ne_renseigne_que_les_champs_d_une_fiche(champ: str) -> None:
    with pytest.raises(Unreadable, match="^renseignes.1 : nom d'un champ de la fiche attendu"):
        lire(ImporterStructure, renseignes=["nom", champ])
