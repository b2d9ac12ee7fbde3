#include "generator/italian/collation.h"

#include <dlfcn.h>
#include <unicode/ucol.h>
#include <unicode/uversion.h>

#include <cstdint>
#include <memory>

#include "generator/error.h"

// ICU puts its version into the names of its functions («ucol_open_72») by macros.
#define STESURA_TEXT_OF(name) #name
#define STESURA_NAME_OF(function) STESURA_TEXT_OF(function)

namespace stesura {
namespace {

// The few functions used of ICU, from libraries that stay loaded until the program ends.
class Collator {
 public:
  static const Collator& instance() {
    static const Collator collator;
    return collator;
  }

  std::string key(const std::u16string& text) const {
    const auto length = static_cast<std::int32_t>(text.size());
    std::string bytes(text.size() * 4 + 16, '\0');
    std::int32_t needed = getSortKey_(collator_, text.data(), length, data(bytes), size(bytes));
    if (needed > size(bytes)) {
      bytes.resize(static_cast<std::size_t>(needed));
      needed = getSortKey_(collator_, text.data(), length, data(bytes), size(bytes));
    }
    bytes.resize(static_cast<std::size_t>(needed));
    return bytes;
  }

 private:
  Collator() {
    void* library = dlopen("libicui18n.so." U_ICU_VERSION_SHORT, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) fail();
    const auto open = find<decltype(&ucol_open)>(library, STESURA_NAME_OF(ucol_open));
    const auto set =
        find<decltype(&ucol_setAttribute)>(library, STESURA_NAME_OF(ucol_setAttribute));
    getSortKey_ = find<decltype(&ucol_getSortKey)>(library, STESURA_NAME_OF(ucol_getSortKey));
    UErrorCode status = U_ZERO_ERROR;
    collator_ = open("it", &status);
    if (U_FAILURE(status)) fail();
    set(collator_, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
    set(collator_, UCOL_NORMALIZATION_MODE, UCOL_ON, &status);
    if (U_FAILURE(status)) fail();
  }

  template <typename Function>
  static Function find(void* library, const char* name) {
    void* found = dlsym(library, name);
    if (found == nullptr) fail();
    return reinterpret_cast<Function>(found);
  }

  [[noreturn]] static void fail() {
    throw Error(ErrorKind::surroundings,
                "Per mettere in ordine alfabetico serve il pacchetto libicu" U_ICU_VERSION_SHORT
                ": installarlo.");
  }

  static std::uint8_t* data(std::string& bytes) {
    return reinterpret_cast<std::uint8_t*>(bytes.data());
  }
  static std::int32_t size(const std::string& bytes) {
    return static_cast<std::int32_t>(bytes.size());
  }

  UCollator* collator_ = nullptr;  // never closed: ICU may have been unloaded before a static's end
  decltype(&ucol_getSortKey) getSortKey_ = nullptr;
};

// UTF-8 to UTF-16; a byte that is no UTF-8 becomes U+FFFD.
std::u16string utf16(std::string_view text) {
  std::u16string wide;
  wide.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                               : lead >= 0xE0                ? 3
                                                             : 2;
    std::uint32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
    bool valid = lead < 0x80 || (lead >= 0xC2 && lead < 0xF5 && i + length <= text.size());
    for (std::size_t k = 1; valid && k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      valid = (next & 0xC0) == 0x80;
      code = code << 6 | (next & 0x3Fu);
    }
    i += valid ? length : 1;
    if (!valid) code = 0xFFFD;
    if (code < 0x10000) {
      wide += static_cast<char16_t>(code);
    } else {
      wide += static_cast<char16_t>(0xD7C0 + (code >> 10));
      wide += static_cast<char16_t>(0xDC00 + (code & 0x3FF));
    }
  }
  return wide;
}

}  // namespace

std::string italianSortKey(std::string_view text) {
  std::string key = Collator::instance().key(utf16(text));
  if (!key.empty() && key.back() == '\0') key.pop_back();
  return key;
}

}  // namespace stesura
