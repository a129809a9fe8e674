-- Ce qui attend les auditeurs : les visites à planifier, les remarques à lever (A-017, TMR-12).

CREATE TABLE agenda (
    audit_id text NOT NULL,
    structure_id text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    declenche_le text NOT NULL,
    etat text NOT NULL,
    visite_le text NOT NULL,
    responsable text NOT NULL
);

CREATE TABLE remarques (
    remarque_id text NOT NULL,
    audit_id text NOT NULL,
    critere text NOT NULL,
    texte text NOT NULL,
    reponse text NOT NULL,
    etat text NOT NULL
);

ALTER TABLE ONLY agenda ADD CONSTRAINT agenda_pkey PRIMARY KEY (audit_id);

ALTER TABLE ONLY remarques ADD CONSTRAINT remarques_pkey PRIMARY KEY (remarque_id);
