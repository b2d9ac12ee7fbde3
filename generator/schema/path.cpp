#include "generator/schema/path.h"

#include <algorithm>

#include "generator/json/json.h"

namespace stesura {

std::vector<const Path*> Path::steps() const {
  std::vector<const Path*> result;
  for (const Path* step = this; step->parent != nullptr; step = step->parent)
    result.push_back(step);
  std::reverse(result.begin(), result.end());
  return result;
}

std::string Path::pointer() const {
  std::string result;
  for (const Path* step : steps()) {
    result =
        step->key != nullptr ? pointerJoin(result, *step->key) : pointerJoin(result, step->index);
  }
  return result;
}

}  // namespace stesura
