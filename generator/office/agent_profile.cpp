#include "generator/office/agent_profile.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace stesura {

namespace {

struct Setting {
  std::string_view path, name, value;
};

// An empty value is written as an empty list.
constexpr Setting kSettings[] = {
    {"Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"},
    {"Office.Common/Security/Scripting", "DisableMacrosExecution", "true"},
    {"Office.Common/Security/Scripting", "MacroSecurityLevel", "3"},
    {"Office.Common/Security/Scripting", "SecureURL", ""},
    {"Office.Common/Security/Scripting", "ExecutePlugins", "false"},
    {"Office.Common/Security/Scripting", "WarnCreatePDF", "false"},
    {"Office.Writer/Content/Update", "Link", "2"},
    {"Office.Java/VirtualMachine", "Enable", "false"},
    {"Office.Recovery/AutoSave", "Enabled", "false"},
    {"Office.Recovery/RecoveryInfo", "Enabled", "false"},
    {"Office.Common/Misc", "CrashReport", "false"},
    {"Office.Common/Misc", "FirstRun", "false"},
    {"Office.Common/Save/ODF", "DefaultVersion", "10"},
    {"Setup/L10N", "ooSetupSystemLocale", "it-IT"},
    {"Office.Linguistic/General", "DefaultLocale", "it-IT"},
};

struct Substitution {
  std::string_view asked, given;
};

// Metrically equal where such a font exists.
constexpr Substitution kSubstitutions[] = {
    {"Arial", "Liberation Sans"},
    {"Helvetica", "Liberation Sans"},
    {"sans-serif", "Liberation Sans"},
    {"Times New Roman", "Liberation Serif"},
    {"Times", "Liberation Serif"},
    {"serif", "Liberation Serif"},
    {"Courier New", "Liberation Mono"},
    {"Courier", "Liberation Mono"},
    {"monospace", "Liberation Mono"},
    {"Calibri", "Carlito"},
    {"Cambria", "Caladea"},
    {"Verdana", "DejaVu Sans"},
    {"Tahoma", "DejaVu Sans"},
    {"Symbol", "OpenSymbol"},
    {"Wingdings", "OpenSymbol"},
    {"StarSymbol", "OpenSymbol"},
};

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw std::system_error(errno, std::generic_category());
}

std::string registry() {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" "
      "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n";
  for (const Setting& setting : kSettings) {
    xml.append("<item oor:path=\"/org.openoffice.").append(setting.path);
    xml.append("\"><prop oor:name=\"").append(setting.name);
    xml.append("\" oor:op=\"fuse\"><value>").append(setting.value);
    xml.append("</value></prop></item>\n");
  }
  return xml + "</oor:items>\n";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char character : text) {
    if (character == '&')
      out += "&amp;";
    else if (character == '<')
      out += "&lt;";
    else
      out += character;
  }
  return out;
}

std::string fontConfiguration(const std::filesystem::path& folder,
                              const std::filesystem::path& fonts) {
  std::string xml =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">\n"
      "<fontconfig>\n<dir>" +
      escaped(fonts.string()) + "</dir>\n<cachedir>" + escaped((folder / "font-cache").string()) +
      "</cachedir>\n";
  for (const auto& [asked, given] : kSubstitutions) {
    xml.append("<match target=\"pattern\"><test name=\"family\"><string>").append(asked);
    xml.append("</string></test><edit name=\"family\" mode=\"assign\" binding=\"same\"><string>");
    xml.append(given).append("</string></edit></match>\n");
  }
  // Whatever else is asked for, and every character that the chosen font lacks.
  xml +=
      "<match target=\"pattern\"><edit name=\"family\" mode=\"append_last\">"
      "<string>Titillium Web</string><string>DejaVu Sans</string></edit></match>\n"
      "<config><rescan><int>0</int></rescan></config>\n</fontconfig>\n";
  return xml;
}

// A profile without this file makes LibreOffice rebuild its extension cache and start twice.
void writeBuildId(const std::filesystem::path& user) {
  std::ifstream versions("/usr/lib/libreoffice/program/versionrc");
  for (std::string line; std::getline(versions, line);) {
    constexpr std::string_view kKey = "buildid=";
    if (!line.starts_with(kKey)) continue;
    std::filesystem::create_directories(user / "extensions");
    write(user / "extensions" / "buildid", line.substr(kKey.size()));
  }
}

}  // namespace

void writeProfile(const std::filesystem::path& folder, const std::filesystem::path& fonts) {
  const auto user = folder / "profile" / "user";
  std::filesystem::create_directories(user);
  std::filesystem::create_directories(folder / "font-cache");
  write(user / "registrymodifications.xcu", registry());
  write(folder / "fonts.conf", fontConfiguration(folder, fonts));
  writeBuildId(user);
}

}  // namespace stesura
