// Which option of a form a merged text means.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "generator/form/form_template.h"

namespace stesura {

// Of one bound check box, radio group, combo or list box. Immutable; thread-safe.
class Choices {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // An option is named by the map in kind.json, else by the label of a value, else by its code.
  Choices(const FormField& field, const FieldBinding& binding);

  // Index into FormField::options, or kNone.
  std::size_t of(std::string_view text) const;

  // By value or by what is shown, whatever the case of the letters.
  static std::size_t find(const FormField& field, std::string_view option);

 private:
  void addLabels(const FormField& field, const Field& datum);

  std::unordered_map<std::string, std::size_t> options_;
};

// What a text, as merged or as kind.json maps it, says of a box that can only be ticked or not.
enum class Tick { on, off, unclear };
Tick tickOf(std::string_view text);

}  // namespace stesura
