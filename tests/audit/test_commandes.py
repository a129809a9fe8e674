"""Ce que l'audit et la labellisation acceptent qu'on leur dise d'un critère."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.audit.conduite.commands import ConstatSaisi
from shared.types.codes import CodeCritere

FAUX = ["HOR-٠١", "HOR-1", "hor-01", "HOR-01\n", "HOR01"]


@pytest.mark.parametrize("code", FAUX)
def test_un_code_de_critere_s_ecrit_en_majuscules_et_en_chiffres_ascii(code: str) -> None:
    with pytest.raises(ValidationError):
        ConstatSaisi(critere=code, resultat="CONFORME")
    with pytest.raises(ValidationError):
        TypeAdapter(CodeCritere).validate_python(code)
