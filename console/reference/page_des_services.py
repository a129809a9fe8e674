"""La page des services : leurs décisions, puis leurs messages, d'après leurs registres."""

from collections.abc import Iterable, Iterator

from console.contrats.enveloppe import Kind
from console.contrats.publication import demandes, faits
from console.execution.services import applications
from console.reference.markdown import code
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name

INTRODUCTION = (
    "# Les services",
    "",
    "Écrit par `france-services docs` d'après les registres et les contrats : ne pas modifier à "
    "la main. Cinq services, chacun avec sa base ; ils ne partagent que ces messages "
    "([contrats](contrats/README.md)). [architecture.md](architecture.md) suit une demande "
    "jusqu'à son dernier effet.",
)
DECIDE = {
    "labellisation": "quelles structures sont remontées, signalées, labellisées, et lesquelles "
    "gardent leur label",
    "audit": "les constats sur trente critères et leur conclusion ; ce que mesurent les enquêtes "
    "et les visites mystères",
    "funding": "le droit au forfait, au centime, avec sa ventilation et sa règle ; l'aide aux "
    "bus, dans son enveloppe",
    "onboarding": "le lien d'inscription, le compte, la formation, les demandes des agents aux "
    "opérateurs, la convention et ses annexes",
    "notifications": "quel courriel part, à qui, pour quel fait",
}


def page() -> str:
    lignes = [*INTRODUCTION]
    for service in applications():
        lignes += decrire(service)
    return "\n".join(lignes) + "\n"


def decrire(service: Handlers) -> Iterator[str]:
    annonces = [kind for kind in faits() if kind.publisher() == service.name]
    admises = [kind for kind in demandes() if kind.receiver() == service.name]
    yield from ("", f"## {service.name}", "")
    yield f"Décide : {DECIDE[service.name]}. [Sa page](services/{service.name}.md)."
    yield from ("", "Réagit à :", "")
    for publieur in (each.name for each in applications()):
        if appris := service.subscriptions().get(publieur):
            yield f"- {publieur} : {noms(appris)}"
    yield from ("", f"Annonce : {noms(annonces) or 'rien'}.")
    yield from ("", f"Répond à ces demandes : {noms(admises) or 'aucune'}.")


def noms(kinds: Iterable[Kind]) -> str:
    """Chaque nom mène à son schéma."""
    return ", ".join(
        f"[{code(wire_name(kind))}](contrats/schemas/{kind.__name__}.json)"
        for kind in sorted(kinds, key=lambda kind: kind.__name__)
    )
