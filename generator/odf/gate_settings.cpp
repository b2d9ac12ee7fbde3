#include "generator/odf/gate_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stesura {
namespace {

constexpr std::array<std::string_view, 14> kDropped{
    "AllowPrintJobCancel",   "ApplyUserData",           "EmbedFonts",
    "EmbedAsianScriptFonts", "EmbedComplexScriptFonts", "EmbedLatinScriptFonts",
    "EmbedOnlyUsedFonts",    "EmbedSystemFonts",        "FieldAutoUpdate",
    "ChartAutoUpdate",       "LinkUpdateMode",          "LoadReadonly",
    "SaveVersionOnClose",    "UpdateFromTemplate"};

bool isSwitchOrNumber(std::string_view type) {
  return type == "boolean" || type == "short" || type == "int" || type == "long" ||
         type == "double";
}

bool staysItem(pugi::xml_node item, SettingsOf of) {
  const std::string_view name = item.attribute("config:name").value();
  if (name == "PrinterIndependentLayout") return true;
  if (name.starts_with("Printer") || name == "PrintPaperFromSetup") return false;
  if (std::find(kDropped.begin(), kDropped.end(), name) != kDropped.end()) return false;
  const std::string_view type = item.attribute("config:type").value();
  if (isSwitchOrNumber(type)) return true;
  return of == SettingsOf::object && type == "string" &&
         std::string_view(item.child_value()).find_first_of("/\\:") == std::string_view::npos;
}

}  // namespace

void keepLayoutSettings(pugi::xml_node root, SettingsOf of) {
  pugi::xml_node settings = root.child("office:settings");
  for (pugi::xml_node set = settings.first_child(); set;) {
    const pugi::xml_node next = set.next_sibling();
    const std::string_view name = set.attribute("config:name").value();
    if (name != "ooo:configuration-settings") {
      settings.remove_child(set);
    } else {
      for (pugi::xml_node item = set.first_child(); item;) {
        const pugi::xml_node after = item.next_sibling();
        const bool forbidden =
            std::string_view(item.attribute("config:name").value()) == "ForbiddenCharacters";
        const bool stays =
            std::string_view(item.name()) == "config:config-item" ? staysItem(item, of) : forbidden;
        if (!stays) set.remove_child(item);
        item = after;
      }
    }
    set = next;
  }
}

}  // namespace stesura
