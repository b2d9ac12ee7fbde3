#include "generator/pdf_maker.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "generator/form/embedded_face.h"
#include "generator/form/faces.h"
#include "generator/odf/package.h"

namespace stesura {

using namespace std::string_literals;

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

void PdfMaker::checkPages(std::string_view odt) {
  const Package package = readPackage(odt);
  for (const char* part : {"content.xml", "styles.xml"}) {
    if (const PackageEntry* entry = package.find(part)) checkText(entry->bytes);
  }
  for (const PackageEntry& entry : package.entries)
    if (entry.mediaType == "image/svg+xml") checkText(entry.bytes);
}

std::string PdfMaker::make(std::string_view odt, const PdfFinish& finish) {
  const PdfProfile profile = finish.embeddedJson ? PdfProfile::pdfA3b : PdfProfile::pdfA2b;
  return finishPdf(office().toPdf(odt, profile), finish);
}

const StampFace& PdfMaker::stampFace() {
  const std::lock_guard lock(mutex_);
  if (!stampFace_) {
    std::vector<char32_t> letters;
    for (const char32_t character : latinCharacters()) {
      // Those of WinAnsiEncoding: Latin-1, and a few beyond; the others cannot be typed.
      if (character < 0x100 || U"€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"s.find(character) != std::u32string::npos) letters.push_back(character);
    }
    EmbeddedFace face(FormFonts(fontFolder_).nearest("TitilliumWeb-Regular"), letters, "STESUP");
    stampFace_ = StampFace{std::move(face.fontFile), std::move(face.descriptor), std::move(face.simple)};
  }
  return *stampFace_;
}

void PdfMaker::warm() { office().warm(); }

OfficeStatus PdfMaker::status() {
  const std::lock_guard lock(mutex_);
  return office_ ? office_->status() : OfficeStatus{};
}

}  // namespace stesura
