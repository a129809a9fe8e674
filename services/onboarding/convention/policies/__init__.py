"""Quand tout est su et que la convention réunit le socle, l'annexe s'établit."""
