// Lists of documents by the ways in which they come to somebody, each by an index of its own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "service/store/audit.h"
#include "service/store/documents.h"

namespace stesura {

enum class DocumentSource {
  agency,             // issued by an agency, of one ceiling
  agencyWithoutPath,  // likewise, those that are of no path
  network,            // of a network, of one ceiling and no path
  author,             // by somebody, of no path
  path,               // of a path
  cases,              // of the paths somebody works on
  received,           // of the paths an agency receives, of one ceiling
  managed,            // of the paths that somebody receives as case manager
};

struct DocumentFilter {
  std::string kind{}, state{};  // "" is any
  std::string before{};         // id: only older ones; "" from the newest
  std::size_t limit = 50;
};

struct DocumentQuery {
  DocumentSource source;
  std::string owner;      // id of the agency, network, author, path, user
  std::string ceiling{};  // of those of one ceiling
};

// SQL and values of a list, newest first.
std::pair<std::string, std::vector<SqlValue>> documentListSql(const DocumentQuery& query, const DocumentFilter& filter);
std::vector<DocumentRecord> listDocuments(Transaction& transaction, const DocumentQuery& query, const DocumentFilter& filter);

// Who did something with a document: the newest rows of the audit, newest first.
std::vector<AuditRow> auditOfDocument(Transaction& transaction, const std::string& document, std::size_t limit);

}  // namespace stesura
