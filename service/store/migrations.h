// The numbered steps that bring a database to the shape this program knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct Migration {
  int number;             // counts from 1
  std::string_view name;  // of its file in service/store/migrations, without number and ending
  std::string_view sql;
};

// In the order of their numbers. A step that was released is never changed: the next one mends it.
const std::vector<Migration>& migrations();

// Its single statements. They end with a semicolon at the end of a line; `--` starts a comment.
std::vector<std::string> statementsOf(const Migration& migration);

}  // namespace stesura
