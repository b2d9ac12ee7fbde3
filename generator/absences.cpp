#include "generator/absences.h"

#include <string_view>

namespace stesura {
namespace {

// The words for a reason of `dati_assenti`; the codes are those of the shared definitions.
const char* reasonText(const Json& reason) {
  if (reason == "non_noto") return "non noto";
  if (reason == "preferisce_non_dirlo") return "preferisce non dirlo";
  if (reason == "non_pertinente") return "non pertinente";
  return "non rilevato";
}

// Adds the reasons that the object at `parent` gives for the absence of its own values. `pattern`
// is what is left of the way to the member that holds them («/dati_assenti», «/documenti/*/…»).
void addAbsences(const Json& value, std::string_view pattern, const std::string& parent,
                 const std::string& pointer, Json& texts) {
  if (pattern.empty()) {
    if (!value.is_object()) return;
    for (const auto& [absent, reason] : value.items()) texts[parent + absent] = reasonText(reason);
    return;
  }
  const std::string_view token = pattern.substr(1, pattern.find('/', 1) - 1);
  pattern.remove_prefix(token.size() + 1);
  if (token == "*" && value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      addAbsences(value[i], pattern, pointer, pointerJoin(pointer, i), texts);
    }
  } else if (value.is_object()) {
    const auto member = value.find(token);
    if (member != value.end()) addAbsences(*member, pattern, pointer, pointerJoin(pointer, token), texts);
  }
}

}  // namespace

Json absenceTexts(const Json& projected, const std::vector<std::string>& patterns) {
  Json texts = Json::object();
  for (const std::string& pattern : patterns) addAbsences(projected, pattern, "", "", texts);
  return texts;
}

}  // namespace stesura
