// What agencies bring of their own: letterheads, and layouts in the place of those of a kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

enum class TemplateState { trial, active, retired };  // in_prova, attivo, dismesso
std::string_view templateStateName(TemplateState state);

// One version, without its bytes. Versions never change but for their state.
struct AgencyTemplate {
  std::string id{};
  std::string agency{};
  std::string kind{}, layout{};  // both "" for a letterhead
  std::int64_t number = 0;       // within agency, kind and layout; given by add()
  TemplateState state = TemplateState::trial;
  std::int64_t version = 1;      // counts its changes: the ETag
  std::string mediaType{};
  std::string sha256{};          // of the bytes, hex
  std::int64_t size = 0;         // bytes
  std::string uploadedAt{}, uploadedBy{};
  std::string activatedAt{};     // "" if it never was
  std::string name{};
  Json warnings = Json::array();  // what lint said of it when it came

  bool isLetterhead() const { return kind.empty(); }
};

// The versions that are on for a document: "" where the standard holds.
struct ActiveTemplates {
  std::string layout{}, layoutId{};          // bytes and id
  std::string letterhead{}, letterheadId{};
  std::int64_t layoutNumber = 0, letterheadNumber = 0;
  bool any() const { return !layoutId.empty() || !letterheadId.empty(); }
};

// Which versions a list holds.
struct TemplateFilter {
  std::string agency{};
  std::optional<std::string> kind{};  // "": letterheads
  std::optional<std::string> layout{};
  bool activeOnly = false;
};

// Within the caller's transaction; asks nobody for leave. Thread-safe.
class AgencyTemplates {
 public:
  static constexpr std::int64_t kMostVersions = 50;  // of an agency and layout

  explicit AgencyTemplates(const Vault& vault) : vault_(vault) {}

  // Stores a new version and gives it its number. Throws Refusal{conflict} where there are as many
  // as may be, or where the same bytes are there already.
  AgencyTemplate add(Transaction& transaction, AgencyTemplate entry, std::string_view bytes) const;
  std::optional<AgencyTemplate> find(Transaction& transaction, const std::string& id) const;
  std::string bytes(Transaction& transaction, const AgencyTemplate& entry) const;
  // In the order of their ids, from behind `after`.
  std::vector<AgencyTemplate> list(Transaction& transaction, const TemplateFilter& filter, const std::string& after,
                                   std::size_t limit) const;
  // Switches a version on, and whichever was on in its place off.
  void activate(Transaction& transaction, const AgencyTemplate& entry) const;
  void deactivate(Transaction& transaction, const AgencyTemplate& entry) const;
  // Documents keep the bytes they were made with: nothing depends on a version that is off.
  void remove(Transaction& transaction, const AgencyTemplate& entry) const;

  ActiveTemplates active(Transaction& transaction, const std::string& agency, const std::string& kind,
                         const std::string& layout) const;
  // Of all agencies.
  std::vector<AgencyTemplate> allActive(Transaction& transaction) const;

 private:
  AgencyTemplate of(Transaction& transaction, const SqlRow& row) const;

  const Vault& vault_;
};

}  // namespace stesura
