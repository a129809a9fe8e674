-- Les demandes illisibles, comptées par groupe, et quelques exemples de chacun.

CREATE TABLE demandes_illisibles (
    file text NOT NULL,
    compte text NOT NULL,
    type text NOT NULL,
    cause text NOT NULL,
    nombre integer NOT NULL,
    premiere text NOT NULL,
    derniere text NOT NULL
);

CREATE TABLE demandes_illisibles_exemples (
    file text NOT NULL,
    compte text NOT NULL,
    type text NOT NULL,
    cause text NOT NULL,
    rang integer NOT NULL,
    le text NOT NULL,
    message_id text NOT NULL,
    octets integer NOT NULL,
    erreur text NOT NULL,
    corps text NOT NULL
);

ALTER TABLE demandes_illisibles ADD CONSTRAINT demandes_illisibles_pkey
    PRIMARY KEY (file, compte, type, cause);

ALTER TABLE demandes_illisibles_exemples ADD CONSTRAINT demandes_illisibles_exemples_pkey
    PRIMARY KEY (file, compte, type, cause, rang);

-- Un message écarté ne garde plus son corps.
UPDATE messages_retenus SET corps = '' WHERE etat = 'ECARTE';
