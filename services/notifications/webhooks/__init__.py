"""Webhooks : les faits qu'un compte entend, envoyés à l'adresse qu'il donne (ADR 0040)."""
