#include "tests/pdf_update.h"

#include <cstring>
#include <stdexcept>

#include "generator/pdf/history.h"

namespace stesura::testing {

namespace {

using Ending = PdfUpdate::Ending;
constexpr std::size_t kRangeRoom = 60;
constexpr std::size_t kContentsRoom = 16384;  // hexadecimal digits

std::string tenDigits(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(10 - digits.size(), '0') + digits;
}

struct Entry {
  std::size_t place;
  bool isFree;
};
using Entries = std::map<std::uint32_t, Entry>;

std::string tableOf(const Entries& entries) {
  std::string table = "xref\n0 1\n0000000000 65535 f \n";
  for (const auto& [number, entry] : entries) {
    table += std::to_string(number) + " 1\n" + tenDigits(entry.place) +
             (entry.isFree ? " 00001 f \n" : " 00000 n \n");
  }
  return table;
}

std::string referenceStream(std::uint32_t number, const Entries& entries, const std::string& trailer) {
  std::string index, data;
  for (const auto& [object, entry] : entries) {
    index += std::to_string(object) + " 1 ";
    data += entry.isFree ? '\0' : '\1';
    for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>(entry.place >> shift);
    data += std::string(2, '\0');
  }
  return std::to_string(number) + " 0 obj\n<< /Type /XRef /W [1 4 2] /Index [" + index + "] /Length " +
         std::to_string(data.size()) + " " + trailer + " >>\nstream\n" + data + "\nendstream\nendobj\n";
}

std::string endingAt(std::size_t place) { return "startxref\n" + std::to_string(place) + "\n%%EOF\n"; }

std::string trailerOf(std::string_view pdf, std::uint32_t size, const std::string& further) {
  const PdfObject before = PdfHistory::read(pdf).revisions().back().trailer;
  std::string trailer = "/Size " + std::to_string(size) + " /Prev " + std::to_string(startxrefOf(pdf));
  if (further.find("/Prev") != further.npos) trailer = "/Size " + std::to_string(size);
  for (const char* key : {"/Root ", "/Info ", "/ID "}) {
    const std::string name = std::string(key + 1, std::strlen(key) - 2);
    if (!before.has(name) || further.find(key) != further.npos) continue;
    trailer.append(" ").append(key);
    appendObject(trailer, before[name]);
  }
  return trailer + " " + further;
}

}  // namespace

std::string PdfUpdate::behind(std::string_view pdf) const {
  std::string out(pdf);
  if (!out.ends_with('\n')) out += '\n';
  out += raw;
  std::uint32_t size = sizeOf(pdf);
  Entries entries;
  for (const auto& [number, body] : objects) {
    entries[number] = {out.size(), false};
    out += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
    size = std::max(size, number + 1);
  }
  for (const std::uint32_t number : freed) entries[number] = {0, true};
  for (const auto& [number, place] : elsewhere) entries[number] = {place, false};
  const std::size_t references = out.size();
  const std::string entriesOfTrailer = trailerOf(pdf, size + 1, trailer);
  switch (ending) {
    case Ending::whole:
      return out + tableOf(entries) + "trailer\n<< " + entriesOfTrailer + " >>\n" + endingAt(references);
    case Ending::noXref:
      return out + "trailer\n<< " + entriesOfTrailer + " >>\n" + endingAt(startxrefOf(pdf));
    case Ending::noTrailer:
      return out + tableOf(entries) + endingAt(references);
    case Ending::neither:
      return out;
    case Ending::stream:
      entries[size] = {references, false};
      return out + referenceStream(size, entries, entriesOfTrailer) + endingAt(references);
    case Ending::hybrid:
      break;
  }
  out += referenceStream(size, entries, entriesOfTrailer);
  const std::size_t table = out.size();
  return out + tableOf({}) + "trailer\n<< " + entriesOfTrailer + " /XRefStm " + std::to_string(references) +
         " >>\n" + endingAt(table);
}

std::uint32_t sizeOf(std::string_view pdf) {
  std::uint32_t size = 0;
  const PdfHistory history = PdfHistory::read(pdf);
  for (const PdfRevision& revision : history.revisions()) {
    for (const auto& [number, reference] : revision.references) size = std::max(size, number + 1);
  }
  return size;
}

std::size_t startxrefOf(std::string_view pdf) {
  const std::size_t at = pdf.rfind("startxref");
  if (at == pdf.npos) throw std::runtime_error("no startxref");
  return static_cast<std::size_t>(std::stoull(std::string(pdf.substr(at + 9, 30))));
}

std::string bodyOf(std::string_view pdf, std::uint32_t number) {
  const PdfHistory history = PdfHistory::read(pdf);
  const PdfObject& object = history.object(number, history.last());
  if (object.end <= object.begin) throw std::runtime_error("no object " + std::to_string(number));
  return std::string(pdf.substr(object.begin, object.end - object.begin));
}

std::string paddedTo(std::size_t length, std::string text) {
  if (text.size() > length) throw std::runtime_error("no room for " + text);
  return text + std::string(length - text.size(), ' ');
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  if (at == text.npos) throw std::runtime_error("no «" + std::string(from) + "» in " + text.substr(0, 300));
  for (; at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

HandSignature::HandSignature(std::string_view pdf, std::uint32_t field, const std::string& entries,
                             const std::string& subFilter, PdfUpdate update) {
  const std::uint32_t number = sizeOf(pdf);
  std::string body = update.objects.contains(field) ? update.objects[field] : bodyOf(pdf, field);
  update.objects[field] = body.insert(body.rfind(">>"), " /V " + std::to_string(number) + " 0 R ");
  update.objects[number] = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /" + subFilter +
                           " /M (D:20260921141320Z) /ByteRange " + std::string(kRangeRoom, ' ') + " " +
                           entries + " /Contents <" + std::string(kContentsRoom, '0') + "> >>";
  bytes_ = update.behind(pdf);
  const std::size_t object = bytes_.rfind(std::to_string(number) + " 0 obj");
  rangeAt_ = bytes_.find("/ByteRange ", object) + 11;
  gapBegin_ = bytes_.find("/Contents <", object) + 10;
  gapEnd_ = gapBegin_ + kContentsRoom + 2;
  setByteRange(soundRange());
}

std::string HandSignature::soundRange() const {
  return "[0 " + std::to_string(gapBegin_) + " " + std::to_string(gapEnd_) + " " +
         std::to_string(bytes_.size() - gapEnd_) + "]";
}

std::string HandSignature::covered() const { return bytes_.substr(0, gapBegin_) + bytes_.substr(gapEnd_); }

void HandSignature::setByteRange(const std::string& text) {
  bytes_.replace(rangeAt_, kRangeRoom, paddedTo(kRangeRoom, text));
}

void HandSignature::setContents(std::string_view message) {
  const std::string digits = hexOf(message);
  if (digits.size() > kContentsRoom) throw std::runtime_error("no room for the message");
  bytes_.replace(gapBegin_ + 1, digits.size(), digits);
}

std::string hexOf(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4];
    hex += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

}  // namespace stesura::testing
