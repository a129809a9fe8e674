"""La reprise des listes publiées : des faits datés, sans audit ni accord inventé (A-131)."""
