// LibreOffice in a sandbox: ODT bytes in, PDF bytes out, by a pool of supervised workers.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "generator/office/office_status.h"

namespace stesura {

enum class Sandbox { bubblewrap, none };  // none only when a person asked for it
enum class PdfProfile { pdfA2b, pdfA3b };

struct OfficeSettings {
  std::filesystem::path agent;     // the program that drives LibreOffice inside the sandbox
  std::filesystem::path fonts;     // folder with the closed set of fonts
  std::size_t workers = 1;         // one a core, no more
  std::size_t queue = 256;         // jobs that may wait; one more is Error{surroundings}
  std::size_t recycleAfter = 200;  // documents a worker makes in its life
  std::size_t recycleMegabytes = 700;
  std::chrono::seconds timeout{30};  // wall clock a document
  Sandbox sandbox = Sandbox::bubblewrap;
};

// Workers start when the first document comes. Thread-safe. The destructor ends every worker.
class Office {
 public:
  explicit Office(OfficeSettings settings);
  ~Office();
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  // A tagged PDF/A + PDF/UA as LibreOffice writes it (dates not yet normalised: see pdf/).
  // `odf` has passed the gate. Blocks for a free worker. A job whose worker dies or exceeds its
  // time is tried once more on a fresh worker. Throws Error{conversion}: did not load, hung, died
  // twice. Error{surroundings}: no sandbox here.
  std::string toPdf(std::string_view odf, PdfProfile profile);

  // Starts the workers now; throws Error{surroundings} if the sandbox cannot work on this machine.
  void warm();

  OfficeStatus status() const;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace stesura
