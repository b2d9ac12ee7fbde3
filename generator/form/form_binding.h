// Binds the fields of a form to the data of a kind, and merges the data into one text a field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "generator/form/form_template.h"
#include "generator/merge/program.h"

namespace stesura {

// Where the text of a binding is found among the merged ones.
struct TextPlace {
  std::size_t group = 0;  // 0: texts that stand once; else the repeat, counted from 1
  std::size_t text = 0;   // within the group
};

// A list whose items go into rows of fields.
struct RepeatedList {
  std::string pointer{};   // «/destinatari»
  std::string title{};     // as the schema calls it
  std::size_t rows = 0;    // that the form has
  std::size_t texts = 0;   // of one item
};

struct BoundForm {
  std::vector<FieldBinding> bindings{};  // of each field at most one
  std::vector<TextPlace> places{};       // same index
  std::vector<RepeatedList> repeats{};
  std::size_t texts = 0;  // that stand once
  Program program;
};

// Throws Error{templateFile} with every problem; `shape` must outlive the result.
BoundForm bindForm(const FormDescription& form, const FormMap& map, const Field& shape);

// The texts of one run of the program. Views into `merged`, which must outlive it.
class MergedTexts {
 public:
  MergedTexts(const BoundForm& bound, std::string_view merged);
  // "" for a row that has no item.
  std::string_view text(std::size_t binding) const;
  // Items of a repeat, from 0.
  std::size_t items(std::size_t repeat) const;

 private:
  const BoundForm& bound_;
  std::vector<std::string_view> once_;
  std::vector<std::vector<std::string_view>> repeated_;
};

// Like `text` for comparing labels: without outer blanks, case and doubled blanks.
std::string foldedLabel(std::string_view text);

}  // namespace stesura
