#include "tests/pdf_faults.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

namespace stesura {

namespace {

using nlohmann::json;

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) {
    std::string name = (std::filesystem::temp_directory_path() / "stesura-test-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) throw std::runtime_error("no temporary file");
    close(descriptor);
    path = name;
    std::ofstream(path, std::ios::binary).write(bytes.data(), std::ssize(bytes));
  }
  ~TemporaryFile() { std::filesystem::remove(path); }

  std::string path;
};

// Standard structure types of ISO 32000-1, 14.8.4.
const std::set<std::string> kStandardTypes{
    "/Document", "/Part",  "/Art",    "/Sect",    "/Div",       "/BlockQuote", "/Caption",
    "/TOC",      "/TOCI",  "/Index",  "/P",       "/H",         "/H1",         "/H2",
    "/H3",       "/H4",    "/H5",     "/H6",      "/L",         "/LI",         "/Lbl",
    "/LBody",    "/Table", "/TR",     "/TH",      "/TD",        "/THead",      "/TBody",
    "/TFoot",    "/Span",  "/Quote",  "/Note",    "/Reference", "/BibEntry",   "/Code",
    "/Link",     "/Annot", "/Figure", "/Formula", "/Form",      "/NonStruct",  "/Private"};

class Inspection {
 public:
  Inspection(std::string_view pdf, int part)
      : pdf_(pdf), objects_(json::parse(outputOf("qpdf --json=2 {}", pdf))["qpdf"][1]) {
    root_ = follow(objects_["trailer"]["value"]["/Root"]);
    tree_ = follow(root_.value("/StructTreeRoot", json()));
    checkCatalog();
    checkMetadata(part);
    for (const auto& [name, object] : objects_.items()) {
      if (object.contains("value")) checkObject(object["value"]);
      if (object.contains("stream")) checkObject(object["stream"]["dict"]);
    }
    if (tree_.is_object()) checkHeadings(tree_.value("/K", json()));
  }

  std::vector<std::string> faults;

 private:
  void expect(bool good, const std::string& fault) {
    if (!good) faults.push_back(fault);
  }

  json follow(const json& value) const {
    if (!value.is_string() || !value.get<std::string>().ends_with(" R")) return value;
    const auto& object = objects_.at("obj:" + value.get<std::string>());
    return object.contains("value") ? object["value"] : object["stream"]["dict"];
  }

  json at(const json& dictionary, const char* key) const {
    return dictionary.is_object() ? follow(dictionary.value(key, json())) : json();
  }

  std::string typeOf(const json& element) const {
    const std::string type = element.value("/S", "");
    if (kStandardTypes.contains(type)) return type;
    const json mapped = at(at(tree_, "/RoleMap"), type.c_str());
    return mapped.is_string() ? mapped.get<std::string>() : "";
  }

  void checkCatalog() {
    expect(at(root_, "/Lang") == "u:it-IT", "language is not it-IT");
    expect(at(at(root_, "/MarkInfo"), "/Marked") == true, "not marked as tagged");
    expect(tree_.is_object(), "no structure tree");
    expect(at(at(root_, "/ViewerPreferences"), "/DisplayDocTitle") == true, "title not shown");
    expect(at(root_, "/OutputIntents").is_array(), "no output intent");
    expect(!at(root_, "/OpenAction").is_object(), "an action when opened");
    expect(!root_.contains("/AA"), "additional actions");
  }

  void checkMetadata(int part) {
    const auto begin = pdf_.rfind("<?xpacket begin"), end = pdf_.rfind("<?xpacket end");
    if (begin == std::string::npos || end == std::string::npos) {
      faults.push_back("no readable XMP packet");
      return;
    }
    const std::string xmp = pdf_.substr(begin, end - begin);
    const auto holds = [&xmp](const std::string& text) {
      return xmp.find(text) != std::string::npos;
    };
    expect(holds("<pdfaid:part>" + std::to_string(part) + "<"), "PDF/A part not claimed");
    expect(holds("<pdfaid:conformance>B<"), "PDF/A conformance not claimed");
    expect(holds("<pdfuaid:part>1<"), "PDF/UA not claimed");
    expect(holds("<pdfaProperty:name>part<"), "PDF/UA entry not described");
    const json info = at(objects_["trailer"]["value"], "/Info");
    expect(at(info, "/Title").is_string(), "no title");
    for (const char* key : {"/Title", "/Author", "/Subject", "/Keywords", "/Producer", "/Creator"})
      if (at(info, key).is_string())
        expect(holds(">" + escaped(at(info, key).get<std::string>().substr(2)) + "<"),
               std::string(key) + " differs between Info and XMP");
    const std::string date = at(info, "/CreationDate").get<std::string>();  // u:D:20260131120000Z
    const std::string day = date.substr(4, 4) + "-" + date.substr(8, 2) + "-" + date.substr(10, 2);
    expect(holds("<xmp:CreateDate>" + day + "T12:00:00Z<"), "creation date differs in XMP");
    expect(holds("<xmp:ModifyDate>" + day + "T12:00:00Z<"), "modification date differs in XMP");
    expect(at(info, "/ModDate") == date, "modification date is not the creation date");
  }

  static std::string escaped(const std::string& text) {
    std::string out;
    for (const char character : text)
      out += character == '&'   ? "&amp;"
             : character == '<' ? "&lt;"
             : character == '>' ? "&gt;"
                                : std::string(1, character);
    return out;
  }

  // Every dictionary, however deep: actions often stand inside an annotation.
  void checkObject(const json& object) {
    if (object.is_object()) {
      checkDictionary(object);
      for (const auto& member : object) checkObject(member);
    } else if (object.is_array()) {
      for (const auto& item : object) checkObject(item);
    }
  }

  void checkDictionary(const json& object) {
    expect(!object.contains("/JS") && !object.contains("/JavaScript"), "a script");
    for (const char* action : {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm",
                               "/GoToR", "/GoToE", "/Movie", "/Sound", "/Rendition", "/Named"})
      expect(object.value("/S", json()) != action, std::string("an action ") + action);
    if (object.value("/Type", json()) == "/StructElem") checkElement(object);
    if (object.value("/Type", json()) == "/Annot" && object.value("/Subtype", json()) != "/Popup")
      expect(object.contains("/StructParent"), "an annotation outside the structure tree");
    if (object.value("/Type", json()) == "/Page" && object.contains("/Annots"))
      expect(object.value("/Tabs", json()) == "/S", "tab order is not that of the structure");
  }

  void checkElement(const json& element) {
    const std::string type = typeOf(element);
    expect(!type.empty(), "a tag without a role: " + element.value("/S", ""));
    if (type == "/Figure" || type == "/Formula") {
      const json description = at(element, "/Alt");
      expect(description.is_string() && description.get<std::string>().size() > 2, "a figure without description");
    }
    if (type == "/Table") checkTable(element);
  }

  // The elements below `element` in the order in which they are read; a child alone is no array.
  std::vector<json> kidsOf(const json& element) const {
    const json kids = at(element, "/K");
    std::vector<json> all;
    if (kids.is_array()) {
      for (const json& kid : kids) all.push_back(follow(kid));
    } else {
      all.push_back(kids);
    }
    std::erase_if(all, [](const json& kid) { return !kid.is_object() || !kid.contains("/S"); });
    return all;
  }

  void addRows(const json& element, std::vector<json>& rows) const {
    for (const json& kid : kidsOf(element)) {
      if (typeOf(kid) == "/TR") rows.push_back(kid);
      else addRows(kid, rows);
    }
  }

  void checkTable(const json& table) {
    std::vector<json> rows;
    addRows(table, rows);
    expect(!rows.empty(), "a table without rows");
    const auto isHeader = [&](const json& cell) { return typeOf(cell) == "/TH"; };
    const auto cellsOf = [&](const json& row) { return kidsOf(row); };
    const bool above = !rows.empty() && [&] {
      const auto cells = cellsOf(rows.front());
      return std::any_of(cells.begin(), cells.end(), isHeader);
    }();
    const bool beside = std::all_of(rows.begin(), rows.end(), [&](const json& row) {
      const auto cells = cellsOf(row);
      return std::any_of(cells.begin(), cells.end(), isHeader);
    });
    expect(above || beside, "a table without header cells");
  }

  void checkHeadings(const json& kids) {
    const json one = follow(kids);
    if (one.is_array()) {
      for (const json& kid : one) checkHeadings(kid);
      return;
    }
    if (!one.is_object() || !one.contains("/S")) return;
    const std::string type = typeOf(one);
    if (type.size() == 3 && type.starts_with("/H")) {
      const int level = type[2] - '0';
      expect(level <= heading_ + 1, "a heading " + type + " after one of level " + std::to_string(heading_));
      const json below = at(one, "/K");
      expect(!below.is_null() && below != json::array(), "an empty heading");
      heading_ = level;
    }
    if (one.contains("/K")) checkHeadings(one["/K"]);
  }

  std::string pdf_;
  json objects_, root_, tree_;
  int heading_ = 0;  // level of the last one
};

// pdffonts: the first two lines are headings; the columns are of fixed width but for long names, so
// the words are counted from the end: emb sub uni object ID.
void checkFonts(std::string_view pdf, std::vector<std::string>& faults) {
  std::istringstream lines(outputOf("pdffonts {}", pdf));
  std::string line;
  for (int number = 0; std::getline(lines, line); ++number) {
    if (number < 2) continue;
    std::istringstream words(line);
    const std::vector<std::string> word{std::istream_iterator<std::string>(words), {}};
    if (word.size() < 6 || word[word.size() - 5] != "yes")
      faults.push_back("a font is not embedded: " + line);
  }
}

}  // namespace

std::string outputOf(const std::string& command, std::string_view bytes) {
  const TemporaryFile file(bytes);
  std::string line = command;
  if (const auto at = line.find("{}"); at != std::string::npos) line.replace(at, 2, file.path);
  FILE* pipe = popen((line + " 2>/dev/null").c_str(), "r");
  if (!pipe) throw std::runtime_error("no shell");
  std::string out;
  char chunk[4096];
  while (const auto got = fread(chunk, 1, sizeof chunk, pipe)) out.append(chunk, got);
  const int status = pclose(pipe);
  if (status != 0) throw std::runtime_error("failed: " + command);
  return out;
}

std::string pdfText(std::string_view pdf) { return outputOf("pdftotext -layout {} -", pdf); }

std::vector<std::string> pdfFaults(std::string_view pdf, int part) {
  std::vector<std::string> faults;
  try {
    outputOf("qpdf --check {}", pdf);
    faults = Inspection(pdf, part).faults;
    checkFonts(pdf, faults);
  } catch (const std::exception& error) {
    faults.push_back(error.what());
  }
  return faults;
}

}  // namespace stesura
