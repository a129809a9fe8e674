-- Où trouver une structure qui demande un nouveau lien, sans garder son adresse (A-117).

CREATE TABLE inscriptions (
    label_id text NOT NULL,
    structure_id text NOT NULL,
    departement text NOT NULL
);

ALTER TABLE ONLY inscriptions ADD CONSTRAINT inscriptions_pkey PRIMARY KEY (label_id);
