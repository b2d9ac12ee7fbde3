// Reading ASN.1 of definite lengths, element by element, as BER allows it (ITU-T X.690).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

namespace asn1 {
constexpr std::uint8_t kBoolean = 0x01, kInteger = 0x02, kOctetString = 0x04, kObjectIdentifier = 0x06;
constexpr std::uint8_t kUtcTime = 0x17, kGeneralizedTime = 0x18, kSequence = 0x30, kSet = 0x31;
// Context-specific [number]; `constructed` for EXPLICIT, and for IMPLICIT of a SEQUENCE or SET.
constexpr std::uint8_t primitive(std::uint8_t number) { return static_cast<std::uint8_t>(0x80 | number); }
constexpr std::uint8_t constructed(std::uint8_t number) { return static_cast<std::uint8_t>(0xa0 | number); }
}  // namespace asn1

// Views into the bytes that were read.
struct Asn1Element {
  std::uint8_t tag = 0;      // identifier octet
  std::string_view whole{};  // with identifier and length
  std::string_view content{};
};

// Walks the elements that stand one after another in a content. Tag numbers above 30 and indefinite
// lengths are refused. Whatever does not fit throws Error{data} with one sentence for all.
class Asn1Cursor {
 public:
  explicit Asn1Cursor(std::string_view content) : rest_(content) {}
  bool atEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  Asn1Element take();
  Asn1Element take(std::uint8_t tag);
  std::optional<Asn1Element> takeIf(std::uint8_t tag);
  void end() const;  // throws if something is left

 private:
  std::string_view rest_;
};

// The only element of the bytes.
Asn1Element onlyElement(std::string_view bytes);
Asn1Element onlyElement(std::string_view bytes, std::uint8_t tag);

// What the cursor throws, for those who find more that is wrong.
[[noreturn]] void throwDamagedAsn1();

// «1.2.840.113549.1.7.2» of the content of an OBJECT IDENTIFIER; "" if it is none.
std::string dottedOid(std::string_view content);

// UTCTime or GeneralizedTime with seconds, ending in Z, fractions allowed in the latter: seconds since
// 1970. Nothing for what is no time of RFC 5652, 11.3 or RFC 3161, 2.4.2.
std::optional<std::int64_t> asn1Time(const Asn1Element& element);

}  // namespace stesura
