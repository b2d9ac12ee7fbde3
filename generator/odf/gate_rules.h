// What the gate does with each element of OpenDocument that is not simply let through.
#pragma once

#include <string_view>

namespace stesura {

enum class GateAction { pass, refuse, drop, dropIfBare };

struct GateRule {
  GateAction action = GateAction::pass;
  std::string_view thing;  // Italian, with its article: «un campo che esegue una macro»
};

// dropIfBare: refused if it holds elements, dropped if it is an empty shell as LibreOffice writes.
GateRule gateRuleFor(std::string_view element);

// Elements whose xlink:href is a picture of the document, and those whose it is a hyperlink.
bool holdsPicture(std::string_view element);
bool holdsHyperlink(std::string_view element);

}  // namespace stesura
