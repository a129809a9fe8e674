"""Une autorité et des certificats, pour TLS entre les conteneurs d'une machine."""

from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.clock import SystemClock
from shared.files import write_whole

DUREE = timedelta(days=825)
Paire = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def preparer(sortie: Path, serveurs: list[str]) -> list[str]:
    """L'autorité, et le certificat de chaque serveur qui n'en a pas ; rend ceux qui sont écrits."""
    manquants = [nom for nom in serveurs if not (sortie / nom / "tls.crt").exists()]
    autorite = _autorite(sortie)
    for nom in manquants:
        certificat, cle = _certificat(nom, autorite)
        _ecrire(sortie / nom, certificat, cle)
    return [f"{nom}/tls.crt" for nom in manquants]


def _autorite(sortie: Path) -> Paire:
    """La clé de l'autorité reste dans un dossier que personne d'autre ne monte."""
    public, secret = sortie / "autorite" / "ca.crt", sortie / "autorite-cle" / "ca.key"
    if not secret.exists():
        cle = ec.generate_private_key(ec.SECP256R1())
        certificat = _signer(_nom("Autorité France Services"), cle, None, autorite=True)
        write_whole(public, certificat.public_bytes(serialization.Encoding.PEM))
        write_whole(secret, _pem(cle))
    cle_lue = serialization.load_pem_private_key(secret.read_bytes(), None)
    assert isinstance(cle_lue, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(public.read_bytes()), cle_lue


def _certificat(nom: str, autorite: Paire) -> Paire:
    cle = ec.generate_private_key(ec.SECP256R1())
    return _signer(_nom(nom), cle, autorite), cle


def _signer(
    nom: x509.Name, cle: ec.EllipticCurvePrivateKey, par: Paire | None, *, autorite: bool = False
) -> x509.Certificate:
    emetteur, signataire = (par[0].subject, par[1]) if par else (nom, cle)
    maintenant = SystemClock().now()
    certificat = (
        x509.CertificateBuilder(emetteur, nom, cle.public_key(), x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(minutes=5))
        .not_valid_after(maintenant + DUREE)
        .add_extension(x509.BasicConstraints(autorite, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle.public_key()), critical=False)
        .add_extension(_usages(autorite), critical=True)
        .add_extension(_de(signataire), critical=False)
    )
    if not autorite:
        certificat = certificat.add_extension(_noms(nom), critical=False)
    return certificat.sign(signataire, hashes.SHA256())


def _de(signataire: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signataire.public_key())


def _noms(nom: x509.Name) -> x509.SubjectAlternativeName:
    """Le nom du serveur, et ceux qui le désignent depuis sa propre machine."""
    [commun] = nom.get_attributes_for_oid(NameOID.COMMON_NAME)
    noms = [x509.DNSName(str(commun.value)), x509.DNSName("localhost")]
    return x509.SubjectAlternativeName([*noms, x509.IPAddress(IPv4Address("127.0.0.1"))])


def _usages(autorite: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not autorite,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=autorite,
        crl_sign=autorite,
        encipher_only=False,
        decipher_only=False,
    )


def _nom(commun: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, commun)])


def _pem(cle: ec.EllipticCurvePrivateKey) -> bytes:
    return cle.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _ecrire(dossier: Path, certificat: x509.Certificate, cle: ec.EllipticCurvePrivateKey) -> None:
    for fichier, contenu in (
        ("tls.crt", certificat.public_bytes(serialization.Encoding.PEM)),
        ("tls.key", _pem(cle)),
    ):
        write_whole(dossier / fichier, contenu)
        (dossier / fichier).chmod(0o444)
