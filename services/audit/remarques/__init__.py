"""Les remarques des auditeurs : elles se traitent, puis se lèvent (A-017)."""
