"""Les motifs de non-labellisation : comptés, dessinés (A-013)."""
