// The target of a request: its path and query, decoded once and checked.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace stesura {

struct Target {
  std::string authority;  // of the absolute form, as written; "" for the usual one
  std::string path;       // «/percorsi/7»: valid UTF-8, no control characters
  std::map<std::string, std::string> query;
};

// Throws HttpRefusal{400} for whatever could mean two things: `//`, `.` and `..`, an encoded slash,
// control characters, invalid UTF-8, a broken percent sign, a name given twice.
Target readTarget(std::string_view text);

// Whether bytes are UTF-8 without overlong forms and surrogates (RFC 3629).
bool isUtf8(std::string_view bytes);

}  // namespace stesura
