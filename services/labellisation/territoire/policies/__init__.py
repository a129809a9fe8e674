"""Quand une structure est remontée, signalée ou labellisée, la suite sur le territoire."""
