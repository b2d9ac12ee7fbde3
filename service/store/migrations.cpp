#include "service/store/migrations.h"

namespace stesura {

std::vector<std::string> statementsOf(const Migration& migration) {
  std::vector<std::string> statements;
  std::string statement;
  std::string_view rest = migration.sql;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    line = line.substr(0, line.find("--"));
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    statement.append(line).push_back('\n');
    if (!line.ends_with(';')) continue;
    statements.push_back(std::move(statement));
    statement.clear();
  }
  return statements;
}

}  // namespace stesura
