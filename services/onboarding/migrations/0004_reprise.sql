-- Ce que l'ancien outil comptait des MSAP (A-128).

CREATE TABLE activites_reprises (
    structure_id text NOT NULL,
    du text NOT NULL,
    au text NOT NULL,
    passages integer NOT NULL
);

ALTER TABLE ONLY activites_reprises ADD CONSTRAINT activites_reprises_pkey PRIMARY KEY (structure_id, du);
