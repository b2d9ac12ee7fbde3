#include "service/drafts/earlier.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "generator/prefill.h"

namespace stesura {
namespace {

// What belongs to the old document itself: never the next one's.
bool belongsToItsDocument(const Field& field) {
  constexpr std::array<std::string_view, 5> kFormats = {"date", "date-time", "data-parziale", "time", "uuid"};
  constexpr std::array<std::string_view, 8> kNames = {"id", "versione", "schema_versione", "tipo_documento",
                                                      "documento_precedente", "sha256", "protocollo", "firme"};
  if (std::find(kFormats.begin(), kFormats.end(), field.format) != kFormats.end()) return true;
  const bool first = std::count(field.pointer.begin(), field.pointer.end(), '/') == 1;
  if (first && field.name.starts_with("numero_")) return true;
  const bool named = std::find(kNames.begin(), kNames.end(), field.name) != kNames.end();
  if (field.properties.contains("sha256")) return true;  // another document
  // The identifier of an agency is what it is known by: only the document's own stays behind.
  return field.absences || (named && (first || field.name != "id"));
}

bool isBlank(const Json* value) {
  return value == nullptr || value->is_null() || (value->is_structured() && value->empty()) ||
         (value->is_string() && value->get_ref<const std::string&>().empty());
}

class Copying {
 public:
  explicit Copying(Protected protectedData) : protectedData_(protectedData) {}

  // What is copied, alone: objects with nothing in them do not come.
  Json copied(const Field& target, const Field& source, const Json& value, const Json* draft, const std::string& pointer) {
    if (belongsToItsDocument(target)) return nullptr;
    if (!target.properties.empty()) return copiedObject(target, source, value, draft, pointer);
    if (!isBlank(draft)) return nullptr;
    if (target.items) return copiedList(target, source, value, pointer);
    if (value.is_structured() || !mayCopy(target, source)) return nullptr;
    added.push_back(pointer);
    return value;
  }

  std::vector<std::string> added{};

 private:
  Json copiedObject(const Field& target, const Field& source, const Json& value, const Json* draft, const std::string& pointer) {
    if (!value.is_object() || (draft != nullptr && !draft->is_object())) return nullptr;
    Json object;
    for (const auto& [name, member] : target.properties) {
      const Field* from = source.property(name);
      const auto found = value.find(name);
      if (from == nullptr || found == value.end()) continue;
      const Json* there = draft != nullptr && draft->contains(name) ? &draft->at(name) : nullptr;
      Json copy = copied(*member, *from, *found, there, pointerJoin(pointer, name));
      if (!copy.is_null()) object[name] = std::move(copy);
    }
    return object;
  }

  Json copiedList(const Field& target, const Field& source, const Json& value, const std::string& pointer) {
    Json list;
    if (!value.is_array() || !source.items) return list;
    for (const Json& item : value) {
      Json copy = copied(*target.items, *source.items, item, nullptr, pointerJoin(pointer, list.size()));
      if (!copy.is_null()) list.push_back(std::move(copy));
    }
    return list;
  }

  bool mayCopy(const Field& target, const Field& source) const {
    if (source.dataClass > target.dataClass) return false;
    return protectedData_ == Protected::confirmed || target.dataClass < DataClass::judicial;
  }

  Protected protectedData_;
};

void mergeInto(Json& data, const Json& copied) {
  for (const auto& [name, value] : copied.items()) {
    Json& place = data[name];
    if (place.is_object() && value.is_object()) {
      mergeInto(place, value);
    } else {
      place = value;
    }
  }
}

}  // namespace

std::size_t copyFromEarlier(const Generator& generator, const std::string& kind, const EarlierDocument& earlier,
                            Protected protectedData, DraftContent& content, std::vector<Problem>& leftOut) {
  const auto target = generator.shape(kind), source = generator.shape(earlier.kind);
  Copying copying(protectedData);
  const Json copied = copying.copied(*target, *source, earlier.data, &content.data, "");
  if (copied.is_null()) return 0;
  PrefillDraft draft{content.data, {}};
  mergeInto(draft.data, copied);
  for (const std::string& pointer : copying.added) draft.sources[pointer] = pointer;
  for (int round = 0; round < 8; ++round) {
    std::vector<Problem> taken = takeBackMisfits(draft, generator.check(kind, draft.data).report, "Il documento di allora");
    if (taken.empty()) break;
    leftOut.insert(leftOut.end(), taken.begin(), taken.end());
  }
  content.data = std::move(draft.data);
  for (const auto& [pointer, from] : draft.sources) {
    content.origins[pointer] = {{"da", from}, {"registro", "documenti"}, {"del", earlier.issuedOn}, {"oggetto", earlier.id},
                                {"nota", "documento del " + earlier.issuedOn}};
  }
  return draft.sources.size();
}

}  // namespace stesura
