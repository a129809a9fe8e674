"""Ouvrir, mettre en demeure, compter : les règles datées du label."""
