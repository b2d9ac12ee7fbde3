#include <iterator>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {
namespace {

enum class Refusal { none, syntax, utf8, unfinished, trailing, control, range, duplicate, depth, count };

// Builds the value from nlohmann's events and stops at the first thing that is not allowed.
class Builder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  Builder(Json& root, const JsonBounds& bounds)
      : root_(root), maxDepth_(bounds.maxDepth), left_(bounds.maxValues) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(number_integer_t value) { return put(value); }
  bool number_unsigned(number_unsigned_t value) { return put(value); }
  bool number_float(number_float_t value, const string_t&) { return put(value); }
  bool string(string_t& value) { return put(std::move(value)); }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    const auto [member, isNew] =
        open_.back()->get_ref<Json::object_t&>().emplace(std::move(name), nullptr);
    if (!isNew) return refuse(Refusal::duplicate);
    slot_ = &member->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) {
    position_ = position;
    return refuse(classify(error));
  }

  Refusal refusal() const { return refusal_; }
  std::size_t position() const { return position_; }  // bytes read; 0 where nlohmann does not tell

 private:
  template <typename Value>
  Json& place(Value&& value) {
    if (open_.empty()) return root_ = std::forward<Value>(value);
    if (open_.back()->is_array()) {
      auto& items = open_.back()->get_ref<Json::array_t&>();
      return items.emplace_back(std::forward<Value>(value));
    }
    return *slot_ = std::forward<Value>(value);
  }

  template <typename Value>
  bool put(Value&& value) {
    if (left_-- == 0) return refuse(Refusal::count);
    place(std::forward<Value>(value));
    return true;
  }

  bool open(Json&& container) {
    if (open_.size() >= maxDepth_) return refuse(Refusal::depth);
    if (left_-- == 0) return refuse(Refusal::count);
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool refuse(Refusal refusal) {
    refusal_ = refusal;
    return false;
  }

  static Refusal classify(const Json::exception& error) {
    const std::string_view text = error.what();
    const auto says = [text](std::string_view part) {
      return text.find(part) != std::string_view::npos;
    };
    if (error.id == 406) return Refusal::range;
    if (says("ill-formed UTF-8") || says("invalid BOM")) return Refusal::utf8;
    if (says("unexpected end of input") || says("missing closing quote"))
      return Refusal::unfinished;
    if (says("expected end of input")) return Refusal::trailing;
    if (says("control character")) return Refusal::control;
    return Refusal::syntax;
  }

  Json& root_;
  std::size_t maxDepth_;
  std::size_t left_;  // values that may still come
  std::vector<Json*> open_;
  Json* slot_ = nullptr;
  Refusal refusal_ = Refusal::none;
  std::size_t position_ = 0;
};

// A byte iterator that tells how far the parser has read. Slower than a pointer, so it serves only
// to find the place of a refusal that nlohmann reports without one.
class TellingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TellingIterator(const char* at, std::size_t* read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  TellingIterator& operator++() {
    ++at_;
    ++*read_;
    return *this;
  }
  TellingIterator operator++(int) {
    TellingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TellingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const TellingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* read_;
};

std::size_t readUntilRefusal(std::string_view text, const JsonBounds& bounds) {
  Json ignored;
  Builder builder(ignored, bounds);
  std::size_t read = 0;
  Json::sax_parse(TellingIterator(text.data(), &read),
                  TellingIterator(text.data() + text.size(), &read), &builder);
  return read;
}

// The offset of the quote that opens the string whose closing quote is at `close`.
std::size_t openingQuote(std::string_view text, std::size_t close) {
  for (std::size_t at = close; at-- > 0;) {
    if (text[at] != '"') continue;
    std::size_t slashes = 0;
    while (slashes < at && text[at - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return at;
  }
  return close;
}

// «riga 3, colonna 14», counted as an editor counts: from 1, in characters.
std::string placeOf(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t line = 1;
  std::size_t lineStart = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      ++line;
      lineStart = i + 1;
    }
  }
  std::size_t column = 1;
  for (std::size_t i = lineStart; i < offset; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++column;
  }
  return "riga " + std::to_string(line) + ", colonna " + std::to_string(column);
}

struct Explanation {
  std::string_view what, hint;
};

Explanation explain(Refusal refusal) {
  switch (refusal) {
    case Refusal::utf8:
      return {"c'è una sequenza di byte che non è UTF-8", "Salvare il file con la codifica UTF-8."};
    case Refusal::unfinished:
      return {"il testo finisce prima che tutto sia chiuso",
              "Controllare che ogni virgoletta e ogni parentesi aperta sia chiusa."};
    case Refusal::trailing:
      return {"dopo la fine dei dati c'è altro testo",
              "Togliere ciò che segue l'ultima parentesi chiusa."};
    case Refusal::control:
      return {"dentro un testo c'è un carattere di controllo",
              "Dentro le virgolette scrivere l'a capo come \\n e la tabulazione come \\t."};
    case Refusal::range:
      return {"c'è un numero troppo grande", "Indicare un numero che stia fra -1e308 e 1e308."};
    case Refusal::duplicate:
      return {"una proprietà compare due volte nello stesso oggetto", "Lasciarne una sola."};
    default:
      return {"qui la sintassi di JSON è rotta",
              "Controllare virgole, due punti, virgolette e parentesi vicino a questo punto."};
  }
}

[[noreturn]] void refuseText(std::string_view text, const JsonBounds& bounds,
                             const Builder& builder) {
  const Refusal refusal = builder.refusal();
  if (refusal == Refusal::count) {
    const std::string bound = std::to_string(bounds.maxValues);
    throw Error(ErrorKind::data, "I dati hanno più di " + bound + " valori.",
                {{"", "Troppi valori.", "Al massimo " + bound + ", contando elenchi e oggetti.", "json", "", ""}});
  }
  std::size_t offset = builder.position();
  if (offset == 0) offset = readUntilRefusal(text, bounds);
  offset = offset == 0 ? 0 : offset - 1;  // the last byte read is the one to blame
  if (refusal == Refusal::unfinished) offset = text.size();
  if (refusal == Refusal::range) {
    const std::size_t before = text.find_last_not_of("0123456789.+-eE", offset);
    offset = before == std::string_view::npos ? 0 : before + 1;
  }
  const std::string place =
      placeOf(text, refusal == Refusal::duplicate ? openingQuote(text, offset) : offset);

  if (refusal == Refusal::depth) {
    const std::string bound = std::to_string(bounds.maxDepth);
    throw Error(ErrorKind::data,
                "I dati sono annidati oltre il limite di " + bound + " livelli (" + place + ").",
                {{"", "Troppi livelli, uno dentro l'altro: " + place + ".",
                  "Al massimo " + bound + " livelli di elenchi e oggetti.", "json", "", ""}});
  }
  const Explanation words = explain(refusal);
  const std::string sentence = std::string(words.what) + " (" + place + ").";
  throw Error(ErrorKind::data, "I dati non sono JSON valido: " + sentence,
              {{"", "Non è JSON valido: " + sentence, std::string(words.hint), "json", "", ""}});
}

}  // namespace

Json parseJson(std::string_view text, const JsonBounds& bounds) {
  if (text.size() > bounds.maxBytes) {
    const std::string bound = std::to_string(bounds.maxBytes);
    throw Error(ErrorKind::data, "I dati superano il limite di " + bound + " byte.",
                {{"", "Troppi dati: " + std::to_string(text.size()) + " byte.",
                  "Al massimo " + bound + " byte.", "json", "", ""}});
  }
  // The parser takes a null byte for the end of the text, and would not see what follows.
  if (const std::size_t null = text.find('\0'); null != std::string_view::npos) {
    const std::string sentence = "c'è un byte nullo (" + placeOf(text, null) + ").";
    throw Error(ErrorKind::data, "I dati non sono JSON valido: " + sentence,
                {{"", "Non è JSON valido: " + sentence,
                  "Salvare il file come testo, con la codifica UTF-8.", "json", "", ""}});
  }
  Json value;
  Builder builder(value, bounds);
  const char* begin = text.empty() ? "" : text.data();
  if (!Json::sax_parse(begin, begin + text.size(), &builder)) refuseText(text, bounds, builder);
  return value;
}

}  // namespace stesura
