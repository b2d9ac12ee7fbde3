// What the script of a date field says of its format; read as text, never run.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

// «dd/mm/yyyy» of «AFDate_FormatEx("dd/mm/yyyy");», or of the numbered formats of AFDate_Format(n)
// (Acrobat JavaScript Scripting Reference, «Forms»); "" where the script holds no such call.
std::string dateFormatOf(std::string_view script);

}  // namespace stesura
