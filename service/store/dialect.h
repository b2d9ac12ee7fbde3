// Everything in which the SQL of the embedded database differs from that of PostgreSQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura::dialect {

// What every new session is told.
const std::vector<std::string>& openingStatements();
// Starts a transaction that may write, and one that may only read.
std::string_view beginWriting();
std::string_view beginReading();
// A statement of a migration, with the names of types that this store knows. Migrations say BLOB.
std::string migrationStatement(std::string statement);
// After a SELECT that chooses a row to be taken: passes over rows that another node is taking.
// Nothing where writers wait for each other anyway.
std::string_view skipLocked();
// Whether one process alone uses the store, so that whatever another held was left by a crash.
bool servesOneProcess();
// Copies the database into the file bound as $1.
std::string_view copyStatement();
// Empties the log of what was committed; its first column is not 0 where somebody was in the way.
std::string_view checkpointStatement();
// Looks at every page; one row that says «ok» where all is well.
std::string_view integrityStatement();

}  // namespace stesura::dialect
