-- Le classement des bus, la place de chacun, et la situation des structures que l'aide suit.

CREATE TABLE classements_bus (
    programme text NOT NULL,
    graine text NOT NULL
);

CREATE TABLE places_bus (
    programme text NOT NULL,
    structure_id text NOT NULL,
    place integer NOT NULL,
    raison text NOT NULL
);

CREATE TABLE situations_bus (
    structure_id text NOT NULL,
    format text NOT NULL,
    situation text NOT NULL
);

ALTER TABLE ONLY classements_bus ADD CONSTRAINT classements_bus_pkey PRIMARY KEY (programme);

ALTER TABLE ONLY places_bus ADD CONSTRAINT places_bus_pkey PRIMARY KEY (programme, structure_id);

ALTER TABLE ONLY situations_bus ADD CONSTRAINT situations_bus_pkey PRIMARY KEY (structure_id);
