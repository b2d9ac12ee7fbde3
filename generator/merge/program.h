// A template as flat instructions with every name resolved: run over data by reference into one
// string.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/merge/binding.h"
#include "generator/merge/present.h"
#include "generator/merge/tag.h"
#include "generator/merge/value_writer.h"

namespace stesura {

// Values that come with the order rather than with the data; no person can type them into a tag.
// ownTitle is a mere sign (any text) that the order brings no title; pageMark, that it brings a mark
// for the pages.
enum class OrderValue : std::uint8_t {
  draftMark,
  copyMark,
  pageMark,
  title,
  ownTitle,
  identifier,
  issueMoment,
};
constexpr std::size_t kOrderValues = 7;

// What a compiler of templates writes, piece after piece; then a Program is made of it.
class ProgramSource {
 public:
  void text(std::string_view literal);
  // A variable, the begin of a section, or the end of the innermost open one.
  void tag(const Tag& tag);
  // Shown only if the order brings that value (is not empty).
  void beginIf(OrderValue value);
  // Shown only if the variable has a value: a hyperlink without an address is no hyperlink.
  void beginIfPresent(const Tag& variable);
  // If `writer` takes the variable and there is a value, the writer writes it in the place of what
  // follows up to endIf(); else what follows stands, as if nothing enclosed it.
  void beginWritten(const Tag& variable, std::shared_ptr<const ValueWriter> writer);
  void endIf();
  void orderValue(OrderValue value, Escape escape);
  // Makes a name unique inside repeated blocks: nothing in the first round, then «_r2», counting
  // the outermost `sections` open ones.
  void suffix(std::size_t sections);
  // What stands between begin and end goes, and `fallback` comes, unless a mark was passed in it.
  // An end that stays is a mark for the guard around it.
  void beginGuard();
  void mark();
  void endGuard(std::string_view fallback);
  // The heading of an article: marks it with its id and begins to count its items.
  void article() { add(Kind::article); }
  // A list of commi (level 1) or lettere (level 2) begins with `number`; an item of it.
  void items(std::size_t level, std::size_t number) { add(Kind::items, level, number); }
  void item(std::size_t level) { add(Kind::item, level); }
  // The words for a place of the articles («articolo 5, comma 2»), if they are to be shown.
  void reference(const Tag& target, bool shown);
  // The list of the data, by its pointer, whose items are the articles.
  void articles(std::string pointer) { articles_.push_back(std::move(pointer)); }
  // A place of the template to which values may refer by its name.
  void addPlace(std::string name) { places_.push_back(std::move(name)); }
  void suffixMarker(std::string marker) { suffixMarker_ = std::move(marker); }

 private:
  friend class ProgramBuilder;
  enum class Kind : std::uint8_t {
    text,
    variable,
    section,
    inverted,
    end,
    ifOrder,
    ifPresent,
    written,
    orderValue,
    suffix,
    beginGuard,
    mark,
    endGuard,
    article,
    items,
    item,
    reference,
  };
  struct Piece {
    Kind kind;
    Escape escape = Escape::none;
    std::size_t first = 0;   // text: offset; tags: index; order values; suffix: number of sections
    std::size_t length = 0;  // text; written: index of the writer
  };
  void add(Kind kind, std::size_t first = 0, std::size_t length = 0, Escape escape = Escape::none);

  std::string literals_;
  std::vector<Tag> tags_;
  std::vector<std::shared_ptr<const ValueWriter>> writers_;
  std::vector<Piece> pieces_;
  std::vector<std::string> places_;
  std::vector<std::string> articles_;
  std::string suffixMarker_ = "_r";
};

enum class Gaps { refused, blankLines };  // a required value that is absent; blankLines: a draft

struct ProgramInput {
  const Json& data;                      // borrowed
  std::string_view issueDate;            // RFC 3339 full-date
  const Json* absenceReasons = nullptr;  // object: JSON Pointer -> Italian text
  Gaps gaps = Gaps::refused;
  std::array<std::string_view, kOrderValues> orderValues{};
};

// Immutable after compile(); run() may be called from several threads.
class Program {
 public:
  // The shape must outlive the program. What is wrong goes to `problems`, all of it; if anything
  // does, the program is not to be run.
  static Program compile(ProgramSource source, const Field& shape, NamesMode mode,
                         std::vector<Problem>& problems);

  // Appends the merged text. Problems (values missing, characters that XML forbids, …) go to
  // `problems`, up to a thousand; then the text is not to be used. What writers add to the package
  // goes to `parts`.
  void run(const ProgramInput& input, std::string& out, std::vector<Problem>& problems,
           std::vector<AddedPart>& parts) const;
  // Of a program without writers.
  void run(const ProgramInput& input, std::string& out, std::vector<Problem>& problems) const;

  const std::vector<TagUse>& uses() const { return uses_; }
  std::size_t literalBytes() const { return literals_.size(); }
  // True if every run with empty order values gives the same text.
  bool isConstant() const { return constant_; }

 private:
  friend class ProgramBuilder;
  friend class ProgramRun;
  enum class Op : std::uint8_t {
    text,
    variable,
    section,
    sectionEnd,
    inverted,
    ifOrder,
    ifPresent,
    written,
    orderValue,
    suffix,
    beginGuard,
    mark,
    endGuard,
    article,
    items,
    item,
    reference,
  };
  struct Instruction {
    Op op;
    Escape escape = Escape::none;
    std::uint32_t first = 0;  // what it works on
    std::size_t second = 0;   // length of a text, or where to go on
    std::size_t offset = 0;   // of a text
  };
  struct Variable {
    Binding binding;
    Presenter presenter;
    Escape escape;
    std::string name;
    std::string place;
    std::shared_ptr<const ValueWriter> writer;  // of Op::written
  };
  struct Section {
    Binding binding;
    bool enters;  // becomes a scope of its own, repeated if the value is a list
    std::string place;
    std::string equals{};    // shown if the value is this text
    bool always = false;     // entered without a value too
  };
  struct Reference {
    std::string target;
    std::string place;
  };

  std::string literals_;
  std::vector<Instruction> instructions_;
  std::vector<Variable> variables_;
  std::vector<Section> sections_;
  std::vector<TagUse> uses_;
  std::vector<std::string> places_;
  std::vector<std::string> articles_;
  std::vector<Reference> references_;
  std::string suffixMarker_;
  NamesMode mode_ = NamesMode::fromSchema;
  bool constant_ = true;
};

// Makes a program of plain text or HTML with Mustache tags as typed.
Program compileText(std::string_view text, Escape escape, const Field& shape, NamesMode mode,
                    std::vector<Problem>& problems);

}  // namespace stesura
