-- What agencies bring of their own: letterheads, and layouts in the place of those of a kind. Names,
-- remarks and bytes are sealed under the key of the agency.
CREATE TABLE modello_ente (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  tipo TEXT NOT NULL,               -- '' for a letterhead
  modello TEXT NOT NULL,            -- layout that it stands for; '' for a letterhead
  numero INTEGER NOT NULL,          -- counts from 1 within agency, kind and layout
  stato TEXT NOT NULL,              -- in_prova, attivo, dismesso
  versione INTEGER NOT NULL,        -- counts its changes: the ETag
  formato TEXT NOT NULL,            -- media type
  impronta TEXT NOT NULL,           -- SHA-256 of the bytes, hex
  grandezza INTEGER NOT NULL,       -- bytes
  caricato_il TEXT NOT NULL,
  caricato_da TEXT NOT NULL,        -- id of the user or key
  attivato_il TEXT,                 -- the last time
  descrizione BLOB NOT NULL,        -- sealed JSON: nome, avvisi
  contenuto BLOB NOT NULL           -- sealed
);
CREATE UNIQUE INDEX modello_ente_numero ON modello_ente (ente, tipo, modello, numero);
-- One version at a time is on.
CREATE UNIQUE INDEX modello_ente_attivo ON modello_ente (ente, tipo, modello) WHERE stato = 'attivo';
