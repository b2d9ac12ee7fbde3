// Plain text templates over JSON text, for tests of the merge room.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/json/json.h"
#include "generator/merge/program.h"
#include "generator/schema/field.h"

namespace stesura::testing {

struct Merged {
  std::string text;
  std::vector<Problem> compiling, running;
  std::string messages() const {
    std::string all;
    for (const auto* list : {&compiling, &running}) {
      for (const Problem& problem : *list) {
        all += problem.message + (problem.hint.empty() ? "" : " " + problem.hint) + "\n";
      }
    }
    return all;
  }
};

inline Merged mergeOver(std::string_view text, const Json& data, const Field& shape, NamesMode mode,
                        Escape escape = Escape::none, Gaps gaps = Gaps::refused,
                        const Json* reasons = nullptr) {
  Merged merged;
  const Program program = compileText(text, escape, shape, mode, merged.compiling);
  if (!merged.compiling.empty()) return merged;
  ProgramInput input{data, "2026-01-01"};
  input.gaps = gaps;
  input.absenceReasons = reasons;
  program.run(input, merged.text, merged.running);
  return merged;
}

inline Merged merge(std::string_view text, std::string_view json) {
  const Json data = parseJson(json);
  const auto shape = inferShape(data);
  return mergeOver(text, data, *shape, NamesMode::fromData);
}

// The text, or what went wrong.
inline std::string told(const Merged& merged) {
  return merged.compiling.empty() && merged.running.empty() ? merged.text : merged.messages();
}

// A property of an object, made if it is new; for shapes written by hand.
inline Field& property(Field& parent, const std::string& name, unsigned types, Presence presence,
                       const std::string& format = "") {
  auto& field = parent.properties[name];
  if (!field) field = std::make_unique<Field>();
  field->name = name;
  field->title = name;
  field->pointer = pointerJoin(parent.pointer, name);
  field->types = types;
  field->presence = presence;
  field->format = format;
  return *field;
}

inline Field& itemsOf(Field& list, unsigned types) {
  list.items = std::make_unique<Field>();
  list.items->pointer = list.pointer + "/*";
  list.items->types = types;
  list.items->presence = Presence::required;
  return *list.items;
}

}  // namespace stesura::testing
