-- Les missions d'audit et leur programme : de quoi dire l'identifiant de chacune (A-002).

CREATE TABLE missions (
    identite text NOT NULL,
    mission_id text NOT NULL,
    intitule text NOT NULL,
    membres integer NOT NULL
);

CREATE TABLE audits_programmes (
    identite text NOT NULL,
    audit_id text NOT NULL
);

ALTER TABLE ONLY missions ADD CONSTRAINT missions_pkey PRIMARY KEY (identite);

ALTER TABLE ONLY audits_programmes ADD CONSTRAINT audits_programmes_pkey PRIMARY KEY (identite, audit_id);
