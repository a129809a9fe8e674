"""Écrire un courriel, et le remettre à un serveur de messagerie."""
