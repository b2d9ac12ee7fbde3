#include "generator/odf/spreadsheet.h"

#include <algorithm>
#include <cstdlib>

#include "generator/error.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

[[noreturn]] void refuse(std::string sentence) { throw Error(ErrorKind::data, std::move(sentence)); }

// Of table:number-…-repeated; a count that is none is one.
std::size_t repeated(pugi::xml_node node, const char* attribute) {
  const std::string_view text = node.attribute(attribute).value();
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != text.npos) return 1;
  return std::max<std::size_t>(1, std::strtoul(text.data(), nullptr, 10));
}

void appendText(pugi::xml_node node, std::string& text) {
  for (const pugi::xml_node child : node.children()) {
    const std::string_view name = child.name();
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (name == "text:s") {
      text.append(std::min<std::size_t>(repeated(child, "text:c"), 100), ' ');
    } else if (name == "text:tab") {
      text += ' ';
    } else if (name == "text:line-break") {
      text += '\n';
    } else if (name != "office:annotation" && name != "text:note") {
      appendText(child, text);
    }
  }
}

std::string paragraphsOf(pugi::xml_node cell) {
  std::string text;
  bool first = true;
  for (const pugi::xml_node paragraph : cell.children("text:p")) {
    if (!first) text += '\n';
    first = false;
    appendText(paragraph, text);
  }
  return text;
}

std::string valueOf(pugi::xml_node cell) {
  const std::string_view type = cell.attribute("office:value-type").value();
  if (type == "date") {
    std::string date = cell.attribute("office:date-value").value();
    if (date.ends_with("T00:00:00")) date.resize(date.size() - 9);
    return date;
  }
  if (type == "float" || type == "percentage" || type == "currency") return cell.attribute("office:value").value();
  if (type == "boolean") return std::string_view(cell.attribute("office:boolean-value").value()) == "true" ? "sì" : "no";
  const std::string_view kept = cell.attribute("office:string-value").value();
  const std::string text = paragraphsOf(cell);
  return text.empty() ? std::string(kept) : text;
}

class SheetReader {
 public:
  explicit SheetReader(const SheetBounds& bounds) : bounds_(bounds) {}

  // Rows may lie in groups and header groups.
  void walk(pugi::xml_node parent) {
    for (const pugi::xml_node child : parent.children()) {
      const std::string_view name = child.name();
      if (name == "table:table-row") {
        addRow(child);
      } else if (name == "table:table-row-group" || name == "table:table-header-rows" || name == "table:table-rows") {
        walk(child);
      }
    }
  }

  std::vector<SheetRow> rows() && { return std::move(rows_); }

 private:
  void addRow(pugi::xml_node row) {
    const std::size_t times = repeated(row, "table:number-rows-repeated");
    const std::vector<std::string> cells = cellsOf(row);
    if (cells.empty()) {
      number_ += times;
      return;
    }
    if (times > bounds_.maxRows || rows_.size() + times > bounds_.maxRows) {
      refuse("Il foglio ha più di " + std::to_string(bounds_.maxRows - 1) + " righe. Dividerlo in più fogli.");
    }
    for (std::size_t at = 0; at < times; ++at) rows_.push_back({++number_, cells});
  }

  std::vector<std::string> cellsOf(pugi::xml_node row) {
    std::vector<std::string> cells;
    std::size_t empty = 0;  // seen since the last cell with something in it
    for (const pugi::xml_node cell : row.children()) {
      const std::string_view name = cell.name();
      if (name != "table:table-cell" && name != "table:covered-table-cell") continue;
      const std::size_t times = repeated(cell, "table:number-columns-repeated");
      const std::string value = name == "table:table-cell" ? valueOf(cell) : std::string();
      if (value.empty()) {
        empty += times;
        continue;
      }
      if (value.size() > bounds_.maxCellBytes) refuse("Alla riga " + std::to_string(number_ + 1) + " una cella è troppo lunga.");
      if (times > bounds_.maxColumns || empty > bounds_.maxColumns || cells.size() + empty + times > bounds_.maxColumns) {
        refuse("Il foglio ha più di " + std::to_string(bounds_.maxColumns) + " colonne.");
      }
      cells.resize(cells.size() + empty);
      empty = 0;
      cells.insert(cells.end(), times, value);
    }
    return cells;
  }

  SheetBounds bounds_;
  std::size_t number_ = 0;
  std::vector<SheetRow> rows_;
};

std::string contentOf(std::string_view bytes) {
  if (!looksLikeZip(bytes)) refuse("Il file non è un foglio di calcolo OpenDocument (.ods).");
  PackageBounds bounds;
  bounds.maxEntries = 500;
  bounds.maxEntryBytes = 48u << 20;
  bounds.maxTotalBytes = 64u << 20;
  std::vector<ZipEntry> entries = readZip(bytes, bounds);
  for (const ZipEntry& entry : entries) {
    if (entry.name == "META-INF/manifest.xml" && entry.bytes.find("encryption-data") != std::string::npos) {
      refuse("Il foglio è protetto da password. Salvarlo senza password e riprovare.");
    }
  }
  for (ZipEntry& entry : entries) {
    if (entry.name == "content.xml") return std::move(entry.bytes);
  }
  refuse("Il file è un archivio, ma non un foglio di calcolo OpenDocument: salvarlo come .ods e riprovare.");
}

std::vector<SheetRow> rowsOf(std::string_view bytes, const SheetBounds& bounds) {
  const std::string content = contentOf(bytes);
  XmlBounds xml;
  xml.elements = 3'000'000;
  pugi::xml_document document = parseXml(content, "content.xml", xml);
  bindUsualPrefixes(document, "content.xml");
  const pugi::xml_node sheets = document.document_element().child("office:body").child("office:spreadsheet");
  if (!sheets) refuse("Il file è un documento OpenDocument, ma non un foglio di calcolo.");
  const pugi::xml_node sheet = sheets.child("table:table");
  if (!sheet) refuse("Il foglio di calcolo è vuoto.");
  SheetReader reader(bounds);
  reader.walk(sheet);
  return std::move(reader).rows();
}

}  // namespace

std::vector<SheetRow> readSpreadsheet(std::string_view bytes, const SheetBounds& bounds) {
  try {
    return rowsOf(bytes, bounds);
  } catch (const Error& error) {
    // What is a template's fault elsewhere is the data's here.
    if (error.kind() != ErrorKind::templateFile) throw;
    throw Error(ErrorKind::data, error.sentence(), error.problems());
  }
}

}  // namespace stesura
