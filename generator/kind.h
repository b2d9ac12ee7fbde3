// A document kind as read from disk: manifest, schema, layouts with their projections.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/schema.h"

namespace stesura {

enum class Reduction { initials, year };  // `iniziali`, `anno`

// What a layout may show. Everything else is removed before anything else sees the data.
struct Projection {
  DataClass ceiling = DataClass::publishable;
  std::vector<std::string> keep;     // pointer patterns («/parti/*/ente»); empty: everything under the ceiling
  std::vector<std::string> remove;   // pointer patterns taken away even under the ceiling
  std::vector<std::pair<std::string, Reduction>> reductions;  // kept in reduced form whatever their class
};

struct Layout {
  std::string name;         // `completa`
  std::string title;        // «Scheda completa»
  std::filesystem::path file;
  Projection projection;
  bool embedsData = false;  // `dati_incorporati`: PDF/A-3b with the projection attached
};

class Kind {
 public:
  const std::string& name() const;
  const std::string& title() const;
  const std::string& role() const;
  const Schema& schema() const;
  const std::vector<Layout>& layouts() const;
};

}  // namespace stesura
