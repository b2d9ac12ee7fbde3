#include "generator/signature/change_report.h"

#include <algorithm>

namespace stesura {
namespace {

constexpr std::size_t kMostTold = 50, kMostKept = 200, kMostNames = 3;  // kept: of each level

}  // namespace

std::string afterWhom(const std::vector<std::string>& names) {
  std::vector<std::string> each;
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (seen.insert(name).second) each.push_back(name);
  }
  if (each.empty()) return "Dopo l’emissione";
  std::string text = each.size() == 1 ? "Dopo la firma di " : "Dopo le firme di ";
  const std::size_t named = each.size() > kMostNames ? kMostNames - 1 : each.size();
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) text += i + 1 == each.size() ? " e " : ", ";
    text += each[i];
  }
  if (named < each.size()) text += " e altri " + std::to_string(each.size() - named);
  return text;
}

std::string spokenPage(std::size_t page) {
  return page == 0 ? std::string() : " a pagina " + std::to_string(page);
}

void ChangeReport::tell(ChangeLevel level, const char* code, const std::string& what, std::size_t page) {
  tellOf(level, code, what + spokenPage(page), page);
}

void ChangeReport::tellOf(ChangeLevel level, const char* code, const std::string& what, std::size_t page) {
  changes_.level = std::max(changes_.level, level);
  // What is worse is never left out for what is harmless.
  std::size_t& kept = kept_[static_cast<std::size_t>(level)];
  if (kept == kMostKept) {
    ++more_;
    return;
  }
  if (!told_.emplace(code, page, what).second) return;
  ++kept;
  changes_.changes.push_back({level, code, after_ + " " + what + ".", page});
}

bool ChangeReport::has(const std::string& code) const {
  return std::any_of(told_.begin(), told_.end(),
                     [&code](const auto& entry) { return std::get<0>(entry) == code; });
}

RevisionChanges ChangeReport::finish() {
  auto& list = changes_.changes;
  std::stable_sort(list.begin(), list.end(),
                   [](const Change& a, const Change& b) { return a.level > b.level; });
  if (list.size() > kMostTold) {
    more_ += list.size() - kMostTold;
    list.resize(kMostTold);
  }
  if (more_ > 0) {
    list.push_back({changes_.level, "altre_modifiche",
                    "Altre modifiche non elencate: " + std::to_string(more_) + ".", 0});
  }
  return std::move(changes_);
}

}  // namespace stesura
