#include "generator/signature/signature_gap.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "generator/error.h"

namespace stesura {

std::string digestAround(std::string_view file, const SignatureGap& gap) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> value;
  unsigned size = 0;
  const std::string_view before = file.substr(0, gap.begin), behind = file.substr(gap.end);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), before.data(), before.size()) != 1 ||
      EVP_DigestUpdate(context.get(), behind.data(), behind.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), value.data(), &size) != 1) {
    throw std::runtime_error("digest failed");
  }
  return {reinterpret_cast<const char*>(value.data()), size};
}

bool isBlank(std::string_view file, const SignatureGap& gap) {
  if (gap.begin + 2 > gap.end || gap.end > file.size()) return false;
  const std::string_view digits = file.substr(gap.begin + 1, gap.end - gap.begin - 2);
  return file[gap.begin] == '<' && file[gap.end - 1] == '>' &&
         digits.find_first_not_of('0') == std::string_view::npos;
}

void fill(std::string& file, const SignatureGap& gap, std::string_view message) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (message.size() > gap.room()) {
    throw Error(ErrorKind::data, "La firma occupa " + std::to_string(message.size()) +
                                     " byte, ma il posto riservato nel PDF ne ha " +
                                     std::to_string(gap.room()) + ": riservarne almeno " +
                                     std::to_string(message.size()) + ".");
  }
  char* at = file.data() + gap.begin + 1;
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    *at++ = kDigits[byte >> 4];
    *at++ = kDigits[byte & 15];
  }
  std::fill(at, file.data() + gap.end - 1, '0');
}

}  // namespace stesura
