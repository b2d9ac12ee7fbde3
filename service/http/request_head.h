// The head of a request, read strictly from its raw bytes: what could be understood in two ways is refused.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace stesura {

enum class Framing { none, length, chunked };  // how the body is told from what follows it

struct RequestHead {
  std::string method{};
  std::string path{};                            // decoded
  std::map<std::string, std::string> query{};    // decoded
  std::map<std::string, std::string> headers{};  // names in lower case; lists joined by ", "
  std::string mediaType{};                       // of Content-Type, lower case, without parameters
  bool http10 = false;
  bool keepAlive = true;
  bool expectsContinue = false;
  Framing framing = Framing::none;
  std::uint64_t length = 0;  // with Framing::length
};

// Where the head ends that `bytes` begin with (behind the empty line), if it is whole. `seen` is how
// far an earlier call has looked, and is moved on. Throws HttpRefusal as soon as no head can come
// of it: control characters, lines that do not end in CR LF, more than 16 kB or 100 fields.
std::optional<std::size_t> endOfHead(std::string_view bytes, std::size_t& seen);

// `bytes` are a whole head. `hosts` are the names that requests may be for, in lower case; empty: any.
// Throws HttpRefusal.
RequestHead readHead(std::string_view bytes, const std::set<std::string>& hosts);

}  // namespace stesura
