"""L'installation : secrets, certificats, bases, files, comptes et droits."""
