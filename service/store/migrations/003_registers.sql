-- The registers. Bodies are sealed; what stands in clear serves to list and to find.
CREATE TABLE ente (
  id TEXT PRIMARY KEY,
  versione INTEGER NOT NULL,
  modificato_il TEXT NOT NULL,
  indice_codice TEXT UNIQUE,        -- keyed HMAC of the codice fiscale
  corpo BLOB NOT NULL
);

CREATE TABLE rete (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,               -- the lead
  versione INTEGER NOT NULL,
  modificato_il TEXT NOT NULL,
  corpo BLOB NOT NULL
);

-- Who is a member from when to when, as the network's body says.
CREATE TABLE rete_membro (
  rete TEXT NOT NULL REFERENCES rete (id),
  ente TEXT NOT NULL,
  dal TEXT NOT NULL,                -- '' from the start
  al TEXT NOT NULL,                 -- '' for good
  PRIMARY KEY (rete, ente)
);
CREATE INDEX rete_membro_ente ON rete_membro (ente, rete);

CREATE TABLE persona (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  versione INTEGER NOT NULL,
  modificato_il TEXT NOT NULL,
  indice_codice TEXT,               -- keyed HMAC of agency and codice fiscale
  indice_nascita TEXT,              -- of agency, name and date of birth
  corpo BLOB NOT NULL
);
CREATE UNIQUE INDEX persona_codice ON persona (indice_codice);
CREATE INDEX persona_nascita ON persona (indice_nascita);
CREATE INDEX persona_ente ON persona (ente, id);

CREATE TABLE percorso (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  persona TEXT NOT NULL REFERENCES persona (id),
  rete TEXT NOT NULL,               -- '' for none
  codice TEXT NOT NULL,             -- pseudonym
  fase TEXT NOT NULL,
  aperto_il TEXT NOT NULL,
  chiuso_il TEXT NOT NULL,          -- '' while open
  versione INTEGER NOT NULL,
  modificato_il TEXT NOT NULL,
  corpo BLOB NOT NULL,
  UNIQUE (ente, codice)
);
CREATE INDEX percorso_ente ON percorso (ente, id);
CREATE INDEX percorso_fase ON percorso (ente, fase, id);
CREATE INDEX percorso_rete ON percorso (ente, rete, id);
CREATE INDEX percorso_persona ON percorso (persona, id);

CREATE TABLE percorso_operatore (
  percorso TEXT NOT NULL REFERENCES percorso (id),
  utente TEXT NOT NULL,
  dal TEXT NOT NULL,                -- RFC 3339, UTC
  PRIMARY KEY (percorso, utente)
);
CREATE INDEX percorso_operatore_utente ON percorso_operatore (utente, percorso);

CREATE TABLE percorso_destinatario (
  percorso TEXT NOT NULL REFERENCES percorso (id),
  numero INTEGER NOT NULL,          -- counts from 1 within the path
  ente TEXT NOT NULL,
  riceve TEXT NOT NULL,
  base TEXT NOT NULL,
  riferimento BLOB NOT NULL,        -- sealed with the path
  dal TEXT NOT NULL,
  revocato_il TEXT NOT NULL,        -- '' while in force
  case_manager TEXT NOT NULL,       -- id of the recipient's user; '' until named
  PRIMARY KEY (percorso, numero)
);
CREATE INDEX percorso_destinatario_ente ON percorso_destinatario (ente, percorso);

-- The last number of a path's pseudonym, by agency and year.
CREATE TABLE percorso_numero (
  ente TEXT NOT NULL,
  anno TEXT NOT NULL,
  ultimo INTEGER NOT NULL,
  PRIMARY KEY (ente, anno)
);

CREATE TABLE incontro (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  rete TEXT NOT NULL,               -- '' for none
  data TEXT NOT NULL,               -- '' where nobody knows it
  indice_chiave TEXT NOT NULL UNIQUE, -- keyed HMAC of agency, project, activity and position
  versione INTEGER NOT NULL,
  modificato_il TEXT NOT NULL,
  corpo BLOB NOT NULL
);
CREATE INDEX incontro_ente ON incontro (ente, id);
CREATE INDEX incontro_rete ON incontro (rete, id);

-- What an agency is told, by ids and fixed words.
CREATE TABLE avviso (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,
  utente TEXT NOT NULL,             -- '' for all of the agency who may see the object
  che_cosa TEXT NOT NULL,
  risorsa TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  creato_il TEXT NOT NULL
);
CREATE INDEX avviso_ente ON avviso (ente, id);

CREATE TABLE avviso_letto (
  avviso TEXT NOT NULL REFERENCES avviso (id),
  utente TEXT NOT NULL,
  letto_il TEXT NOT NULL,
  PRIMARY KEY (avviso, utente)
);
