-- Documents before they are issued. What was written is sealed; what stands in clear serves to list.
CREATE TABLE bozza (
  id TEXT PRIMARY KEY,
  tipo TEXT NOT NULL,
  modello TEXT NOT NULL,            -- '' takes the first of its kind
  ente TEXT NOT NULL,               -- agency whose draft it is
  autore TEXT NOT NULL,             -- id of the user or key
  affidata_a TEXT NOT NULL,         -- id of the user who goes on with it
  percorso TEXT NOT NULL,           -- id; '' for none; likewise the next
  rete TEXT NOT NULL,
  incontro TEXT NOT NULL,
  classe TEXT NOT NULL,             -- the highest of its kind's layouts
  versione INTEGER NOT NULL,
  creata_il TEXT NOT NULL,          -- RFC 3339, UTC
  modificata_il TEXT NOT NULL,
  schema_sha256 TEXT NOT NULL,      -- under which it was last written
  presenti INTEGER NOT NULL,
  applicabili INTEGER NOT NULL,
  ambito TEXT NOT NULL,             -- of the key that seals it
  contenuto BLOB NOT NULL
);
CREATE INDEX bozza_ente ON bozza (ente, id);
CREATE INDEX bozza_percorso ON bozza (percorso, id);
CREATE INDEX bozza_autore ON bozza (autore, id);
