#include "generator/schema/keyword_reader.h"

#include <algorithm>
#include <cmath>

namespace stesura {
namespace {

unsigned typeBit(const std::string& name) {
  if (name == "null") return kTypeNull;
  if (name == "boolean") return kTypeBoolean;
  if (name == "integer") return kTypeInteger;
  if (name == "number") return kTypeNumber | kTypeInteger;
  if (name == "string") return kTypeString;
  if (name == "array") return kTypeArray;
  if (name == "object") return kTypeObject;
  return 0;
}

}  // namespace

void KeywordReader::report(const std::string& keyword, const std::string& message,
                           const std::string& hint) {
  problems_.push_back(schemaProblem(place_, keyword, message, hint));
}

const Json* KeywordReader::value(const char* keyword) const {
  const auto found = schema_.find(keyword);
  return found == schema_.end() ? nullptr : &*found;
}

std::string KeywordReader::text(const char* keyword) {
  const Json* found = value(keyword);
  if (found == nullptr) return {};
  if (found->is_string()) return found->get<std::string>();
  report(keyword, "deve essere un testo.");
  return {};
}

bool KeywordReader::flag(const char* keyword) {
  const Json* found = value(keyword);
  if (found == nullptr) return false;
  if (found->is_boolean()) return found->get<bool>();
  report(keyword, "deve essere vero o falso.");
  return false;
}

std::optional<double> KeywordReader::count(const char* keyword) {
  const Json* found = number(keyword);
  if (found == nullptr) return std::nullopt;
  const double amount = found->get<double>();
  if (amount >= 0 && std::floor(amount) == amount) return amount;
  report(keyword, "deve essere un numero intero da zero in su.");
  return std::nullopt;
}

const Json* KeywordReader::number(const char* keyword) {
  const Json* found = value(keyword);
  if (found == nullptr || found->is_number()) return found;
  report(keyword, "deve essere un numero.");
  return nullptr;
}

const Json* KeywordReader::array(const char* keyword) {
  const Json* found = value(keyword);
  if (found == nullptr || found->is_array()) return found;
  report(keyword, "deve essere un elenco.");
  return nullptr;
}

const Json* KeywordReader::object(const char* keyword) {
  const Json* found = value(keyword);
  if (found == nullptr || found->is_object()) return found;
  report(keyword, "deve essere un oggetto.");
  return nullptr;
}

unsigned KeywordReader::types() {
  const Json* found = value("type");
  if (found == nullptr) return 0;
  unsigned bits = 0;
  const Json list = found->is_array() ? *found : Json::array({*found});
  for (const Json& name : list) {
    const unsigned bit = name.is_string() ? typeBit(name.get_ref<const std::string&>()) : 0;
    if (bit == 0) {
      report("type", "il tipo non è conosciuto.",
             "I tipi sono null, boolean, integer, number, string, array, object.");
      return 0;
    }
    bits |= bit;
  }
  if (bits == 0) report("type", "l'elenco dei tipi è vuoto.");
  return bits;
}

std::vector<std::string> KeywordReader::namesIn(const Json& list, const char* keyword) {
  std::vector<std::string> result;
  if (!list.is_array()) {
    report(keyword, "deve essere un elenco di nomi.");
    return result;
  }
  for (const Json& name : list) {
    if (!name.is_string()) {
      report(keyword, "deve essere un elenco di nomi.");
      return {};
    }
    result.push_back(name.get<std::string>());
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> KeywordReader::names(const char* keyword) {
  const Json* found = value(keyword);
  return found == nullptr ? std::vector<std::string>{} : namesIn(*found, keyword);
}

std::vector<std::pair<std::string, std::vector<std::string>>> KeywordReader::namedNames(
    const char* keyword) {
  std::vector<std::pair<std::string, std::vector<std::string>>> result;
  const Json* found = object(keyword);
  if (found == nullptr) return result;
  for (const auto& [name, list] : found->items()) result.emplace_back(name, namesIn(list, keyword));
  return result;
}

bool KeywordReader::checkSchema(const Json& candidate, const char* keyword) {
  if (candidate.is_object() || candidate.is_boolean()) return true;
  report(keyword, "uno schema deve essere un oggetto, vero o falso.");
  return false;
}

const Json* KeywordReader::schema(const char* keyword) {
  const Json* found = value(keyword);
  return found != nullptr && checkSchema(*found, keyword) ? found : nullptr;
}

std::vector<const Json*> KeywordReader::schemas(const char* keyword) {
  std::vector<const Json*> result;
  const Json* found = array(keyword);
  if (found == nullptr) return result;
  for (const Json& member : *found) {
    if (checkSchema(member, keyword)) result.push_back(&member);
  }
  if (found->empty()) report(keyword, "l'elenco è vuoto.");
  return result;
}

std::vector<std::pair<std::string, const Json*>> KeywordReader::namedSchemas(const char* keyword) {
  std::vector<std::pair<std::string, const Json*>> result;
  const Json* found = object(keyword);
  if (found == nullptr) return result;
  for (const auto& [name, member] : found->items()) {
    if (checkSchema(member, keyword)) result.emplace_back(name, &member);
  }
  return result;
}

}  // namespace stesura
