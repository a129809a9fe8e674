-- Les questions qu'un compte n'avait pas le droit de poser.

CREATE TABLE questions_refusees (
    le text NOT NULL,
    compte text NOT NULL,
    question text NOT NULL,
    parametres text NOT NULL,
    detail text NOT NULL
);
