// The fields of an agreement that wait for signatures and registration stamps, as plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct SignatureField {
  enum class Sort : std::uint8_t {
    signature,  // «firma_<ente>_<n>»
    stamp,      // «protocollo_<ente>»: text, the registration stamp of one party
  };
  Sort sort = Sort::signature;
  std::string name{};     // full name
  std::string toolTip{};  // may be empty in files that are not ours
  std::size_t page = 0;   // from 1; 0 for one on no page
  bool filled = false;    // signed, or with a text
};

// A face to type with: bodies of dictionaries without «<<» and «>>», and a TrueType file.
struct StampFace {
  std::string file{};
  std::string descriptor{};  // but /FontFile2
  std::string simple{};      // in WinAnsiEncoding, but /FontDescriptor
};

// What an issued document needs for its fields.
struct SignaturePlaces {
  std::map<std::string, std::string> agencies{};  // id to name, for the tool tips
  StampFace stampFace{};
};

// Every signature field of any PDF, and the text fields named as stamps are, in the order of the form.
// Empty for bytes that are no readable PDF. Takes at most the first 10,000 fields.
std::vector<SignatureField> signatureFieldsOf(std::string_view pdf);

}  // namespace stesura
