"""Campagnes, remontées, plans, consultations, insertions : leurs faits et leurs décisions."""
