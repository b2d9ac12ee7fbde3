// Binds the names of a template to the shape of its data, so that each is looked up in one place
// only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/merge/tag.h"
#include "generator/schema/field.h"

namespace stesura {

// unchecked: nothing is known of the data; only the template by itself is looked at.
enum class NamesMode { fromSchema, fromData, unchecked };

// Where a name's value is found at run time.
struct Binding {
  enum class Root : std::uint8_t { scope, issueDate, identifier, number, first, last };
  Root root = Root::scope;
  std::uint32_t scope = 0;           // scope, or the loop that number, first and last are about
  std::vector<std::string> path;     // keys below the scope; empty: the scope's value itself
  std::vector<const Field*> fields;  // of each key; null where nothing is known
  const Field* field = nullptr;      // of the value; null where nothing is known
};

// The scopes that enclose a place in the template, outermost first; number 0 is the whole document.
class Scopes {
 public:
  Scopes(const Field& root, NamesMode mode);

  void enter(const Field* field, bool loop) { scopes_.push_back({field, loop}); }
  void leave() { scopes_.pop_back(); }
  std::size_t size() const { return scopes_.size(); }
  NamesMode mode() const { return mode_; }
  // True inside a section on that very value.
  bool isInside(const Field* field) const;

  // The first segment of the name binds to the innermost scope that knows it; never at run time to
  // an outer one, whose value would be another person's. Unknown names go to `problems`.
  std::optional<Binding> bind(const Tag& tag, std::vector<Problem>& problems) const;

 private:
  struct Scope {
    const Field* field;
    bool loop;
  };

  std::optional<Binding> bindSpecial(const Tag& tag, std::vector<Problem>& problems) const;
  bool follow(const Tag& tag, std::vector<std::string_view> keys, Binding& binding,
              std::vector<Problem>& problems) const;
  bool unknowable(const Field* field) const;
  std::string suggestFirst(std::string_view key, std::string_view whole) const;

  std::vector<Scope> scopes_;
  NamesMode mode_;
};

}  // namespace stesura
