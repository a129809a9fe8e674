"""La réponse à une demande dit l'identité de ce qu'elle crée : la demande suivante la cite."""

from typing import Any

from services.audit.conduite.commands import AnnulerAudit, RemplacerAudit
from services.audit.conduite.domain.audit import Audit
from services.audit.remarques.commands import FormulerRemarque, TraiterRemarque
from shared.recording.application import Service
from tests.audit.envois import (
    AGENCE,
    MAISON,
    PHOTO,
    PORTEUR,
    conclusion,
    demande,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)


def test_une_remarque_formulee_se_traite_par_son_identite_a017(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater("LOC-02"))
    dit: dict[str, Any] = {"critere": "LOC-02", "texte": "rehausser la cloison"}
    recue = service.receive(demande(FormulerRemarque, "une remarque", **dit)).cree
    autre = service.receive(demande(FormulerRemarque, "une autre", **dit)).cree

    assert recue.keys() == {"remarque_id"}
    assert recue != autre
    tous_acceptes(service, *conclusion())
    faite = {"reponse": "rehaussée", "preuves": [PHOTO], **recue}
    tous_acceptes(service, demande(TraiterRemarque, "traiter", PORTEUR, **faite))


def test_l_audit_qui_remplace_se_dit_a_qui_le_demande_c7_5(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, demande(AnnulerAudit, "annuler", AGENCE, motif="vice de forme"))
    recue = service.receive(demande(RemplacerAudit, "remplacer", AGENCE)).cree
    encore = service.receive(demande(RemplacerAudit, "remplacer encore", AGENCE)).cree

    assert recue == encore
    assert service.load_or_refuse(Audit, recue["audit_id"]).structure_id == MAISON  # type: ignore[arg-type]
