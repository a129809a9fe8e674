"""Des messages pour la file du lecteur, et l'état de ceux qu'il retient."""

import json
from uuid import UUID, uuid5

from shared.messages.raw import RawMessage
from tests.bus.emetteur import neuf
from tests.bus.harnais import COMMANDES, FILE, Harnais, retenus


def etats(harnais: Harnais, sujet: UUID) -> list[str]:
    return [row["etat"] for row in retenus(harnais, sujet)]


def brut(sujet: UUID, corps: bytes, adresse: str = "Nouvelle", file: str = FILE) -> RawMessage:
    entetes = {"cloudEvents:subject": str(sujet), "cloudEvents:id": str(neuf())}
    return RawMessage(file, adresse, corps, entetes)


def demande(sujet: UUID, texte: str) -> RawMessage:
    acteur = {"role": "PREFET", "id": "préfecture 15"}
    identite = {"message_id": str(uuid5(sujet, texte)), "structure_id": str(sujet)}
    corps = {**identite, "acteur": acteur, "texte": texte}
    return RawMessage(COMMANDES, "Lire", json.dumps(corps).encode())


def comptees(harnais: Harnais, cause: str) -> int:
    """Les demandes illisibles que le lecteur a comptées pour cette cause."""
    groupes = harnais.component.reception.unreadable.groups()
    return sum(each["nombre"] for each in groupes if each["cause"] == cause)
