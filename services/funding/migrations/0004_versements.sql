-- Ce qui est notifié et versé des forfaits ; pour le relevé, qui reçoit et les aides aux bus accordées.

CREATE TABLE forfaits_notifies (
    label_id text NOT NULL,
    annee integer NOT NULL,
    structure_id text NOT NULL,
    le text NOT NULL,
    montant_centimes bigint NOT NULL,
    parts_centimes text NOT NULL,
    evenement_id text NOT NULL
);

CREATE TABLE forfaits_verses (
    label_id text NOT NULL,
    annee integer NOT NULL,
    structure_id text NOT NULL,
    reference text NOT NULL,
    fonds text NOT NULL,
    le text NOT NULL,
    montant_centimes bigint NOT NULL,
    evenement_id text NOT NULL
);

CREATE TABLE beneficiaires (
    structure_id text NOT NULL,
    nom text NOT NULL,
    departement text NOT NULL
);

CREATE TABLE bus_aides (
    programme text NOT NULL,
    structure_id text NOT NULL,
    annee integer NOT NULL,
    financeur text NOT NULL,
    du_centimes bigint NOT NULL,
    evenement_id text NOT NULL
);

ALTER TABLE ONLY forfaits_notifies ADD CONSTRAINT forfaits_notifies_pkey PRIMARY KEY (label_id, annee);

ALTER TABLE ONLY forfaits_verses ADD CONSTRAINT forfaits_verses_pkey PRIMARY KEY (label_id, annee, reference);

ALTER TABLE ONLY beneficiaires ADD CONSTRAINT beneficiaires_pkey PRIMARY KEY (structure_id);

ALTER TABLE ONLY bus_aides ADD CONSTRAINT bus_aides_pkey PRIMARY KEY (programme, structure_id);
