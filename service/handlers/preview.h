// A document as it would look: bytes back, nothing stored, nothing written down.
#pragma once

#include <string>
#include <vector>

#include "generator/generator.h"
#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

struct PreviewOrder {
  std::string layout{};  // «modello»; "" takes the first
  OutputFormat format = OutputFormat::odt;
  Completion completion = Completion::issued;
};

// From `modello`, `formato` (else Accept), `bozza`. Throws Refusal{malformed}, {notAcceptable}.
PreviewOrder previewOrder(const Request& request);
// As the agency of `who` would issue it: with its letterhead and its own layouts.
Reply previewReply(const Services& services, const Identity& who, const std::string& kind, const PreviewOrder& order,
                   const Json& data);

// What OpenAPI says of them; `draft` asks for `bozza`, too.
std::vector<Parameter> previewParameters(bool draft);
Answer previewAnswer();

// Whether the query says `name=true`; false without it. Throws Refusal{malformed} for another word.
bool flagOf(const Request& request, const std::string& name);

}  // namespace stesura
