-- Les tirages de visites mystères, tels qu'ils sont publiés, et les visites faites.

CREATE TABLE tirages (
    tirage_id text NOT NULL,
    programme text NOT NULL,
    le text NOT NULL,
    nombre integer NOT NULL,
    engagement text NOT NULL,
    revele integer NOT NULL
);

CREATE TABLE visites_mysteres (
    tirage_id text NOT NULL,
    structure_id text NOT NULL,
    note text NOT NULL,
    atteinte integer NOT NULL,
    le text NOT NULL
);

ALTER TABLE tirages ADD CONSTRAINT tirages_pkey PRIMARY KEY (tirage_id);

ALTER TABLE visites_mysteres ADD CONSTRAINT visites_mysteres_pkey PRIMARY KEY (tirage_id, structure_id);
