// A process that writes rows and tells of each once it is committed; tests kill it and fill its disk.
// Usage: store_writer DATA KEY ROWS BYTES
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "service/refusal.h"
#include "service/store/store.h"

// Exit code 0: all rows; 3: the disk is full (507); 4: another error.
int main(int argc, char** argv) {
  using namespace stesura;
  if (argc != 5) return 2;
  try {
    Store store({argv[1], argv[2]});
    store.database().write([](Transaction& t) {
      t.execute("CREATE TABLE IF NOT EXISTS prova (numero INTEGER PRIMARY KEY, corpo BLOB)");
    });
    const auto last = store.database().read([](Transaction& t) { return t.one("SELECT COALESCE(MAX(numero), 0) FROM prova")->integer(0); });
    const std::string body(std::strtoul(argv[4], nullptr, 10), 'x');
    for (std::int64_t row = last + 1; row <= last + std::atol(argv[3]); ++row) {
      store.database().write([&](Transaction& t) {
        t.execute("INSERT INTO prova (numero, corpo) VALUES ($1, $2)", {row, SqlBytes{body}});
        appendAudit(t, {"chi", "asl-frosinone", "crea", "prova", std::to_string(row)});
      });
      const std::string line = std::to_string(row) + "\n";
      if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) return 2;
    }
    return 0;
  } catch (const Refusal& refusal) {
    std::cerr << refusal.sentence() << '\n';
    return refusal.refusal() == RefusalKind::storageFull ? 3 : 4;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 4;
  }
}
