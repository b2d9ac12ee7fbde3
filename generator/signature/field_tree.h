// The fields of a form as of a revision (ISO 32000-1, 12.7.3): names, types and values, inherited ones too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "generator/pdf/history.h"

namespace stesura {

struct SignedField {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  std::uint32_t number = 0;    // object; 0: written inside its parent
  std::size_t parent = kNone;  // place in the list
  bool isWidget = false;       // a kid without /T: one more widget of its parent, whose name it has
  bool isLeaf = true;          // no kids with a name of their own
  std::string name{};          // full name («firme.firma_asst_1»), at most 1,000 bytes
  std::string type{};          // /FT, own or inherited: «Sig»; "" for none
  const PdfObject* dictionary = nullptr;  // never null
  const PdfObject* value = nullptr;       // /V as written, own or inherited; null pointer for none

  bool isSignature() const { return type == "Sig"; }
};

struct FormFields {
  std::vector<SignedField> list{};              // parents before their kids, in the order of the form
  std::unordered_set<std::uint32_t> numbers{};  // of every object that was looked at, their containers too
  std::unordered_map<std::uint32_t, std::size_t> placeOf{};  // object -> place in the list

  const SignedField* field(std::uint32_t number) const;  // null for what is no field
};

// Work left for all walks over one file; what would pass it throws Error{data}.
struct FieldEffort {
  std::size_t fields = 1000000;
};

// Throws Error{data} for more than 50,000 fields, more than 32 levels, or spent effort.
FormFields fieldsAsOf(const PdfHistory& history, std::size_t revision, FieldEffort& effort);

// True if the revision says anything of these objects.
bool touches(const PdfRevision& revision, const std::unordered_set<std::uint32_t>& numbers);

}  // namespace stesura
