-- Jobs: many documents asked for at once. Ids, states and counts stand in clear, nothing else.
CREATE TABLE lavoro (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  utente TEXT NOT NULL,             -- who asked: user or key
  ruoli TEXT NOT NULL,              -- of the asker when the job was accepted, with commas
  programma INTEGER NOT NULL,       -- 1 for a key without a user
  tipo TEXT NOT NULL,
  modello TEXT NOT NULL,
  formato TEXT NOT NULL,
  stato TEXT NOT NULL,              -- in_attesa, in_corso, finito, annullato
  da_annullare INTEGER NOT NULL,    -- 1 once cancelled, while an item is still in hand
  totale INTEGER NOT NULL,
  fatte INTEGER NOT NULL,
  fallite INTEGER NOT NULL,
  annullate INTEGER NOT NULL,
  turno INTEGER NOT NULL,           -- when it was last served: the lowest is next
  creato_il TEXT NOT NULL,
  finito_il TEXT,
  scade_il TEXT NOT NULL
);
CREATE INDEX lavoro_stato ON lavoro (stato, ente);
CREATE INDEX lavoro_utente ON lavoro (utente, id);
CREATE INDEX lavoro_turno ON lavoro (turno);
CREATE INDEX lavoro_ente ON lavoro (ente, id);

CREATE TABLE lavoro_voce (
  lavoro TEXT NOT NULL REFERENCES lavoro (id),
  indice INTEGER NOT NULL,          -- counts from 1; of NDJSON the line
  stato TEXT NOT NULL,              -- in_attesa, in_corso, fatta, fallita, annullata
  tentativi INTEGER NOT NULL,
  lavoratore TEXT,                  -- who has it in hand
  affitto_fino TEXT,                -- until when nobody else may take it
  percorso TEXT,
  rete TEXT,
  incontro TEXT,
  bozza TEXT,
  bozza_versione INTEGER NOT NULL,
  corregge TEXT,
  correzione TEXT,
  dati BLOB,                        -- sealed under «lavoro/<id>»; none once ended, or to be prefilled
  documento TEXT,
  errore BLOB,                      -- sealed under «lavoro/<id>/esito»
  PRIMARY KEY (lavoro, indice)
);
CREATE INDEX lavoro_voce_stato ON lavoro_voce (lavoro, stato, tentativi, indice);
