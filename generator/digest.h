// Digests and the identifiers made of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace stesura {

// SHA-256 in lower-case hexadecimal.
std::string sha256Hex(std::string_view bytes);

// SHA-256 of what begins with bytes that are always the same, without reading those again.
// Immutable; thread-safe.
class Sha256Beginning {
 public:
  explicit Sha256Beginning(std::string_view bytes);
  ~Sha256Beginning();
  Sha256Beginning(Sha256Beginning&&) noexcept;
  Sha256Beginning& operator=(Sha256Beginning&&) noexcept;
  // Of the beginning followed by `rest`, in lower-case hexadecimal.
  std::string hexWith(std::string_view rest) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

// A version 5 UUID (RFC 9562) of a name within Stesura's own name space.
std::string uuidOf(std::string_view name);

}  // namespace stesura
