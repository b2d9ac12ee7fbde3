#include "generator/signature/signed_file.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "generator/error.h"
#include "generator/signature/byte_range.h"
#include "generator/signature/field_tree.h"

namespace stesura {
namespace {

constexpr std::size_t kLongestText = 1000, kMostSignatures = 2000;

// A dictionary as signature fields led to it, over all revisions.
struct Found {
  const PdfObject* dictionary = nullptr;
  std::uint32_t number = 0;  // of the dictionary; 0: written inside the field
  std::size_t revision = 0;  // in which it came first
  std::uint32_t fieldNumber = 0;
  std::string field{};
  std::string toolTip{};
  bool inField = true, isShared = false, isStillThere = false;
};

std::string shortText(const PdfObject& string) {
  std::string text = string.isString() ? textOf(string) : std::string();
  if (text.size() > kLongestText) text.resize(kLongestText);
  return text;
}

bool isSignatureDictionary(const PdfObject& object) {
  if (!object.isDictionary() || !object.has("ByteRange")) return false;
  const PdfObject& type = object["Type"];
  return type.isName("Sig") || type.isName("DocTimeStamp") || object.has("Contents");
}

class SignatureSearch {
 public:
  explicit SignatureSearch(const PdfHistory& history) : history_(history) {}

  std::vector<Found> search() {
    FieldEffort effort;
    FormFields fields;
    for (std::size_t revision = 0; revision <= history_.last(); ++revision) {
      if (revision == 0 || touches(history_.revisions()[revision], fields.numbers)) {
        fields = fieldsAsOf(history_, revision, effort);
        take(fields, revision);
      }
    }
    for (const std::size_t place : holders_) found_[place].isStillThere = true;
    takeOutsideFields();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Found& a, const Found& b) { return a.revision < b.revision; });
    return std::move(found_);
  }

 private:
  // Where it is written: two numbers that lead to the same bytes are the same dictionary.
  using Identity = std::pair<std::size_t, std::uint32_t>;
  static Identity identityOf(const PdfObject& dictionary, std::uint32_t number) {
    return dictionary.end != 0 ? Identity{dictionary.begin, 0} : Identity{0, number};
  }

  void take(const FormFields& fields, std::size_t revision) {
    holders_.clear();
    std::map<std::size_t, std::uint32_t> fieldOf;  // by place in found_
    for (const SignedField& field : fields.list) {
      if (!field.isSignature() || field.value == nullptr) continue;
      // A kid without a name of its own that inherits the value is a widget of the same field.
      if (field.isWidget && !field.dictionary->has("V")) continue;
      const std::size_t place = placeOf(fields, field, revision);
      const auto [known, isNew] = fieldOf.emplace(place, field.number);
      if (!isNew && known->second != field.number) found_[place].isShared = true;
      if (found_[place].fieldNumber == field.number && found_[place].field == field.name)
        holders_.insert(place);
    }
  }

  std::size_t placeOf(const FormFields& fields, const SignedField& field, std::size_t revision) {
    std::uint32_t number = 0;
    const PdfObject* value = field.value;
    for (int hops = 0; value->isReference() && hops < 16; ++hops) {
      number = value->number();
      value = &history_.object(number, revision);
    }
    const auto [known, isNew] = places_.emplace(identityOf(*value, number), found_.size());
    if (isNew) {
      if (found_.size() == kMostSignatures) refuse();
      Found found{value, number, revision, field.number, field.name, toolTipOf(fields, field, revision)};
      found_.push_back(std::move(found));
    } else if (found_[known->second].fieldNumber != field.number) {
      found_[known->second].isShared = true;
    }
    return known->second;
  }

  std::string toolTipOf(const FormFields& fields, const SignedField& field, std::size_t revision) const {
    const SignedField* at = &field;
    while (at->isWidget && !at->dictionary->has("TU")) at = &fields.list[at->parent];
    return shortText(history_.resolve((*at->dictionary)["TU"], revision));
  }

  void takeOutsideFields() {
    std::size_t first = std::numeric_limits<std::size_t>::max();
    for (const Found& found : found_) first = std::min(first, found.revision);
    for (std::size_t revision = 0; revision <= history_.last(); ++revision) {
      const PdfRevision& added = history_.revisions()[revision];
      const std::string_view bytes = history_.bytes().substr(added.begin, added.end - added.begin);
      if (revision < first && bytes.find("/ByteRange") == bytes.npos) continue;
      for (const auto& [number, reference] : added.references) {
        if (reference.kind != PdfReference::Kind::free) takeOutsideField(number, revision);
      }
    }
  }

  void takeOutsideField(std::uint32_t number, std::size_t revision) {
    const PdfObject& object = history_.object(number, revision);
    if (!isSignatureDictionary(object) || isUsageRights(object, revision)) return;
    if (!places_.emplace(identityOf(object, number), found_.size()).second) return;
    if (found_.size() == kMostSignatures) refuse();
    Found found{&object, number, revision};
    found.inField = false;
    found_.push_back(std::move(found));
  }

  // What a producer's licence put there (12.8.2.3): nobody's signature.
  bool isUsageRights(const PdfObject& object, std::size_t revision) const {
    const PdfObject& rights = history_.resolve(history_.root(revision)["Perms"], revision);
    return &history_.resolve(rights["UR3"], revision) == &object ||
           &history_.resolve(rights["UR"], revision) == &object;
  }

  [[noreturn]] static void refuse() {
    throw Error(ErrorKind::data, "Il documento contiene troppe firme per essere verificato.");
  }

  const PdfHistory& history_;
  std::vector<Found> found_;
  std::map<Identity, std::size_t> places_;
  std::set<std::size_t> holders_;  // found ones that their own field still holds, as of the last walk
};

// DocMDP (12.8.2.2): the least that a transform of the signature admits; 0 for none.
int certificationOf(const PdfHistory& history, const PdfObject& dictionary, std::size_t revision) {
  int least = 0;
  for (const PdfObject& item : history.resolve(dictionary["Reference"], revision).items) {
    const PdfObject& reference = history.resolve(item, revision);
    if (!history.resolve(reference["TransformMethod"], revision).isName("DocMDP")) continue;
    const PdfObject& admitted =
        history.resolve(history.resolve(reference["TransformParams"], revision)["P"], revision);
    const int level = admitted.isInteger() && admitted.integer >= 1 && admitted.integer <= 3
                          ? static_cast<int>(admitted.integer)
                          : 2;
    least = least == 0 ? level : std::min(least, level);
  }
  return least;
}

bool isDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A date (7.9.4) «D:20260921153320+02'00'» as RFC 3339; without an offset it is taken for UTC.
std::string dateOf(std::string date) {
  if (date.starts_with("D:")) date.erase(0, 2);
  if (date.size() < 14 || !isDigits(date.substr(0, 14))) return {};
  const auto part = [&date](std::size_t at, std::size_t length) { return date.substr(at, length); };
  const auto within = [&part](std::size_t at, int least, int most) {
    const int value = std::stoi(part(at, 2));
    return value >= least && value <= most;
  };
  if (!within(4, 1, 12) || !within(6, 1, 31) || !within(8, 0, 23) || !within(10, 0, 59) || !within(12, 0, 59))
    return {};
  std::string offset = "Z";
  if (date.size() >= 17 && (date[14] == '+' || date[14] == '-') && isDigits(part(15, 2)) &&
      within(15, 0, 23)) {
    const bool hasMinutes = date.size() >= 20 && isDigits(part(18, 2)) && within(18, 0, 59);
    offset = date[14] + part(15, 2) + ":" + (hasMinutes ? part(18, 2) : "00");
  }
  return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" + part(10, 2) + ":" +
         part(12, 2) + offset;
}

void judgeFormat(PlacedSignature& placed) {
  static constexpr std::string_view kKnown[] = {"ETSI.CAdES.detached", "adbe.pkcs7.detached", "ETSI.RFC3161"};
  if (std::find(std::begin(kKnown), std::end(kKnown), placed.subFilter) != std::end(kKnown)) return;
  const bool isOld = placed.subFilter == "adbe.pkcs7.sha1" || placed.subFilter == "adbe.x509.rsa_sha1";
  placed.faults.push_back(
      {"formato_sconosciuto",
       isOld ? "La firma ha un vecchio formato, basato su SHA-1, che qui non viene verificato."
             : "La firma ha un formato sconosciuto, che qui non viene verificato."});
}

void judgeField(PlacedSignature& placed, const Found& found) {
  const auto blame = [&placed](const char* code, const char* sentence) {
    placed.faults.push_back({code, sentence});
  };
  if (!found.inField) {
    blame("senza_campo", "La firma non sta in nessun campo di firma del documento.");
    return;
  }
  if (found.isShared) blame("dizionario_condiviso", "Più campi di firma rimandano alla stessa firma.");
  if (!found.isStillThere)
    blame("campo_tolto", "Dopo la firma il suo campo è stato tolto, svuotato o rivolto altrove.");
  if (found.revision != placed.revision) {
    blame("campo_in_altra_versione",
          "La firma e il campo che la contiene stanno in versioni diverse del documento.");
  }
}

PlacedSignature placed(const PdfHistory& history, const Found& found) {
  const PdfObject& dictionary = *found.dictionary;
  const auto at = [&](std::string_view key) -> const PdfObject& {
    return history.resolve(dictionary[key], found.revision);
  };
  PlacedSignature placed;
  placed.field = found.field;
  placed.toolTip = found.toolTip;
  placed.fieldNumber = found.fieldNumber;
  placed.dictionaryNumber = found.number;
  placed.revision = found.revision;
  if (!dictionary.isDictionary()) {
    placed.faults.push_back(
        {"valore_senza_firma", "Il campo di firma contiene un valore che non è una firma."});
    return placed;
  }
  if (at("Filter").isName()) placed.filter = at("Filter").text.substr(0, kLongestText);
  if (at("SubFilter").isName()) placed.subFilter = at("SubFilter").text.substr(0, kLongestText);
  placed.isTimeStamp = at("Type").isName("DocTimeStamp") || placed.subFilter == "ETSI.RFC3161";
  placed.certification = certificationOf(history, dictionary, found.revision);
  placed.claimedTime = at("M").isString() ? dateOf(at("M").text) : std::string();
  placed.name = shortText(at("Name"));
  placed.reason = shortText(at("Reason"));
  placed.location = shortText(at("Location"));
  judgeByteRange(history, dictionary, found.revision, placed);
  judgeField(placed, found);
  judgeFormat(placed);
  return placed;
}

}  // namespace

bool awaitsMessage(const PlacedSignature& signature) {
  return !signature.contents.empty() && signature.contents.find_first_not_of('\0') == std::string::npos;
}

std::vector<PlacedSignature> signaturesOf(const PdfHistory& history) {
  std::vector<PlacedSignature> signatures;
  std::set<std::pair<std::size_t, std::size_t>> gaps;
  for (const Found& found : SignatureSearch(history).search()) {
    PlacedSignature one = placed(history, found);
    if (one.gapEnd != 0 && !gaps.emplace(one.gapBegin, one.gapEnd).second) {
      one.faults.push_back(
          {"intervallo_ripetuto", "La firma ripete gli estremi (ByteRange) di un’altra firma."});
    }
    signatures.push_back(std::move(one));
  }
  return signatures;
}

std::vector<EmptyField> emptyFields(const PdfHistory& history) {
  FieldEffort effort;
  std::vector<EmptyField> empty;
  for (const SignedField& field : fieldsAsOf(history, history.last(), effort).list) {
    if (!field.isSignature() || field.value != nullptr || field.isWidget || !field.isLeaf) continue;
    empty.push_back(
        {field.name, shortText(history.resolve((*field.dictionary)["TU"], history.last())), field.number});
  }
  return empty;
}

}  // namespace stesura
