#include <algorithm>
#include <string>

#include "generator/schema/format_rules.h"
#include "generator/schema/uri.h"

namespace stesura {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isAlnum(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

enum class Alphabet { ascii, unicode };

bool isLabel(std::string_view label, Alphabet alphabet) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  // "--" in third and fourth place is kept for A-labels (RFC 5891 §4.2.3.1).
  if (label.size() >= 4 && label.substr(2, 2) == "--" && !label.starts_with("xn--") &&
      !label.starts_with("XN--"))
    return false;
  return std::all_of(label.begin(), label.end(), [alphabet](char c) {
    return isAlnum(c) || c == '-' || (alphabet == Alphabet::unicode && !isAscii(c));
  });
}

bool isDomain(std::string_view text, Alphabet alphabet) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    if (!isLabel(text.substr(0, dot), alphabet)) return false;
    if (dot == text.size()) return true;
    text.remove_prefix(dot + 1);
  }
}

bool isAtom(std::string_view text, Alphabet alphabet) {
  static constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
  if (text.empty() || text.front() == '.' || text.back() == '.' ||
      text.find("..") != std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [alphabet](char c) {
    return isAlnum(c) || kMarks.find(c) != std::string_view::npos ||
           (alphabet == Alphabet::unicode && !isAscii(c));
  });
}

bool isQuotedLocalPart(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) {
      ++i;
    } else if (text[i] == '"' || text[i] == '\\' || static_cast<unsigned char>(text[i]) < 0x20) {
      return false;
    }
  }
  return true;
}

// RFC 5321 §4.1.2 Mailbox.
bool isMailbox(std::string_view text, Alphabet alphabet) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  if (!isAtom(local, alphabet) && !isQuotedLocalPart(local)) return false;
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
    domain = domain.substr(1, domain.size() - 2);
    return domain.starts_with("IPv6:") ? isIpv6(domain.substr(5)) : isIpv4(domain);
  }
  return isDomain(domain, alphabet);
}

bool allowedInUri(std::string_view text, std::string_view marks, Alphabet alphabet) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])) return false;
      i += 2;
    } else if (!isAlnum(c) && marks.find(c) == std::string_view::npos &&
               (isAscii(c) || alphabet == Alphabet::ascii)) {
      return false;
    }
  }
  return true;
}

// RFC 3986 §3.2.
bool isAuthority(std::string_view text, Alphabet alphabet) {
  constexpr std::string_view kUserMarks = "-._~!$&'()*+,;=:";
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (!allowedInUri(text.substr(0, at), kUserMarks, alphabet)) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view literal = text.substr(1, end - 1);
    if (!isIpv6(literal) && !(literal.size() > 3 && (literal[0] | 0x20) == 'v')) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (!allowedInUri(text.substr(0, colon), "-._~!$&'()*+,;=", alphabet)) return false;
    port = text.substr(colon);
  }
  return port.empty() || std::all_of(port.begin() + 1, port.end(), isDigit);
}

enum class SchemeRule { needed, free };

bool isReference(std::string_view text, Alphabet alphabet, SchemeRule rule) {
  constexpr std::string_view kPathMarks = "-._~!$&'()*+,;=:@/";
  constexpr std::string_view kQueryMarks = "-._~!$&'()*+,;=:@/?";
  const UriParts parts = splitUri(text);
  if (rule == SchemeRule::needed && !parts.hasScheme) return false;
  if (parts.hasAuthority && !isAuthority(parts.authority, alphabet)) return false;
  if (!parts.hasScheme && !parts.hasAuthority) {
    // A colon in the first segment would read as a scheme.
    const std::string_view first = parts.path.substr(0, parts.path.find('/'));
    if (first.find(':') != std::string_view::npos) return false;
  }
  return allowedInUri(parts.path, kPathMarks, alphabet) &&
         allowedInUri(parts.query, kQueryMarks, alphabet) &&
         allowedInUri(parts.fragment, kQueryMarks, alphabet);
}

bool isHexGroup(std::string_view text) {
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), isHex);
}

// Counts the 16-bit groups of one side of an IPv6 address; -1 if one is not well formed.
int ipv6Groups(std::string_view side, bool last) {
  if (side.empty()) return 0;
  int groups = 0;
  while (true) {
    const std::size_t colon = std::min(side.find(':'), side.size());
    const std::string_view group = side.substr(0, colon);
    if (colon == side.size() && last && group.find('.') != std::string_view::npos)
      return isIpv4(group) ? groups + 2 : -1;
    if (!isHexGroup(group)) return -1;
    ++groups;
    if (colon == side.size()) return groups;
    side.remove_prefix(colon + 1);
  }
}

}  // namespace

bool isEmail(std::string_view text) { return isMailbox(text, Alphabet::ascii); }
bool isInternationalEmail(std::string_view text) { return isMailbox(text, Alphabet::unicode); }

// A certified mailbox is an ordinary address of a domain with a dot; no quotes, no address literal.
bool isPec(std::string_view text) {
  return isEmail(text) && text.find('"') == std::string_view::npos && text.back() != ']' &&
         text.find('.', text.rfind('@')) != std::string_view::npos;
}

bool isHostname(std::string_view text) { return isDomain(text, Alphabet::ascii); }
bool isInternationalHostname(std::string_view text) { return isDomain(text, Alphabet::unicode); }

bool isIpv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view octet = text.substr(0, end);
    if (octet.empty() || octet.size() > 3 || !std::all_of(octet.begin(), octet.end(), isDigit) ||
        (octet.size() > 1 && octet.front() == '0') || std::stoi(std::string(octet)) > 255)
      return false;
    if (part == 3) return end == text.size();
    if (end == text.size()) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

bool isIpv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ipv6Groups(text, true) == 8;
  const std::string_view right = text.substr(gap + 2);
  const int before = ipv6Groups(text.substr(0, gap), false);
  const int after = ipv6Groups(right, true);
  return before >= 0 && after >= 0 && before + after < 8;
}

bool isUri(std::string_view text) { return isReference(text, Alphabet::ascii, SchemeRule::needed); }
bool isUriReference(std::string_view text) {
  return isReference(text, Alphabet::ascii, SchemeRule::free);
}
bool isIri(std::string_view text) {
  return isReference(text, Alphabet::unicode, SchemeRule::needed);
}
bool isIriReference(std::string_view text) {
  return isReference(text, Alphabet::unicode, SchemeRule::free);
}

// RFC 6570: braces pair, are not empty and not nested.
bool isUriTemplate(std::string_view text) {
  constexpr std::string_view kNotLiteral = " \"'<>\\^`|";
  bool open = false;
  std::size_t length = 0;
  for (const char c : text) {
    if (c == '{') {
      if (open) return false;
      open = true;
      length = 0;
    } else if (c == '}') {
      if (!open || length == 0) return false;
      open = false;
    } else if (static_cast<unsigned char>(c) < 0x20 ||
               kNotLiteral.find(c) != std::string_view::npos) {
      return false;
    } else {
      ++length;
    }
  }
  return !open;
}

}  // namespace stesura
