#include "generator/signature/field_tree.h"

#include <algorithm>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kMostFields = 50000, kDeepest = 32, kLongestName = 1000;
constexpr int kLongestChain = 16;  // of references to references

class FieldWalk {
 public:
  FieldWalk(const PdfHistory& history, std::size_t revision, FieldEffort& effort)
      : history_(history), revision_(revision), effort_(effort) {}

  FormFields walk() {
    const PdfObject& root = follow(history_.revisions()[revision_].trailer["Root"]);
    const PdfObject& fields = follow(follow(root["AcroForm"])["Fields"]);
    for (const PdfObject& field : fields.items) visit(field, {}, 0);
    return std::move(fields_);
  }

 private:
  struct Inherited {
    std::size_t parent = SignedField::kNone;
    const PdfObject* value = nullptr;
  };

  const PdfObject& follow(const PdfObject& object) {
    static const PdfObject kNull;
    const PdfObject* at = &object;
    for (int hops = 0; at->isReference(); ++hops) {
      if (hops == kLongestChain) return kNull;
      note(at->number());
      at = &history_.object(at->number(), revision_);
    }
    return *at;
  }

  void note(std::uint32_t number) {
    if (!fields_.numbers.insert(number).second) return;
    const PdfReference place = history_.place(number, revision_);
    if (place.kind == PdfReference::Kind::inStream) fields_.numbers.insert(place.container);
  }

  void visit(const PdfObject& written, const Inherited& from, std::size_t depth) {
    if (effort_.fields == 0) refuse();
    --effort_.fields;
    const PdfObject& dictionary = follow(written);
    if (!dictionary.isDictionary()) return;
    const std::uint32_t number = written.isReference() ? written.number() : 0;
    if (number != 0 && fields_.placeOf.contains(number)) return;
    if (fields_.list.size() == kMostFields || depth == kDeepest) refuse();
    const std::size_t place = add(dictionary, number, from);
    const PdfObject& kids = follow(dictionary["Kids"]);
    const Inherited own{place, fields_.list[place].value};
    for (const PdfObject& kid : kids.items) visit(kid, own, depth + 1);
  }

  std::size_t add(const PdfObject& dictionary, std::uint32_t number, const Inherited& from) {
    SignedField field;
    field.number = number;
    field.parent = from.parent;
    field.dictionary = &dictionary;
    const PdfObject& type = follow(dictionary["FT"]);
    const PdfObject& title = follow(dictionary["T"]);
    field.isWidget = from.parent != SignedField::kNone && !title.isString();
    if (from.parent != SignedField::kNone) {
      SignedField& parent = fields_.list[from.parent];
      field.name = parent.name;
      field.type = parent.type;
      if (!field.isWidget) parent.isLeaf = false;
    }
    if (title.isString()) {
      if (!field.name.empty()) field.name += '.';
      field.name += textOf(title);
      if (field.name.size() > kLongestName) field.name.resize(kLongestName);
    }
    if (type.isName()) field.type = type.text;
    field.value = dictionary.has("V") ? &dictionary["V"] : from.value;
    if (field.value != nullptr && follow(*field.value).isNull()) field.value = nullptr;
    if (number != 0) fields_.placeOf.emplace(number, fields_.list.size());
    fields_.list.push_back(std::move(field));
    return fields_.list.size() - 1;
  }

  [[noreturn]] static void refuse() {
    throw Error(ErrorKind::data, "Il modulo del documento ha troppi campi per essere verificato.");
  }

  const PdfHistory& history_;
  std::size_t revision_;
  FieldEffort& effort_;
  FormFields fields_;
};

}  // namespace

const SignedField* FormFields::field(std::uint32_t number) const {
  const auto found = placeOf.find(number);
  return found == placeOf.end() ? nullptr : &list[found->second];
}

FormFields fieldsAsOf(const PdfHistory& history, std::size_t revision, FieldEffort& effort) {
  return FieldWalk(history, revision, effort).walk();
}

bool touches(const PdfRevision& revision, const std::unordered_set<std::uint32_t>& numbers) {
  return std::any_of(revision.references.begin(), revision.references.end(),
                     [&numbers](const auto& entry) { return numbers.contains(entry.first); });
}

}  // namespace stesura
