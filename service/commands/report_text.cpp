#include "service/commands/report_text.h"

#include <cstdint>
#include <cstdio>
#include <ostream>

namespace stesura {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t length = 0;  // bytes; 0: not UTF-8
};

Character decode(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(index) & 0x3Fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

bool misleading(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string escaped(const char* form, unsigned number) {
  char text[16];
  std::snprintf(text, sizeof text, form, number);
  return text;
}

void addUnlessEmpty(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character character = decode(text);
    const std::size_t length = character.length == 0 ? 1 : character.length;
    if (character.length == 0) {
      result += escaped("\\x%02X", static_cast<unsigned char>(text[0]));
    } else if (misleading(character.code)) {
      result += escaped("\\u{%04X}", static_cast<unsigned>(character.code));
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

std::string problemLine(const Problem& problem) {
  std::string line = problem.pointer;
  const auto append = [&line](std::string_view before, const std::string& text,
                              std::string_view after) {
    if (text.empty()) return;
    if (!line.empty()) line += before;
    line.append(text).append(after);
  };
  append(": ", problem.message, "");
  const bool ended = !problem.message.empty() && std::string_view(".?!:").find(problem.message.back()) != std::string_view::npos;
  append(ended || problem.message.empty() ? " " : ". ", problem.hint, "");
  // The field of a form is named as what it is; anything else is text on the page.
  const bool isField = problem.place.starts_with("campo «");
  if (isField) append(" ", "[" + problem.place, "]");
  else if (!problem.place.empty()) append(" ", "[testo: «" + problem.place, "»]");
  return printable(line);
}

void printError(std::ostream& out, const Error& error) {
  out << printable(error.sentence()) << '\n';
  for (const Problem& problem : error.problems()) out << "  " << problemLine(problem) << '\n';
}

void printWarnings(std::ostream& out, const std::vector<Problem>& warnings) {
  for (const Problem& warning : warnings) out << "avviso: " << problemLine(warning) << '\n';
}

Json problemJson(const Problem& problem) {
  Json object = {{"puntatore", problem.pointer},
                 {"messaggio", problem.message},
                 {"suggerimento", problem.hint}};
  addUnlessEmpty(object, "parola_chiave", problem.keyword);
  addUnlessEmpty(object, "puntatore_schema", problem.schemaPointer);
  addUnlessEmpty(object, "posto", problem.place);
  return object;
}

Json problemsJson(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) list.push_back(problemJson(problem));
  return list;
}

std::string jsonText(const Json& value, int indentation) {
  return value.dump(indentation, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace stesura
