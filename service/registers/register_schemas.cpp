#include "service/registers/register_schemas.h"

#include <optional>

#include "generator/schema_files.h"

namespace stesura {
namespace {

constexpr std::pair<Register, const char*> kFiles[] = {
    {Register::agencies, "registro_ente.schema.json"},
    {Register::networks, "registro_rete.schema.json"},
    {Register::persons, "registro_persona.schema.json"},
    {Register::paths, "registro_percorso.schema.json"},
    {Register::meetings, "registro_incontro.schema.json"},
};

// What is left of a value; none where nothing may be seen. An object or a list above the ceiling
// may still hold what is below it.
std::optional<Json> reducedValue(const Json& value, const Field& field, DataClass ceiling) {
  if (value.is_object() && !field.properties.empty()) {
    Json left = Json::object();
    for (const auto& [key, member] : value.items()) {
      const Field* known = field.property(key);
      if (!known) continue;
      if (std::optional<Json> kept = reducedValue(member, *known, ceiling))
        left[key] = std::move(*kept);
    }
    if (left.empty() && (!value.empty() || field.dataClass > ceiling)) return std::nullopt;
    return left;
  }
  if (value.is_array() && field.items) {
    Json left = Json::array();
    for (const Json& item : value) {
      if (std::optional<Json> kept = reducedValue(item, *field.items, ceiling))
        left.push_back(std::move(*kept));
    }
    if (left.empty() && (!value.empty() || field.dataClass > ceiling)) return std::nullopt;
    return left;
  }
  if (field.dataClass > ceiling) return std::nullopt;
  return value;
}

}  // namespace

RegisterSchemas::RegisterSchemas(const std::filesystem::path& home) {
  for (const auto& [which, file] : kFiles) {
    const SchemaFiles files = readSchemaFiles(home / "schemas", file);
    schemas_.emplace(which, Schema::compile(files.root, files.documents));
  }
}

SchemaReport RegisterSchemas::report(Register which, const Json& body) const {
  return schemas_.at(which).validate(body);
}

std::vector<Problem> RegisterSchemas::check(Register which, const Json& body) const {
  SchemaReport found = report(which, body);
  if (!found.valid())
    throw Error(ErrorKind::data, "I dati non sono validi per il registro.",
                std::move(found.problems));
  return std::move(found.warnings);
}

Json RegisterSchemas::reduced(Register which, const Json& body, DataClass ceiling) const {
  return reducedValue(body, shape(which), ceiling).value_or(Json::object());
}

const Field& RegisterSchemas::shape(Register which) const { return schemas_.at(which).shape(); }

}  // namespace stesura
