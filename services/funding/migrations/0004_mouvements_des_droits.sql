-- L'histoire de chaque droit au forfait : un mouvement par fait.

CREATE TABLE mouvements_des_droits (
    evenement_id text NOT NULL,
    label_id text NOT NULL,
    annee integer NOT NULL,
    rang integer NOT NULL,
    survenu_le text NOT NULL,
    etat text NOT NULL,
    faits text NOT NULL
);

ALTER TABLE ONLY mouvements_des_droits ADD CONSTRAINT mouvements_des_droits_pkey PRIMARY KEY (evenement_id);
