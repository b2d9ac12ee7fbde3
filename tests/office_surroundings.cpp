#include "tests/office_surroundings.h"

#include <unistd.h>

#include <fstream>
#include <map>
#include <sstream>

namespace stesura {

namespace {

struct Process {
  pid_t parent;
  std::string program;
  char state;
};

// «pid (name) state parent …» of proc(5).
std::map<pid_t, Process> processes() {
  std::map<pid_t, Process> all;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    std::ifstream file(entry.path() / "stat");
    std::string line;
    if (!std::getline(file, line)) continue;
    const auto open = line.find('('), close = line.rfind(')');
    if (open == std::string::npos || close == std::string::npos) continue;
    std::istringstream rest(line.substr(close + 1));
    Process process{0, line.substr(open + 1, close - open - 1), 'Z'};
    rest >> process.state >> process.parent;
    all[std::stoi(line)] = process;
  }
  return all;
}

}  // namespace

OfficeSettings officeSettings() {
  OfficeSettings settings;
  settings.agent = std::filesystem::path(STESURA_BINARY_DIR) / "stesura-office-agent";
  settings.fonts = std::filesystem::path(STESURA_SOURCE_DIR) / "build/fonts";
  return settings;
}

std::string formDocument() {
  std::ifstream in(std::string(STESURA_SOURCE_DIR) + "/tests/fixtures/office/scheda.fodt");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::string documentOf(const std::string& body, const std::string& styles) {
  std::string document = formDocument();
  const std::string open = "<office:text>", close = "</office:text>";
  const auto from = document.find(open) + open.size();
  document.replace(from, document.find(close) - from, body);
  return document.insert(document.find("</office:automatic-styles>"), styles);
}

std::string documentWithParagraphs(int count) {
  std::string body;
  for (int i = 0; i < count; ++i) body += "<text:p>Riga della scheda</text:p>";
  return documentOf(body);
}

std::vector<pid_t> descendants(const std::string& program) {
  const auto all = processes();
  const auto isOurs = [&all](pid_t process) {
    for (auto at = all.find(process); at != all.end(); at = all.find(at->second.parent))
      if (at->second.parent == getpid()) return true;
    return false;
  };
  std::vector<pid_t> found;
  for (const auto& [id, process] : all)
    if (process.state != 'Z' && (program.empty() || process.program == program) && isOurs(id))
      found.push_back(id);
  return found;
}

std::vector<pid_t> busyOffices() {
  std::vector<pid_t> busy;
  for (const pid_t process : descendants("soffice.bin")) {
    // Its own root folder, as seen from outside the sandbox.
    const auto folder = std::filesystem::path("/proc") / std::to_string(process) / "root/tmp";
    std::error_code error;
    if (std::filesystem::exists(folder / "in.fodt", error)) busy.push_back(process);
  }
  return busy;
}

}  // namespace stesura
