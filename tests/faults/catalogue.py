"""The faults, each with its name and its act."""

from collections.abc import Sequence

from tests.faults.faults import (
    ABSENCE,
    AGISSENT,
    NAMES,
    PUBLIENT,
    arreter_en_charge,
    audits_ouverts,
    couper,
    desordonner,
    deux_relais,
    deux_services,
    empoisonner,
    geler,
    ralentir,
    relais_sans_verrou,
    relancer_le_courtier,
    republier,
    rien,
    s_absenter,
    tenir_une_insertion,
    tuer,
    tuer_la_base,
    tuer_le_courtier,
    tuer_tout,
)
from tests.faults.lots import empoisonner_un_lot, geler_en_plein_lot, tuer_en_plein_lot
from tests.faults.rig import Rig
from tests.faults.trial import Fault


def meurt(quand: str, role: str, moment: str, times: int, who: Sequence[str] = NAMES) -> Fault[Rig]:
    proc = {"service": "services", "worker": "travailleurs"}[role]
    return Fault(f"tué {quand}", f"kill -9 de {len(who)} {proc}", tuer(role, moment, times, who))


FAULTS: list[Fault[Rig]] = [
    Fault("aucune", "témoin", rien),
    meurt("avant l'enregistrement", "service", "avant-enregistrement", 3),
    meurt("après l'enregistrement", "service", "apres-enregistrement", 3),
    meurt("avant l'acquittement", "service", "avant-acquittement", 3),
    meurt("avant la publication", "worker", "avant-publication", 2),
    meurt("pendant la publication", "worker", "pendant-publication", 2, PUBLIENT),
    meurt("avant la position", "worker", "avant-position", 2),
    meurt("après la position", "worker", "apres-position", 2),
    meurt("pendant une projection", "worker", "pendant-projection", 5),
    meurt("après un effet, avant son issue", "worker", "apres-effet", 3, AGISSENT),
    meurt("avant la position des effets", "worker", "avant-position-effets", 3, AGISSENT),
    Fault("tué au milieu d'un lot", "kill -9 de 3 services", tuer_en_plein_lot),
    Fault("une panne dans un lot", "un message de chacun des 3 services", empoisonner_un_lot),
    Fault("un conflit dans un lot", "gelé, remplacé, dégelé", geler_en_plein_lot),
    Fault("tout tué, trois fois", "kill -9 des dix processus", tuer_tout),
    Fault("courtier relancé", "arrêt propre, puis départ", relancer_le_courtier),
    Fault("courtier tué", "kill -9, puis départ", tuer_le_courtier),
    Fault("base tuée", "arrêt immédiat, puis départ", tuer_la_base),
    Fault("réseau coupé vers la base", "deux fois deux secondes", couper(0)),
    Fault("réseau coupé vers le courtier", "deux fois deux secondes", couper(1)),
    Fault("réseau muet", "quatre secondes, connexions gardées", geler),
    Fault("réseau lent", "20 ms par morceau", ralentir),
    Fault("livraisons répétées", "tout ce qui fut dit, deux fois, mélangé", republier),
    Fault("livraisons désordonnées", "files mélangées, republiées", desordonner, ordonnee=False),
    Fault("messages illisibles", "octets sur chaque échange", empoisonner, morts=True),
    Fault("insertion tenue ouverte", "sept secondes", tenir_une_insertion),
    Fault("deux relais", "le premier perd sa session, trois fois", deux_relais),
    Fault("deux relais à la fois", "sans verrou : tout est publié deux fois", relais_sans_verrou),
    Fault("deux lecteurs par file", "le premier est tué", deux_services),
    Fault("arrêt demandé en charge", "SIGTERM aux dix, deux fois", arreter_en_charge),
    Fault(
        "un jour sans courtier",
        f"{2 * ABSENCE} événements enregistrés entre-temps",
        s_absenter,
        fini=audits_ouverts,
    ),
]

FLAWED: dict[str, Fault[Rig]] = {
    "sans-boite": Fault(
        "sans boîte de réception",
        "tué avant l'acquittement",
        tuer("service", "avant-acquittement", 3),
    ),
    "acquitter-d-abord": Fault(
        "acquitté d'abord",
        "tué avant l'enregistrement",
        tuer("service", "avant-enregistrement", 3),
    ),
}
"""The same faults with a guarantee taken away: the checker must find their effects."""
