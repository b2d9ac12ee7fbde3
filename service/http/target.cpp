#include "service/http/target.h"

#include <algorithm>

#include "service/http/http_refusal.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxParameters = 100;

[[noreturn]] void refuse(const char* sentence) { throw HttpRefusal(400, sentence); }

bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 3986: pchar, slash, question mark; the percent sign is looked at when decoding.
bool mayStand(char c) { return isLetterOrDigit(c) || std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos; }

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

enum class Plus { isPlus, isSpace };

std::string decoded(std::string_view text, Plus plus) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus == Plus::isSpace) {
      result += ' ';
    } else if (text[at] != '%') {
      result += text[at];
    } else {
      const int high = at + 2 < text.size() ? hexValue(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hexValue(text[at + 2]) : -1;
      if (high < 0 || low < 0) refuse("Nell’indirizzo c’è un segno di percento senza le due cifre esadecimali.");
      result += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  const bool control = std::any_of(result.begin(), result.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (control) refuse("Nell’indirizzo ci sono caratteri di controllo.");
  if (!isUtf8(result)) refuse("L’indirizzo non è scritto in UTF-8.");
  return result;
}

std::string readPath(std::string_view text) {
  if (!text.starts_with('/')) refuse("L’indirizzo deve cominciare con una barra.");
  std::string path;
  while (!text.empty()) {
    text.remove_prefix(1);  // the slash
    const std::size_t end = std::min(text.find('/'), text.size());
    const std::string segment = decoded(text.substr(0, end), Plus::isPlus);
    const bool last = end == text.size();
    if (segment.empty() && !last) refuse("Nell’indirizzo ci sono due barre di seguito.");
    if (segment == "." || segment == "..") refuse("Nell’indirizzo ci sono segmenti «.» o «..».");
    if (segment.find_first_of("/\\") != std::string::npos) refuse("Nell’indirizzo c’è una barra codificata.");
    path += '/' + segment;
    text.remove_prefix(end);
  }
  return path;
}

std::map<std::string, std::string> readQuery(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string name = decoded(part.substr(0, equals), Plus::isSpace);
    const std::string value = equals < part.size() ? decoded(part.substr(equals + 1), Plus::isSpace) : "";
    if (name.empty()) refuse("Nell’indirizzo c’è un parametro senza nome.");
    if (!query.emplace(name, value).second) refuse("Nell’indirizzo un parametro è indicato due volte.");
    if (query.size() > kMaxParameters) refuse("Nell’indirizzo ci sono troppi parametri.");
  }
  return query;
}

}  // namespace

bool isUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > bytes.size()) return false;
    for (std::size_t next = 1; next < length; ++next) {
      if ((static_cast<unsigned char>(bytes[at + next]) & 0xc0) != 0x80) return false;
    }
    const auto second = length > 1 ? static_cast<unsigned char>(bytes[at + 1]) : 0;
    const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    if (wrong) return false;
    at += length;
  }
  return true;
}

Target readTarget(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), mayStand)) refuse("Nell’indirizzo ci sono caratteri che vanno codificati.");
  Target target;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    target.authority = text.substr(0, end);
    text.remove_prefix(end);
    if (target.authority.empty()) refuse("L’indirizzo non dice a chi è diretto.");
    break;
  }
  const std::size_t mark = std::min(text.find('?'), text.size());
  const std::string_view path = text.substr(0, mark);
  target.path = path.empty() && !target.authority.empty() ? "/" : readPath(path);
  if (mark < text.size()) target.query = readQuery(text.substr(mark + 1));
  return target;
}

}  // namespace stesura
