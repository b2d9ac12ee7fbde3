// An AcroForm as plain values: its fields, where they stand, what they hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

enum class FormOutput { fillable, flattened };

enum class FormFieldType { text, checkBox, radio, comboBox, listBox, button, signature };

// One place of a field on a page (ISO 32000-1, 12.5.6.19).
struct FormWidget {
  static constexpr std::size_t kNoPage = static_cast<std::size_t>(-1);
  std::size_t page = kNoPage;  // counted from 0
  double left = 0, bottom = 0, right = 0, top = 0;  // points, in the page's own space, before its /Rotate
  std::string onState{};  // check boxes and radio buttons: the state that is «on», without the slash, UTF-8
};

struct FormOption {
  std::string value;  // what the file keeps; of check boxes and radio buttons the on-state
  std::string shown;  // what a person reads; = value where the form says nothing else
};

// UTF-8 throughout; inherited attributes are resolved.
struct FormField {
  std::string name{};     // full name: partial names joined by «.» (12.7.3.2)
  std::string toolTip{};  // /TU
  FormFieldType type = FormFieldType::text;
  bool readOnly = false, required = false;
  bool multiline = false, comb = false, password = false;  // text
  bool editable = false, multiple = false;                 // combo box; list box
  std::size_t maxLength = 0;       // characters; 0: not bounded
  std::string dateFormat{};        // of a date script, as in it («dd/mm/yyyy»); "" where it has none
  std::vector<FormOption> options{};
  std::vector<FormWidget> widgets{};
  std::vector<std::string> values{};  // the text, the on-states («Off» is none), the chosen values
};

struct FormDescription {
  std::size_t pages = 0;
  std::vector<FormField> fields{};       // in the order of the pages, then from top to bottom
  std::vector<std::string> removed{};    // Italian, one a sort: what taking the form in leaves out («JavaScript»)
};

// Reads the fields of any PDF with an AcroForm; alters nothing.
// Throws Error{templateFile} with a sentence: no PDF, damaged beyond repair, encrypted, signed,
// XFA only, no form, over the bounds (32 MB, 500 pages, 5,000 fields, depth 32).
FormDescription describeForm(std::string_view pdf);

}  // namespace stesura
