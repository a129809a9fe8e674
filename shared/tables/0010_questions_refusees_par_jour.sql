-- Le même refus, d'un même jour, est une seule ligne, qui dit combien de fois et quand.

ALTER TABLE questions_refusees RENAME COLUMN le TO premiere;
ALTER TABLE questions_refusees ADD COLUMN jour text;
ALTER TABLE questions_refusees ADD COLUMN derniere text;
ALTER TABLE questions_refusees ADD COLUMN nombre integer;

CREATE TEMPORARY TABLE refus_par_jour AS
    SELECT ((premiere::timestamptz AT TIME ZONE 'Europe/Paris')::date)::text AS jour,
        compte, question, left(detail, 500) AS detail, max(parametres) AS parametres,
        count(*)::integer AS nombre, min(premiere) AS premiere, max(premiere) AS derniere
    FROM questions_refusees GROUP BY 1, 2, 3, 4;

DELETE FROM questions_refusees;
INSERT INTO questions_refusees (jour, compte, question, detail, parametres, nombre, premiere, derniere)
    SELECT jour, compte, question, detail, parametres, nombre, premiere, derniere FROM refus_par_jour;
DROP TABLE refus_par_jour;

ALTER TABLE questions_refusees ALTER COLUMN jour SET NOT NULL;
ALTER TABLE questions_refusees ALTER COLUMN derniere SET NOT NULL;
ALTER TABLE questions_refusees ALTER COLUMN nombre SET NOT NULL;
ALTER TABLE questions_refusees ADD CONSTRAINT questions_refusees_pkey
    PRIMARY KEY (jour, compte, question, detail);
