#include "generator/signature/byte_range.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stesura {
namespace {

class RangeJudge {
 public:
  RangeJudge(const PdfHistory& history, const PdfObject& dictionary, PlacedSignature& placed)
      : history_(history), dictionary_(dictionary), placed_(placed) {}

  void judge(std::size_t since) {
    std::size_t written = since;
    if (dictionary_.end == 0) {
      blame("in_flusso_di_oggetti",
            "La firma sta in un flusso di oggetti compresso, dove i suoi byte non si possono escludere.");
    } else {
      written = revisionOf(dictionary_.begin);
    }
    placed_.revision = written;
    judgeKeys();
    const bool hasContents = judgeContents();
    if (judgeNumbers() && hasContents) judgeGap();
    if (placed_.coverageEnd != 0) judgeEnd(written);
  }

 private:
  void blame(const char* code, const char* sentence) { placed_.faults.push_back({code, sentence}); }

  std::size_t revisionOf(std::size_t offset) const {
    const auto& revisions = history_.revisions();
    const auto next =
        std::upper_bound(revisions.begin(), revisions.end(), offset,
                         [](std::size_t at, const PdfRevision& revision) { return at < revision.begin; });
    return next == revisions.begin() ? 0 : static_cast<std::size_t>(next - revisions.begin()) - 1;
  }

  void judgeKeys() {
    for (const std::string_view key : {"ByteRange", "Contents"}) {
      const auto count = std::count_if(dictionary_.entries.begin(), dictionary_.entries.end(),
                                       [key](const auto& entry) { return entry.first == key; });
      if (count > 1) blame("chiave_doppia", "La firma dichiara due volte gli estremi o il contenuto.");
    }
  }

  // Only a string of hexadecimal digits has room that can be left out and filled in later.
  bool judgeContents() {
    const PdfObject& contents = dictionary_["Contents"];
    if (contents.isNull()) return blame("contenuto_assente", "La firma non ha contenuto (Contents)."), false;
    if (contents.isReference()) {
      return blame("contenuto_indiretto", "Il contenuto della firma (Contents) sta in un altro oggetto."),
             false;
    }
    if (!contents.isString())
      return blame("contenuto_malformato", "Il contenuto della firma (Contents) non è una stringa."), false;
    if (contents.text.empty())
      return blame("contenuto_vuoto", "Il contenuto della firma (Contents) è vuoto."), false;
    placed_.contents = contents.text;
    if (contents.end == 0) return false;
    if (!isHexadecimal(contents)) {
      return blame("contenuto_malformato",
                   "Il contenuto della firma (Contents) non è una stringa esadecimale."),
             false;
    }
    return true;
  }

  bool isHexadecimal(const PdfObject& contents) const {
    const std::string_view bytes = history_.bytes();
    if (contents.end > bytes.size() || contents.end < contents.begin + 2) return false;
    const std::string_view written = bytes.substr(contents.begin, contents.end - contents.begin);
    const auto isDigit = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    };
    return written.front() == '<' && written.back() == '>' &&
           std::all_of(written.begin() + 1, written.end() - 1, isDigit);
  }

  bool judgeNumbers() {
    const PdfObject& range = dictionary_["ByteRange"];
    if (range.isNull())
      return blame("byterange_assente", "La firma non dice quali byte copre (ByteRange)."), false;
    if (range.isReference()) {
      return blame("byterange_indiretto",
                   "Gli estremi di ciò che la firma copre (ByteRange) stanno in un altro oggetto."),
             false;
    }
    const bool isFour = range.isArray() && range.items.size() == 4 &&
                        std::all_of(range.items.begin(), range.items.end(),
                                    [](const PdfObject& item) { return item.isInteger(); });
    if (!isFour)
      return blame("byterange_malformato",
                   "Gli estremi di ciò che la firma copre (ByteRange) non sono quattro numeri interi."),
             false;
    return judgeOrder(range);
  }

  bool judgeOrder(const PdfObject& range) {
    std::array<std::size_t, 4> numbers{};
    const std::size_t size = history_.bytes().size();
    for (std::size_t i = 0; i < 4; ++i) {
      const std::int64_t number = range.items[i].integer;
      if (number < 0)
        return blame("byterange_negativo",
                     "Gli estremi di ciò che la firma copre (ByteRange) sono negativi."),
               false;
      if (static_cast<std::uint64_t>(number) > size) {
        return blame("byterange_oltre_il_file", "La firma dichiara di coprire byte oltre la fine del file."),
               false;
      }
      numbers[i] = static_cast<std::size_t>(number);
    }
    if (numbers[0] != 0)
      return blame("byterange_non_da_zero", "La firma non copre il file dal suo primo byte."), false;
    if (numbers[2] <= numbers[1])
      return blame("byterange_sovrapposto", "Le due parti che la firma copre si sovrappongono."), false;
    if (numbers[3] > size - numbers[2]) {
      return blame("byterange_oltre_il_file", "La firma dichiara di coprire byte oltre la fine del file."),
             false;
    }
    placed_.gapBegin = numbers[1];
    placed_.gapEnd = numbers[2];
    placed_.coverageEnd = numbers[2] + numbers[3];
    return true;
  }

  void judgeGap() {
    const PdfObject& contents = dictionary_["Contents"];
    if (placed_.gapBegin == contents.begin && placed_.gapEnd == contents.end) return;
    blame("lacuna_diversa",
          "I byte che la firma lascia fuori non sono esattamente quelli del suo contenuto (Contents).");
  }

  // Some producers leave out the line end behind «%%EOF»; it is the only byte that may be missing.
  void judgeEnd(std::size_t written) {
    const std::string_view bytes = history_.bytes();
    const std::size_t end = history_.revisions()[written].end;
    const std::size_t covered = placed_.coverageEnd;
    const bool isWhole = covered == end;
    const std::string_view rest = covered < end ? bytes.substr(covered, end - covered) : std::string_view();
    const bool lacksLineEnd = rest == "\n" || rest == "\r\n" || rest == "\r";
    if (isWhole || (lacksLineEnd && bytes.substr(0, covered).ends_with("%%EOF"))) return;
    blame("copertura_diversa",
          "La firma non copre esattamente la versione del documento in cui è stata apposta.");
  }

  const PdfHistory& history_;
  const PdfObject& dictionary_;
  PlacedSignature& placed_;
};

}  // namespace

void judgeByteRange(const PdfHistory& history, const PdfObject& dictionary, std::size_t since,
                    PlacedSignature& placed) {
  RangeJudge(history, dictionary, placed).judge(since);
}

}  // namespace stesura
