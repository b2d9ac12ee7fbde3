// Attacks that a review found beyond those of attack_maker.h: each showed other content than what was
// signed, while verification said «integra_valida».
#include <gtest/gtest.h>

#include <string>

#include "generator/signature/verification.h"
#include "tests/attack_maker.h"
#include "tests/attack_verification.h"
#include "tests/form_file.h"
#include "tests/pdf_update.h"

namespace stesura {
namespace {

using testing::attackGround;
using testing::bodyOf;
using testing::PdfUpdate;
using testing::replaced;
using testing::sizeOf;
using testing::verified;

const std::string kEvilContent =
    testing::streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro ciascuna.) Tj ET\n");
const std::string kWhiteBox = "/Type /XObject /Subtype /Form /BBox ";
const std::string kWhite = "1 g 0 0 400 120 re f BT /F1 11 Tf (9000 euro) Tj ET\n";

std::string withEntries(std::string body, const std::string& entries) {
  return body.insert(body.rfind(">>"), " " + entries + " ");
}

bool tells(const VerificationReport& report, std::string_view code) {
  for (const ModificationReport& changes : report.modifications) {
    for (const auto& item : changes.items) {
      if (item.code == code) return true;
    }
  }
  return false;
}

std::string filledRegistration(const std::string& pdf, PdfUpdate made, const std::string& look) {
  const std::uint32_t next = sizeOf(pdf);
  made.objects[testing::kFirstText] = withEntries(
      bodyOf(pdf, testing::kFirstText), "/V (Prot. 1) /AP << /N " + std::to_string(next) + " 0 R >>");
  made.objects[next] = look;
  return made.behind(pdf);
}

// A new field of signature over the text of the first page, with these flags and this rectangle.
std::string coveredByField(const std::string& flags, const std::string& rectangle) {
  const std::string& pdf = attackGround().twice;
  const std::string field = std::to_string(sizeOf(pdf)), look = std::to_string(sizeOf(pdf) + 1);
  PdfUpdate made;
  made.objects[testing::kFormObject] =
      replaced(bodyOf(pdf, testing::kFormObject), "]", " " + field + " 0 R]");
  made.objects[testing::kPageObject] =
      withEntries(bodyOf(pdf, testing::kPageObject), "/Annots [" + field + " 0 R]");
  made.objects[sizeOf(pdf)] = "<< /FT /Sig /T (altra) /Type /Annot /Subtype /Widget /F " + flags +
                              " /P 7 0 R /Rect " + rectangle + " /AP << /N " + look + " 0 R >> >>";
  made.objects[sizeOf(pdf) + 1] = testing::streamOf(kWhite, kWhiteBox + "[0 0 400 120]");
  return made.behind(pdf);
}

TEST(HostileReview, CatchesContentReplacedUnderTheNameOfExtensions) {
  const std::string& pdf = attackGround().twice;
  PdfUpdate made;
  made.objects[1] = withEntries(bodyOf(pdf, 1), "/Extensions 8 0 R");
  made.objects[testing::kContentObject] = kEvilContent;
  const VerificationReport report = verified(made.behind(pdf));
  EXPECT_EQ(report.outcome, Outcome::broken);
  EXPECT_TRUE(tells(report, "contenuto_pagina"));
}

TEST(HostileReview, AdmitsExtensionsThatShowNothing) {
  const std::string& pdf = attackGround().twice;
  PdfUpdate made;
  made.objects[1] = withEntries(bodyOf(pdf, 1), "/Extensions " + std::to_string(sizeOf(pdf)) + " 0 R");
  made.objects[sizeOf(pdf)] = "<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>";
  EXPECT_EQ(verified(made.behind(pdf)).outcome, Outcome::valid);
}

TEST(HostileReview, TakesAFieldForVisibleWhereItsFlagsAreNoNumber) {
  EXPECT_TRUE(tells(verified(coveredByField("4", "[60 640 460 760]")), "campo_firma_visibile"));  // control
  for (const std::string flags : {"7 0 R", "4294967298", "-2", "(2)", "2.0"}) {
    const VerificationReport report = verified(coveredByField(flags, "[60 640 460 760]"));
    EXPECT_GE(report.outcome, Outcome::toConfirm) << flags;
    EXPECT_TRUE(tells(report, "campo_firma_visibile")) << flags;
  }
  EXPECT_EQ(verified(coveredByField("2", "[60 640 460 760]")).outcome, Outcome::valid);  // hidden: control
}

TEST(HostileReview, TakesAFieldForVisibleWhereItsRectangleIsNone) {
  EXPECT_TRUE(tells(verified(coveredByField("4", "[60 640 460 760 0]")), "campo_firma_visibile"));
  EXPECT_EQ(verified(coveredByField("4", "[60 640 60 640]")).outcome, Outcome::valid);  // no area: control
}

TEST(HostileReview, RefusesBlanksBehindTheEndThatMakeReadersSearchForObjects) {
  const std::string& pdf = attackGround().twice;
  PdfUpdate made;
  made.objects[5] = "<< /Title (Prova) >>";
  const std::string file = made.behind(pdf);
  EXPECT_EQ(verified(file).outcome, Outcome::valid);
  EXPECT_EQ(verified(file + std::string(100, '\n')).outcome, Outcome::valid);
  const VerificationReport report = verified(file + std::string(2000, '\n'));
  EXPECT_EQ(report.outcome, Outcome::broken);
  EXPECT_TRUE(tells(report, "byte_in_coda"));
}

TEST(HostileReview, RefusesAnAppearanceWithoutBounds) {
  const std::string& pdf = attackGround().twice;
  EXPECT_EQ(
      verified(filledRegistration(pdf, {}, testing::streamOf(kWhite, kWhiteBox + "[0 0 400 120]"))).outcome,
      Outcome::toConfirm);
  for (const std::string box : {"[0 0 0 0]", "[0 0 400]", "null", "[0 0 400 0]"}) {
    const VerificationReport report =
        verified(filledRegistration(pdf, {}, testing::streamOf(kWhite, kWhiteBox + box)));
    EXPECT_EQ(report.outcome, Outcome::broken) << box;
    EXPECT_TRUE(tells(report, "aspetto_senza_limiti")) << box;
  }
}

TEST(HostileReview, RefusesAnObjectOfNumberZero) {
  const testing::AttackGround& ground = attackGround();
  const std::string prepared =
      ground.signedTwice(replaced(ground.issued, "/Contents 8 0 R", "/Contents 0 0 R"));
  PdfUpdate made;
  made.objects[0] = kEvilContent;
  EXPECT_EQ(verified(made.behind(prepared)).outcome, Outcome::broken);
}

TEST(HostileReview, CatchesLayersChangedAsResourcesOfTheForm) {
  const testing::AttackGround& ground = attackGround();
  PdfUpdate layers;
  const std::string next = std::to_string(sizeOf(ground.issued));
  const std::string form =
      "<< /Fields [13 0 R 14 0 R 15 0 R 16 0 R 17 0 R 18 0 R] /SigFlags 3 /DR " + next + " 0 R >>";
  layers.objects[1] = withEntries(replaced(bodyOf(ground.issued, 1), "/AcroForm 3 0 R", "/AcroForm " + form),
                                  "/OCProperties " + next + " 0 R");
  layers.objects[sizeOf(ground.issued)] = "<< /OCGs [] /D << /Order [] >> >>";
  const std::string prepared = ground.signedTwice(layers.behind(ground.issued));
  EXPECT_EQ(verified(prepared).outcome, Outcome::valid);
  PdfUpdate made;
  made.objects[sizeOf(ground.issued)] = "<< /OCGs [] /D << /Order [] /OFF [4 0 R] >> >>";
  EXPECT_EQ(verified(made.behind(prepared)).outcome, Outcome::broken);
}

TEST(HostileReview, TellsWhatCameBehindAnIssuedFileThatEndsWithBlanks) {
  const testing::AttackGround& ground = attackGround();
  for (const std::string blanks : {"", "\n", "\n\n", "\r\n", " "}) {
    const std::string issued = ground.issued + blanks;
    PdfUpdate made;
    made.objects[testing::kContentObject] = kEvilContent;
    const VerificationReport report = verified(ground.signedTwice(made.behind(issued)), issued);
    EXPECT_EQ(report.outcome, Outcome::broken) << blanks.size();
    EXPECT_TRUE(tells(report, "contenuto_pagina")) << blanks.size();
  }
}

TEST(HostileReview, CatchesObjectsHiddenInAStream) {
  const std::string& pdf = attackGround().twice;
  for (const std::string hidden :
       {"\n8 0 obj\n<< /Length 0 >>\nendobj\n", "\n8 0obj<<>>endobj", "\ntrailer\n<< /Root 8 0 R >>\n"}) {
    PdfUpdate made;
    made.objects[testing::kFirstText] = withEntries(bodyOf(pdf, testing::kFirstText), "/V (Prot. 1)");
    ASSERT_EQ(verified(made.behind(pdf)).outcome, Outcome::valid);
    made.objects[testing::kFirstText] =
        withEntries(bodyOf(pdf, testing::kFirstText), "/V (Prot. 1 " + hidden + ")");
    const VerificationReport report = verified(made.behind(pdf));
    EXPECT_EQ(report.outcome, Outcome::broken) << hidden;
    EXPECT_TRUE(tells(report, "oggetti_nascosti")) << hidden;
  }
}

TEST(HostileReview, CatchesASizeThatLeavesObjectsOut) {
  const std::string& pdf = attackGround().twice;
  PdfUpdate made;
  made.objects[testing::kFirstText] = withEntries(bodyOf(pdf, testing::kFirstText), "/V (Prot. 1)");
  const std::string file = made.behind(pdf);
  ASSERT_EQ(verified(file).outcome, Outcome::valid);
  const std::size_t size = file.rfind("/Size ");
  const std::size_t end = file.find_first_not_of("0123456789", size + 6);
  std::string shrunk = file;
  shrunk.replace(size, end - size, "/Size 15");
  EXPECT_EQ(verified(shrunk).outcome, Outcome::toConfirm);
  EXPECT_TRUE(tells(verified(shrunk), "numero_di_oggetti"));
}

}  // namespace
}  // namespace stesura
