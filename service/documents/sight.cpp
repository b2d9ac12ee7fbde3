#include "service/documents/sight.h"

#include <algorithm>

#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {

DocumentFacts factsOf(const DocumentRecord& record) {
  return {record.agency, record.author, record.path, classFromName(record.ceiling)};
}

Sight::Sight(Transaction& transaction, const Vault& vault, const Identity& who)
    : transaction_(transaction), documents_(vault), registers_(vault), who_(who), today_(todayInRome()) {}

const PathFacts* Sight::path(const std::string& id) {
  if (!isId(id)) return nullptr;
  const auto known = paths_.find(id);
  const auto& facts = known != paths_.end() ? known->second : paths_.emplace(id, registers_.path(transaction_, id)).first->second;
  return facts ? &*facts : nullptr;
}

bool Sight::member(const std::string& network) {
  if (network.empty() || who_.agency.empty()) return false;
  if (!networks_) networks_ = registers_.networksOf(transaction_, who_.agency);
  return std::find(networks_->begin(), networks_->end(), network) != networks_->end();
}

std::optional<DataClass> Sight::readable(const DocumentRecord& record) {
  return readableDocument(who_, factsOf(record), record.path.empty() ? nullptr : path(record.path), member(record.network), today_);
}

SeenDocument Sight::document(const std::string& id) {
  if (!isId(id)) throw notFound();
  auto record = documents_.find(transaction_, id);
  if (!record) throw notFound();
  const auto readableClass = readable(*record);
  if (!readableClass) throw notFound();
  return {std::move(*record), *readableClass};
}

}  // namespace stesura
