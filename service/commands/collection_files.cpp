#include "service/commands/collection_files.h"

#include <filesystem>
#include <map>

#include "service/commands/input_file.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostDocuments = 10'000;
constexpr std::size_t kMostBytes = 256u << 20;

std::string fileNumber(std::size_t index) { return "file " + std::to_string(index + 1); }

void refuseTwice(const std::vector<std::string>& files) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::error_code failure;
    const fs::path file = fs::weakly_canonical(files[i], failure);
    const auto [before, isNew] = seen.emplace(failure ? files[i] : file.string(), i);
    if (isNew) continue;
    throw Error(ErrorKind::usage, "Il " + fileNumber(i) + " è lo stesso del " +
                                      fileNumber(before->second) +
                                      ". Indicare ogni documento una volta sola.");
  }
}

[[noreturn]] void refuseSize() {
  throw Error(ErrorKind::data, "I documenti sono troppi per una raccolta: al massimo " +
                                   std::to_string(kMostDocuments) + " documenti e " +
                                   std::to_string(kMostBytes >> 20) +
                                   " MiB in tutto. Dividerli in più raccolte.");
}

// Reads files one after the other; a file that is no JSON does not keep the next from being read.
class CollectionReader {
 public:
  CollectionReader(const std::vector<std::string>& files, const std::string& list)
      : files_(files), list_(list) {
    for (std::size_t i = 0; i < files.size(); ++i) read(i);
    if (problems_.empty()) return;
    throw Error(ErrorKind::data, "Ci sono file che non sono JSON valido.", std::move(problems_));
  }

  Collection take() { return std::move(collection_); }

 private:
  void read(std::size_t file) {
    const std::string text = readInput(files_[file], JsonBounds{}.maxBytes);
    bytes_ += text.size();
    if (bytes_ > kMostBytes) refuseSize();
    Json data;
    try {
      data = parseJson(text);
    } catch (const Error& error) {
      Problem problem;
      problem.message = "F" + fileNumber(file).substr(1) + ": " + error.sentence();
      problems_.push_back(std::move(problem));
      return;
    }
    add(std::move(data), file);
  }

  void add(Json data, std::size_t file) {
    if (isWhole(data)) {
      Json documents = std::move(data[list_]);
      data.erase(list_);
      collection_.others = std::move(data);
      data = std::move(documents);
    }
    if (!data.is_array()) return addDocument(std::move(data), file);
    for (Json& document : data) addDocument(std::move(document), file);
  }

  // A document says its kind; what says none, and holds the list, is the collection itself.
  bool isWhole(const Json& data) const {
    if (files_.size() != 1 || !data.is_object() || data.contains("tipo_documento")) return false;
    const auto found = data.find(list_);
    return found != data.end() && found->is_array();
  }

  void addDocument(Json document, std::size_t file) {
    if (collection_.documents.size() == kMostDocuments) refuseSize();
    collection_.documents.push_back(std::move(document));
    std::string place = "documento " + std::to_string(collection_.documents.size());
    if (files_.size() > 1) place += " (" + fileNumber(file) + ")";
    collection_.places.push_back(std::move(place));
  }

  const std::vector<std::string>& files_;
  const std::string& list_;
  std::size_t bytes_ = 0;
  Collection collection_;
  std::vector<Problem> problems_;
};

}  // namespace

Collection readCollection(const std::vector<std::string>& files, const std::string& list,
                          const std::string& others) {
  refuseTwice(files);
  Collection collection = CollectionReader(files, list).take();
  if (others.empty()) return collection;
  if (!collection.others.is_null()) {
    throw Error(
        ErrorKind::usage,
        "Il file contiene già tutta la raccolta: gli altri dati si scrivono lì, senza --dati.");
  }
  collection.others = readJsonInput(others);
  return collection;
}

}  // namespace stesura
