-- Les enveloppes d'aide aux bus, et les bus inscrits.

CREATE TABLE bus (
    programme text NOT NULL,
    structure_id text NOT NULL,
    format text NOT NULL,
    recu_le text NOT NULL,
    rang integer NOT NULL,
    etat text NOT NULL,
    montant_centimes bigint NOT NULL
);

CREATE TABLE enveloppes (
    programme text NOT NULL,
    financeur text NOT NULL,
    ordre text NOT NULL,
    montant_centimes bigint NOT NULL
);

ALTER TABLE ONLY bus ADD CONSTRAINT bus_pkey PRIMARY KEY (programme, structure_id);

ALTER TABLE ONLY enveloppes ADD CONSTRAINT enveloppes_pkey PRIMARY KEY (programme);
