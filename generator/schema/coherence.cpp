#include "generator/schema/coherence.h"

#include <algorithm>

#include "generator/schema/codice_fiscale.h"
#include "generator/schema/format_rules.h"
#include "generator/schema/labels.h"

namespace stesura {
namespace {

const std::string* textAt(const Json& object, const std::string& pointer) {
  if (pointer.empty()) return nullptr;
  const Json* value = findPointer(object, pointer);
  return value != nullptr && value->is_string() ? &value->get_ref<const std::string&>() : nullptr;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

using NameRule = std::optional<std::string> (*)(std::string_view, bool);

bool contradictsName(const std::string* name, const std::string& code, NameRule rule) {
  if (name == nullptr) return false;
  const auto plain = rule(*name, false);
  const auto german = rule(*name, true);
  if (!plain || name->find_first_not_of(" \t\n") == std::string::npos) return false;
  return code != *plain && code != *german;
}

// Compares as much of the date as there is: the year's last two digits, the month, the day.
bool contradictsBirth(const std::string* date, const CodiceFiscale& code) {
  if (date == nullptr || !isPartialDate(*date)) return false;
  const auto number = [date](std::size_t at) { return std::stoi(date->substr(at, 2)); };
  if (number(2) != code.year) return true;
  if (date->size() >= 7 && number(5) != code.month) return true;
  return date->size() >= 10 && number(8) != code.day;
}

bool contradictsSex(const std::string* sex, const CodiceFiscale& code) {
  if (sex == nullptr) return false;
  const std::string word = lower(*sex);
  const auto isOneOf = [&word](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (isOneOf({"f", "femmina", "femminile", "donna"})) return !code.female;
  if (isOneOf({"m", "maschio", "maschile", "uomo"})) return code.female;
  return false;
}

bool contradictsPlace(const std::string* place, const CodiceFiscale& code) {
  return place != nullptr && isCodiceCatastale(*place) && *place != code.place;
}

std::string titleAt(const Shape& shape, const Path& path, const std::string& pointer) {
  const Field* field = fieldAt(shape, path);
  std::string title;
  for (std::size_t at = 1; at < pointer.size() && field != nullptr;) {
    const std::size_t end = std::min(pointer.find('/', at), pointer.size());
    field = field->property(pointer.substr(at, end - at));
    if (field != nullptr) title = joinLabels(title, field->title);
    at = end + 1;
  }
  return title;
}

}  // namespace

void warnAboutCodiceFiscale(const Node& node, const Json& object, const Path& path,
                            const Shape& shape, std::vector<Problem>& warnings) {
  const Coherence& rule = *node.coherence;
  const std::string* text = textAt(object, rule.code);
  if (text == nullptr) return;
  const auto code = readCodiceFiscale(*text);
  if (!code) return;

  const auto warn = [&](bool contradicts, const std::string& other) {
    if (!contradicts) return;
    const std::string what = titleAt(shape, path, rule.code);
    const std::string against = titleAt(shape, path, other);
    const std::string label =
        joinLabels(labelAt(shape, path), what.empty() ? "Codice fiscale" : what);
    Problem warning{
        path.pointer() + rule.code,
        label + ": non si accorda con «" + (against.empty() ? other.substr(1) : against) + "».",
        "Ricontrollare entrambi; se l'Agenzia delle Entrate ha attribuito proprio questo "
        "codice, lasciarlo così.",
        "x-coerenza-codice-fiscale",
        pointerJoin(node.place, "x-coerenza-codice-fiscale"),
        ""};
    const auto same = [&warning](const Problem& known) {
      return known.pointer == warning.pointer && known.message == warning.message;
    };
    if (std::none_of(warnings.begin(), warnings.end(), same))
      warnings.push_back(std::move(warning));
  };
  warn(contradictsName(textAt(object, rule.surname), code->surname, surnameCode), rule.surname);
  warn(contradictsName(textAt(object, rule.givenName), code->givenName, givenNameCode),
       rule.givenName);
  warn(contradictsBirth(textAt(object, rule.birthDate), *code), rule.birthDate);
  warn(contradictsSex(textAt(object, rule.sex), *code), rule.sex);
  warn(contradictsPlace(textAt(object, rule.place), *code), rule.place);
}

}  // namespace stesura
