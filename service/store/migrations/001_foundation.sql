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

-- Up to where the audit goes: sealed with a key that does not stand in the database, so that rows
-- cut off at the end, or all of them, are missed.
CREATE TABLE audit_testa (
  uno INTEGER PRIMARY KEY,          -- always 1
  numero INTEGER NOT NULL,          -- of the last row; 0 before the first
  catena TEXT NOT NULL,
  sigillo TEXT NOT NULL             -- HMAC-SHA-256 in hex; '' where it was broken once
);

-- Keys that were erased and must never come back from an older copy.
CREATE TABLE chiave_cancellata (
  impronta TEXT PRIMARY KEY,        -- keyed HMAC of the scope
  quando TEXT NOT NULL
);

-- Copies made of the whole database.
CREATE TABLE salvataggio (
  quando TEXT PRIMARY KEY,
  byte INTEGER NOT NULL,
  sha256 TEXT NOT NULL
);

-- Answers to requests that bear an Idempotency-Key, for those who ask once more.
CREATE TABLE risposta (
  impronta TEXT PRIMARY KEY,        -- keyed HMAC of who asked, of the route, and of the key
  corpo TEXT NOT NULL,              -- keyed HMAC of what was asked
  processo TEXT NOT NULL,           -- of the service that works on it
  ambito TEXT NOT NULL,             -- whose key seals the answer
  risposta BLOB,                    -- sealed; NULL while it is being worked on
  scade_il TEXT NOT NULL
);
CREATE INDEX risposta_scadenza ON risposta (scade_il);
