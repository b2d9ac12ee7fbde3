#include "service/documents/listing.h"

#include <algorithm>
#include <map>

#include "service/access.h"
#include "service/documents/sight.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr std::size_t kMostRounds = 20;

void addClasses(std::vector<DocumentQuery>& queries, DocumentSource source, const std::string& owner, DataClass most) {
  for (const DataClass each : {DataClass::publishable, DataClass::internal, DataClass::restricted, DataClass::judicial, DataClass::health}) {
    if (each <= most) queries.push_back({source, owner, std::string(className(each))});
  }
}

// The own agency's documents of paths, where a role gives them; and those of the cases somebody works on.
void addOwn(std::vector<DocumentQuery>& queries, const Identity& who, const std::string& today) {
  PathFacts path;
  path.agency = who.agency;
  const auto byRole = readablePath(who, path, today);
  if (byRole) addClasses(queries, DocumentSource::agency, who.agency, *byRole);
  else addClasses(queries, DocumentSource::agencyWithoutPath, who.agency, DataClass::internal);
  path.operators = {who.id};
  if (readablePath(who, path, today) > byRole) queries.push_back({DocumentSource::cases, who.id, {}});
}

// Those of paths that other agencies communicated, up to the highest class that a role gives.
void addReceived(std::vector<DocumentQuery>& queries, const Identity& who, const std::string& today) {
  PathFacts path;
  path.id = "-";
  path.agency = "-";
  PathRecipient recipient;
  recipient.agency = who.agency;
  recipient.receives = "completa";
  recipient.from = today;
  path.recipients = {recipient};
  for (const DataClass each : {DataClass::publishable, DataClass::internal, DataClass::restricted, DataClass::judicial, DataClass::health}) {
    if (!readableDocument(who, {path.agency, {}, path.id, each}, &path, false, today)) continue;
    queries.push_back({DocumentSource::received, who.agency, std::string(className(each))});
  }
  path.recipients[0].caseManager = who.id;
  if (readablePath(who, path, today)) queries.push_back({DocumentSource::managed, who.id, {}});
}

// Every way in which documents may come to somebody. The rules of access, asked about paths that
// there are not, tell which are worth looking at.
std::vector<DocumentQuery> queriesFor(Transaction& transaction, const Vault& vault, const Identity& who) {
  std::vector<DocumentQuery> queries;
  if (!who.known() || who.agency.empty()) return queries;
  const std::string today = todayInRome();
  addOwn(queries, who, today);
  addReceived(queries, who, today);
  for (const std::string& network : Registers(vault).networksOf(transaction, who.agency)) {
    addClasses(queries, DocumentSource::network, network, DataClass::internal);
  }
  queries.push_back({DocumentSource::author, who.id, {}});
  return queries;
}

}  // namespace

DocumentPage documentsFor(Transaction& transaction, const Vault& vault, const Identity& who, const std::string& path,
                          const DocumentFilter& filter) {
  Sight sight(transaction, vault, who);
  const std::vector<DocumentQuery> queries = path.empty() ? queriesFor(transaction, vault, who)
                                                          : std::vector<DocumentQuery>{{DocumentSource::path, path, {}}};
  DocumentPage page;
  // Of a path that is not theirs to know nobody learns even that it has documents.
  if (!path.empty()) {
    const PathFacts* facts = sight.path(path);
    if (!facts || !readablePath(who, *facts, todayInRome())) return page;
  }
  DocumentFilter asked = filter;
  asked.limit = filter.limit + 1;
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    std::map<std::string, DocumentRecord, std::greater<>> found;
    std::string horizon;  // below it some query has not told everything yet
    for (const DocumentQuery& query : queries) {
      std::vector<DocumentRecord> records = listDocuments(transaction, query, asked);
      if (records.size() == asked.limit) horizon = std::max(horizon, records.back().id);
      for (DocumentRecord& record : records) found.try_emplace(record.id, std::move(record));
    }
    for (auto& [id, record] : found) {
      if (id < horizon) break;
      if (!sight.readable(record)) continue;
      if (page.records.size() == filter.limit) {
        page.next = page.records.back().id;
        return page;
      }
      page.records.push_back(std::move(record));
    }
    if (horizon.empty()) return page;
    asked.before = horizon;
  }
  page.next = asked.before;
  return page;
}

}  // namespace stesura
