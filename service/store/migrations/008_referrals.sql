-- Referrals from one agency to another: ids, states and dates stand in clear; '' where there is none.
CREATE TABLE segnalazione (
  id TEXT PRIMARY KEY,
  percorso TEXT NOT NULL,
  documento TEXT NOT NULL,          -- the sheet; the newest version that was sent
  ente_mittente TEXT NOT NULL,
  ente_destinatario TEXT NOT NULL,
  mittente TEXT NOT NULL,           -- id of the user who sent it
  stato TEXT NOT NULL,
  versione INTEGER NOT NULL,        -- counts its steps: the ETag
  scadenza TEXT NOT NULL,           -- until when what is missing is expected
  primo_incontro TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  modificata_il TEXT NOT NULL
);
CREATE INDEX segnalazione_mittente ON segnalazione (ente_mittente, id);
CREATE INDEX segnalazione_destinatario ON segnalazione (ente_destinatario, id);
CREATE INDEX segnalazione_percorso ON segnalazione (percorso, ente_destinatario, stato);

CREATE TABLE segnalazione_passo (
  segnalazione TEXT NOT NULL REFERENCES segnalazione (id),
  numero INTEGER NOT NULL,          -- counts from 1: the sending
  passo TEXT NOT NULL,
  stato TEXT NOT NULL,              -- after it
  chi TEXT NOT NULL,
  ente TEXT NOT NULL,
  quando TEXT NOT NULL,
  documento TEXT NOT NULL,
  case_manager TEXT NOT NULL,
  scadenza TEXT NOT NULL,
  primo_incontro TEXT NOT NULL,
  testi BLOB,                       -- sealed under «percorso/<id>»: reasons and what is asked for
  PRIMARY KEY (segnalazione, numero)
);
