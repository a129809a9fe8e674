"""Quels que soient les constats et leurs rectifications : INV-04 et INV-07."""

from typing import Any, cast

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.audit.conduite.domain.audit import Constat
from services.audit.conduite.domain.bilan import CriteresNonVerifies, a_constater, en_cause
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.rectification import (
    ConclusionRemiseEnCause,
    ConstatRectifie,
    rectifier,
)
from tests.audit.faits import (
    CODES,
    CONCLUANT,
    REFERENTIEL,
    conclure,
    constat,
    saisie,
    tout_constate,
    visite,
    visite_close,
)

RESULTATS = st.sampled_from(["CONFORME", "NON_CONFORME", "NON_VERIFIE"])
MODES = st.sampled_from(["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"])
SAISIES = st.lists(st.tuples(st.sampled_from(CODES), RESULTATS, MODES), max_size=12)


def conclu(audit: Any) -> list[Any]:
    conclure(audit)
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
    assert isinstance(fait, AuditNonConcluant if non_conformes else AuditConcluant)
    if isinstance(fait, AuditNonConcluant):
        assert {each["code"] for each in fait.criteres} == non_conformes


@pour(SAISIES)
def test_un_constat_rectifie_laisse_tous_les_autres_et_dit_toute_conclusion_changee_inv_07(
    saisies: list[tuple[str, str, str]],
) -> None:
    audit = visite(*tout_constate(), CONCLUANT).aggregate
    avant, connu = audit.version, set[str]()
    for rang, (code, resultat, mode) in enumerate(saisies):
        constat = cast(Constat, saisie(resultat, mode))
        rectifier(audit, REFERENTIEL, code, constat, f"n° {rang}")
        fautifs = {each["code"] for each in en_cause(audit, REFERENTIEL)}
        dits = [e for e in audit.pending_events if isinstance(e, ConclusionRemiseEnCause)]
        connu = {each["code"] for each in dits[-1].criteres} if dits else set()
        assert connu == fautifs
    rectifies = [e for e in audit.collect_events() if isinstance(e, ConstatRectifie)]
    assert len(rectifies) == len(saisies)
    assert all(each.remplace < each.originator_version for each in rectifies)
    assert audit.version - avant >= len(saisies)
    assert set(a_constater(audit, REFERENTIEL)) <= connu
