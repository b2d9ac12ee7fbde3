// Fills a draft from what the registers say, as `x-precompila` of its schema tells: pure rules.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/schema.h"

namespace stesura {

// Of schemas/ of a home: what a draft is prefilled from.
inline constexpr const char* kPrefillContextFile = "contesto_bozza.schema.json";

// The shape of what pointers point into: {utente, ente, rete, percorso, persona, incontro, oggi},
// as schemas/contesto_bozza.schema.json of the home tells it. Throws Error{templateFile}.
Schema readPrefillContext(const std::filesystem::path& home);

// Whether anything of a document comes from the registers.
bool prefills(const Field& shape);

// What is wrong with the pointers of a schema: one that names nothing, a list where there is none,
// a source that is more protected than the property which it would fill.
std::vector<Problem> wrongPrefills(const Field& shape, const Field& context);

// By JSON Pointer into the data: where in the context a single value (or a list of them) came from.
using PrefillSources = std::map<std::string, std::string>;

struct PrefillDraft {
  Json data = Json::object();
  PrefillSources sources{};
};

// A property takes what its pointer names: a value, an object (members of the same name), a list
// (an item each; below it a pointer that goes on with `/*` means the same element). A member's own
// pointer comes before its name. What is above `ceiling`, or above the property's own class, is
// left out.
PrefillDraft prefillFrom(const Json& values, const Field& context, const Field& shape,
                         DataClass ceiling);

// Takes back what `report` says is wrong with the values in `sources`; what was taken back, each with
// the sentence why. `whose`: «Il registro».
std::vector<Problem> takeBackMisfits(PrefillDraft& draft, const SchemaReport& report, const std::string& whose = "Il registro");

// What a schema says beforehand of its members: `const` and `default` of the first level.
Json presetsOf(const Json& root, const std::map<std::string, Json>& documents);

}  // namespace stesura
