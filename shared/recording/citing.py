"""Rules cited through the provenance of the message, until each decision names its own."""

from shared.recording.provenance import current


def cite(*rules: str) -> None:
    """Record that the decision under way rests on these rules (id@version, INV-17)."""
    cited = current().regles
    cited.extend(rule for rule in rules if rule not in cited)
