// What a signature field shows: read from the page by pdftotext, as a person would.
#include "generator/signature/appearance.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/signing_moment.h"
#include "tests/form_fonts.h"
#include "tests/pdf_faults.h"
#include "tests/signature_home.h"

namespace stesura {
namespace {

using testing::oneField;
using testing::orderFor;
using testing::refusal;
using testing::signingKey;
using testing::SmallForm;
using testing::TestKey;

const SignatureLook kLongLook = {
    "Maria Chiara Antonietta Ludovica D’Esempio De Prova",
    "Direttrice del Dipartimento di salute mentale e delle dipendenze",
    "Azienda socio-sanitaria territoriale di Esempio e della Provincia di Prova"};
const SignatureLook kLook = {"Niccolò De Prova", "Direttore generale", "ASST di Esempio"};

std::string signedFile(const std::string& pdf, const SignatureLook& look) {
  SigningOrder order = orderFor(pdf, "firma");
  order.look = look;
  return signPdf(order, signingKey(TestKey::p256), formFonts());
}

std::string rectangleOf(double width, double height) {
  return "100 500 " + std::to_string(100 + width) + " " + std::to_string(500 + height);
}

// The lines of the page, without empty ones.
std::string linesOf(std::string_view pdf) {
  std::istringstream text(pdfText(pdf));
  std::string lines;
  for (std::string line; std::getline(text, line);) {
    std::erase(line, '\f');
    if (!line.empty()) lines += (lines.empty() ? "" : "|") + line;
  }
  return lines;
}

struct Word {
  double left, top, right, bottom;  // points from the upper left corner of the page as seen
  std::string text;
};

std::vector<Word> wordsOf(std::string_view pdf) {
  static const std::regex kWord(
      R"re(<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*)</word>)re");
  std::istringstream lines(outputOf("pdftotext -bbox {} -", pdf));
  std::vector<Word> words;
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_search(line, found, kWord))
      words.push_back(
          {std::stod(found[1]), std::stod(found[2]), std::stod(found[3]), std::stod(found[4]), found[5]});
  }
  return words;
}

TEST(SignatureAppearance, ShowsWhoSignedForWhomAndWhen) {
  const std::string file = signedFile(oneField(rectangleOf(200, 75)).file(), kLook);
  EXPECT_EQ(linesOf(file),
            "Firmato digitalmente da|Niccolò De Prova|Direttore generale|ASST di Esempio|il 21 settembre "
            "2026, ore 16:13");
}

TEST(SignatureAppearance, TakesTheNameOfTheCertificateAndLeavesOutWhatIsNotGiven) {
  SignatureLook look;
  EXPECT_EQ(linesOf(signedFile(oneField(rectangleOf(200, 75)).file(), look)),
            "Firmato digitalmente da|Maria Chiara D'Esempio|il 21 settembre 2026, ore 16:13");
  look.withDate = false;
  EXPECT_EQ(linesOf(signedFile(oneField(rectangleOf(200, 75)).file(), look)),
            "Firmato digitalmente da|Maria Chiara D'Esempio");
}

TEST(SignatureAppearance, TellsTheDayInItalianInTheTimeOfRome) {
  constexpr std::int64_t kDay = 86400;
  EXPECT_EQ(momentOfSigning(1790000000 - 13 * kDay).sentence, "l’8 settembre 2026, ore 16:13");
  EXPECT_EQ(momentOfSigning(1790000000 - 10 * kDay).sentence, "l’11 settembre 2026, ore 16:13");
  EXPECT_EQ(momentOfSigning(1790000000 - 20 * kDay).sentence, "il 1° settembre 2026, ore 16:13");
  EXPECT_EQ(momentOfSigning(1790000000).date, "D:20260921161320+02'00'");
  // The last Sunday of October 2026: three o'clock is two o'clock again, at one in UTC.
  EXPECT_EQ(momentOfSigning(1792889999).date, "D:20261025025959+02'00'");
  EXPECT_EQ(momentOfSigning(1792890000).date, "D:20261025020000+01'00'");
  EXPECT_EQ(refusal([] { momentOfSigning(0); }),
            "L’ora della firma non è plausibile: controllare l’orologio.");
}

TEST(SignatureAppearance, LeavesOutWhatMattersLeastInSmallBoxes) {
  const auto shownIn = [](double width, double height) {
    return linesOf(signedFile(oneField(rectangleOf(width, height)).file(), kLook));
  };
  EXPECT_EQ(shownIn(190, 32),
            "Niccolò De Prova|Direttore generale, ASST di Esempio|Firmato digitalmente il 21 settembre 2026, "
            "ore 16:13");
  EXPECT_EQ(shownIn(80, 26), "Firmato digitalmente da|Niccolò De Prova|ASST di Esempio");
  EXPECT_EQ(shownIn(190, 17), "Niccolò De Prova|Firmato digitalmente il 21 settembre 2026, ore 16:13");
  EXPECT_EQ(shownIn(190, 11), "Firmato digitalmente da Niccolò De Prova");
  EXPECT_EQ(shownIn(60, 11), "Niccolò De Prova");
  EXPECT_EQ(shownIn(20, 10), "");
}

TEST(SignatureAppearance, KeepsEveryWordInsideItsBoxAndReadable) {
  for (const auto& [width, height] : {std::pair{500., 150.},
                                      {240., 80.},
                                      {180., 70.},
                                      {120., 51.},
                                      {120., 25.},
                                      {60., 120.},
                                      {300., 14.}}) {
    for (const SignatureLook& look : {kLook, kLongLook}) {
      const std::string what = std::to_string(width) + " x " + std::to_string(height) + " " + look.name;
      const std::vector<Word> words = wordsOf(signedFile(oneField(rectangleOf(width, height)).file(), look));
      EXPECT_FALSE(words.empty()) << what;
      const double top = 842 - 500 - height, bottom = 842 - 500,
                   slack = 3;  // the face's ascent is above its letters
      for (const Word& word : words) {
        EXPECT_GE(word.left, 100.5) << what << word.text;
        EXPECT_LE(word.right, 100 + width - 0.5) << what << word.text;
        EXPECT_GE(word.top, top - slack) << what << word.text;
        EXPECT_LE(word.bottom, bottom + slack) << what << word.text;
      }
      SignatureAppearance appearance(look, "il 21 settembre 2026, ore 16:13", formFonts());
      const std::string content = appearance.content(width, height);
      static const std::regex kSize(R"(/St\d+ ([0-9.]+) Tf)");
      for (std::sregex_iterator at(content.begin(), content.end(), kSize), end; at != end; ++at)
        EXPECT_GE(std::stod((*at)[1]), 5) << what;
    }
  }
}

TEST(SignatureAppearance, WritesTheLettersOfEurope) {
  const SignatureLook look = {"Žižek-Łukasz Șerban Ǆ", "Perché così è più", "Ελλάδα, Прова"};
  EXPECT_EQ(linesOf(signedFile(oneField(rectangleOf(220, 80)).file(), look)),
            "Firmato digitalmente da|Žižek-Łukasz Șerban Ǆ|Perché così è più|Ελλάδα, Прова|il 21 settembre "
            "2026, ore 16:13");
}

TEST(SignatureAppearance, NamesWhatItCannotWrite) {
  const std::string pdf = oneField(rectangleOf(200, 75)).file();
  const auto refused = [&pdf](const SignatureLook& look) { return refusal([&] { signedFile(pdf, look); }); };
  const std::string begin = "Quello che il campo della firma deve mostrare non si può scrivere.\n";
  EXPECT_EQ(refused({"דוגמה", "", ""}), begin +
                                            "Il nome di chi firma contiene lettere che si scrivono da destra "
                                            "a sinistra: nel campo della firma non si possono scrivere.");
  EXPECT_EQ(refused({"Al Fo", "\U00012000", "\U00013000"}),
            begin +
                "Il ruolo di chi firma contiene un carattere (U+12000) che non esiste nei caratteri "
                "tipografici dei documenti.\n"
                "Il nome dell’ente contiene un carattere (U+13000) che non esiste nei caratteri tipografici "
                "dei documenti.");
  for (const char* hostile : {"Al\x01 Fo", "Al\xFF Fo", "Al \xC0\xAF", "Al \xED\xA0\x80",
                              "Al \xE2\x80\xAE oF", "Al \xC2\x85", "Al \xF5\x80\x80\x80", "Al \xE2\x80"})
    EXPECT_EQ(refused({hostile, "", ""}), begin + "Il nome di chi firma contiene segni che non sono testo.")
        << hostile;
  EXPECT_EQ(refused({std::string(301, 'a'), "", ""}),
            begin + "Il nome di chi firma è troppo lungo: i caratteri sono più di 300.");
  EXPECT_EQ(refusal([] {
              SignatureAppearance({" \n ", "", ""}, "", formFonts());
            }),
            begin + "Manca il nome di chi firma.");
}

TEST(SignatureAppearance, EmbedsEachFontAsASubsetOfItsOwn) {
  const std::string pdf = testing::signablePdf({"firma", "firma_2"});
  SigningOrder second = orderFor("", "firma_2");
  second.look = kLongLook;
  const std::string one = signedFile(pdf, kLook);
  second.pdf = one;
  std::istringstream lines(outputOf("pdffonts {}", signPdf(second, signingKey(TestKey::p256), formFonts())));
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("Titillium") == std::string::npos) continue;
    EXPECT_NE(line.find("yes yes yes"), std::string::npos) << line;  // embedded, subset, with characters
    names.push_back(line.substr(0, line.find(' ')));
  }
  std::sort(names.begin(), names.end());
  ASSERT_EQ(names.size(), 4u);
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
  // Some 7 kB of fonts each, beside the room for the message.
  EXPECT_LT(one.size(), pdf.size() + 2 * 16384 + 12000);
}

TEST(SignatureAppearance, StandsUprightOnATurnedPage) {
  for (const char* turn : {"0", "90", "180", "270"}) {
    for (const std::string& entries : {std::string(), std::string("/MK << /R ") + turn + " >>"}) {
      SmallForm form =
          oneField(*turn == '0' || *turn == '1' ? "100 500 300 575" : "100 500 175 700", entries);
      form.page = std::string("/Rotate ") + turn;
      const std::string file = signedFile(form.file(), kLook);
      EXPECT_EQ(linesOf(file),
                "Firmato digitalmente da|Niccolò De Prova|Direttore generale|ASST di Esempio|il 21 settembre "
                "2026, ore 16:13")
          << turn;
      std::vector<Word> words = wordsOf(file);
      ASSERT_EQ(words.size(), 17u) << turn;
      EXPECT_GT(words[1].right - words[1].left, 2 * (words[1].bottom - words[1].top)) << turn << entries;
      EXPECT_LT(words[1].bottom, words[3].bottom) << turn << entries;
    }
  }
}

TEST(SignatureAppearance, TurnsAsItsBoxSays) {
  const std::string file = signedFile(oneField("100 500 175 700", "/MK << /R 90 >>").file(), kLook);
  const std::vector<Word> words = wordsOf(file);
  ASSERT_EQ(words.size(), 17u);
  EXPECT_GT(words[1].bottom - words[1].top, 2 * (words[1].right - words[1].left));
}

TEST(SignatureAppearance, ShowsNothingInAnInvisibleField) {
  for (const char* rectangle : {"0 0 0 0", "100 500 300 500"}) {
    const std::string file = signedFile(oneField(rectangle).file(), SignatureLook{});
    EXPECT_EQ(linesOf(file), "");
    const PdfHistory history = PdfHistory::read(file);
    EXPECT_FALSE(history.object(5, 1).has("AP"));
    EXPECT_EQ(testing::faultsOf(file), std::vector<std::string>{});
  }
}

TEST(SignatureAppearance, StandsInEveryBoxOfTheField) {
  SmallForm form;
  form.annotations = "6 0 R 7 0 R";
  form.objects = {"<< /FT /Sig /T (firma) /Kids [6 0 R 7 0 R] >>",
                  "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /F 4 /P 3 0 R /Rect [100 500 300 575] >>",
                  "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /F 4 /P 3 0 R /Rect [100 200 250 214] >>"};
  const std::string file = signedFile(form.file(), kLook);
  EXPECT_EQ(linesOf(file),
            "Firmato digitalmente da|Niccolò De Prova|Direttore generale|ASST di Esempio|il 21 settembre "
            "2026, ore 16:13|"
            "Firmato digitalmente da Niccolò De Prova");
  EXPECT_EQ(testing::faultsOf(file), std::vector<std::string>{});
  EXPECT_EQ(testing::qpdfComplaint(file), "");
}

}  // namespace
}  // namespace stesura
