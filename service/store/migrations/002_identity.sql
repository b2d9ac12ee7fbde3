-- Those who may sign in.
CREATE TABLE utente (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,               -- id of the agency; '' for the administrator of the system
  nome_indice TEXT NOT NULL UNIQUE, -- keyed HMAC of the login
  nome BLOB NOT NULL,               -- login, sealed
  ruoli TEXT NOT NULL,              -- separated by spaces
  profilo BLOB NOT NULL,            -- JSON, sealed
  attivo INTEGER NOT NULL,
  versione INTEGER NOT NULL,
  parola TEXT NOT NULL,             -- Argon2id as PHC string; '' where nobody set a password
  da_cambiare INTEGER NOT NULL,     -- 1: somebody else set the password
  totp BLOB,                        -- secret, sealed
  totp_attivo INTEGER NOT NULL,     -- 1: confirmed by a first code
  totp_passo INTEGER NOT NULL,      -- the last time step whose code was used
  creato_il TEXT NOT NULL,
  cambiato_il TEXT NOT NULL
);
CREATE INDEX utente_ente ON utente (ente, id);

-- One-time codes for whoever lost the generator of codes.
CREATE TABLE codice_recupero (
  utente TEXT NOT NULL REFERENCES utente (id),
  impronta TEXT NOT NULL,           -- SHA-256 in hex
  PRIMARY KEY (utente, impronta)
);

-- Failed attempts to sign in, of logins known and unknown alike.
CREATE TABLE tentativo (
  nome_indice TEXT PRIMARY KEY,
  falliti INTEGER NOT NULL,
  ultimo INTEGER NOT NULL           -- seconds from 1970
);
CREATE INDEX tentativo_ultimo ON tentativo (ultimo);

-- Keys with which programs come in.
CREATE TABLE chiave_accesso (
  id TEXT PRIMARY KEY,
  impronta TEXT NOT NULL UNIQUE,    -- SHA-256 in hex
  nome BLOB NOT NULL,               -- what it is for, sealed
  ente TEXT NOT NULL,               -- '' for the system
  ruoli TEXT NOT NULL,
  utente TEXT REFERENCES utente (id), -- in whose name it acts
  iniziale INTEGER NOT NULL,        -- 1: made by the first start, gone when it made another
  creata_il TEXT NOT NULL,
  scade_il TEXT NOT NULL,
  usata_il TEXT NOT NULL,           -- coarse; '' if never
  revocata_il TEXT NOT NULL         -- '' while it is good
);
CREATE INDEX chiave_accesso_ente ON chiave_accesso (ente, id);

-- Sessions of persons signed in with a password.
CREATE TABLE sessione (
  impronta TEXT PRIMARY KEY,        -- SHA-256 in hex of what the cookie holds
  utente TEXT NOT NULL REFERENCES utente (id),
  creata_il TEXT NOT NULL,
  vista_il TEXT NOT NULL            -- coarse
);
CREATE INDEX sessione_utente ON sessione (utente);
CREATE INDEX sessione_vista ON sessione (vista_il);
