// The way from the root of the data to a value, kept on the stack while validating.
#pragma once

#include <string>
#include <vector>

namespace stesura {

struct Path {
  const Path* parent = nullptr;
  const std::string* key = nullptr;  // null: an array item, or the root
  std::size_t index = 0;             // of the item in its array, or of the member in its object

  std::vector<const Path*> steps() const;  // from the first below the root to this one
  std::string pointer() const;
};

}  // namespace stesura
