"""L'écriture de l'annexe établie : une seconde écriture donne les mêmes octets."""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from uuid import uuid5

from services.onboarding.convention.commands import EnregistrerAnnexe
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from services.onboarding.convention.effects.mise_en_page import GABARIT, mettre_en_page
from services.onboarding.convention.policies.enregistrement import contenu_relu
from shared.files import write_whole
from shared.log.contract_fields import message_id, survenu_le
from shared.log.readers import Effect
from shared.messages.actors import Acteur
from shared.rendering.renderers import Renderers

REDACTEUR = Acteur(role="SERVICE", id="onboarding")
DOCUMENTS = "services.onboarding.convention.effects.documents"


class Redacteur:
    """Écrit les documents dans un dossier, et demande d'enregistrer lesquels."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.renderers = dossier, Renderers(DOCUMENTS)

    @property
    def effect(self) -> Effect:
        return Effect(AnnexeStructure.AnnexeEtablie, self.ecrire, self.rendre)

    def rendre(self, event: AnnexeStructure.AnnexeEtablie) -> dict[str, bytes]:
        """Les documents, par extension, faits dans un autre processus ; rien n'est encore écrit."""
        return self.renderers.render(mettre_en_page(contenu_relu(event.contenu)))

    def ecrire(
        self, event: AnnexeStructure.AnnexeEtablie, redigee: Mapping[str, bytes]
    ) -> EnregistrerAnnexe:
        racine = nom_de_fichier(contenu_relu(event.contenu))
        fichiers: dict[str, str] = {}
        for extension, octets in redigee.items():
            write_whole(self.dossier / f"{racine}.{extension}", octets)
            fichiers[f"fichier_{extension}"] = f"{racine}.{extension}"
            fichiers[f"empreinte_{extension}"] = sha256(octets).hexdigest()
        return EnregistrerAnnexe(
            message_id=uuid5(message_id(event), "écrite"),
            acteur=REDACTEUR,
            survenu_le=survenu_le(event),
            structure_id=event.structure_id,
            annexe_id=event.originator_id,
            gabarit=GABARIT,
            **fichiers,
        )


def nom_de_fichier(contenu: ContenuAnnexe) -> str:
    """Département, référence et nom : « annexes/15/FS-15-1A2B3C4D-maison-des-estives »."""
    ascii_ = unicodedata.normalize("NFKD", contenu.structure.nom).encode("ascii", "ignore").decode()
    nom = re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:60]
    return f"annexes/{contenu.convention.departement_code}/{contenu.reference}-{nom}"
