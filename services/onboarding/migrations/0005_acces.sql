-- Les accès à la plateforme gelés avec le label, ou fermés quand il cesse (INV-13).

CREATE TABLE acces (
    structure_id text NOT NULL,
    etat text NOT NULL
);

ALTER TABLE ONLY acces ADD CONSTRAINT acces_pkey PRIMARY KEY (structure_id);
