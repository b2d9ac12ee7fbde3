#include "generator/rules/data_path.h"

#include <algorithm>
#include <string_view>

#include "generator/spelling.h"

namespace stesura {
namespace {

std::optional<std::vector<std::string>> tokensOf(std::string_view text) {
  std::vector<std::string> tokens;
  for (bool more = true; more;) {
    const std::size_t slash = text.find('/');
    more = slash != std::string_view::npos;
    std::string token;
    const std::string_view raw = text.substr(0, slash);
    for (std::size_t at = 0; at < raw.size(); ++at) {
      if (raw[at] != '~') {
        token += raw[at];
      } else if (at + 1 < raw.size() && (raw[at + 1] == '0' || raw[at + 1] == '1')) {
        token += raw[++at] == '0' ? '~' : '/';
      } else {
        return {};
      }
    }
    if (token.empty()) return {};
    tokens.push_back(std::move(token));
    if (more) text.remove_prefix(slash + 1);
  }
  return tokens;
}

std::string suggestion(const Field& at, const std::string& before, const std::string& key) {
  std::vector<std::string> names;
  for (const auto& [name, property] : at.properties) names.push_back(before + name);
  return didYouMean(before + key, names);
}

}  // namespace

const Json& absentValue() {
  static const Json kAbsent;
  return kAbsent;
}

std::optional<DataPath> DataPath::bind(const std::string& text, const Field& root, const Field& item,
                                       Mistake& mistake) {
  DataPath path;
  path.fromDocument_ = text.starts_with('/');
  path.field_ = path.fromDocument_ ? &root : &item;
  if (text == ".") return path;
  const auto tokens = tokensOf(std::string_view(text).substr(path.fromDocument_ ? 1 : 0));
  if (!tokens) {
    mistake = {"non è un percorso", "Un percorso è come «/parti/*/ente», «ente/id», oppure «.»."};
    return {};
  }
  std::string before = path.fromDocument_ ? "/" : "";
  for (const std::string& token : *tokens) {
    const Field& at = *path.field_;
    if (token == "*") {
      path.field_ = at.items.get();
      path.steps_.push_back({{}, true});
    } else {
      path.field_ = at.property(token);
      path.steps_.push_back({token, false});
    }
    if (path.field_ == nullptr) {
      if (token == "*") {
        mistake = {"«" + before.substr(0, before.size() - 1) + "» non è un elenco", "Togliere l’asterisco."};
      } else if (at.items) {
        mistake = {"«" + before + token + "» non dice di quale elemento dell’elenco",
                   "Scrivere «" + before + "*/" + token + "», oppure usare «elenco»."};
      } else {
        mistake = {"«" + before + token + "» non esiste nei dati di questo tipo", suggestion(at, before, token)};
        const bool fromRoot = !path.fromDocument_ && path.steps_.size() == 1 && root.property(token) != nullptr;
        if (fromRoot) mistake.hint = "Forse intendevi «/" + token + "»?";
      }
      return {};
    }
    path.certain_ = path.certain_ && path.field_->presence == Presence::required;
    before += token + "/";
  }
  return path;
}

bool DataPath::namesMany() const {
  return std::any_of(steps_.begin(), steps_.end(), [](const Step& step) { return step.any; });
}

const Json& DataPath::value(const Item& item, RuleRun& run) const {
  run.step();
  const Json* at = fromDocument_ ? &run.document() : &item.value;
  for (const Step& step : steps_) {
    if (!at->is_object()) return absentValue();
    const auto& members = at->get_ref<const Json::object_t&>();
    const auto found = members.find(step.key);
    if (found == members.end()) return absentValue();
    at = &found->second;
  }
  return *at;
}

std::string DataPath::pointer(const Item& item) const {
  std::string pointer = fromDocument_ ? std::string() : item.pointer;
  for (const Step& step : steps_) {
    if (step.any) break;
    pointer = pointerJoin(pointer, step.key);
  }
  return pointer;
}

bool DataPath::each(const Item& item, RuleRun& run, const Visit& visit) const {
  if (!fromDocument_) return walk(item, 0, run, visit);
  return walk({run.document(), "", item.traced}, 0, run, visit);
}

bool DataPath::walk(const Item& at, std::size_t step, RuleRun& run, const Visit& visit) const {
  run.step();
  if (step == steps_.size()) return at.value.is_null() || visit(at);
  if (!steps_[step].any) {
    if (!at.value.is_object()) return true;
    const auto found = at.value.find(steps_[step].key);
    if (found == at.value.end()) return true;
    return walk({*found, at.traced ? pointerJoin(at.pointer, steps_[step].key) : std::string(), at.traced},
                step + 1, run, visit);
  }
  if (!at.value.is_array()) return true;
  for (std::size_t index = 0; index < at.value.size(); ++index) {
    if (!walk({at.value[index], at.traced ? pointerJoin(at.pointer, index) : std::string(), at.traced, index},
              step + 1, run, visit)) {
      return false;
    }
  }
  return true;
}

}  // namespace stesura
