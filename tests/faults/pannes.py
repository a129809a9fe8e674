"""The faults, each with its name and what is done."""

from collections.abc import Sequence

from tests.faults.actes import (
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
from tests.faults.banc import Banc
from tests.faults.epreuve import Panne


def meurt(
    quand: str, role: str, moment: str, times: int, who: Sequence[str] = NAMES
) -> Panne[Banc]:
    proc = {"service": "services", "worker": "travailleurs"}[role]
    return Panne(f"tué {quand}", f"kill -9 de {len(who)} {proc}", tuer(role, moment, times, who))


PANNES: list[Panne[Banc]] = [
    Panne("aucune", "témoin", rien),
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
    Panne("tout tué, trois fois", "kill -9 des dix processus", tuer_tout),
    Panne("courtier relancé", "arrêt propre, puis départ", relancer_le_courtier),
    Panne("courtier tué", "kill -9, puis départ", tuer_le_courtier),
    Panne("base tuée", "arrêt immédiat, puis départ", tuer_la_base),
    Panne("réseau coupé vers la base", "deux fois deux secondes", couper(0)),
    Panne("réseau coupé vers le courtier", "deux fois deux secondes", couper(1)),
    Panne("réseau muet", "quatre secondes, connexions gardées", geler),
    Panne("réseau lent", "20 ms par morceau", ralentir),
    Panne("livraisons répétées", "tout ce qui fut dit, deux fois, mélangé", republier),
    Panne("livraisons désordonnées", "files mélangées, republiées", desordonner, ordonnee=False),
    Panne("messages illisibles", "octets sur chaque échange", empoisonner, morts=True),
    Panne("insertion tenue ouverte", "sept secondes", tenir_une_insertion),
    Panne("deux relais", "le premier perd sa session, trois fois", deux_relais),
    Panne("deux relais à la fois", "sans verrou : tout est publié deux fois", relais_sans_verrou),
    Panne("deux lecteurs par file", "le premier est tué", deux_services),
    Panne("arrêt demandé en charge", "SIGTERM aux dix, deux fois", arreter_en_charge),
    Panne(
        "un jour sans courtier",
        f"{2 * ABSENCE} événements enregistrés entre-temps",
        s_absenter,
        fini=audits_ouverts,
    ),
]

TEMOINS: dict[str, Panne[Banc]] = {
    "sans-boite": Panne(
        "sans boîte de réception",
        "tué avant l'acquittement",
        tuer("service", "avant-acquittement", 3),
    ),
    "acquitter-d-abord": Panne(
        "acquitté d'abord",
        "tué avant l'enregistrement",
        tuer("service", "avant-enregistrement", 3),
    ),
}
"""The same faults where a guarantee was taken away: the checker must find what follows."""
