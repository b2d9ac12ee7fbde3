// A form written in full once: the bytes every document begins with, and the objects a document
// writes anew behind them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/digest.h"
#include "generator/form/form.h"
#include "generator/form/intake.h"
#include "generator/form/lettering.h"
#include "generator/form/palette.h"
#include "generator/pdf/increment.h"

namespace stesura {

struct PreparedWidget {
  std::uint32_t object = 0;      // of the widget; 0 in a flattened form
  std::string dictionary{};      // of the widget but its state and the closing «>>»; "" where the field is the widget
  std::uint32_t appearance = 0;  // object that a filled field draws anew; 0: nothing is drawn
  std::string appearanceDictionary{};  // but /Length, without «<<»
  std::string frame{};           // content: background and border
  std::string ticked{};          // content of a button that is on, frame included
  std::string colour{};          // operators before the letters
  FieldRoom room{};
  std::size_t page = 0;
};

struct PreparedField {
  std::uint32_t object = 0;  // 0 in a flattened form
  std::string dictionary{};  // of the field but /V, /I, /AS and the closing «>>»
  bool isWidget = false;     // field and only widget are one object
  std::vector<PreparedWidget> widgets{};  // those that are on a page
};

// Text that is the same for every document but for a date.
struct DatedText {
  std::vector<std::string> pieces{};  // the date stands between them
};

struct FormBase {
  std::string bytes{};
  std::optional<Sha256Beginning> digest{};
  std::size_t table = 0;    // its startxref
  std::uint32_t size = 0;   // its /Size
  PdfReferences references = PdfReferences::stream;
  std::string trailer{};    // /Root and /Info
  std::vector<PreparedField> fields{};  // same index as FormDescription::fields

  struct Page {
    std::uint32_t marks = 0, watermark = 0;  // form XObjects on top of the page and behind it, empty
    std::string dictionary{};  // of both, but /Length
    double width = 0, height = 0;  // as displayed, points
  };
  std::vector<Page> pages{};

  std::uint32_t fontResources = 0;  // «<</Font<</St0 7 0 R …>>>>», shared by all that is drawn
  std::string fonts{};              // the entries of /Font
  std::uint32_t info = 0, metadata = 0, catalog = 0;
  DatedText infoText{}, packet{}, packetWithData{};  // dates as 20260312 and 2026-03-12
  std::string catalogText{};   // but /AF, /Names and the closing «>>»
  std::string namesText{};     // the entries of /Names but /EmbeddedFiles
  bool pdfA = false;
};

// The number in PreparedFaces of what marks on pages are drawn with: that of the first field.
constexpr std::uint32_t kMarkFont = 0;

// Enters the faces of the form's fields; one at least.
void enterFaces(const TakenForm& form, PreparedFaces& faces);

// `labels`: tool tips for fields that have none, same index as the fields. Throws Error{templateFile}
// for a structure too damaged to be rewritten.
FormBase prepareBase(TakenForm form, const PreparedFaces& faces, const std::vector<std::string>& labels,
                     const std::string& title, FormOutput output);

}  // namespace stesura
