"""Des corps faits pour arrêter qui les lit, et ce que doit dire leur refus."""


def emboite(niveaux: int) -> bytes:
    return b"[" * niveaux + b"]" * niveaux


HOSTILES = {
    "profond": (b"[" * 100_000, "emboîte plus de 32"),
    "profond et clos": (emboite(100_000), "emboîte plus de 32"),
    "objets profonds": (b'{"a":' * 50_000, "emboîte plus de 32"),
    "pas en UTF-8": (b'{"a": "\xff"}', "pas du JSON en UTF-8"),
    "en UTF-16": ('{"a": 1}'.encode("utf-16"), "pas du JSON en UTF-8"),
    "une clé en double": (b'{"acteur": 1, "acteur": 2}', "« acteur » est donné deux fois"),
    "une clé en double au fond": (b'{"a": [{"b": 1, "b": 1}]}', "« b » est donné deux fois"),
    "une clé échappée en double": (rb'{"a": 1, "\u0061": 2}', "« a » est donné deux fois"),
    "un faux nombre, puis un double": (b'{"a": NaN, "a": 1}', "« a » est donné deux fois"),
    "un double, puis un faux nombre": (b'{"a": 1, "a": 1e999}', "« a » est donné deux fois"),
    "NaN": (b'{"a": NaN}', "a : NaN n'est pas un nombre"),
    "l'infini": (b"[-Infinity]", "0 : -Infinity n'est pas un nombre"),
    "un réel infini": (b"[1e999]", "0 : nombre trop grand"),
    "un entier sans fin": (b"[" + b"9" * 100_000 + b"]", "0 : nombre entier de plus de 18"),
    "un caractère nul": (rb'{"motif": "a\u0000b"}', "motif : caractère nul"),
    "une moitié de caractère": (rb'{"motif": "\ud800"}', "motif : moitié de caractère"),
    "un caractère nul au fond": (
        rb'{"fiche": {"agents": [{"nom": "Durand"}, {"nom": "a\u0000"}]}}',
        "fiche.agents.1.nom : caractère nul",
    ),
    "une clé nulle": (rb'{"fiche": {"a\u0000": 1}}', "fiche.a\ufffd : caractère nul"),
    "un entier sans fin au fond": (
        b'{"fiche": {"etp": [1.5, ' + b"9" * 30 + b"]}}",
        "fiche.etp.1 : nombre entier de plus de 18",
    ),
    "rien que l'infini": (b"Infinity", "message : Infinity n'est pas un nombre"),
    "une moitié de clé": (rb'{"\ud800": 1}', "moitié de caractère"),
    "rien": (b"", "pas du JSON en UTF-8"),
}
