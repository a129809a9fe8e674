"""Quels que soient les constats et leurs rectifications : INV-04 et INV-07."""

from typing import Any

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.conclusion import CriteresNonVerifies, a_constater, en_cause
from shared.recording.provenance import acting
from tests.audit.faits import (
    CODES,
    CONCLUANT,
    REFERENTIEL,
    RESPONSABLE,
    constat,
    saisie,
    tout_constate,
    visite,
    visite_close,
)
from tests.gwt import SOMEBODY

RESULTATS = st.sampled_from(["CONFORME", "NON_CONFORME", "NON_VERIFIE"])
MODES = st.sampled_from(["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"])
SAISIES = st.lists(st.tuples(st.sampled_from(CODES), RESULTATS, MODES), max_size=12)


def conclu(audit: Any) -> list[Any]:
    with acting(SOMEBODY):
        audit.conclure(REFERENTIEL, RESPONSABLE, "REMARQUES_MINEURES", "2019-11-06")
    return list(audit.collect_events())


@pour(SAISIES)
def test_concluant_si_et_seulement_si_chaque_critere_est_conforme_d_un_mode_admis_inv_04(
    saisies: list[tuple[str, str, str]],
) -> None:
    derniers = {code: (resultat, mode) for code, resultat, mode in saisies}
    audit = visite_close(*tout_constate(), *(constat(*each) for each in saisies)).aggregate
    admis = {
        code
        for code, (resultat, mode) in derniers.items()
        if mode in REFERENTIEL.critere(code).modes_admis and resultat != "NON_VERIFIE"
    }
    if admis != set(derniers):
        with pytest.raises(CriteresNonVerifies):
            conclu(audit)
        return
    [fait] = conclu(audit)
    non_conformes = {c for c, (resultat, _) in derniers.items() if resultat == "NON_CONFORME"}
    assert isinstance(fait, Audit.AuditNonConcluant if non_conformes else Audit.AuditConcluant)
    if isinstance(fait, Audit.AuditNonConcluant):
        assert {each["code"] for each in fait.criteres} == non_conformes


@pour(SAISIES)
def test_un_constat_rectifie_laisse_tous_les_autres_et_dit_toute_conclusion_changee_inv_07(
    saisies: list[tuple[str, str, str]],
) -> None:
    audit = visite(*tout_constate(), CONCLUANT).aggregate
    avant, connu = audit.version, set[str]()
    with acting(SOMEBODY):
        for rang, (code, resultat, mode) in enumerate(saisies):
            audit.rectifier(REFERENTIEL, raison=f"n° {rang}", **saisie(code, resultat, mode))
            fautifs = {each["code"] for each in en_cause(REFERENTIEL, False, audit.constats)}
            dits = [e for e in audit.pending_events if isinstance(e, Audit.ConclusionRemiseEnCause)]
            connu = {each["code"] for each in dits[-1].criteres} if dits else set()
            assert connu == fautifs
    rectifies = [e for e in audit.collect_events() if isinstance(e, Audit.ConstatRectifie)]
    assert len(rectifies) == len(saisies)
    assert all(each.remplace < each.originator_version for each in rectifies)
    assert audit.version - avant >= len(saisies)
    assert set(a_constater(REFERENTIEL, False, audit.constats)) <= connu
