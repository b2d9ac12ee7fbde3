-- Keys of what is sealed: one for each person, path, agency or other owner of data.
CREATE TABLE chiave (
  ambito TEXT PRIMARY KEY,          -- «percorso/018f…»
  padrona INTEGER NOT NULL,         -- number of the master key that wraps it
  avvolta BLOB NOT NULL,
  creata_il TEXT NOT NULL
);

-- Who did and who read what, each row holding the hash of the one before it.
CREATE TABLE audit (
  numero INTEGER PRIMARY KEY,       -- counts from 1 without gaps
  quando TEXT NOT NULL,             -- RFC 3339, UTC
  chi TEXT NOT NULL,                -- id of the user or of the key; «sistema»
  ente TEXT NOT NULL,               -- id of the agency; '' for the system
  azione TEXT NOT NULL,
  risorsa TEXT NOT NULL,            -- «percorsi»
  oggetto TEXT NOT NULL,            -- id; '' for a whole list
  esito TEXT NOT NULL,
  catena TEXT NOT NULL              -- SHA-256 in hex of the former row's and of this row
);
CREATE INDEX audit_oggetto ON audit (risorsa, oggetto, numero);
CREATE INDEX audit_ente ON audit (ente, numero);
