"""Le rapport signé : ce qu'il dit, ce qu'il désigne, et qu'il s'écrit toujours pareil."""

from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from services.audit.conduite.commands import RectifierConstat
from services.audit.rapports.commands import SignerRapport
from services.audit.rapports.domain.contenu import Contenu
from services.audit.rapports.domain.rapport import RapportAuditEtabli, RapportSigne
from services.audit.rapports.effects import documents
from services.audit.rapports.effects.mise_en_page import empreinte, mettre_en_page
from services.audit.rapports.effects.redaction import Redacteur
from services.audit.remarques.commands import FormulerRemarque, TraiterRemarque
from services.audit.remarques.domain import Remarques
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from tests.audit.envois import (
    PHOTO,
    PORTEUR,
    conclusion,
    conforme,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)


@pytest.fixture
def refuse(service: Service) -> Service:
    """Un audit non concluant, avec une remarque traitée."""
    signaler(service)
    remarque = demande(FormulerRemarque, "r", critere="LOC-02", texte="rehausser la cloison")
    tous_acceptes(service, *visite(), tout_constater("LOC-02"), remarque, *conclusion())
    remarque_id = enregistres(service, Remarques.RemarqueFormulee)[-1].remarque_id
    dit: dict[str, Any] = {"remarque_id": remarque_id, "reponse": "fait", "preuves": [PHOTO]}
    tous_acceptes(service, demande(TraiterRemarque, "t", PORTEUR, **dit))
    return service


def signer(service: Service, objet: str = "signer") -> Any:
    tous_acceptes(service, demande(SignerRapport, objet))
    return enregistres(service, RapportSigne)[-1]


def rendre(rapport: Contenu) -> bytes:
    return documents.rendre(mettre_en_page(rapport))["pdf"]


def texte(octets: bytes) -> str:
    pages = PdfReader(BytesIO(octets)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_le_rapport_dit_la_conclusion_les_constats_les_remarques_et_qui_signe_a022(
    refuse: Service,
) -> None:
    signe = signer(refuse)
    lu = texte(rendre(signe.rapport))

    for dit in (
        "Audit non concluant",
        "Maison des Estives",
        "FS-2019-07",
        "COMPOSITION_EQUIPE@2019-07",
        "Espace de confidentialité clos",
        "rehausser la cloison",
        "Porteur : fait",
        "auditeur CGET 15",
        empreinte(signe.rapport)[:32],
    ):
        assert dit in lu, dit
    assert signe.provenance["regles"] == ["FS-2019-07"]
    assert "courriel" not in signe.rapport["structure"]


def test_les_memes_faits_donnent_les_memes_octets_accessibles(refuse: Service) -> None:
    rapport = signer(refuse).rapport
    octets = rendre(rapport)

    assert octets == rendre(rapport)
    catalogue: Any = PdfReader(BytesIO(octets)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"] == "fr-FR"
    assert b"pdfuaid:part" in octets


def test_le_rapport_ecrit_se_designe_par_son_empreinte_et_une_reprise_ne_change_rien(
    refuse: Service, tmp_path: Path
) -> None:
    signe = signer(refuse)
    redacteur = Redacteur(tmp_path)
    ecrits = [redacteur.ecrire(signe, rendre(signe.rapport)) for _ in range(2)]
    for ecrit in ecrits:
        assert refuse.receive(Envelope.starting(ecrit)).accepted

    assert ecrits[0] == ecrits[1]
    [etabli] = enregistres(refuse, RapportAuditEtabli)
    fichier = tmp_path / etabli.fichier
    assert etabli.taille == len(fichier.read_bytes())


def test_signer_deux_fois_ne_fait_qu_une_version_et_rectifier_en_demande_une_autre_inv_07(
    refuse: Service,
) -> None:
    signer(refuse)
    signer(refuse, "encore")
    assert len(enregistres(refuse, RapportSigne)) == 1

    rectifier = demande(RectifierConstat, "x", constat=conforme("LOC-02"), motif="autre local")
    tous_acceptes(refuse, rectifier)
    second = signer(refuse, "de nouveau")

    assert second.rang == 2
    assert "remise en cause" in texte(rendre(second.rapport))


def test_un_audit_qui_n_est_pas_conclu_n_a_pas_de_rapport_a_signer(service: Service) -> None:
    signaler(service)
    tous_acceptes(service, *visite())
    assert service.receive(demande(SignerRapport, "x")).code == "EtapeImpossible"


def test_ce_qui_fut_saisi_est_compose_tel_quel(refuse: Service) -> None:
    nom = "#strong[a] *b* $c$ @d <e> #panic() [red]f[/] {{ 6*7 }} \\u{41}"
    rapport = deepcopy(signer(refuse).rapport)
    rapport["structure"]["nom"] = nom

    assert nom in texte(rendre(rapport))


def test_un_rapport_que_nul_n_a_signe_ne_s_ecrit_pas(refuse: Service, tmp_path: Path) -> None:
    signe = signer(refuse)
    ecrit = Redacteur(tmp_path).ecrire(signe, b"%PDF")

    reponse = refuse.receive(Envelope.starting(ecrit.model_copy(update={"rang": 2})))

    assert reponse.code == "RapportNonSigne"
