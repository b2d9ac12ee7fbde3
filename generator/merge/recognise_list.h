// Takes a list written in words apart: «a, b e c».
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "generator/json/json.h"

namespace stesura {

// The value of the text of an item, whose index is told only as 0 or not 0; null if it is none.
using ItemReader = std::function<std::optional<Json>(const std::string& item, std::size_t index)>;

// Items end as they are shown, at «, » and at one last « e »; where that makes no list, at «, », «; »,
// a line's end, « e » and « ed ». An item may hold those itself if `read` knows it. Null unless the
// text is a list in exactly one way. `free`: any text is an item, so one that holds such a sign may be
// one or two, and gives nothing.
std::optional<Json> recogniseList(std::string_view text, bool free, const ItemReader& read);

}  // namespace stesura
