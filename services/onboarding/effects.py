"""Écrire l'annexe arrêtée : les mêmes faits donnent les mêmes octets, une reprise ne change rien."""

import re
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid5

from pydantic import TypeAdapter

from services.onboarding.annexe import ContenuAnnexe
from services.onboarding.annexes import AnnexeStructure
from services.onboarding.commands import EnregistrerAnnexe
from services.onboarding.documents import GABARIT, rendre_docx, rendre_pdf
from shared.actors import Acteur
from shared.application import Service
from shared.files import write_whole
from shared.messages import Envelope
from shared.publishing import message_id

CONTENU = TypeAdapter(ContenuAnnexe)
REDACTEUR = Acteur(role="SERVICE", id="onboarding")


class Redacteur:
    """Écrit les documents dans un dossier, puis le fait savoir au service."""

    def __init__(self, service: Service, dossier: Path) -> None:
        self.service, self.dossier = service, dossier

    def perform(self, event: Any) -> None:
        """N'agit que sur une annexe arrêtée."""
        if isinstance(event, AnnexeStructure.AnnexeEtablie):
            self._ecrire(event)

    def _ecrire(self, event: AnnexeStructure.AnnexeEtablie) -> None:
        contenu = CONTENU.validate_python(event.contenu)
        racine = nom_de_fichier(contenu)
        fichiers: dict[str, str] = {}
        for extension, rendre in (("pdf", rendre_pdf), ("docx", rendre_docx)):
            octets = rendre(contenu)
            write_whole(self.dossier / f"{racine}.{extension}", octets)
            fichiers[f"fichier_{extension}"] = f"{racine}.{extension}"
            fichiers[f"empreinte_{extension}"] = sha256(octets).hexdigest()
        ecrite = EnregistrerAnnexe(
            message_id=uuid5(message_id(event), "écrite"),
            acteur=REDACTEUR,
            survenu_le=event.provenance["survenu_le"],
            structure_id=event.structure_id,
            annexe_id=event.originator_id,
            gabarit=GABARIT,
            **fichiers,
        )
        self.service.receive(Envelope(ecrite, event.provenance["correlation"]))


def nom_de_fichier(contenu: ContenuAnnexe) -> str:
    """Département, référence et nom : « annexes/15/FS-15-1A2B3C4D-maison-des-estives »."""
    ascii_ = unicodedata.normalize("NFKD", contenu.structure.nom).encode("ascii", "ignore").decode()
    nom = re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:60]
    return f"annexes/{contenu.convention.departement_code}/{contenu.reference}-{nom}"
