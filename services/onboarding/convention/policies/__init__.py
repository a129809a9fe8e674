"""Quand le label et le financement sont connus et le socle réuni, l'annexe s'établit."""
