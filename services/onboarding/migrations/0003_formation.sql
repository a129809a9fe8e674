-- Les sessions de formation, et où en sont les agents de chaque structure.

CREATE TABLE formations (
    formation_id text NOT NULL,
    structure_id text NOT NULL,
    agents_inscrits integer NOT NULL,
    agents_formes integer NOT NULL
);

CREATE TABLE sessions (
    session_id text NOT NULL,
    departement text NOT NULL,
    bloc text NOT NULL,
    lieu text NOT NULL,
    debut text NOT NULL,
    places integer NOT NULL,
    convoques integer NOT NULL,
    salle text NOT NULL,
    deroulement text NOT NULL
);

ALTER TABLE ONLY formations ADD CONSTRAINT formations_pkey PRIMARY KEY (formation_id);

ALTER TABLE ONLY sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (session_id);
