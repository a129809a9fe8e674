"""L'audit : son état (`audit`), sa vie (`cycle`), ses décisions, étape par étape."""
