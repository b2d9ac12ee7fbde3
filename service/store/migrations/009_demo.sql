-- A database that holds the sample networks is marked for ever: it never serves real people.
CREATE TABLE dimostrazione (
  creata_il TEXT PRIMARY KEY
);
