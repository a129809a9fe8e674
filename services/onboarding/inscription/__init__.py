"""L'inscription : la page où mène le lien du courriel, et ce qu'elle montre à la structure."""
