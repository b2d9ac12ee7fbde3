// Binary messages that travel as text: base64, PEM (RFC 7468), a MIME part (RFC 8551).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// The bytes that the text stands for. Nothing if it is not text of that sort at all; throws Error{data}
// for a text that is damaged, has something behind its end, or holds more than `limit` bytes.
// White space and a byte order mark may stand before, white space within, that and zero bytes behind; behind
// a MIME part the line of its boundary.
std::optional<std::string> binaryOfText(std::string_view text, std::size_t limit);

// The first bytes of the same, for a look at what they may be; "" if it is no such text.
std::string beginningOfText(std::string_view text);

}  // namespace stesura
