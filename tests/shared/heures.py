"""Des heures lues sans finesse, pour comparer."""

import re


def hm(texte: str) -> list[tuple[int, int]]:
    """Les créneaux attendus, en minutes, de « 9:00-12:00 13:30-17:00 »."""
    bornes = [int(h) * 60 + int(m) for h, m in re.findall(r"(\d+):(\d\d)", texte)]
    return list(zip(bornes[::2], bornes[1::2], strict=True))
