// A PDF form as a layout, compiled once; filled with data many times, without LibreOffice.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/form/faces.h"
#include "generator/form/form.h"
#include "generator/form/form_map.h"
#include "generator/json/json.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

struct FormOrder {
  const Json& data;          // borrowed: the projection
  std::string issueDate{};   // RFC 3339 full-date
  std::string identifier{};  // the file's /ID is derived from it and from the content
  const Json* absenceReasons = nullptr;  // object: JSON Pointer -> Italian text; borrowed
  std::string draftMark{};   // on every page; "" for none. With it a required value may be absent
  std::string copyMark{};    // «Copia per il Comune di Rho», on every page; "" for none
  std::optional<std::string> embeddedJson{};  // attached as `dati.json`, AFRelationship Source
  FormOutput output = FormOutput::fillable;
};

struct FilledForm {
  std::string bytes{};
  std::string sha256{};  // hex, of bytes
  std::vector<Problem> warnings{};
};

// What one field is filled with.
struct FieldBinding {
  std::size_t field = 0;  // index into FormDescription::fields
  std::string text{};     // as merged, with tags
  // The datum, where the text is one tag and nothing else: what can be read back.
  std::optional<TagUse> tag{};
  Presentation presentation{};  // of `tag`
  const Field* datum = nullptr;  // of `tag`; borrowed from the shape
  std::vector<std::pair<std::string, std::string>> options{};  // text as merged -> option
  // Of a row of a repeat: the list's pointer («/destinatari») and the row, from 0; "" and 0 else.
  std::string list{};
  std::size_t row = 0;
  std::string pointer{};  // of the entry in kind.json; "" for a field named by its tag
};

// Immutable after compile(); fill() may be called from several threads.
class FormTemplate {
 public:
  // A field is bound by the map, else by a name that holds a tag («{{persona.cognome}}», or
  // «{{#destinatari}}2{{ente.denominazione}}»: of the second item); other fields stay empty.
  // `shape` and `fonts` must outlive the template. Throws Error{templateFile} with every problem:
  // what takeIn() refuses, names the shape does not know, fields the form does not have.
  static FormTemplate compile(std::string_view pdf, const FormMap& map, const Field& shape, const FormFonts& fonts);
  FormTemplate(FormTemplate&&) noexcept;
  FormTemplate& operator=(FormTemplate&&) noexcept;
  ~FormTemplate();

  const FormDescription& description() const;
  const std::vector<FieldBinding>& bindings() const;
  const std::vector<TagUse>& uses() const;
  bool isPdfA() const;

  // How many characters of ordinary text a field holds at its smallest size; 0 for no text field.
  std::size_t roomOf(std::size_t field) const;

  // Throws Error{data} with every problem: a value missing, a text that does not fit (the field and
  // how many characters do), a choice that the form does not offer, more rows than the form has.
  FilledForm fill(const FormOrder& order) const;

 private:
  struct Compiled;
  explicit FormTemplate(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace stesura
