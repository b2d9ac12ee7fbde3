#include "generator/pdf_maker.h"

#include <algorithm>
#include <thread>

namespace stesura {

std::filesystem::path fontFolderOf(const std::filesystem::path& program) {
  const std::filesystem::path beside = program / "fonts";
  return std::filesystem::exists(beside) ? beside : program.parent_path() / "fonts";
}

PdfMaker::PdfMaker(const GeneratorSettings& settings)
    : settings_(settings), fontFolder_(fontFolderOf(settings.program)) {}

const FontCoverage& PdfMaker::fonts() {
  const std::lock_guard lock(mutex_);
  if (!fonts_) fonts_.emplace(fontFolder_);
  return *fonts_;
}

Office& PdfMaker::office() {
  const std::lock_guard lock(mutex_);
  if (!office_) {
    OfficeSettings office;
    office.agent = settings_.program / "stesura-office-agent";
    office.fonts = fontFolder_;
    office.workers = settings_.workers != 0 ? settings_.workers : std::max(1u, std::thread::hardware_concurrency());
    office.timeout = std::chrono::seconds(settings_.timeoutSeconds);
    office.sandbox = settings_.sandbox ? Sandbox::bubblewrap : Sandbox::none;
    office_ = std::make_unique<Office>(std::move(office));
  }
  return *office_;
}

void PdfMaker::checkCharacters(const Json& data) {
  std::vector<Problem> problems = fonts().uncovered(data);
  if (problems.empty()) return;
  throw Error(ErrorKind::data, "Un carattere non si può stampare: nessuno dei caratteri tipografici lo contiene.",
              std::move(problems));
}

void PdfMaker::checkText(const std::string& xml) {
  const std::optional<Problem> problem = fonts().uncoveredIn(xml);
  if (!problem) return;
  throw Error(ErrorKind::templateFile, "Il documento contiene caratteri che non si possono stampare.", {*problem});
}

std::string PdfMaker::make(std::string_view odt, const PdfFinish& finish) {
  const PdfProfile profile = finish.embeddedJson ? PdfProfile::pdfA3b : PdfProfile::pdfA2b;
  return finishPdf(office().toPdf(odt, profile), finish);
}

void PdfMaker::warm() { office().warm(); }

OfficeStatus PdfMaker::status() {
  const std::lock_guard lock(mutex_);
  return office_ ? office_->status() : OfficeStatus{};
}

}  // namespace stesura
