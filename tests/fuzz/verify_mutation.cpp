#include "tests/fuzz/verify_mutation.h"

#include <algorithm>

#include "tests/pdf_updates.h"

namespace stesura::testing {
namespace {

constexpr std::size_t kLargest = 64u << 10;  // bytes: what grows by splicing is cut there

const std::vector<std::string> kNumbers = {
    "0",    "1",     "-1",  "65535", "2147483648", "9223372036854775807", "99999999999999999999", "0.5",
    "null", "1 0 R", "(x)", "[0 1]", "<<>>"};
const std::vector<std::string> kNames = {"/ByteRange",
                                         "/Contents",
                                         "/SubFilter",
                                         "/Filter",
                                         "/Type",
                                         "/Sig",
                                         "/V",
                                         "/FT",
                                         "/Kids",
                                         "/Fields",
                                         "/Annots",
                                         "/AP",
                                         "/N",
                                         "/Parent",
                                         "/T",
                                         "/Rect",
                                         "/P",
                                         "/Perms",
                                         "/DocMDP",
                                         "/Reference",
                                         "/TransformMethod",
                                         "/TransformParams",
                                         "/Lock",
                                         "/Action",
                                         "/All",
                                         "/AcroForm",
                                         "/Pages",
                                         "/Root",
                                         "/Info",
                                         "/Metadata",
                                         "/Size",
                                         "/Prev",
                                         "/XRefStm",
                                         "/Length",
                                         "/DSS",
                                         "/ETSI.CAdES.detached",
                                         "/adbe.pkcs7.detached",
                                         "/adbe.x509.rsa_sha1",
                                         "/ETSI.RFC3161",
                                         "/DocTimeStamp",
                                         "/Resources",
                                         "/XObject",
                                         "/Font",
                                         "/StructTreeRoot",
                                         "/OpenAction",
                                         "/JS"};
const std::vector<std::string> kCounted = {"/ByteRange", "/ByteRange[", "startxref", "/Prev", "/Length",
                                           "/Size",      "/F",          "xref\n",    "/Rect", " 0 R",
                                           "/SigFlags",  "/P",          "/Ff",       "/Count"};

}  // namespace

std::size_t VerifyMutation::anyPlaceOf(const std::string& file, const std::string& word) {
  const std::size_t at = file.find(word, below(file.size()));
  return at == std::string::npos ? file.find(word) : at;
}

void VerifyMutation::changeByte(std::string& file) {
  if (!file.empty()) file[below(file.size())] = static_cast<char>(below(256));
}

void VerifyMutation::dropChunk(std::string& file) {
  if (!file.empty()) file.erase(below(file.size()), 1 + below(below(4) == 0 ? 900 : 20));
}

void VerifyMutation::splice(std::string& file) {
  const std::string& other = corpus_[below(corpus_.size())];
  const std::size_t from = below(other.size());
  const std::size_t length = 1 + below(std::min<std::size_t>(900, other.size() - from));
  const std::size_t at = below(file.size());
  if (below(2) == 0)
    file.insert(at, other, from, length);
  else
    file.replace(at, std::min(length, file.size() - at), other, from, length);
}

void VerifyMutation::cut(std::string& file) { file.resize(below(file.size() + 1)); }

// One of the first numbers that follow the word: another digit, or another number of the same or any length.
void VerifyMutation::changeNumberBehind(std::string& file, const std::string& word) {
  std::size_t at = anyPlaceOf(file, word);
  if (at == std::string::npos) return;
  for (std::size_t skip = 1 + below(4), end = at + word.size(); skip > 0; --skip) {
    at = file.find_first_of("0123456789", end);
    if (at == std::string::npos) return;
    end = std::min(file.find_first_not_of("0123456789", at), file.size());
    if (skip > 1) continue;
    if (below(2) == 0)
      file[at + below(end - at)] = static_cast<char>('0' + below(10));
    else
      file.replace(at, end - at,
                   below(2) == 0 ? std::to_string(below(file.size() + 2)) : kNumbers[below(kNumbers.size())]);
    return;
  }
}

void VerifyMutation::changeName(std::string& file) {
  const std::size_t at = anyPlaceOf(file, "/");
  if (at == std::string::npos) return;
  const std::size_t end = std::min(file.find_first_of(" /<>[]()\r\n", at + 1), file.size());
  file.replace(at, end - at, kNames[below(kNames.size())]);
}

// Digits of the message within a PDF, most of them near its beginning, where its structure is.
void VerifyMutation::changeContents(std::string& file) {
  const std::size_t key = anyPlaceOf(file, "/Contents");
  const std::size_t open = key == std::string::npos ? key : file.find('<', key);
  if (open == std::string::npos) return;
  const std::size_t end = std::min(file.find('>', open), file.size());
  const std::size_t room = std::min<std::size_t>(end - open, below(3) == 0 ? 200 : 4000);
  for (std::size_t left = 1 + below(3); left > 0 && room > 1; --left)
    file[open + 1 + below(room - 1)] = "0123456789ABCDEFabcdefG>< "[below(below(8) == 0 ? 26 : 22)];
}

void VerifyMutation::doubleObject(std::string& file) {
  const std::size_t at = anyPlaceOf(file, " obj");
  if (at == std::string::npos) return;
  const std::size_t start = file.rfind('\n', at) + 1, end = file.find("endobj", at);
  if (end == std::string::npos || start > end) return;
  std::string copy = file.substr(start, end + 7 - start);
  if (below(2) == 0) copy = std::to_string(below(20)) + copy.substr(std::min(copy.find(' '), copy.size()));
  file.insert(below(2) == 0 ? start : file.size(), copy);
}

void VerifyMutation::swapObjects(std::string& file) {
  const std::size_t one = anyPlaceOf(file, " 0 R"), other = anyPlaceOf(file, " 0 R");
  if (one == std::string::npos || one == 0 || other == 0) return;
  std::swap(file[one - 1], file[other - 1]);
}

// An update that is written soundly, with an object that may be any of the file's.
void VerifyMutation::appendRevision(std::string& file) {
  const std::size_t at = anyPlaceOf(file, " obj");
  const std::size_t end = at == std::string::npos ? at : file.find("endobj", at);
  const std::size_t startxref = file.rfind("startxref");
  if (end == std::string::npos || startxref == std::string::npos || startxref + 10 >= file.size()) return;
  std::string object = file.substr(at + 4, end - at - 4);
  if (below(2) == 0) changeName(object);
  if (below(2) == 0) changeNumberBehind(object, "/");
  std::size_t previous = 0;
  for (std::size_t i = startxref + 10;
       i < file.size() && file[i] >= '0' && file[i] <= '9' && previous < kLargest; ++i)
    previous = previous * 10 + static_cast<std::size_t>(file[i] - '0');
  PdfIncrement increment(file, previous, 60, below(2) == 0 ? PdfReferences::table : PdfReferences::stream);
  increment.beginObject(static_cast<std::uint32_t>(1 + below(25)));
  increment.out() += object;
  increment.endObject();
  increment.finish("/Root 1 0 R");
}

void VerifyMutation::dropRevision(std::string& file) {
  const std::size_t at = anyPlaceOf(file, "%%EOF");
  if (at != std::string::npos) file.resize(std::min(file.size(), at + 5 + below(3)));
}

void VerifyMutation::changePdf(std::string& file) {
  switch (below(11)) {
    case 0:
    case 1:
      changeNumberBehind(file, kCounted[below(kCounted.size())]);
      break;
    case 2:
      changeName(file);
      break;
    case 3:
      changeContents(file);
      break;
    case 4:
      doubleObject(file);
      break;
    case 5:
      swapObjects(file);
      break;
    case 6:
      appendRevision(file);
      break;
    case 7:
      dropRevision(file);
      break;
    case 8:
      changeByte(file);
      break;
    case 9:
      below(3) == 0 ? cut(file) : dropChunk(file);
      break;
    default:
      splice(file);
      break;
  }
}

// Of an element: a byte like the tag of a sequence, a set, a number, … and what follows it.
void VerifyMutation::changeLength(std::string& file) {
  const std::string tags = "\x30\x31\xA0\xA1\x02\x03\x04\x06\x24\x80";
  const std::size_t at = anyPlaceOf(file, std::string(1, tags[below(tags.size())]));
  if (at == std::string::npos || at + 3 >= file.size()) return;
  const std::string lengths("\x80\x81\x82\x84\x88\xFF\0\x7F\1", 9);
  if (below(2) == 0)
    file[at + 1] = lengths[below(lengths.size())];
  else
    file[at + 1 + below(3)] = static_cast<char>(file[at + 1] + static_cast<int>(below(5)) - 2);
}

void VerifyMutation::doubleElement(std::string& file) {
  const std::size_t at = anyPlaceOf(file, "\x30");
  if (at == std::string::npos || at + 2 > file.size()) return;
  const std::size_t length =
      std::min<std::size_t>(static_cast<unsigned char>(file[at + 1]) + 2u, file.size() - at);
  file.insert(at, file.substr(at, length));
}

void VerifyMutation::changeMessage(std::string& file) {
  switch (below(7)) {
    case 0:
    case 1:
      changeLength(file);
      break;
    case 2:
      doubleElement(file);
      break;
    case 3:
    case 4:
      changeByte(file);
      break;
    case 5:
      below(3) == 0 ? cut(file) : dropChunk(file);
      break;
    default:
      splice(file);
      break;
  }
}

std::string VerifyMutation::next() {
  std::string file = corpus_[below(corpus_.size())];
  const bool isPdf = file.starts_with("%PDF-");
  for (std::size_t left = 1 + below(4); left > 0; --left) isPdf ? changePdf(file) : changeMessage(file);
  if (file.size() > kLargest) file.resize(kLargest);
  return file;
}

}  // namespace stesura::testing
