#include "tests/fuzz/form_mutation.h"

#include <algorithm>
#include <cctype>

namespace stesura::testing {
namespace {

constexpr std::size_t kLargest = 6000;  // bytes: what grows by splicing is cut there

const std::vector<std::string> kNumbers = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "-1", "65536", "2147483647",
                                           "2147483648", "-2147483648", "9223372036854775807", "99999999999999999999",
                                           "0.5", "-.0", "1e9", "null", "true", "(x)", "/N", "[", "]", "<<", ">>"};
const std::vector<std::string> kNames = {
    "/Kids", "/Parent", "/T", "/FT", "/Tx", "/Btn", "/Ch", "/Sig", "/V", "/DV", "/AP", "/N", "/AS", "/Opt", "/Ff", "/MaxLen",
    "/Rect", "/Annots", "/Subtype", "/Widget", "/Type", "/Page", "/Pages", "/Count", "/Fields", "/AcroForm", "/Names", "/AA",
    "/A", "/Next", "/S", "/JS", "/JavaScript", "/URI", "/XFA", "/Filter", "/FlateDecode", "/LZWDecode", "/DecodeParms",
    "/Length", "/ObjStm", "/XRef", "/First", "/Index", "/W", "/Size", "/Prev", "/Root", "/Encrypt", "/Extends", "/Off",
    "/P", "/TU", "/Rotate", "/MK", "/Contents", "/XRefStm", "/a#00b", "/Perms", "/OpenAction"};

}  // namespace

std::size_t FormMutation::placeOf(const std::string& file, char first) {
  const std::size_t start = below(file.size());
  const auto isIt = [first](char c) {
    return first == '0' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : c == first;
  };
  auto at = std::find_if(file.begin() + static_cast<std::ptrdiff_t>(start), file.end(), isIt);
  if (at == file.end()) at = std::find_if(file.begin(), file.end(), isIt);
  return at == file.end() ? std::string::npos : static_cast<std::size_t>(at - file.begin());
}

void FormMutation::changeNumber(std::string& file) {
  const std::size_t at = placeOf(file, '0');
  if (at == std::string::npos) return;
  const std::size_t end = std::min(file.find_first_not_of("0123456789.-", at), file.size());
  file.replace(at, end - at, kNumbers[below(kNumbers.size())]);
}

void FormMutation::changeName(std::string& file) {
  const std::size_t at = placeOf(file, '/');
  if (at == std::string::npos) return;
  const std::size_t end = std::min(file.find_first_of(" /<>[]()\r\n", at + 1), file.size());
  file.replace(at, end - at, kNames[below(kNames.size())]);
}

void FormMutation::changeByte(std::string& file) {
  if (!file.empty()) file[below(file.size())] = static_cast<char>(below(256));
}

void FormMutation::dropChunk(std::string& file) {
  if (!file.empty()) file.erase(below(file.size()), 1 + below(below(4) == 0 ? 400 : 20));
}

void FormMutation::doubleObject(std::string& file) {
  const std::size_t at = file.find(" obj", below(file.size()));
  if (at == std::string::npos) return;
  const std::size_t start = file.rfind('\n', at) + 1;
  const std::size_t end = file.find("endobj", at);
  if (end == std::string::npos || start > end) return;
  std::string copy = file.substr(start, end + 7 - start);
  // Under another number, or again under its own.
  if (below(2) == 0) copy = std::to_string(below(20)) + copy.substr(std::min(copy.find(' '), copy.size()));
  file.insert(below(2) == 0 ? start : file.size(), copy);
}

void FormMutation::splice(std::string& file) {
  const std::string& other = corpus_[below(corpus_.size())];
  const std::size_t from = below(other.size());
  const std::size_t length = 1 + below(std::min<std::size_t>(600, other.size() - from));
  const std::size_t at = below(file.size());
  if (below(2) == 0) file.insert(at, other, from, length);
  else file.replace(at, std::min(length, file.size() - at), other, from, length);
}

std::string FormMutation::next() {
  std::string file = corpus_[below(corpus_.size())];
  for (std::size_t change = 0, changes = 1 + below(6); change < changes; ++change) {
    switch (below(8)) {
      case 0:
      case 1: changeNumber(file); break;
      case 2:
      case 3: changeName(file); break;
      case 4: changeByte(file); break;
      case 5: dropChunk(file); break;
      case 6: doubleObject(file); break;
      default: splice(file); break;
    }
  }
  if (file.size() > kLargest) file.resize(kLargest);
  return file;
}

}  // namespace stesura::testing
