"""La réponse à une demande dit l'identité de ce qu'elle crée : la demande suivante la cite."""

from datetime import date

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.publishing import to_contract
from services.labellisation.territoire.commands import CloreCampagne, OuvrirCampagne
from shared.contracts.labellisation import CampagneRemonteeOuverte
from shared.log.readers import recorded_after
from tests.labellisation.bureau import AGENCE, Bureau, structure

CODE = "REMONTEE-2019-09"
OUVERTURE, JOUR = date(2019, 7, 1), date(2019, 10, 1)


def test_une_campagne_ouverte_nomme_son_identite_et_se_clot_par_elle_a010(bureau: Bureau) -> None:
    recue = bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, code=CODE).cree
    encore = bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, code=CODE).cree

    assert encore == recue
    assert bureau.remonter("a", date(2019, 8, 1), campagne_id=recue["campagne_id"]).accepted
    assert bureau.demander(CloreCampagne, AGENCE, JOUR, **recue).accepted


def test_le_signalement_et_le_label_se_disent_a_qui_les_demande(bureau: Bureau) -> None:
    bureau.remonter("a", date(2019, 9, 1))
    signale = bureau.signaler("a", JOUR).cree
    assert signale == {"signalement_id": bureau.signalement("a")}

    bureau.auditer("a", date(2019, 11, 1))
    bureau.accorder("a", date(2019, 11, 4))
    accorde = bureau.labelliser("a", date(2019, 11, 5), date(2020, 1, 1)).cree
    encore = bureau.labelliser("a", date(2019, 11, 6), date(2020, 1, 1)).cree

    assert accorde == encore == {"label_id": label(bureau)}


def label(bureau: Bureau) -> object:
    dossier_id = Dossier.create_id(structure("a"))
    return bureau.component.service.load_or_refuse(Dossier, dossier_id).label_id


def test_les_prefets_apprennent_la_campagne_et_peuvent_la_nommer_a010(bureau: Bureau) -> None:
    recue = bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, code=CODE).cree
    events = (event for _, event in recorded_after(bureau.component.service, 0))
    contracts = (to_contract(event) for event in events)
    [annoncee] = [each for each in contracts if isinstance(each, CampagneRemonteeOuverte)]

    assert (annoncee.campagne_id, annoncee.structure_id) == (recue["campagne_id"], None)
    assert (annoncee.code, annoncee.cloture) == (CODE, date(2019, 9, 15))
