-- Les MSAP dont l'État garantit le financement, et leurs labels.

CREATE TABLE msap (
    structure_id text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL,
    commune text NOT NULL,
    renforce integer NOT NULL,
    montant_centimes bigint NOT NULL,
    du text NOT NULL,
    au text NOT NULL,
    regle text NOT NULL,
    evenement_id text NOT NULL,
    fin text NOT NULL,
    raison text NOT NULL,
    du_fin_centimes bigint NOT NULL,
    regle_fin text NOT NULL,
    evenement_fin_id text NOT NULL
);

CREATE TABLE labels_msap (
    structure_id text NOT NULL,
    label_id text NOT NULL,
    debut text NOT NULL,
    fin text NOT NULL
);

ALTER TABLE ONLY msap ADD CONSTRAINT msap_pkey PRIMARY KEY (structure_id);

ALTER TABLE ONLY labels_msap ADD CONSTRAINT labels_msap_pkey PRIMARY KEY (structure_id, label_id);
