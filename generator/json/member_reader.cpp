#include "generator/json/member_reader.h"

#include <algorithm>
#include <utility>

#include "generator/spelling.h"

namespace stesura {

const Json* MemberReader::member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string MemberReader::text(const Json& object, const std::string& pointer, const char* key) {
  const Json* found = member(object, key);
  if (found != nullptr && found->is_string() && !found->get_ref<const std::string&>().empty()) {
    return found->get<std::string>();
  }
  complain(pointerJoin(pointer, key), "manca il testo «" + std::string(key) + "»");
  return {};
}

std::vector<std::string> MemberReader::patterns(const Json& object, const std::string& pointer, const char* key) {
  std::vector<std::string> result;
  const Json* found = member(object, key);
  if (found == nullptr) return result;
  if (!found->is_array()) {
    complain(pointerJoin(pointer, key), "deve essere un elenco di puntatori");
    return result;
  }
  for (const Json& entry : *found) {
    if (entry.is_string() && entry.get_ref<const std::string&>().starts_with('/')) {
      result.push_back(entry.get<std::string>());
    } else {
      complain(pointerJoin(pointer, key), "ogni voce è un puntatore come «/persona/cognome»");
    }
  }
  return result;
}

bool MemberReader::flag(const Json& object, const std::string& pointer, const char* key, bool otherwise) {
  const Json* found = member(object, key);
  if (found == nullptr) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  complain(pointerJoin(pointer, key), "è vero o falso (true, false)");
  return otherwise;
}

std::string MemberReader::text(const Json& object, const std::string& pointer, const char* key,
                               std::string otherwise) {
  return member(object, key) == nullptr ? std::move(otherwise) : text(object, pointer, key);
}

int MemberReader::whole(const Json& object, const std::string& pointer, const char* key, int least, int most,
                        int otherwise) {
  const Json* found = member(object, key);
  if (found == nullptr) return otherwise;
  if (found->is_number_integer() && *found >= least && *found <= most) return found->get<int>();
  complain(pointerJoin(pointer, key),
           "è un numero intero da " + std::to_string(least) + " a " + std::to_string(most));
  return otherwise;
}

bool MemberReader::checkKeys(const Json& object, const std::string& pointer, const std::vector<std::string>& known) {
  if (!object.is_object()) {
    complain(pointer, "deve essere un oggetto");
    return false;
  }
  bool allKnown = true;
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    complain(pointerJoin(pointer, key), "voce sconosciuta", didYouMean(key, known));
    allKnown = false;
  }
  return allKnown;
}

void MemberReader::complain(const std::string& pointer, const std::string& message, const std::string& hint) {
  problems_.push_back({.pointer = pointer, .message = message, .hint = hint, .keyword = "kind.json",
                       .schemaPointer = {}, .place = {}});
}

}  // namespace stesura
