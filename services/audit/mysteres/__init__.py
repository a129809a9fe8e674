"""Les visites mystères : tirées au sort, faites, révélées (A-028 à A-030)."""
