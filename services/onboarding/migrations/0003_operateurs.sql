-- Ce que les agents demandent aux opérateurs, et en combien de temps ceux-ci répondent (A-125).

CREATE TABLE sollicitations (
    sollicitation_id text NOT NULL,
    structure_id text NOT NULL,
    departement text NOT NULL,
    operateur text NOT NULL,
    emise_le text NOT NULL,
    limite_le text NOT NULL,
    repondue_le text NOT NULL,
    depassee integer NOT NULL,
    close integer NOT NULL
);

ALTER TABLE ONLY sollicitations ADD CONSTRAINT sollicitations_pkey PRIMARY KEY (sollicitation_id);
