"""L'adresse d'un webhook : publique et en HTTPS, sauf vers un réseau que l'exploitant admet."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from shared.refusal import RefusDefinitif, RefusDuMoment

Adresse = IPv4Address | IPv6Address
Reseau = IPv4Network | IPv6Network

ORDINAIRES = {"https": 443, "http": 80}
PORTS_LIBRES = 1024
"""En dessous, un autre service que le web écoute : on ne lui parle pas."""
SEPARATEURS = frozenset(" \\<>\"'`{}|^")
NAT64 = IPv6Network("64:ff9b::/96")


class AdresseMalFormee(RefusDefinitif):
    """L'adresse d'un webhook n'est pas celle d'une page HTTPS."""


class AdresseNonAdmise(RefusDuMoment):
    """L'adresse d'un webhook est privée, et l'exploitant n'admet pas ce réseau."""


@dataclass(frozen=True)
class Reseaux:
    """Les réseaux privés que l'exploitant admet, et où HTTP l'est aussi ; aucun en général."""

    admis: tuple[Reseau, ...] = ()

    @classmethod
    def lire(cls, texte: str) -> "Reseaux":
        """Des réseaux séparés par des virgules ; lève ValueError si l'un ne se lit pas."""
        return cls(tuple(ip_network(each.strip()) for each in texte.split(",") if each.strip()))

    def admet(self, adresse: Adresse) -> bool:
        """Vrai d'une adresse publique, ou d'un de ces réseaux."""
        return all(_publique(each) or self.designe(each) for each in _portees(adresse))

    def designe(self, adresse: Adresse) -> bool:
        """Vrai si l'exploitant a nommé un réseau où elle est."""
        return any(adresse.version == each.version and adresse in each for each in self.admis)


def verifier(texte: str, reseaux: Reseaux) -> None:
    """Lève `AdresseMalFormee` ou `AdresseNonAdmise` ; le nom d'hôte n'est pas cherché ici."""
    try:
        url = urlsplit(texte)
        faute = _faute(url, bool(reseaux.admis))
    except ValueError as erreur:
        raise AdresseMalFormee(f"« adresse » ne se lit pas : {erreur}.") from erreur
    if faute:
        raise AdresseMalFormee(f"« adresse » : {faute}")
    litterale = _litterale(url.hostname or "")
    if litterale and not reseaux.admet(litterale):
        raise AdresseNonAdmise(
            f"« adresse » : {url.hostname} n'est pas une adresse publique. Donnez-en une autre, "
            "ou demandez à l'exploitant d'admettre ce réseau."
        )


def _faute(url: SplitResult, en_clair: bool) -> str:
    if url.scheme != "https" and not (en_clair and url.scheme == "http"):
        return "elle doit commencer par « https:// »."
    if not url.hostname:
        return "il lui manque un nom d'hôte."
    if not url.geturl().isascii() or SEPARATEURS & {*url.geturl()}:
        return "écrivez-la en ASCII et sans blanc, le nom d'hôte sous sa forme technique (xn--…)."
    if url.username is not None or url.fragment:
        return "ni identifiants avant l'hôte, ni fragment (« # ») : ils ne sont pas envoyés."
    port = url.port or ORDINAIRES[url.scheme]
    if port != ORDINAIRES[url.scheme] and port < PORTS_LIBRES:
        return f"le port {port} est celui d'un autre service : 443, ou {PORTS_LIBRES} et plus."
    return ""


def _litterale(hote: str) -> Adresse | None:
    try:
        return ip_address(hote)
    except ValueError:
        return None


def _portees(adresse: Adresse) -> Iterator[Adresse]:
    """L'adresse, et celle d'IPv4 qu'elle enveloppe : c'est à celle-ci que le réseau mène."""
    yield adresse
    if isinstance(adresse, IPv6Address):
        if adresse.sixtofour:
            yield adresse.sixtofour
        if adresse in NAT64:
            yield IPv4Address(int(adresse) & 0xFFFFFFFF)


def _publique(adresse: Adresse) -> bool:
    mappee = adresse.ipv4_mapped if isinstance(adresse, IPv6Address) else None
    juge = mappee or adresse
    return juge.is_global and not juge.is_multicast
