// Rules for what a document says of itself: the XMP packet (ISO 16684-1) and the Info dictionary (14.3.3).
#include <algorithm>
#include <iterator>
#include <optional>

#include "generator/error.h"
#include "generator/signature/revision_case.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

constexpr std::size_t kLargestPacket = 4u << 20;
constexpr const char* kSyntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr const char* kPdfA = "http://www.aiim.org/pdfa/ns/id/";

// All that a packet says of its conformance to PDF/A, be it an attribute or an element.
std::string claimsOf(xmlNode* root) {
  std::vector<std::string> claims;
  eachElement(root, [&claims](xmlNode* element) {
    const auto isOfPdfA = [](const xmlNs* space) {
      return space != nullptr && space->href != nullptr &&
             std::string_view(reinterpret_cast<const char*>(space->href)) == kPdfA;
    };
    const auto nameOf = [](const xmlChar* name) { return std::string(reinterpret_cast<const char*>(name)); };
    if (isOfPdfA(element->ns)) claims.push_back(nameOf(element->name) + "=" + textOf(element));
    for (const xmlAttr* one = element->properties; one != nullptr; one = one->next) {
      if (isOfPdfA(one->ns))
        claims.push_back(nameOf(one->name) + "=" + textOf(reinterpret_cast<const xmlNode*>(one)));
    }
  });
  std::sort(claims.begin(), claims.end());
  std::string all;
  for (const std::string& claim : claims) all += claim + "\n";
  return all;
}

// None for what is no packet. Before the root only a byte order mark: UTF-8 is what PDF/A asks for.
std::optional<std::string> claimsIn(const RevisionCase& at, const PdfObject& stream, std::size_t revision) {
  std::string bytes;
  try {
    bytes = at.history.decoded(stream, revision, kLargestPacket);
  } catch (const Error&) {
    return {};
  }
  at.walk.spend(bytes.size() / 8);
  const XmlDocument document = readXml(bytes);
  if (!document) return {};
  xmlNode* root = xmlDocGetRootElement(document.get());
  const bool isPacket = isNamed(root, {kSyntax, "RDF"}) || (isNamed(root, {"adobe:ns:meta/", "xmpmeta"}) &&
                                                            child(root, {kSyntax, "RDF"}) != nullptr);
  return isPacket ? std::optional(claimsOf(root)) : std::nullopt;
}

struct InfoKey {
  std::string_view key;
  const char* spoken;
};

constexpr InfoKey kInfoKeys[] = {
    {"Title", "titolo"},           {"Author", "autore"},     {"Subject", "oggetto"},
    {"Keywords", "parole chiave"}, {"Creator", "programma"}, {"Producer", "programma"},
    {"CreationDate", "date"},      {"ModDate", "date"},      {"Trapped", "dati per la stampa"}};

// Names of others are said if they are plain: what stands there is anybody's.
bool isPlainName(const std::string& key) {
  return !key.empty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':';
  });
}

class InfoJudge {
 public:
  explicit InfoJudge(RevisionCase& at) : at_(at) {}

  void judge(const PdfObject& before, const PdfObject& after) {
    std::vector<std::string> changed = changedKeys(before, after);
    for (const auto& [key, value] : after.entries) {
      if (value.isReference() && at_.isChanged(value)) changed.push_back(key);
    }
    for (const std::string& key : changed) judgeEntry(key, after[key]);
    tell();
  }

 private:
  void judgeEntry(const std::string& key, const PdfObject& written) {
    const PdfObject& value = at_.now(written);
    const bool isText = value.isNull() || value.isString() || value.isName() || value.isNumber() ||
                        value.type == PdfObject::Type::boolean;
    if (!isText) {
      return at_.report.forbid(
          "informazioni_estranee",
          "le informazioni generali del documento contengono qualcosa che non è un testo");
    }
    if (written.isReference() && at_.isNew(written.number())) at_.explain(written);
    const auto known = std::find_if(std::begin(kInfoKeys), std::end(kInfoKeys),
                                    [&key](const InfoKey& one) { return one.key == key; });
    const std::string spoken = known != std::end(kInfoKeys) ? known->spoken
                               : isPlainName(key)           ? "la voce «" + key + "»"
                                                            : "una voce propria";
    if (spoken_.size() < kMostSpoken && std::find(spoken_.begin(), spoken_.end(), spoken) == spoken_.end())
      spoken_.push_back(spoken);
  }

  void tell() {
    std::string list;
    for (const std::string& one : spoken_) list += (list.empty() ? "" : ", ") + one;
    at_.report.tell(
        ChangeLevel::legitimate, "informazioni",
        "sono state aggiornate le informazioni generali" + (list.empty() ? "" : " (" + list + ")"));
  }

  static constexpr std::size_t kMostSpoken = 12;
  RevisionCase& at_;
  std::vector<std::string> spoken_;
};

bool isPacketStream(const PdfObject& stream) {
  static constexpr std::string_view kKeys[] = {"Type", "Subtype", "Length", "Filter", "DecodeParms"};
  return stream["Subtype"].isName("XML") &&
         std::all_of(stream.entries.begin(), stream.entries.end(), [](const auto& entry) {
           const bool isKnown = std::find(std::begin(kKeys), std::end(kKeys), entry.first) != std::end(kKeys);
           return isKnown && (entry.first == "Length" || !entry.second.isReference());
         });
}

}  // namespace

void judgePacket(RevisionCase& at, const PdfObject& before, const PdfObject& after) {
  const PdfObject& fresh = at.now(after);
  const std::optional<std::string> claims =
      isPacketStream(fresh) ? claimsIn(at, fresh, at.revision) : std::nullopt;
  at.explain(after);
  explainNewBelow(at, fresh["Length"]);
  if (!claims)
    return at.report.forbid("metadati_estranei",
                            "i metadati del documento sono stati sostituiti con qualcosa che non è XMP");
  const PdfObject& old = at.old(before);
  const std::optional<std::string> earlier =
      old.isStream() ? claimsIn(at, old, at.revision - 1) : std::string();
  if (earlier.value_or("") != *claims) {
    at.report.tell(ChangeLevel::toConfirm, "conformita_cambiata",
                   "è stata cambiata la conformità a PDF/A che il documento dichiara");
  }
  at.report.tell(ChangeLevel::legitimate, "metadati", "sono stati aggiornati i metadati del documento");
}

void judgeInfo(RevisionCase& at, const PdfObject& writtenBefore, const PdfObject& writtenAfter) {
  if (writtenAfter.isReference() && at.change(writtenAfter.number()) != nullptr) {
    const auto& edges = at.walk.inEdges(writtenAfter.number());
    const bool isOwn =
        std::all_of(edges.begin(), edges.end(), [](const InEdge& edge) { return edge.source == 0; });
    if (!isOwn || !at.now(writtenAfter).isDictionary()) return;  // left unexplained
    at.explain(writtenAfter);
  }
  InfoJudge(at).judge(at.old(writtenBefore), at.now(writtenAfter));
}

}  // namespace stesura
