// A path as one reader may see it.
#pragma once

#include "service/access.h"
#include "service/handlers/register_desk.h"

namespace stesura {

// Of a path that exists for `who`; throws Refusal{notFound} else.
struct VisiblePath {
  PathFacts facts{};
  DataClass ceiling = DataClass::internal;
};
VisiblePath visiblePath(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id);
// The same for whoever wants to change it: throws Refusal{forbidden} for readers who do not work on the case.
VisiblePath changeablePath(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id);

// What stands in clear of a path: what a list tells.
Json pathBriefly(const PathFacts& facts);
// The whole answer: the body up to the reader's class; operators for the own agency; all recipients
// for class H, else the own entry among them.
Json pathJson(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& id);

void addPathSchemas(RouteTable& table);

}  // namespace stesura
