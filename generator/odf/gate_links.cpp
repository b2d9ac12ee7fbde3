#include "generator/odf/gate_links.h"

#include <algorithm>
#include <cctype>

namespace stesura {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
                        hexDigit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool hasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace

bool allowedHyperlink(std::string_view target) {
  if (hasControls(target)) return false;
  if (target.starts_with('#')) return true;
  const std::string start = lower(target.substr(0, 10));
  return start.starts_with("http://") || start.starts_with("https://") ||
         start.starts_with("mailto:") || start.starts_with("tel:") || start.starts_with("stesura:");
}

bool isTagOnly(std::string_view target) {
  const std::string plain = percentDecoded(target);
  if (!plain.starts_with("{{") || !plain.ends_with("}}") || plain.size() < 5) return false;
  const std::string_view inside = std::string_view(plain).substr(2, plain.size() - 4);
  return inside.find_first_of("{}") == inside.npos && !hasControls(inside);
}

std::string packageName(std::string_view reference, std::string_view base) {
  if (reference.starts_with('#')) reference.remove_prefix(1);  // OpenOffice 1 wrote #Pictures/…
  while (reference.starts_with("./")) reference.remove_prefix(2);
  const std::string name = percentDecoded(reference);
  if (name.empty() || name.front() == '/' || hasControls(name)) return {};
  if (name.find(':') != name.npos || name.find('\\') != name.npos) return {};
  if (("/" + name + "/").find("/../") != std::string::npos) return {};
  return std::string(base) + name;
}

std::string wordsForAddress(std::string_view address) {
  const std::string start = lower(address.substr(0, 40));
  const auto is = [&](std::string_view scheme) { return start.starts_with(scheme); };
  if (is("http:") || is("https:") || is("ftp:") || is("//")) return "un indirizzo web";
  if (is("vnd.sun.star.script:") || is("macro:") || is("javascript:") || is("vbscript:"))
    return "una macro";
  if (is("vnd.sun.star.") || is("service:") || is("slot:") || is(".uno:") || is("private:")) {
    return "un comando interno di LibreOffice";
  }
  if (is("smb:") || is("\\\\") || is("file://///")) return "un file di rete";
  if (is("data:")) return "dati scritti nell'indirizzo";
  if (is("file:") || is("/") || is("../") || start.find(":\\") != start.npos)
    return "un file del computer";
  return start.find(':') == start.npos ? "un altro file" : "un indirizzo di tipo non ammesso";
}

}  // namespace stesura
