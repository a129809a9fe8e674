"""Deux structures fusionnent, ou leur fusion s'annule : accès, formation et annexe (C.7-17)."""
