// The rules of the house about who may include whom, checked from the #include lines.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace stesura {
namespace {

namespace fs = std::filesystem;

struct Inclusion {
  std::string file;     // relative to the repository
  std::string included;  // as written
  bool system;           // between angle brackets
};

std::vector<Inclusion> inclusionsBelow(const std::string& folder) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Inclusion> found;
  const fs::path root = STESURA_SOURCE_DIR;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
    std::ifstream stream(entry.path());
    for (std::string line; std::getline(stream, line);) {
      std::smatch match;
      if (std::regex_search(line, match, kInclude)) {
        found.push_back({fs::relative(entry.path(), root).string(), match[2], match[1] == "<"});
      }
    }
  }
  return found;
}

// "json", "schema", …; "" for the files that lie directly in generator/.
std::string roomOf(const std::string& path) {
  const std::string prefix = "generator/";
  if (!path.starts_with(prefix)) return {};
  const auto slash = path.find('/', prefix.size());
  return slash == std::string::npos ? std::string() : path.substr(prefix.size(), slash - prefix.size());
}

bool isFoundation(const std::string& included) {
  return included == "generator/error.h" || included == "generator/spelling.h" || included == "generator/digest.h";
}

TEST(Arrows, GeneratorKnowsNothingOfTheService) {
  for (const Inclusion& inclusion : inclusionsBelow("generator")) {
    EXPECT_FALSE(inclusion.included.starts_with("service/")) << inclusion.file;
    EXPECT_FALSE(inclusion.included.starts_with("Poco/Net") || inclusion.included.starts_with("Poco/Data"))
        << inclusion.file << " includes " << inclusion.included;
  }
}

TEST(Arrows, RoomsPointOnlyTheAllowedWay) {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"json", {"json"}},
      {"schema", {"json", "schema"}},
      {"italian", {"italian"}},
      {"rules", {"json", "schema", "merge", "italian", "rules"}},
      {"merge", {"italian", "json", "schema", "merge"}},
      {"picture", {"italian", "json", "merge", "picture"}},
      {"markdown", {"merge", "markdown"}},
      {"odf", {"json", "schema", "merge", "markdown", "picture", "odf"}},
      {"pdf", {"json", "merge", "pdf"}},
      {"form", {"json", "schema", "merge", "pdf", "form"}},
      {"signature", {"json", "pdf", "form", "signature"}},
      {"office", {"office"}},
  };
  for (const Inclusion& inclusion : inclusionsBelow("generator")) {
    const std::string room = roomOf(inclusion.file);
    if (room.empty() || !inclusion.included.starts_with("generator/") || isFoundation(inclusion.included)) continue;
    ASSERT_TRUE(allowed.contains(room)) << "no arrows are drawn for " << inclusion.file;
    EXPECT_TRUE(allowed.at(room).contains(roomOf(inclusion.included)))
        << inclusion.file << " includes " << inclusion.included;
  }
}

TEST(Arrows, EachForeignLibraryHasItsRooms) {
  using Rooms = std::set<std::string>;
  const std::vector<std::pair<std::regex, Rooms>> rooms = {
      {std::regex("^re2/"), {"schema"}},
      {std::regex("^(kainjow/)?mustache"), {"merge"}},
      {std::regex("^unicode/"), {"italian"}},
      {std::regex("^cmark"), {"markdown"}},
      {std::regex("^pugixml"), {"odf"}},
      {std::regex("^expat"), {"odf"}},
      {std::regex("^zip\\.h$"), {"odf"}},
      {std::regex("^libdeflate"), {"odf"}},
      {std::regex("^qpdf/"), {"pdf", "form"}},
      {std::regex("^(ft2build|freetype/)"), {"pdf", "form"}},
      {std::regex("^hb"), {"form"}},
      {std::regex("^openssl/(cms|engine|ess|ocsp|pkcs12|pkcs7|ts)\\.h$"), {"signature"}},
      {std::regex("^(libxml|xmlsec)/"), {"signature"}},
      {std::regex("^zlib\\.h$"), {"pdf"}},
      {std::regex("^(qrencode|png|jpeglib|jerror|lcms2)\\.h$"), {"picture"}},
      {std::regex("^(com/sun/star|cppuhelper|sal|rtl|osl|uno)/"), {"office"}},
  };
  for (const std::string folder : {"generator", "service"}) {
    for (const Inclusion& inclusion : inclusionsBelow(folder)) {
      for (const auto& [library, mayUse] : rooms) {
        if (!std::regex_search(inclusion.included, library)) continue;
        EXPECT_TRUE(mayUse.contains(roomOf(inclusion.file))) << inclusion.file << " includes " << inclusion.included;
      }
    }
  }
}

TEST(Arrows, ServiceUsesTheGeneratorThroughItsDoor) {
  const std::set<std::string> doors = {"generator/generator.h", "generator/error.h", "generator/digest.h",
                                       "generator/json/json.h", "generator/spelling.h", "generator/schema/schema.h",
                                       "generator/schema/field.h", "generator/schema_files.h", "generator/prefill.h",
                                       "generator/schema/codice_fiscale.h", "generator/form/form.h", "generator/form/form_labels.h", "generator/form/form_map.h", "generator/odf/spreadsheet.h",
                                       "generator/form/faces.h", "generator/signature/key.h", "generator/signature/outcome.h",
                                       "generator/signature/signing.h", "generator/signature/trust.h",
                                       "generator/signature/moment.h", "generator/signature/field_states.h",
                                       "generator/signature/verification.h", "generator/signature/verification_json.h"};
  for (const Inclusion& inclusion : inclusionsBelow("service")) {
    if (!inclusion.included.starts_with("generator/")) continue;
    EXPECT_TRUE(doors.contains(inclusion.included)) << inclusion.file << " includes " << inclusion.included;
  }
}

TEST(Arrows, RoomsOfTheServicePointOnlyTheAllowedWay) {
  const std::map<std::string, std::set<std::string>> allowed = {
      {"store", {"store"}},
      {"registers", {"store", "registers"}},
      {"templates", {"store", "templates"}},
      {"drafts", {"store", "registers", "templates", "drafts"}},
      {"documents", {"store", "registers", "templates", "documents"}},
      {"jobs", {"store", "drafts", "documents", "jobs"}},
      {"handlers", {"store", "registers", "templates", "drafts", "documents", "jobs", "handlers"}},
      {"http", {"store", "handlers", "http"}},
  };
  for (const Inclusion& inclusion : inclusionsBelow("service")) {
    const std::string room = roomOf("generator/" + inclusion.file.substr(8));
    if (room.empty() || room == "commands" || !inclusion.included.starts_with("service/")) continue;
    ASSERT_TRUE(allowed.contains(room)) << "no arrows are drawn for " << inclusion.file;
    const std::string other = roomOf("generator/" + inclusion.included.substr(8));
    if (other.empty()) {
      EXPECT_TRUE(room != "store" || inclusion.included == "service/refusal.h") << inclusion.file;
    } else {
      EXPECT_TRUE(allowed.at(room).contains(other)) << inclusion.file << " includes " << inclusion.included;
    }
  }
}

TEST(Arrows, TheStoreAloneKnowsTheDatabaseAndHttpAloneTheNetwork) {
  for (const Inclusion& inclusion : inclusionsBelow("service")) {
    if (inclusion.included.starts_with("Poco/Data")) {
      EXPECT_TRUE(inclusion.file.starts_with("service/store/")) << inclusion.file;
    }
    if (inclusion.included.starts_with("Poco/Net")) {
      EXPECT_TRUE(inclusion.file.starts_with("service/http/")) << inclusion.file;
    }
  }
}

// Two types or functions of one name in one program are one to the linker, which keeps either.
TEST(Arrows, NoTwoTypesOfTheHeadersShareAName) {
  static const std::regex kType(R"(^(struct|class|enum class) (\w+)( final)?( : [^;{]*)? *\{)");
  std::map<std::string, std::string> homes;
  for (const std::string folder : {"generator", "service"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(STESURA_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".h") continue;
      const std::string file = fs::relative(entry.path(), STESURA_SOURCE_DIR).string();
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, kType)) continue;
        const auto [known, isNew] = homes.emplace(match[2], file);
        EXPECT_TRUE(isNew) << match[2] << " is in " << known->second << " and in " << file;
      }
    }
  }
  EXPECT_GT(homes.size(), 200u);
}

TEST(Arrows, NoTwoLibrariesDefineTheSameFunction) {
  std::map<std::string, std::string> homes;
  std::size_t libraries = 0;
  for (const auto& entry : fs::directory_iterator(STESURA_BINARY_DIR)) {
    if (entry.path().extension() != ".a") continue;
    ++libraries;
    const std::string command = "nm -g --defined-only -f posix '" + entry.path().string() + "' 2>/dev/null";
    const std::unique_ptr<FILE, int (*)(FILE*)> symbols(popen(command.c_str(), "r"), pclose);
    char line[4096];
    while (symbols && std::fgets(line, sizeof line, symbols.get()) != nullptr) {
      const std::string text = line;
      const auto end = text.find(' ');
      if (end == std::string::npos || text.compare(end, 3, " T ") != 0) continue;
      const auto [known, isNew] = homes.emplace(text.substr(0, end), entry.path().filename().string());
      EXPECT_TRUE(isNew) << known->first << " is in " << known->second << " and in " << entry.path().filename();
    }
  }
  EXPECT_GT(libraries, 10u);
  EXPECT_GT(homes.size(), 1000u);
}

TEST(Arrows, NoKindIsNamedInTheCode) {
  std::vector<std::string> kinds;
  for (const auto& entry : fs::directory_iterator(fs::path(STESURA_SOURCE_DIR) / "templates")) {
    if (fs::exists(entry.path() / "kind.json")) kinds.push_back(entry.path().filename().string());
  }
  ASSERT_FALSE(kinds.empty());
  for (const std::string folder : {"generator", "service"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(STESURA_SOURCE_DIR) / folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream stream(entry.path());
      const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
      for (const std::string& kind : kinds) {
        EXPECT_EQ(text.find(kind), std::string::npos) << entry.path().filename() << " names " << kind;
      }
    }
  }
}

}  // namespace
}  // namespace stesura
