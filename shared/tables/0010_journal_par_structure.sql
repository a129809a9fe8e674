-- L'histoire d'une structure se lit sans parcourir celle de toutes.

CREATE INDEX journal_structure ON journal USING btree (structure_id);
