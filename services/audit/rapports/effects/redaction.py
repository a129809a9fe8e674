"""Écrire le rapport signé : mêmes faits, mêmes octets ; une reprise ne change rien."""

from hashlib import sha256
from pathlib import Path
from uuid import uuid5

from services.audit.rapports.commands import EnregistrerRapport
from services.audit.rapports.domain.rapport import RapportSigne
from services.audit.rapports.effects.mise_en_page import GABARIT, mettre_en_page
from shared.files import write_whole
from shared.log.contract_fields import message_id, survenu_le
from shared.log.readers import Effect
from shared.messages.actors import Acteur
from shared.rendering.renderers import Renderers

REDACTEUR = Acteur(role="SERVICE", id="audit")
DOCUMENTS = "services.audit.rapports.effects.documents"


class Redacteur:
    """Écrit les rapports dans un dossier, et le fait savoir au service."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.renderers = dossier, Renderers(DOCUMENTS)

    @property
    def effect(self) -> Effect:
        return Effect(RapportSigne, self.ecrire, self.rendre)

    def rendre(self, event: RapportSigne) -> bytes:
        """Le rapport, fait dans un autre processus ; rien n'est encore écrit."""
        return self.renderers.render(mettre_en_page(event.rapport))["pdf"]

    def ecrire(self, event: RapportSigne, octets: bytes) -> EnregistrerRapport:
        departement = event.rapport["structure"]["departement"]
        fichier = f"rapports/{departement}/{event.originator_id}-v{event.rang}.pdf"
        write_whole(self.dossier / fichier, octets)
        return EnregistrerRapport(
            message_id=uuid5(message_id(event), "écrit"),
            acteur=REDACTEUR,
            survenu_le=survenu_le(event),
            structure_id=event.structure_id,
            audit_id=event.originator_id,
            rang=event.rang,
            gabarit=GABARIT,
            fichier=fichier,
            empreinte=sha256(octets).hexdigest(),
            taille=len(octets),
        )
