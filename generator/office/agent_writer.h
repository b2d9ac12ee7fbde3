// The UNO side: a connection to one soffice.bin, and a document made into a PDF by Writer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace stesura {

class Soffice;

// One thread at a time. Everything UNO knows stays behind this header.
class Writer {
 public:
  // Waits until `soffice` answers. Throws std::runtime_error if it ends, or does not within 60 s.
  Writer(Soffice& soffice, const std::filesystem::path& folder);
  ~Writer();

  enum class Outcome { exported, refused };

  // `pdfVersion`: 2 for PDF/A-2b, 3 for PDF/A-3b. `refused`: Writer does not open or export it.
  // Throws std::runtime_error if soffice is gone or in a state in which no job should follow.
  Outcome exportPdf(const std::filesystem::path& document, const std::string& filter,
                    const std::filesystem::path& pdf, int pdfVersion);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace stesura
