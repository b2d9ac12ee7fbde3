-- Issued documents: the record in clear, bytes and data sealed in parts. '' where there is none.
CREATE TABLE documento (
  id TEXT PRIMARY KEY,
  ente TEXT NOT NULL,               -- the agency that issued it
  tipo TEXT NOT NULL,
  modello TEXT NOT NULL,
  formato TEXT NOT NULL,            -- «odt», «pdf»
  percorso TEXT NOT NULL,
  rete TEXT NOT NULL,
  incontro TEXT NOT NULL,
  bozza TEXT NOT NULL,
  bozza_versione INTEGER NOT NULL,
  autore TEXT NOT NULL,             -- id of the user, or of the key
  classe TEXT NOT NULL,             -- ceiling of its layout: P, I, R, G, H
  ambito TEXT NOT NULL,             -- scope of the key that seals it
  stato TEXT NOT NULL,
  modifiche INTEGER NOT NULL,       -- counts changes of this record: the ETag
  versione INTEGER NOT NULL,        -- of the document: 1, or one more than the corrected one
  corregge TEXT NOT NULL,           -- id of the document of which it is the next version
  correzione TEXT NOT NULL,         -- «rettifica», «integrazione», «annotazione»
  superato_da TEXT NOT NULL,
  dati_id TEXT NOT NULL,            -- identifier that the issued data bear
  sha256 TEXT NOT NULL,             -- of the bytes
  dimensione INTEGER NOT NULL,
  schema_sha256 TEXT NOT NULL,
  modello_sha256 TEXT NOT NULL,
  emesso_il TEXT NOT NULL,          -- RFC 3339, UTC
  conservare_fino TEXT NOT NULL,    -- full-date
  protocolli INTEGER NOT NULL,      -- how many registration numbers were entered
  cancellato_il TEXT NOT NULL,      -- when bytes and data were erased
  autorizzazione TEXT NOT NULL      -- number of the archive authority's act of disposal
);
CREATE INDEX documento_ente ON documento (ente, percorso, classe, id);
CREATE INDEX documento_classe ON documento (ente, classe, id);
CREATE INDEX documento_classe_tipo ON documento (ente, classe, tipo, id);
CREATE INDEX documento_classe_stato ON documento (ente, classe, stato, id);
CREATE INDEX documento_rete ON documento (rete, percorso, classe, id);
CREATE INDEX documento_percorso ON documento (percorso, id);
CREATE INDEX documento_autore ON documento (autore, percorso, id);
CREATE INDEX documento_bozza ON documento (bozza, bozza_versione, modello, formato);
CREATE INDEX documento_ambito ON documento (ambito, cancellato_il);
CREATE INDEX documento_conservazione ON documento (cancellato_il, conservare_fino);

-- What is sealed of a document, in parts of bounded size.
CREATE TABLE documento_parte (
  documento TEXT NOT NULL,
  che TEXT NOT NULL,                -- «contenuto», «dati»
  numero INTEGER NOT NULL,          -- counts from 0
  sigillato BLOB NOT NULL,
  PRIMARY KEY (documento, che, numero)
);

-- Schemas and templates that made documents, each once: nothing personal.
CREATE TABLE materiale (
  sha256 TEXT NOT NULL,             -- of the template; of the schema with all that it refers to
  nome TEXT NOT NULL,               -- of the file; '' of a template
  byte BLOB NOT NULL,
  PRIMARY KEY (sha256, nome)
);

-- What happened to the state of a document.
CREATE TABLE documento_storia (
  documento TEXT NOT NULL,
  numero INTEGER NOT NULL,          -- counts from 1
  stato TEXT NOT NULL,
  chi TEXT NOT NULL,
  quando TEXT NOT NULL,
  motivo BLOB,                      -- sealed
  PRIMARY KEY (documento, numero)
);

-- Registration numbers, each of one body's own register.
CREATE TABLE documento_protocollo (
  documento TEXT NOT NULL,
  ente TEXT NOT NULL,
  codice_amministrazione TEXT NOT NULL,
  codice_aoo TEXT NOT NULL,
  codice_registro TEXT NOT NULL,
  anno TEXT NOT NULL,
  numero TEXT NOT NULL,
  data TEXT NOT NULL,
  ora TEXT NOT NULL,
  chi TEXT NOT NULL,
  quando TEXT NOT NULL,
  PRIMARY KEY (ente, codice_aoo, codice_registro, anno, numero)
);
CREATE UNIQUE INDEX documento_protocollo_documento ON documento_protocollo (documento, ente, codice_registro);
