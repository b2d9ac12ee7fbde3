#include "generator/signature/signature_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "generator/error.h"
#include "generator/spelling.h"

namespace stesura {
namespace {

constexpr std::size_t kMostWidgets = 200;
constexpr int kDeepest = 64;  // levels of a tree of pages

[[noreturn]] void refuse(std::string sentence, std::vector<Problem> problems = {}) {
  throw Error(ErrorKind::data, std::move(sentence), std::move(problems));
}

std::string named(std::string_view field) { return "«" + std::string(field) + "»"; }

[[noreturn]] void refuseUnknown(std::string_view name, const std::vector<EmptyField>& empty) {
  if (empty.empty())
    refuse("Il PDF non ha campi di firma vuoti: non si può firmare il campo " + named(name) + ".");
  std::vector<Problem> problems;
  std::vector<std::string> names;
  for (const EmptyField& field : empty) {
    Problem problem;
    problem.message = named(field.field) + (field.toolTip.empty() ? "" : ": " + field.toolTip);
    problems.push_back(std::move(problem));
    names.push_back(field.field);
  }
  const std::string meant = didYouMean(name, names);
  refuse("Il PDF non ha un campo di firma vuoto " + named(name) + ". " + (meant.empty() ? "" : meant + " ") +
             "I campi ancora da firmare sono questi.",
         std::move(problems));
}

int quarterTurns(const PdfObject& value) {
  if (!value.isInteger() || value.integer % 90 != 0) return 0;
  return static_cast<int>(((value.integer % 360) + 360) % 360);
}

class FieldReader {
 public:
  explicit FieldReader(const PdfHistory& history) : history_(history) {}

  SigningField read(std::string_view name, std::uint32_t number) {
    SigningField field{std::string(name), number, {}, {}};
    const PdfObject& object = updatable(field, number);
    if (value(object, "Subtype").isName("Widget")) field.widgets.push_back(widget(object, number));
    const PdfObject& kids = value(object, "Kids");
    if (kids.items.size() > kMostWidgets)
      refuse("Il campo " + named(name) + " ha troppi riquadri nelle pagine.");
    for (const PdfObject& kid : kids.items) {
      if (!kid.isReference()) refuseWriting(field);
      field.widgets.push_back(widget(updatable(field, kid.number()), kid.number()));
    }
    const PdfObject& lock = value(object, "Lock");
    if (lock.isDictionary()) field.lock = lock;
    return field;
  }

 private:
  const PdfObject& value(const PdfObject& object, std::string_view key) const {
    return history_.resolve(object[key], history_.last());
  }

  // An update writes objects with generation 0.
  const PdfObject& updatable(const SigningField& field, std::uint32_t number) const {
    const PdfObject& object = history_.object(number, history_.last());
    if (!object.isDictionary() || history_.place(number, history_.last()).generation != 0)
      refuseWriting(field);
    return object;
  }

  [[noreturn]] static void refuseWriting(const SigningField& field) {
    refuse("Il campo " + named(field.name) +
           " è scritto nel PDF in un modo da cui non si può continuare: chiedere il file di nuovo a chi lo "
           "ha prodotto.");
  }

  SignatureWidget widget(const PdfObject& object, std::uint32_t number) {
    SignatureWidget read{number};
    const PdfObject& rectangle = value(object, "Rect");
    if (!rectangle.isArray() || rectangle.items.size() != 4) return read;
    std::array<double, 4> edges{};
    for (std::size_t at = 0; at < edges.size(); ++at) {
      const PdfObject& edge = history_.resolve(rectangle.items[at], history_.last());
      if (!edge.isNumber() || !std::isfinite(edge.real)) return read;
      edges[at] = std::clamp(edge.real, -1e6, 1e6);
    }
    read.width = std::abs(edges[2] - edges[0]);
    read.height = std::abs(edges[3] - edges[1]);
    read.rotation = rotationOf(object, number);
    if (read.rotation % 180 != 0) std::swap(read.width, read.height);
    return read;
  }

  // As /MK says; a box that says nothing is made upright on its page.
  int rotationOf(const PdfObject& object, std::uint32_t number) {
    constexpr std::int64_t kNoRotate = 16;
    const PdfObject& turned = value(value(object, "MK"), "R");
    const PdfObject& flags = value(object, "F");
    if (turned.isInteger()) return quarterTurns(turned);
    if (flags.isInteger() && (flags.integer & kNoRotate) != 0) return 0;
    const PdfObject& page = value(object, "P");
    return pageRotation(page.isDictionary() ? page : pageOf(number));
  }

  int pageRotation(const PdfObject& page) const {
    const PdfObject* node = &page;
    for (int depth = 0; depth < kDeepest && node->isDictionary(); ++depth) {
      if (value(*node, "Rotate").isInteger()) return quarterTurns(value(*node, "Rotate"));
      node = &value(*node, "Parent");
    }
    return 0;
  }

  // The page among whose annotations the object is; null if there is none within a bounded search.
  const PdfObject& pageOf(std::uint32_t number) const {
    static const PdfObject kNone;
    std::size_t steps = 200000;
    std::set<std::uint32_t> seen;
    std::vector<const PdfObject*> waiting{&value(history_.root(history_.last()), "Pages")};
    while (!waiting.empty()) {
      const PdfObject& node = *waiting.back();
      waiting.pop_back();
      for (const PdfObject& annotation : value(node, "Annots").items) {
        if (steps-- == 0) return kNone;
        if (annotation.isReference() && annotation.number() == number) return node;
      }
      for (const PdfObject& kid : value(node, "Kids").items) {
        if (steps-- == 0) return kNone;
        if (kid.isReference() && seen.insert(kid.number()).second)
          waiting.push_back(&history_.resolve(kid, history_.last()));
      }
    }
    return kNone;
  }

  const PdfHistory& history_;
};

}  // namespace

bool SigningField::isVisible() const {
  return std::any_of(widgets.begin(), widgets.end(),
                     [](const SignatureWidget& widget) { return widget.isVisible(); });
}

SigningField fieldToSign(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                         std::string_view name) {
  const std::vector<EmptyField> empty = emptyFields(history);
  const auto of = [name](const auto& field) { return field.field == name; };
  const auto found = std::find_if(empty.begin(), empty.end(), of);
  if (found != empty.end()) {
    if (std::find_if(found + 1, empty.end(), of) != empty.end())
      refuse("Il PDF ha due campi di firma con il nome " + named(name) + ".");
    return FieldReader(history).read(name, found->number);
  }
  const auto taken = std::find_if(signatures.begin(), signatures.end(), of);
  if (!name.empty() && taken != signatures.end()) {
    refuse("Il campo " + named(name) +
           (awaitsMessage(*taken) ? " è preparato per una firma che non è ancora stata completata: "
                                    "completarla, o ripartire dal file di prima."
                                  : " è già firmato."));
  }
  refuseUnknown(name, empty);
}

void refuseUnmetDemands(const PdfHistory& history, const SigningField& field, TimeStamps timeStamps) {
  // ISO 32000-2, table 237.
  enum : std::int64_t {
    kFilter = 1,
    kSubFilter = 2,
    kVersion = 4,
    kReasons = 8,
    kLegalAttestation = 16,
    kRevocation = 32,
    kDigestMethod = 64,
    kLockDocument = 128,
    kAppearance = 256
  };
  const auto value = [&history](const PdfObject& object, std::string_view key) -> const PdfObject& {
    return history.resolve(object[key], history.last());
  };
  const PdfObject& demands = value(history.object(field.number, history.last()), "SV");
  if (!demands.isDictionary()) return;
  const std::int64_t flags = value(demands, "Ff").integer;
  const auto refuseDemand = [&field](const std::string& what) {
    refuse("Il campo " + named(field.name) + " chiede " + what +
           ": con questo programma non si può firmare.");
  };
  const auto lists = [&](std::string_view key, std::string_view name) {
    const PdfObject& list = value(demands, key);
    return std::any_of(list.items.begin(), list.items.end(), [&](const PdfObject& item) {
      const PdfObject& entry = history.resolve(item, history.last());
      return (entry.isName() || entry.isString()) && entry.text == name;
    });
  };
  if ((flags & kSubFilter) != 0 && demands.has("SubFilter") && !lists("SubFilter", "ETSI.CAdES.detached"))
    refuseDemand("una firma di un altro formato (SubFilter)");
  if ((flags & kFilter) != 0 && demands.has("Filter") && !value(demands, "Filter").isName("Adobe.PPKLite"))
    refuseDemand("un altro programma di firma (Filter)");
  if ((flags & kVersion) != 0 && value(demands, "V").real > 2)
    refuseDemand("una versione più recente del formato delle firme");
  if ((flags & kDigestMethod) != 0 && demands.has("DigestMethod") && !lists("DigestMethod", "SHA256"))
    refuseDemand("un’impronta diversa da SHA-256");
  if ((flags & kReasons) != 0 && demands.has("Reasons")) refuseDemand("di scegliere un motivo della firma");
  if ((flags & kLegalAttestation) != 0 && demands.has("LegalAttestation"))
    refuseDemand("una dichiarazione sui contenuti del file");
  if ((flags & kRevocation) != 0 && value(demands, "AddRevInfo").truth)
    refuseDemand("le notizie sulla revoca dentro la firma (AddRevInfo)");
  if ((flags & kLockDocument) != 0 && value(demands, "LockDocument").isName("true"))
    refuseDemand("di chiudere il documento (LockDocument)");
  if ((flags & kAppearance) != 0 && demands.has("AppearanceFilter"))
    refuseDemand("un aspetto stabilito della firma");
  if (value(value(demands, "Cert"), "Ff").integer != 0) refuseDemand("un certificato stabilito");
  const PdfObject& certification = value(value(demands, "MDP"), "P");
  if (certification.isInteger() && certification.integer != 0) refuseDemand("una firma di certificazione");
  if (value(value(demands, "TimeStamp"), "Ff").integer == 1 && timeStamps == TimeStamps::none)
    refuse("Il campo " + named(field.name) +
           " chiede una marca temporale: indicare un servizio di marcatura.");
}

}  // namespace stesura
