#include "generator/agency_names.h"

namespace stesura {
namespace {

// As deep as data may be nested.
void addNames(const Json& data, std::map<std::string, std::string>& names) {
  if (data.is_object()) {
    const auto id = data.find("id");
    const auto name = data.find("denominazione");
    if (id != data.end() && name != data.end() && id->is_string() && name->is_string()) {
      names.emplace(id->get<std::string>(), name->get<std::string>());
    }
  }
  if (!data.is_structured()) return;
  for (const Json& member : data) addNames(member, names);
}

}  // namespace

std::map<std::string, std::string> agencyNames(const Json& data) {
  std::map<std::string, std::string> names;
  addNames(data, names);
  return names;
}

}  // namespace stesura
