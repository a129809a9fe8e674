"""Refaire un tirage révélé, et dire en quoi il ne serait pas celui qui fut engagé (A-029)."""

from collections.abc import Iterator

from services.audit.mysteres.domain.algorithme import ALGORITHME, Unite, engagement, tirer
from shared.contracts.audit import TirageRevele


def ecarts(revele: TirageRevele, publie: str | None) -> Iterator[str]:
    """Rien, si tout concorde ; `publie` est l'engagement que l'on avait gardé du jour du tirage."""
    if revele.algorithme != ALGORITHME:
        yield f"L'algorithme {revele.algorithme} n'est pas connu d'ici ({ALGORITHME} seulement)."
        return
    base = [Unite(each.structure, each.territoire, each.format) for each in revele.base]
    refait = tirer(revele.graine, base, revele.nombre, revele.couverture_des)
    if refait != sorted(revele.cibles):
        autres = len(set(refait) ^ set(revele.cibles))
        yield f"Le tirage refait donne d'autres cibles ({autres} structures diffèrent)."
    lie = engagement(
        revele.graine,
        base,
        revele.cibles,
        programme=revele.programme,
        le=revele.le.isoformat(),
        nombre=revele.nombre,
        algorithme=revele.algorithme,
        couverture_des=revele.couverture_des,
    )
    for quand, dit in (("révélé", revele.engagement), ("publié au tirage", publie)):
        if dit and dit != lie:
            yield f"L'engagement {quand} ({dit[:12]}…) n'est pas celui de ce tirage ({lie[:12]}…)."
