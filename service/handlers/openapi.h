// The OpenAPI 3.1 document of a route table, and the schemas that resources have in common.
#pragma once

#include <string>
#include <vector>

#include "service/handlers/route.h"

namespace stesura {

// Pure: the same table gives the same document. Throws std::logic_error for an operation that names
// a schema which is not in the table, has no id or no answer: a mistake of the programmer.
Json openApiDocument(const RouteTable& table);

// Adds `Problema`, which every error is, and `StatoDelServizio`.
void addSharedSchemas(RouteTable& table);

// A reference to a component, for schemas that hold others: {"$ref": "#/components/schemas/Ente"}.
Json schemaReference(const std::string& name);
// What listReply() gives, of elements of that component.
Json listSchema(const std::string& elementName);
// A text of that many characters at most; an id as newId() makes it; a moment; a day.
Json textSchema(int maxLength);
Json idSchema();
Json momentSchema();
Json daySchema();
// `limite` and `cursore`, as pageOf() reads them.
std::vector<Parameter> pageParameters();

}  // namespace stesura
