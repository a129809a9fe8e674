"""La labellisation, assemblée."""

from collections.abc import Iterator
from typing import Any

from services.labellisation.dossier import policies as dossier
from services.labellisation.dossier.application import candidature, instruction
from services.labellisation.dossier.projections import REGISTRE
from services.labellisation.dossier.rules import charger_reglement
from services.labellisation.effectif import application as effectif
from services.labellisation.fusion import application as fusion
from services.labellisation.geographie.projections import CommunesRetenues
from services.labellisation.label import application as apres_le_label
from services.labellisation.label import policies as label
from services.labellisation.label.projections.registre import REGISTRE_DES_LABELS
from services.labellisation.label.projections.suivi_labels import SUIVI_DES_LABELS
from services.labellisation.label.rules.vie_du_label import charger_regles_du_label
from services.labellisation.montee_en_gamme import application as montee_en_gamme
from services.labellisation.pilotage.projections.alertes import ALERTES
from services.labellisation.pilotage.projections.reseau_connu import ReseauConnu
from services.labellisation.pilotage.projections.territoire import TERRITOIRE
from services.labellisation.publishing import to_contract
from services.labellisation.reprise import application as reprise
from services.labellisation.reprise.projections import LISTES
from services.labellisation.reprise.rules import charger_rapprochement
from services.labellisation.territoire import application as territoire
from services.labellisation.territoire.policies import echeances as campagnes
from services.labellisation.territoire.rules.operateurs import charger_operateurs
from services.labellisation.territoire.rules.programme import charger_programme
from shared.delivery.reception import RetryPolicy
from shared.messages.deadline import Deadline, Lifted
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring
from shared.runtime.version import running

HANDLERS = Handlers(
    "labellisation",
    territoire.HANDLERS,
    candidature.HANDLERS,
    montee_en_gamme.HANDLERS,
    instruction.HANDLERS,
    apres_le_label.HANDLERS,
    effectif.HANDLERS,
    fusion.HANDLERS,
    reprise.HANDLERS,
)
PROJECTIONS = [REGISTRE, REGISTRE_DES_LABELS, SUIVI_DES_LABELS, LISTES, TERRITOIRE, ALERTES]


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "labellisation")
    for each in PROJECTIONS:
        model.create(list(each.tables.values()))
    given = {
        "geographie": CommunesRetenues(model),
        "reseau": ReseauConnu(model),
        "programme": charger_programme(),
        "operateurs": charger_operateurs(),
        "reglement": charger_reglement(),
        "regles_du_label": charger_regles_du_label(),
        "rapprochement": charger_rapprochement(),
    }
    return Component(
        Service(HANDLERS, settings.store, settings.clock, keys, given),
        model,
        to_contract,
        PROJECTIONS,
        retry_policy=RetryPolicy.of(settings.options),
        code=str(running(settings.options)),
        decide_deadlines=echeances,
    )


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Les dates que chaque événement fait attendre, ou cesse de faire attendre."""
    for subject in (campagnes, dossier, label):
        yield from subject.echeances(event)
