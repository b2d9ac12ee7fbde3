// From a finished ODT to the PDF that is handed out: glyph check, LibreOffice, final bytes.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "generator/generator.h"
#include "generator/office/office.h"
#include "generator/pdf/finish.h"
#include "generator/pdf/fonts.h"

namespace stesura {

// The folder of the closed set of fonts: beside the program, or beside its folder.
std::filesystem::path fontFolderOf(const std::filesystem::path& program);

// Reads the fonts and starts LibreOffice when first needed. Thread-safe.
class PdfMaker {
 public:
  explicit PdfMaker(const GeneratorSettings& settings);

  // Throws Error{data} naming every field that holds a character which no font of the set has.
  void checkCharacters(const Json& data);
  // Throws Error{templateFile} naming the characters of an XML part which no font of the set has.
  void checkText(const std::string& xml);
  // The same of an ODT: body, headers, footers, drawings. For a template whose data are known to be printable.
  void checkPages(std::string_view odt);
  std::string make(std::string_view odt, const PdfFinish& finish);
  // The face in which registration stamps are typed: letters of WinAnsiEncoding. Throws Error{surroundings}.
  const StampFace& stampFace();
  void warm();
  OfficeStatus status();  // of workers that were never needed: zeros

 private:
  const FontCoverage& fonts();
  Office& office();

  GeneratorSettings settings_;
  std::filesystem::path fontFolder_;
  std::mutex mutex_;
  std::optional<FontCoverage> fonts_;
  std::optional<StampFace> stampFace_;
  std::unique_ptr<Office> office_;
};

}  // namespace stesura
