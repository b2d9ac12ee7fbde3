#include "generator/office/office.h"

#include <gtest/gtest.h>

#include "generator/error.h"
#include "generator/pdf/finish.h"
#include "tests/office_surroundings.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

std::string finished(const std::string& pdf) {
  return finishPdf(pdf, {"2026-01-31", "Scheda di prova", "scheda-1", std::nullopt});
}

TEST(Office, MakesAnAccessibleArchivalPdf) {
  Office office(officeSettings());
  for (const auto& [profile, part] : {std::pair{PdfProfile::pdfA2b, 2}, {PdfProfile::pdfA3b, 3}}) {
    const auto pdf = finished(office.toPdf(formDocument(), profile));
    EXPECT_EQ(pdfFaults(pdf, part), std::vector<std::string>{});
    const auto text = pdfText(pdf);
    EXPECT_NE(text.find("Perché è così: «€ 1.234,56», più “virgolette” – e trattini."),
              std::string::npos);
    EXPECT_NE(text.find("Pagina 2 di 2"), std::string::npos);
  }
}

TEST(Office, GivesTheSameBytesColdAndWarm) {
  auto settings = officeSettings();
  settings.recycleAfter = 2;  // the third comes from another process
  Office office(settings);
  const auto first = finished(office.toPdf(formDocument(), PdfProfile::pdfA2b));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(finished(office.toPdf(formDocument(), PdfProfile::pdfA2b)), first) << i;
}

}  // namespace
}  // namespace stesura
