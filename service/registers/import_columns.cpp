#include "service/registers/import_columns.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace stesura {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// How headers and choices are compared: ASCII letters without case, blanks once.
std::string comparable(const std::string& text) {
  std::string compared;
  for (const char c : trimmed(text)) {
    if (c == ' ' && compared.ends_with(' ')) continue;
    compared += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return compared;
}

bool isScalar(const Field& field) {
  return !field.labels.empty() || field.is(kTypeString | kTypeInteger | kTypeNumber | kTypeBoolean);
}

// What stands alone in a cell; objects by their parts. Lists of objects have no place in a table.
void collect(const Field& field, const std::string& key, const std::string& title, std::vector<ImportColumn>& columns) {
  const std::string separator = key.empty() ? "" : ".";
  for (const auto& [name, property] : field.properties) {
    const std::string ownTitle = key.empty() ? property->title : title + " – " + property->title;
    const std::string ownKey = key + separator + name;
    if (!property->properties.empty()) {
      collect(*property, ownKey, ownTitle, columns);
    } else if (property->dataClass > DataClass::restricted) {
      continue;
    } else if (property->items && isScalar(*property->items)) {
      columns.push_back({ownKey, ownTitle, property->pointer, property->items.get(), true});
    } else if (!property->items && isScalar(*property)) {
      columns.push_back({ownKey, ownTitle, property->pointer, property.get(), false});
    }
  }
}

std::optional<Json> truthOf(const std::string& text) {
  for (const char* yes : {"sì", "si", "vero", "true", "1", "x"}) {
    if (text == yes) return Json(true);
  }
  for (const char* no : {"no", "falso", "false", "0"}) {
    if (text == no) return Json(false);
  }
  return std::nullopt;
}

// 12/03/2026, 12-3-2026 or 12.03.2026; anything else as it is, for the schema to judge.
std::string dayOf(const std::string& text) {
  int day = 0, month = 0, year = 0, end = 0;
  for (const char* form : {"%2d/%2d/%4d%n", "%2d-%2d-%4d%n", "%2d.%2d.%4d%n"}) {
    end = 0;
    if (std::sscanf(text.c_str(), form, &day, &month, &year, &end) == 3 && end == static_cast<int>(text.size()) && year > 999) {
      char date[48];
      std::snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
      return date;
    }
  }
  return text;
}

std::optional<Json> valueOf(const Field& field, const std::string& text) {
  const std::string compared = comparable(text);
  if (!field.labels.empty()) {
    for (const auto& [value, title] : field.labels) {
      const std::string key = value.is_string() ? value.get<std::string>() : value.dump();
      if (comparable(key) == compared || comparable(title) == compared) return value;
    }
    return std::nullopt;
  }
  if (field.is(kTypeBoolean)) return truthOf(compared);
  if (field.is(kTypeInteger | kTypeNumber)) {
    if (text.size() > 15 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    return Json(std::strtoll(text.c_str(), nullptr, 10));
  }
  if (field.format == "date" || field.format == "data-parziale") return Json(dayOf(text));
  return Json(text);
}

}  // namespace

std::vector<ImportColumn> importColumns(const Field& shape) {
  std::vector<ImportColumn> columns;
  collect(shape, "", "", columns);
  return columns;
}

const ImportColumn* columnFor(const std::vector<ImportColumn>& columns, const std::string& header) {
  const std::string wanted = comparable(header);
  const ImportColumn* byLastWords = nullptr;
  for (const ImportColumn& column : columns) {
    if (wanted == comparable(column.key) || wanted == comparable(column.title)) return &column;
  }
  for (const ImportColumn& column : columns) {
    if (wanted != comparable(column.field->title)) continue;
    if (byLastWords) return nullptr;
    byLastWords = &column;
  }
  return byLastWords;
}

bool putCell(Json& entry, const ImportColumn& column, const std::string& cell) {
  const std::string text = trimmed(cell);
  if (text.empty()) return true;
  const Json::json_pointer place(column.pointer);
  if (!column.list) {
    std::optional<Json> value = valueOf(*column.field, text);
    if (!value) return false;
    entry[place] = std::move(*value);
    return true;
  }
  Json list = Json::array();
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('|', from), text.size());
    std::optional<Json> value = valueOf(*column.field, trimmed(text.substr(from, end - from)));
    if (!value) return false;
    list.push_back(std::move(*value));
    from = end + 1;
  }
  entry[place] = std::move(list);
  return true;
}

}  // namespace stesura
