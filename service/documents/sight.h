// A stored document as somebody may see it: the rules of access over what the registers know.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "generator/schema/field.h"
#include "service/access.h"
#include "service/store/documents.h"
#include "service/store/registers.h"

namespace stesura {

struct SeenDocument {
  DocumentRecord record{};
  DataClass readable = DataClass::publishable;  // highest class of its data that the asker may read
};

// Works within one transaction; looks each path and network up once.
class Sight {
 public:
  Sight(Transaction& transaction, const Vault& vault, const Identity& who);

  // Throws Refusal{notFound} for what is unknown or not the asker's to know.
  SeenDocument document(const std::string& id);
  std::optional<DataClass> readable(const DocumentRecord& record);
  // What is known of a path, or null.
  const PathFacts* path(const std::string& id);
  // Whether the asker's agency is a member of the network.
  bool member(const std::string& network);

 private:
  Transaction& transaction_;
  Documents documents_;
  Registers registers_;
  const Identity& who_;
  std::string today_;
  std::map<std::string, std::optional<PathFacts>> paths_;
  std::optional<std::vector<std::string>> networks_;
};

DocumentFacts factsOf(const DocumentRecord& record);

}  // namespace stesura
