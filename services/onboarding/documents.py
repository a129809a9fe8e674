"""L'annexe écrite : un PDF accessible (PDF/UA-1) et un document Word modifiable, du même contenu.

Les mêmes données donnent les mêmes octets : ni horloge, ni police de la machine.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from services.onboarding.annexe import ContenuAnnexe
from services.onboarding.mise_en_page import mettre_en_page

GABARIT = "annexe-2020-01"
GABARITS = files("services.onboarding") / "gabarits"


def rendre_pdf(contenu: ContenuAnnexe) -> bytes:
    source, polices = _gabarit_pdf()
    return typst.compile(
        source,
        font_paths=polices,
        ignore_system_fonts=True,
        sys_inputs={"annexe": json.dumps(_donnees(contenu), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _donnees(contenu: ContenuAnnexe) -> dict[str, Any]:
    return {**mettre_en_page(contenu), "gabarit": GABARIT}


@cache
def _gabarit_pdf() -> tuple[bytes, typst.Fonts]:
    source = (GABARITS / "annexe.typ").read_bytes()
    return source, typst.Fonts(include_system_fonts=False)
