// Drafts as they are kept: a record in clear, what was written sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

// All texts are "" where there is none.
struct DraftRecord {
  std::string id{};
  std::string kind{}, layout{};
  std::string agency{};
  std::string author{}, holder{};              // ids of the user or key; who goes on with it
  std::string path{}, network{}, meeting{};    // ids
  std::string ceiling{};                       // the highest class of its kind's layouts: P, I, R, G, H
  std::int64_t version = 1;                    // counts its changes: the ETag
  std::string createdAt{}, changedAt{};        // RFC 3339, UTC
  std::string schemaSha256{};                  // under which it was last written
  std::int64_t present = 0, applicable = 0;    // values: its completeness
  std::string scope{};                         // of the key that seals it
};

struct DraftContent {
  Json data = Json::object();
  Json origins = Json::object();   // by JSON Pointer into the data: {"da", "registro", "del", …}
  Json problems = Json::array();   // «<pointer>|<keyword>» of what was wrong when it was last written
  Json aside = Json::object();     // what a newer schema no longer admits, by its former JSON Pointer
};

// Which drafts a list gives: those of `agency` that `reader` may see.
struct DraftFilter {
  std::string agency{};
  std::string reader{};
  bool own = false;       // the reader's drafts that are of no path
  bool operates = false;  // drafts of the paths on which the reader works
  bool shared = false;    // drafts of no path up to class I, whoever wrote them
  std::string kind{}, path{};  // "" for all
  std::string after{};
  std::size_t limit = 50;
};

// Thread-safe; every call works within the caller's transaction and asks nobody for leave: who may
// see what stands in access.h.
class Drafts {
 public:
  explicit Drafts(const Vault& vault) : vault_(vault) {}

  void add(Transaction& transaction, const DraftRecord& record, const DraftContent& content) const;
  std::optional<DraftRecord> find(Transaction& transaction, const std::string& id) const;
  // Throws what Vault::open throws.
  DraftContent content(Transaction& transaction, const DraftRecord& record) const;
  // In the order of their ids, from the one behind `after`.
  std::vector<DraftRecord> list(Transaction& transaction, const DraftFilter& filter) const;
  // Stores `record` as the version that follows `record.version`, which it counts up. False if
  // another version stands.
  bool change(Transaction& transaction, DraftRecord& record, const DraftContent& content) const;
  // False if another version stands.
  bool remove(Transaction& transaction, const DraftRecord& record) const;

 private:
  SqlBytes sealed(Transaction& transaction, const DraftRecord& record, const DraftContent& content) const;

  const Vault& vault_;
};

}  // namespace stesura
