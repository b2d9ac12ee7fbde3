#include "generator/merge/references.h"

#include <algorithm>

namespace stesura {

namespace {

bool isNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool isLetter(std::string_view text) {
  return !text.empty() && text.size() <= 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// «durata», «durata.2», «durata.2.b».
bool isPlace(std::string_view target) {
  constexpr std::size_t kLongest = 80;
  return !target.empty() && target.size() <= kLongest &&
         std::all_of(target.begin(), target.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
         });
}

std::string textOf(const Json& item, const char* key) {
  if (!item.is_object()) return "";
  const auto found = item.find(key);
  return found != item.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string idOf(const Json& item) {
  std::string id = textOf(item, "id");
  return id.empty() ? textOf(item, "clausola") : id;
}

}  // namespace

std::string letterOf(std::size_t number) {
  std::string letters;
  for (; number > 0; number = (number - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('a' + (number - 1) % 26));
  }
  return letters;
}

void References::addArticles(const Json& list) {
  if (!list.is_array()) return;
  for (std::size_t at = 0; at < list.size(); ++at) {
    std::string id = idOf(list[at]);
    if (!id.empty()) numbers_.emplace(std::move(id), at + 1);
  }
}

std::string References::beginArticle(const Json& item) {
  article_ = idOf(item);
  counts_.clear();
  if (article_.empty()) return "";
  if (placed_.insert(article_).second) return article_;
  article_.clear();
  twice_ = true;
  return "";
}

std::string References::nextItem(std::size_t level) {
  if (article_.empty() || level == 0 || level > 2) return "";
  counts_.resize(std::max(counts_.size(), level));
  ++counts_[level - 1];
  counts_.resize(level);
  std::string name = article_ + "." + std::to_string(counts_[0]);
  if (level == 2) name += "." + letterOf(counts_[1]);
  return placed_.insert(name).second ? name : "";
}

void References::restartAt(std::size_t level, std::size_t number) {
  if (level == 0 || level > 2) return;
  counts_.resize(level);
  counts_[level - 1] = number - 1;
}

std::string References::refer(std::string_view target, std::string_view pointer,
                              std::string_view place) {
  references_.push_back({std::string(target), std::string(pointer), std::string(place)});
  const std::string_view id = target.substr(0, target.find('.'));
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return "";
  std::string words = "articolo " + std::to_string(found->second);
  std::string_view rest = target.substr(id.size());
  if (rest.empty()) return words;
  rest.remove_prefix(1);
  const std::string_view comma = rest.substr(0, rest.find('.'));
  if (!isNumber(comma)) return "";
  words += ", comma " + std::string(comma);
  rest.remove_prefix(comma.size());
  if (rest.empty()) return words;
  rest.remove_prefix(1);
  return isLetter(rest) ? words + ", lettera " + std::string(rest) + ")" : "";
}

std::vector<Problem> References::missing() const {
  std::vector<Problem> problems;
  std::set<std::string> told;
  if (twice_) {
    Problem problem;
    problem.message = "Due articoli hanno lo stesso identificativo: i rimandi non saprebbero a quale portare.";
    problem.hint = "Dare a uno dei due un «id» diverso.";
    problem.keyword = "rimando";
    problems.push_back(std::move(problem));
  }
  for (const Reference& reference : references_) {
    if (placed_.contains(reference.target)) continue;
    if (!told.insert(reference.target + '\n' + reference.pointer + '\n' + reference.place).second) continue;
    Problem problem;
    // What is no id may be anything that somebody typed into the data.
    const std::string what = isPlace(reference.target) ? "Il rimando a «#" + reference.target + "»" : "Un rimando";
    problem.message = what + " non porta a nulla: quel punto nel documento non c’è.";
    problem.hint = "Aggiungere l’articolo, o correggere il rimando.";
    problem.keyword = "rimando";
    problem.pointer = reference.pointer;
    problem.place = reference.place;
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace stesura
