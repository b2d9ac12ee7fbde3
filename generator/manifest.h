// The manifest kind.json of a document kind, read whole: every mistake is told at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/layout.h"

namespace stesura {

struct Manifest {
  std::string title{};
  std::string role{};
  std::string schemaFile{};  // name of a file of schemas/
  std::vector<Layout> layouts{};
};

// Reads the manifest of the kind `name`, whose templates lie in `folder`.
// Throws Error{templateFile} with pointers into kind.json.
Manifest readManifest(const Json& manifest, const std::filesystem::path& folder, std::string_view name);

// Reads members of a configuration one by one, and collects what is wrong with them.
class MemberReader {
 public:
  // The text of a member that must be there; "" (and a complaint) if it is not.
  std::string text(const Json& object, const std::string& pointer, const char* key);
  // JSON Pointers, perhaps with `*`; empty if the member is not there.
  std::vector<std::string> patterns(const Json& object, const std::string& pointer, const char* key);
  bool flag(const Json& object, const std::string& pointer, const char* key, bool otherwise);
  // The member, or null. `object` may be anything.
  static const Json* member(const Json& object, const char* key);
  // Complains of everything that is not `known`, and of what is no object; false then.
  bool checkKeys(const Json& object, const std::string& pointer, const std::vector<std::string>& known);

  void complain(const std::string& pointer, const std::string& message, const std::string& hint = {});
  void throwIfWrong(std::string_view kind) const;

 private:
  std::vector<Problem> problems_;
};

}  // namespace stesura
