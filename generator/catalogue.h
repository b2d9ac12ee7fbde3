// The kinds and layouts of a home folder, read and compiled when first asked for, and kept.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/collection.h"
#include "generator/form/form_template.h"
#include "generator/kind.h"
#include "generator/language.h"
#include "generator/odf/letterhead.h"
#include "generator/odf/template.h"
#include "generator/projection.h"

namespace stesura {

// A layout ready for use. Immutable.
struct CompiledLayout {
  std::shared_ptr<const CollectionSchema> collection;  // null for a layout of one document
  std::string templateSha256;
  Projection projection;
  BoundLanguage language;
  std::optional<OdtTemplate> odt;    // borrows the shape; absent of a PDF form without source
  std::optional<FormTemplate> form;  // of a PDF form; borrows shape and fonts
  std::vector<TagUse> uses;          // of both
  std::vector<std::string> absences;  // patterns of the members that hold reasons for absences
  bool stampsDocuments = false;  // the documents of a collection are given their `impronta`
  bool derives = false;  // whether the template or the layout's rules need the derived values
};

// Thread-safe. What it hands out stays valid as long as the pointer is held.
class Catalogue {
 public:
  // `fonts`: the folder of the fonts, needed for PDF forms only.
  Catalogue(std::filesystem::path home, std::filesystem::path fonts);

  std::vector<std::string> names() const;
  // Throws Error{usage} for an unknown kind, Error{templateFile} for one that is wrong.
  std::shared_ptr<const Kind> kind(std::string_view name) const;
  // Throws Error{templateFile} for a template that does not compile, or a layout that names what it
  // may not show.
  std::shared_ptr<const CompiledLayout> layout(const Kind& kind, const Layout& layout) const;
  // The same with the bytes of another template in the place of the layout's own, which keeps its
  // projection, rules and derived values, and with a letterhead on every page (null for none).
  // Bytes that are a PDF are taken as a form.
  // Compiled anew at every call.
  std::shared_ptr<const CompiledLayout> compile(const Kind& kind, const Layout& layout, std::string_view templateBytes,
                                                const Letterhead* letterhead) const;
  // The fonts of forms. Throws Error{surroundings} without any.
  const FormFonts& fonts() const;
  // The schema of a layout over many documents; null for a layout of one.
  // Throws Error{templateFile} for one that does not compile or does not suit the kind.
  std::shared_ptr<const CollectionSchema> collection(const Kind& kind, const Layout& layout) const;

 private:
  std::shared_ptr<const CollectionSchema> collectionLocked(const Kind& kind, const Layout& layout) const;

  std::shared_ptr<const CompiledLayout> compileTemplate(const Kind& kind, const Layout& layout,
                                                        std::shared_ptr<const CollectionSchema> collection,
                                                        std::string_view bytes, const Letterhead* letterhead) const;

  std::filesystem::path home_;
  std::filesystem::path fontFolder_;
  mutable std::mutex fontMutex_;
  mutable std::unique_ptr<const FormFonts> fonts_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Kind>, std::less<>> kinds_;
  mutable std::map<std::string, std::shared_ptr<const CompiledLayout>, std::less<>> layouts_;
  mutable std::map<std::string, std::shared_ptr<const CollectionSchema>, std::less<>> collections_;
};

bool isPdf(std::string_view bytes);
// The bytes of a layout’s template. Throws Error{templateFile} if there are none, or they are a PDF where
// the name says an ODT, or the reverse.
std::string readTemplate(const Layout& layout);
// What else a PDF form is made with: its map of fields («campi.json»), the ODT it was compiled from
// («sorgente»). Empty for an ODT. Throws Error{templateFile} for a source that is missing.
std::map<std::string, std::string> templateParts(const Layout& layout);
// Of a template with these bytes and parts, and of the clauses that it may hold.
std::string templateDigest(const Kind& kind, std::string_view bytes, const std::map<std::string, std::string>& parts);

}  // namespace stesura
