#include "odt_text.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include <unistd.h>

#include "generator/odf/package.h"

namespace stesura::testing {

namespace {

constexpr const char* kNamespaces =
    "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
    "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
    "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
    "xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" "
    "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" office:version=\"1.3\" "
    "office:mimetype=\"application/vnd.oasis.opendocument.text\"";

void appendText(const pugi::xml_node& node, std::string& text) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view name = child.name();
    if (child.type() == pugi::node_pcdata)
      text += child.value();
    else if (name == "text:s")
      text.append(child.attribute("text:c").as_uint(1), ' ');
    else if (name == "text:tab")
      text += '\t';
    else if (name == "text:line-break")
      text += '\n';
    else
      appendText(child, text);
  }
}

void appendParagraphs(const pugi::xml_node& node, std::string& text, bool& inRow) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view name = child.name();
    if (name == "text:p" || name == "text:h") {
      if (!text.empty()) text += inRow ? "|" : "¶";
      appendText(child, text);
      inRow = false;
    } else if (name == "table:table-cell") {
      const bool first = !child.previous_sibling("table:table-cell");
      inRow = !first;
      appendParagraphs(child, text, inRow);
      inRow = false;
    } else {
      appendParagraphs(child, text, inRow);
    }
  }
}

void countNames(const pugi::xml_node& node, std::map<std::string, int>& seen) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const std::string_view key = attribute.name();
    const std::string_view element = node.name();
    std::string space;
    if (key == "xml:id" || key == "draw:id" || key == "text:id") space = "id ";
    if (key == "table:name" && element == "table:table") space = "tabella ";
    if (key == "draw:name" && element.starts_with("draw:")) space = "riquadro ";
    if (key == "text:name" && (element == "text:bookmark" || element == "text:bookmark-start"))
      space = "segnalibro ";
    if (key == "text:name" && element == "text:bookmark-end") space = "fine di segnalibro ";
    if (key == "text:name" && element == "text:section") space = "sezione ";
    if (!space.empty() && !element.ends_with("-end")) ++seen[space + attribute.value()];
  }
  for (const pugi::xml_node& child : node.children()) countNames(child, seen);
}

// Extensions of LibreOffice, which a validator of ODF 1.3 ignores.
void dropForeign(pugi::xml_node node) {
  const auto foreign = [](std::string_view name) {
    for (const char* prefix : {"loext:", "calcext:", "officeooo:", "tableooo:", "drawooo:",
                               "css3t:", "field:", "formx:"}) {
      if (name.starts_with(prefix)) return true;
    }
    return false;
  };
  for (pugi::xml_attribute attribute = node.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    if (foreign(attribute.name())) node.remove_attribute(attribute);
    attribute = next;
  }
  for (pugi::xml_node child = node.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (foreign(child.name()))
      node.remove_child(child);
    else
      dropForeign(child);
    child = next;
  }
}

std::string withoutForeign(const std::string& bytes) {
  pugi::xml_document document;
  document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  dropForeign(document);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw);
  return text.str();
}

std::string temporaryFile(const std::string& bytes) {
  static int number = 0;
  const auto path =
      std::filesystem::temp_directory_path() /
      ("stesura_odt_text_" + std::to_string(::getpid()) + "_" + std::to_string(++number) + ".xml");
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

}  // namespace

std::string flatOdt(std::string_view body, std::string_view automaticStyles,
                    std::string_view masterPages, std::string_view meta) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document ";
  text += kNamespaces;
  text += "><office:meta>";
  text += meta;
  text += "</office:meta><office:automatic-styles><style:page-layout style:name=\"pm1\"/>";
  text += automaticStyles;
  text += "</office:automatic-styles><office:master-styles>";
  text += masterPages.empty()
              ? "<style:master-page style:name=\"Standard\" style:page-layout-name=\"pm1\"/>"
              : masterPages;
  text += "</office:master-styles><office:body><office:text>";
  text += body;
  text += "</office:text></office:body></office:document>";
  return text;
}

std::string renderPackage(std::string_view flat, const Json& data, DraftPrinting draft) {
  const auto shape = inferShape(data);
  const auto odt = OdtTemplate::compile(flat, *shape, OdtTemplate::Names::fromData);
  MergeOrder order{data, "2026-01-01", "", "", draft, "BOZZA: mancano 3 dati", nullptr};
  return odt.render(order);
}

std::string renderOdt(std::string_view body, std::string_view json) {
  return renderPackage(flatOdt(body), parseJson(json));
}

std::string partOf(std::string_view odt, std::string_view name) {
  const Package package = readPackage(odt);
  const PackageEntry* entry = package.find(name);
  return entry == nullptr ? "" : entry->bytes;
}

std::string pageText(std::string_view odt, std::string_view part) {
  pugi::xml_document document;
  const std::string bytes = partOf(odt, part);
  const auto result =
      document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  if (!result) return "non è XML";
  std::string text;
  bool inRow = false;
  appendParagraphs(document, text, inRow);
  return text;
}

std::string shown(std::string_view body, std::string_view json) {
  return pageText(renderOdt(body, json));
}

std::vector<Problem> problemsOf(std::string_view body, std::string_view json) {
  try {
    renderOdt(body, json);
  } catch (const Error& error) {
    return error.problems().empty() ? std::vector<Problem>{{"", error.sentence(), "", "", "", ""}}
                                    : error.problems();
  }
  return {};
}

std::string messagesOf(std::string_view body, std::string_view json) {
  std::string text;
  for (const Problem& problem : problemsOf(body, json)) text += problem.message + "\n";
  return text;
}

std::string repeatedNames(std::string_view odt) {
  std::string faults;
  for (const char* part : {"content.xml", "styles.xml"}) {
    pugi::xml_document document;
    const std::string bytes = partOf(odt, part);
    if (!document.load_buffer(bytes.data(), bytes.size())) return "non è XML";
    std::map<std::string, int> seen;
    countNames(document, seen);
    for (const auto& [name, times] : seen) {
      if (times > 1) faults += std::string(part) + ": " + name + "\n";
    }
  }
  return faults;
}

std::string schemaFaults(std::string_view odt) {
  const std::filesystem::path schema =
      std::filesystem::path(STESURA_SOURCE_DIR) / "../shared/data/OpenDocument-v1.3-schema.rng";
  if (!std::filesystem::exists(schema)) return "";
  std::string command = "jing -i '" + schema.string() + "'";
  std::vector<std::string> files;
  for (const char* part : {"content.xml", "styles.xml", "meta.xml"}) {
    files.push_back(temporaryFile(withoutForeign(partOf(odt, part))));
    command += " " + files.back();
  }
  std::string said;
  if (FILE* pipe = ::popen((command + " 2>&1").c_str(), "r")) {
    char buffer[512];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) {
      if (!std::string_view(buffer).starts_with("[warning]"))
        said += buffer;  // of the Java around it
    }
    ::pclose(pipe);
  }
  for (const std::string& file : files) std::filesystem::remove(file);
  return said;
}

}  // namespace stesura::testing
