// SHA-256 piece by piece, and of files, as lower-case hexadecimal.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace stesura {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view bytes);
  std::string finish();  // the digest of what was added; starts anew

 private:
  evp_md_ctx_st* context_;
};

// Of a file's content; nothing if it cannot be read.
std::optional<std::string> sha256OfFile(const std::filesystem::path& path);

}  // namespace stesura
