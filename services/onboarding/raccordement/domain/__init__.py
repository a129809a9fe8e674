"""Le raccordement : son état, ses faits, ses décisions, et son accès quand le label change."""
