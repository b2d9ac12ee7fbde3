#include <array>
#include <utility>

#include "generator/italian/numerals.h"
#include "generator/merge/present.h"
#include "generator/rules/reader.h"

namespace stesura {
namespace {

using Value = std::unique_ptr<ValueNode>;

// «unisci»: values of the items of a list, in words.
class JoinTexts : public ValueNode {
 public:
  struct Separators {
    std::string between, last, within;
  };

  JoinTexts(ListSource list, std::vector<Value> parts, Separators separators)
      : ValueNode(resultField(kTypeString, Presence::optional)), list_(std::move(list)), parts_(std::move(parts)),
        separators_(std::move(separators)) {
    for (const Value& part : parts_) presenters_.emplace_back(Presentation{}, &part->result());
  }
  Json reckon(const Item& item, RuleRun& run) const override {
    std::vector<std::string> texts;
    list_.each(item, run, [&](const Item& inner) {
      std::string text = textOf(inner, run);
      run.step(text.size() / 8);
      if (!text.empty()) texts.push_back(std::move(text));
      return true;
    });
    std::string joined;
    for (std::size_t at = 0; at < texts.size(); ++at) {
      if (at > 0) joined += at + 1 == texts.size() ? separators_.last : separators_.between;
      joined += texts[at];
    }
    return joined.empty() ? Json() : Json(std::move(joined));
  }
  const DataPath* subject() const override { return &list_.path; }

 private:
  std::string textOf(const Item& inner, RuleRun& run) const {
    std::string text;
    for (std::size_t at = 0; at < parts_.size(); ++at) {
      const Json value = parts_[at]->reckon(inner, run);
      std::string part;
      if (value.is_null() || !presenters_[at].present(value, part).empty() || part.empty()) continue;
      text += (text.empty() ? "" : separators_.within) + part;
    }
    return text;
  }

  ListSource list_;
  std::vector<Value> parts_;
  std::vector<Presenter> presenters_;
  Separators separators_;
};

// A separator may be empty, unlike other texts.
std::string readSeparator(LanguageReader& reader, const Json& options, const std::string& pointer, const char* key,
                          const char* otherwise) {
  const Json* found = MemberReader::member(options, key);
  if (found == nullptr) return otherwise;
  if (found->is_string()) return found->get<std::string>();
  reader.complain(pointerJoin(pointer, key), "è un testo");
  return {};
}

Value readJoined(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"elenco", "di", "dove", "fra", "ultimo", "fra_parti"});
  auto list = reader.list(options, pointer, item);
  if (!list) return nullptr;
  JoinTexts::Separators separators{readSeparator(reader, options, pointer, "fra", ", "),
                                   readSeparator(reader, options, pointer, "ultimo", " e "),
                                   readSeparator(reader, options, pointer, "fra_parti", " ")};
  const Json* source = MemberReader::member(options, "di");
  const Json parts = source == nullptr ? Json::array({"."}) : source->is_array() ? *source : Json::array({*source});
  std::vector<Value> values;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::string place = pointerJoin(pointer, "di");
    auto value = reader.value(parts[at], source != nullptr && source->is_array() ? pointerJoin(place, at) : place,
                              list->itemField());
    if (!value) return nullptr;
    if (!mayBeScalar(value->result())) {
      reader.complain(place, "qui serve un valore semplice, non un insieme di dati");
      return nullptr;
    }
    values.push_back(std::move(value));
  }
  if (values.empty()) {
    reader.complain(pointerJoin(pointer, "di"), "è vuoto: indicare che cosa unire");
    return nullptr;
  }
  const DataPath path = list->path;
  Value node = std::make_unique<JoinTexts>(std::move(*list), std::move(values), std::move(separators));
  return reader.once(std::move(node), path, item);
}

// A whole number as ordinal, roman number or letter; absent where there is none for it.
class NumberInWords : public ValueNode {
 public:
  using Write = std::optional<std::string> (*)(std::int64_t);
  NumberInWords(Value number, Write write)
      : ValueNode(resultField(kTypeString, Presence::optional)), number_(std::move(number)), write_(write) {}
  Json reckon(const Item& item, RuleRun& run) const override {
    const auto number = wholeNumber(number_->reckon(item, run));
    if (!number) return {};
    auto text = write_(*number);
    return text ? Json(std::move(*text)) : Json();
  }
  const DataPath* subject() const override { return number_->subject(); }

 private:
  Value number_;
  Write write_;
};

Value inWords(Value number, NumberInWords::Write write) {
  if (!number) return nullptr;
  return std::make_unique<NumberInWords>(std::move(number), write);
}

Value readOrdinal(LanguageReader& reader, const Json& options, const std::string& pointer, const Field& item) {
  reader.checkKeys(options, pointer, {"di", "genere", "stile"});
  const std::string gender = reader.text(options, pointer, "genere", "maschile");
  const std::string style = reader.text(options, pointer, "stile", "cifra");
  if (gender != "maschile" && gender != "femminile") {
    reader.complain(pointerJoin(pointer, "genere"), "è «maschile» o «femminile»");
  }
  if (style != "cifra" && style != "parola") reader.complain(pointerJoin(pointer, "stile"), "è «cifra» o «parola»");
  auto number = reader.value(options, "di", pointer, item, Wanted::number);
  const bool feminine = gender == "femminile";
  if (style == "parola") {
    return feminine ? inWords(std::move(number), [](std::int64_t n) { return ordinalWord(n, Gender::feminine); })
                    : inWords(std::move(number), [](std::int64_t n) { return ordinalWord(n, Gender::masculine); });
  }
  return feminine ? inWords(std::move(number), [](std::int64_t n) { return ordinalFigure(n, Gender::feminine); })
                  : inWords(std::move(number), [](std::int64_t n) { return ordinalFigure(n, Gender::masculine); });
}

Value readRoman(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item) {
  return inWords(reader.value(source, pointer, item, Wanted::number), romanNumber);
}

Value readLetter(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item) {
  return inWords(reader.value(source, pointer, item, Wanted::number), listLetter);
}

// «posizione»: which item of its list this is, from 1.
class Position : public ValueNode {
 public:
  Position() : ValueNode(resultField(kTypeInteger, Presence::required)) {}
  Json reckon(const Item& item, RuleRun&) const override { return item.index + 1; }
};

Value readPosition(LanguageReader& reader, const Json& source, const std::string& pointer, const Field& item) {
  if (source != ".") reader.complain(pointer, "si scrive {\"posizione\": \".\"}");
  if (&item == &reader.root()) {
    reader.complain(pointer, "ha senso solo per gli elementi di un elenco");
    return nullptr;
  }
  return std::make_unique<Position>();
}

constexpr std::array<LanguageFunction, 5> kFunctions = {{{"unisci", readJoined},
                                                         {"ordinale", readOrdinal},
                                                         {"romano", readRoman},
                                                         {"lettera", readLetter},
                                                         {"posizione", readPosition}}};

}  // namespace

std::span<const LanguageFunction> textFunctions() { return kFunctions; }

}  // namespace stesura
