// Rules and derived values as kind.json writes them, not yet bound to any shape.
#pragma once

#include <string>

#include "generator/json/json.h"

namespace stesura {

struct LanguageSource {
  Json rules = Json::array();    // `regole`
  Json derived = Json::array();  // `derivati`
  std::string pointer{};         // where they stand in kind.json: "" or "/modelli/0"

  bool empty() const { return rules.empty() && derived.empty(); }
};

}  // namespace stesura
