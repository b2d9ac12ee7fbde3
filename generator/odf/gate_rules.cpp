#include "generator/odf/gate_rules.h"

#include <algorithm>
#include <array>
#include <utility>

namespace stesura {
namespace {

using enum GateAction;

constexpr std::string_view kMacro = "una macro o uno script";
constexpr std::string_view kEvent = "un evento che avvia una macro";
constexpr std::string_view kDde = "un collegamento DDE a un altro programma";
constexpr std::string_view kDatabase = "un campo o un collegamento a una base di dati";
constexpr std::string_view kProgram = "un oggetto che esegue un programma";
constexpr std::string_view kFont = "un carattere tipografico incorporato o collegato";
constexpr std::string_view kSheet = "un collegamento a un altro foglio di calcolo";
constexpr std::string_view kXForms = "un modulo XForms";
constexpr std::string_view kMedia = "un suono, un filmato o un'animazione";

// Sorted by name, for the search. Comments go because they are no part of a page, and because
// LibreOffice without a display dies of them.
constexpr std::array<std::pair<std::string_view, GateRule>, 54> kRules{{
    {"draw:applet", {refuse, kProgram}},
    {"draw:floating-frame", {refuse, "una cornice che carica un'altra pagina"}},
    {"draw:plugin", {refuse, kMedia}},
    {"form:connection-resource", {refuse, kDatabase}},
    {"loext:annotation", {drop, {}}},
    {"loext:annotation-end", {drop, {}}},
    {"meta:auto-reload", {drop, {}}},
    {"meta:hyperlink-behaviour", {drop, {}}},
    {"meta:print-date", {drop, {}}},
    {"meta:printed-by", {drop, {}}},
    {"meta:template", {drop, {}}},
    {"office:annotation", {drop, {}}},
    {"office:annotation-end", {drop, {}}},
    {"office:dde-source", {refuse, kDde}},
    {"office:event-listeners", {dropIfBare, kEvent}},
    {"office:scripts", {dropIfBare, kMacro}},
    {"ooo:library-linked", {refuse, kMacro}},
    {"ooo:module", {refuse, kMacro}},
    {"presentation:animations", {refuse, kMedia}},
    {"presentation:event-listener", {refuse, kEvent}},
    {"presentation:play", {refuse, kMedia}},
    {"presentation:sound", {refuse, kMedia}},
    {"script:event", {refuse, kEvent}},
    {"script:event-listener", {refuse, kEvent}},
    {"svg:definition-src", {refuse, kFont}},
    {"svg:font-face-uri", {refuse, kFont}},
    {"table:cell-range-source", {refuse, kSheet}},
    {"table:database-source-query", {refuse, kDatabase}},
    {"table:database-source-sql", {refuse, kDatabase}},
    {"table:database-source-table", {refuse, kDatabase}},
    {"table:dde-link", {refuse, kDde}},
    {"table:dde-links", {dropIfBare, kDde}},
    {"table:source-service", {refuse, kDatabase}},
    {"table:table-source", {refuse, kSheet}},
    {"text:alphabetical-index-auto-mark-file", {refuse, "un indice che legge un altro file"}},
    {"text:change", {drop, {}}},
    {"text:change-end", {drop, {}}},
    {"text:change-start", {drop, {}}},
    {"text:database-display", {refuse, kDatabase}},
    {"text:database-name", {refuse, kDatabase}},
    {"text:database-next", {refuse, kDatabase}},
    {"text:database-row-number", {refuse, kDatabase}},
    {"text:database-row-select", {refuse, kDatabase}},
    {"text:dde-connection", {refuse, kDde}},
    {"text:dde-connection-decl", {refuse, kDde}},
    {"text:dde-connection-decls", {dropIfBare, kDde}},
    {"text:execute-macro", {refuse, "un campo che esegue una macro"}},
    {"text:script", {refuse, "un campo con uno script"}},
    {"text:tracked-changes", {dropIfBare, "revisioni in sospeso"}},
    {"xforms:bind", {refuse, kXForms}},
    {"xforms:instance", {refuse, kXForms}},
    {"xforms:model", {refuse, kXForms}},
    {"xforms:schema", {refuse, kXForms}},
    {"xforms:submission", {refuse, kXForms}},
}};

}  // namespace

GateRule gateRuleFor(std::string_view element) {
  if (element.starts_with("db:")) return {refuse, kDatabase};
  if (element.starts_with("xforms:")) return {refuse, kXForms};
  if (element.starts_with("anim:")) return {refuse, kMedia};
  const auto at =
      std::lower_bound(kRules.begin(), kRules.end(), element,
                       [](const auto& rule, std::string_view name) { return rule.first < name; });
  return at != kRules.end() && at->first == element ? at->second : GateRule{};
}

bool holdsPicture(std::string_view element) {
  return element == "draw:image" || element == "draw:fill-image" ||
         element == "style:background-image" || element == "text:list-level-style-image" ||
         element == "chart:symbol-image";
}

bool holdsHyperlink(std::string_view element) {
  return element == "text:a" || element == "draw:a" || element.starts_with("draw:area-") ||
         element == "form:button" || element == "form:image" || element == "form:form";
}

}  // namespace stesura
