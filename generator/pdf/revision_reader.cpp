#include "generator/pdf/revision_reader.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "generator/error.h"

namespace stesura {
namespace {

using Irregularity = PdfIrregularity::Kind;

[[noreturn]] void refuse(const char* sentence) { throw Error(ErrorKind::data, sentence); }

constexpr const char* kTruncated = "Il PDF è troncato o rovinato: non finisce con «startxref» e «%%EOF».";
constexpr const char* kNoEnd = "Il PDF è rovinato: non si trova dove finisce uno dei suoi aggiornamenti.";
constexpr const char* kDisorder =
    "Il PDF è rovinato: i suoi aggiornamenti non si seguono nell’ordine in cui stanno nel file.";

// «startxref», a number, «%%EOF».
struct EndMark {
  std::size_t names = 0;  // the number
  std::size_t endMark = 0, end = 0;
};

class ChainReader {
 public:
  ChainReader(std::string_view bytes, const PdfBounds& bounds)
      : bytes_(bytes),
        bounds_(bounds),
        room_{bounds.objects * 10, bounds.objects, readingRoom(bytes, bounds)} {}

  RevisionChain read() {
    checkHeader();
    std::size_t at = lastMark().names, limit = bytes_.size();
    std::vector<Link> links;  // newest first
    for (;;) {
      if (links.size() >= bounds_.revisions) refuse("Il PDF ha troppi aggiornamenti.");
      links.push_back(readLink(at, limit));
      const Link& link = links.back();
      limit = link.sections.front().begin;
      if (!link.previous) break;
      at = *link.previous;
    }
    for (auto link = links.rbegin(); link != links.rend(); ++link) append(*link);
    tellBytesBehind();
    chain_.left = room_.reading;
    return std::move(chain_);
  }

 private:
  struct Link {
    std::vector<ReferenceSection>
        sections{};  // one; of a linearized file the first page's, then the main one
    std::optional<std::size_t> previous{};
    EndMark mark{};
  };

  // A sound file is read about once, and its values take less room than twenty times its bytes.
  static ReadingRoom readingRoom(std::string_view bytes, const PdfBounds& bounds) {
    constexpr std::size_t kWorkOnSmallFiles = 1u << 20;
    return {bounds.depth, bounds.objects * 10, bounds.inflated, 4 * bytes.size() + kWorkOnSmallFiles};
  }

  void checkHeader() {
    if (bytes_.empty()) refuse("Il file è vuoto.");
    if (bytes_.size() > bounds_.bytes) refuse("Il PDF è troppo grande.");
    constexpr std::size_t kHeaderRoom = 1024;
    const std::size_t at = bytes_.substr(0, kHeaderRoom).find("%PDF-");
    if (at == std::string_view::npos) refuse("Il file non è un PDF: manca l’intestazione «%PDF-».");
    if (at > 0) chain_.irregularities.push_back({Irregularity::bytesBeforeHeader, 0, 0, at});
    firstPageSection_ = firstPageSection(at);
  }

  // Behind the linearization dictionary, which is then the first object (annex F.3.3 and F.3.4).
  std::optional<std::size_t> firstPageSection(std::size_t header) {
    const std::string_view start = bytes_.substr(0, std::min(bytes_.size(), header + 2048));
    ObjectReader reader(start, header, room_.reading);
    reader.skipSpaceAndComments();
    const auto first = readIndirect(start, reader.at(), room_.reading);
    if (!first || !first->isWhole || !first->value["Linearized"].isNumber()) return std::nullopt;
    reader = ObjectReader(start, first->end, room_.reading);
    reader.skipSpaceAndComments();
    return reader.at();
  }

  std::optional<EndMark> markAt(std::size_t at) {
    if (at > 0 && isPdfRegular(bytes_[at - 1])) return std::nullopt;
    ObjectReader reader(bytes_.substr(0, std::min(bytes_.size(), at + 128)), at, room_.reading);
    if (!reader.skipWord("startxref")) return std::nullopt;
    reader.skipSpace();
    const auto number = reader.digits(bytes_.size());
    reader.skipSpace();
    if (!number || !bytes_.substr(reader.at()).starts_with("%%EOF")) return std::nullopt;
    EndMark mark;
    mark.names = static_cast<std::size_t>(*number);
    mark.endMark = mark.end = reader.at() + 5;
    const std::string_view rest = bytes_.substr(mark.end);
    mark.end += rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') || rest.starts_with('\r') ? 1 : 0;
    return mark;
  }

  EndMark lastMark() {
    for (std::size_t at = bytes_.rfind("startxref"); at != std::string_view::npos && at > 0;
         at = bytes_.rfind("startxref", at - 1))
      if (const auto mark = markAt(at)) return *mark;
    refuse(kTruncated);
  }

  // The first end behind a section that names it.
  std::optional<EndMark> markOf(std::size_t section, std::size_t from, std::size_t limit) {
    const std::string_view view = bytes_.substr(0, limit);
    for (std::size_t at = view.find("startxref", from); at != std::string_view::npos;
         at = view.find("startxref", at + 1)) {
      const auto mark = markAt(at);
      if (mark && mark->names == section && mark->endMark <= limit) return mark;
    }
    return std::nullopt;
  }

  Link readLink(std::size_t at, std::size_t limit) {
    if (at >= limit) refuse(kDisorder);
    Link link;
    link.sections.push_back(readSection(bytes_.substr(0, limit), at, room_));
    link.previous = link.sections.front().previous;
    std::size_t behind = link.sections.front().end;
    if (link.previous && *link.previous >= behind && link.sections.front().begin == firstPageSection_) {
      if (*link.previous >= limit) refuse(kDisorder);
      link.sections.push_back(readSection(bytes_.substr(0, limit), *link.previous, room_));
      if (link.sections.back().previous) refuse(kDisorder);
      link.previous.reset();
      behind = link.sections.back().end;
    }
    const auto mark = markOf(at, behind, limit);
    if (!mark) refuse(kNoEnd);
    link.mark = *mark;
    return link;
  }

  void append(Link& link) {
    const std::size_t index = chain_.revisions.size();
    PdfRevision& revision = chain_.revisions.emplace_back();
    revision.begin = index == 0 ? 0 : chain_.revisions[index - 1].end;
    revision.end = link.mark.end;
    revision.endMark = link.mark.endMark;
    revision.startxref = link.mark.names;
    revision.linearized = link.sections.size() > 1;
    std::vector<ByteRange>& places = chain_.sections.emplace_back();
    for (ReferenceSection& section : link.sections) {
      places.push_back({section.begin, section.end});
      if (section.hybrid) places.push_back(*section.hybrid);
      tell(section, index);
    }
    ReferenceSection& newest = link.sections.front();
    revision.form = newest.form;
    revision.trailer = std::move(newest.trailer);
    revision.references = std::move(newest.references);
    if (revision.linearized) revision.references.merge(link.sections.back().references);
    if (revision.trailer.has("Encrypt")) refuse("Il PDF è protetto da una cifratura e non si può leggere.");
    if (!revision.trailer["Root"].isReference())
      refuse("Il PDF è rovinato: non dice dove sta il suo catalogo.");
  }

  void tell(const ReferenceSection& section, std::size_t index) {
    if (section.hasDuplicateKeys) chain_.irregularities.push_back({Irregularity::duplicateKey, index});
    for (const std::uint32_t number : section.ambiguous)
      chain_.irregularities.push_back({Irregularity::objectTwice, index, number});
    for (const std::uint32_t number : section.hybridConflicts)
      chain_.irregularities.push_back({Irregularity::hybrid, index, number});
  }

  // Readers look for «startxref» in the last kilobyte; where it is not, they search the whole file for
  // objects, and find others than its cross-references name.
  void tellBytesBehind() {
    constexpr std::size_t kMostSpace = 512;
    const std::size_t end = chain_.revisions.back().end;
    const std::string_view rest = bytes_.substr(end);
    const auto space =
        static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), isPdfSpace) - rest.begin());
    if (space == rest.size() && space <= kMostSpace) return;
    const std::size_t last = chain_.revisions.size() - 1;
    chain_.irregularities.push_back(
        {Irregularity::bytesBehindEnd, last, 0, space == rest.size() ? space : rest.size() - space});
    if (lastMark().end > end) chain_.irregularities.push_back({Irregularity::sectionsOutOfOrder, last});
  }

  std::string_view bytes_;
  const PdfBounds& bounds_;
  SectionRoom room_;
  std::optional<std::size_t> firstPageSection_{};
  RevisionChain chain_;
};

}  // namespace

RevisionChain readRevisions(std::string_view bytes, const PdfBounds& bounds) {
  return ChainReader(bytes, bounds).read();
}

}  // namespace stesura
