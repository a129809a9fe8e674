"""Les audits tels qu'on les lit : leurs constats, leur agenda."""
