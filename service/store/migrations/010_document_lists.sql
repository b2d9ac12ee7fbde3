-- Documents that come to a case manager, and drafts that nobody touches any more, without a scan.
CREATE INDEX percorso_destinatario_case_manager ON percorso_destinatario (case_manager, percorso);
CREATE INDEX bozza_modificata ON bozza (modificata_il);
