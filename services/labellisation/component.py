"""La labellisation, assemblée."""

from services.labellisation.application import Labellisation
from services.labellisation.echeances import echeances
from services.labellisation.geographie.projections import CommunesChargees
from services.labellisation.labels import REGISTRE_DES_LABELS
from services.labellisation.listes import LISTES
from services.labellisation.projections import REGISTRE
from services.labellisation.publishing import to_contract
from services.labellisation.suivi_labels import SUIVI_DES_LABELS
from services.labellisation.territoire.connu import ReseauConnu
from services.labellisation.territoire.projections import TERRITOIRE
from shared.delivery.reception import RetryPolicy
from shared.read_model import ReadModel
from shared.runtime.component import Component, Settings
from shared.runtime.settings import key_ring


def build(settings: Settings) -> Component:
    """Ouvre le journal et les tables du service."""
    model = ReadModel(settings.sql_url)
    keys = key_ring(model, settings.options, "labellisation")
    communes, reseau = CommunesChargees(model), ReseauConnu(model)
    projections = [REGISTRE, REGISTRE_DES_LABELS, SUIVI_DES_LABELS, LISTES, TERRITOIRE]
    for each in projections:
        model.create(list(each.tables.values()))
    return Component(
        Labellisation(settings.store, settings.clock, keys, communes, reseau),
        model,
        to_contract,
        projections,
        retry_policy=RetryPolicy.of(settings.options),
        decide_deadlines=echeances,
    )
