// «Chi vede che cosa»: who may see which part of a document, worked out by asking the rules of access.
#pragma once

#include <string>
#include <vector>

#include "generator/schema/field.h"
#include "service/store/documents.h"
#include "service/store/registers.h"

namespace stesura {

// Somebody, or everybody with a role in an agency, who may see the document.
struct Reader {
  std::string agency{};
  std::string role{};  // «operatore», …; "" where `user` says it
  std::string user{};  // id; "" for all with the role
  std::string as{};    // of a user: «operatore del percorso», «case manager», «autore»
  DataClass highest = DataClass::publishable;  // class of the data that they may read
};

// `path` is null where the document is of none; `members`: agencies of its network.
std::vector<Reader> readersOf(const DocumentRecord& record, const PathFacts* path,
                              const std::vector<std::string>& members, const std::string& today);

}  // namespace stesura
