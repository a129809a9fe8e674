"""Le lien d'inscription : son jeton n'est que dans le courriel, et il ouvre le compte."""

import re
from contextlib import closing
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from console.acteurs import porteur
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement.commands import CreerCompte, RenouvelerLien
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import PARIS, SimulatedClock
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.onboarding import LienInscriptionEnvoye
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
RECONNU = re.compile(r"\?jeton=([\w.-]+)")
LIENS = (Raccordement.LienInscriptionEnvoye, Raccordement.LienInscriptionRenouvele)


class Essai:
    """Une structure apprend son label, et lit ses courriels."""

    def __init__(self, programme: Programme, folder: Path) -> None:
        self.programme, self.courriels = programme, folder / "courriels"

    def labelliser(self) -> None:
        self.programme.bus.publish("labellisation", [Envelope.starting(LABEL)])
        self.programme.settle()

    def jetons(self) -> list[str]:
        """Ceux des courriels reçus."""
        return sorted({jeton for path in self.courriels.glob("*") for jeton in jetons(path)})

    def evenements(self) -> list[Any]:
        service = self.programme.components["onboarding"].service
        return [e for _, e in recorded_after(service, 0) if isinstance(e, LIENS)]

    def faits(self) -> list[LienInscriptionEnvoye]:
        contracts = map(to_contract, self.evenements())
        return [each for each in contracts if isinstance(each, LienInscriptionEnvoye)]


def jetons(path: Path) -> list[str]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return [jeton for part in message.walk() for jeton in RECONNU.findall(texte(part))]


def texte(part: Any) -> str:
    return str(part.get_content()) if part.get_content_maintype() == "text" else ""


@pytest.fixture
def essai(tmp_path: Path) -> Any:
    clock = SimulatedClock(datetime(2019, 11, 15, 10, tzinfo=PARIS))
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(tmp_path / "services", clock, options)) as programme:
            yield Essai(programme, tmp_path)


def test_le_lien_du_courriel_ouvre_le_compte_a116_a117(essai: Essai) -> None:
    essai.labelliser()
    [jeton], [fait] = essai.jetons(), essai.faits()

    reponse = essai.programme.send(
        CreerCompte(
            message_id=LABEL.label_id,
            acteur=porteur(fait),
            structure_id=LABEL.structure_id,
            jeton=jeton,
        )
    )

    assert reponse.accepted, reponse.detail


def test_le_jeton_n_est_dans_aucun_fait_ni_dans_aucune_base(essai: Essai) -> None:
    essai.labelliser()
    essai.programme.send(
        RenouvelerLien(
            message_id=LABEL.label_id,
            acteur=BANQUE,
            structure_id=LABEL.structure_id,
            label_id=LABEL.label_id,
        )
    )
    essai.programme.settle()
    premier, second = essai.jetons()

    assert len(essai.faits()) == 2
    assert not any("jeton" in fait.model_dump_json() for fait in essai.faits())
    for path in (essai.courriels.parent / "services").glob("*.sqlite*"):
        assert premier.encode() not in path.read_bytes()
        assert second.encode() not in path.read_bytes()


def test_un_evenement_d_avant_se_lit_et_s_annonce_de_nouveau_sans_son_jeton(
    essai: Essai, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "https://plateforme.example/inscription"
    onboarding = essai.programme.components["onboarding"].service
    with monkeypatch.context() as before:
        before.setattr(onboarding.given["liens"], "adresse", f"{page}?jeton=secret")
        before.setattr(Raccordement.LienInscriptionEnvoye, "class_version", 1)
        essai.labelliser()

    onboarding.recorded.clear()
    [fait], [evenement] = essai.faits(), essai.evenements()

    assert fait.url == evenement.url == page
    [jeton] = essai.jetons()
    assert onboarding.given["liens"].lire(jeton) == (fait.label_id, fait.lien_id)
