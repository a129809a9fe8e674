"""Le texte d'une cellule qui vient d'une page : balises ôtées, entités traduites."""

import re
import unicodedata
from html import unescape

ENTITE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BLOCS = "address|article|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|section|table|tbody|td|th|tr|ul"
EN_LIGNE = "a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|time|u"
BALISE = re.compile(rf"</?(?:(?P<bloc>{BLOCS})|{EN_LIGNE})\b[^<>]*>", re.IGNORECASE)
COUPURE_INVISIBLE = "\u00ad"


def nettoyer(texte: str) -> str:
    """Une balise de bloc est un saut de ligne ; un caractère invisible n'est rien."""
    lisible = ENTITE.sub(lambda trouvee: unescape(trouvee.group()), texte)
    lisible = BALISE.sub(lambda trouvee: "\n" if trouvee["bloc"] else "", lisible)
    visible = (c for c in lisible if c == COUPURE_INVISIBLE or unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", "".join(visible)).strip()
