-- Comment chaque audit s'est conclu, où et quand : de quoi compter les motifs de refus (A-013).

CREATE TABLE conclusions (
    audit_id text NOT NULL,
    departement text NOT NULL,
    motif text NOT NULL,
    conclu_le text NOT NULL
);

ALTER TABLE ONLY conclusions ADD CONSTRAINT conclusions_pkey PRIMARY KEY (audit_id);
