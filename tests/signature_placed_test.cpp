// Which signatures a PDF holds, and whether each covers what it must.

#include "generator/signature/signed_file.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "generator/error.h"
#include "tests/later_revisions.h"

namespace stesura {
namespace {

using namespace testing;

struct Look {
  std::vector<PlacedSignature> signatures;
  std::vector<std::string> empty;
};

Look lookAt(const std::string& file) {
  const PdfHistory history = PdfHistory::read(file);
  Look look{signaturesOf(history), {}};
  for (const EmptyField& field : emptyFields(history)) look.empty.push_back(field.field);
  return look;
}

std::vector<std::string> faultsOf(const PlacedSignature& signature) {
  std::vector<std::string> codes;
  for (const Remark& fault : signature.faults) codes.push_back(fault.code);
  return codes;
}

const std::vector<std::string> kSound;

std::vector<std::string> only(const char* code) { return {code}; }

std::vector<std::string> faultsOfOnly(const std::string& file) {
  const Look look = lookAt(file);
  return look.signatures.size() == 1 ? faultsOf(look.signatures[0])
                                     : std::vector<std::string>{std::to_string(look.signatures.size())};
}

// The file of a first signature whose dictionary is written by the test.
std::string signedWith(const std::string& dictionary) {
  const Objects objects = handMadeObjects();
  Update update = signing(objects, kFirstField);
  update.objects[107] = dictionary;
  return appended(handMadeFile(objects), update);
}

TEST(PlacedSignatures, TellsFieldAndCoverageOfEverySignature) {
  const Objects objects = handMadeObjects();
  const std::string once = signedFile(handMadeFile(objects), signing(objects, kFirstField));
  const std::string twice = signedFile(once, signing(objects, kSecondField));
  const Look look = lookAt(twice);
  ASSERT_EQ(look.signatures.size(), 2u);
  const PlacedSignature& first = look.signatures[0];
  EXPECT_EQ(first.field, "firma_asst_1");
  EXPECT_EQ(first.toolTip, "Firma di prova");
  EXPECT_EQ(first.fieldNumber, kFirstField);
  EXPECT_EQ(first.dictionaryNumber, 107u);
  EXPECT_EQ(first.subFilter, "ETSI.CAdES.detached");
  EXPECT_EQ(first.claimedTime, "2026-09-21T15:33:20+02:00");
  EXPECT_EQ(first.revision, 1u);
  EXPECT_EQ(first.coverageEnd, once.size());
  EXPECT_EQ(twice[first.gapBegin], '<');
  EXPECT_EQ(twice[first.gapEnd - 1], '>');
  EXPECT_EQ(first.contents.substr(0, 5), std::string("\x30\x03\x02\x01\x01", 5));
  EXPECT_EQ(faultsOf(first), kSound);
  EXPECT_EQ(look.signatures[1].field, "firma_comune_1");
  EXPECT_EQ(look.signatures[1].revision, 2u);
  EXPECT_EQ(faultsOf(look.signatures[1]), kSound);
  EXPECT_TRUE(look.empty.empty());
}

TEST(PlacedSignatures, ListsEmptyFieldsInTheOrderOfTheForm) {
  const Objects objects = handMadeObjects();
  EXPECT_EQ(lookAt(handMadeFile(objects)).empty,
            (std::vector<std::string>{"firma_asst_1", "firma_comune_1"}));
  EXPECT_EQ(lookAt(signedFile(handMadeFile(objects), signing(objects, kFirstField))).empty,
            std::vector<std::string>{"firma_comune_1"});
}

TEST(PlacedSignatures, InheritsNameTypeAndValueFromParents) {
  Objects objects = handMadeObjects();
  objects[kForm] = "<< /Fields [20 0 R] >>";
  objects[kFirstField] = "<< /Type /Annot /Subtype /Widget /Parent 21 0 R /Rect [0 0 0 0] >>";
  objects[20] = "<< /FT /Sig /T (firme) /Kids [21 0 R] >>";
  objects[21] = "<< /T (asst) /Parent 20 0 R /Kids [7 0 R] >>";
  Update update;
  update.objects[21] = with(objects.at(21), "/V 107 0 R");
  update.objects[107] = signatureText();
  const Look look = lookAt(signedFile(handMadeFile(objects), update));
  ASSERT_EQ(look.signatures.size(), 1u);
  EXPECT_EQ(look.signatures[0].field, "firme.asst");
  EXPECT_EQ(look.signatures[0].fieldNumber, 21u);
  EXPECT_EQ(faultsOf(look.signatures[0]), kSound);
  EXPECT_EQ(lookAt(handMadeFile(objects)).empty, std::vector<std::string>{"firme.asst"});
}

TEST(PlacedSignatures, SurvivesFieldsThatLeadToThemselves) {
  Objects objects = handMadeObjects();
  objects[kForm] = "<< /Fields [7 0 R 20 0 R 20 0 R] >>";
  objects[20] = "<< /T (giro) /FT /Sig /Kids [20 0 R 21 0 R] >>";
  objects[21] = "<< /T (altro) /Kids [20 0 R] >>";
  EXPECT_EQ(lookAt(handMadeFile(objects)).empty, (std::vector<std::string>{"firma_asst_1", "giro.altro"}));
}

TEST(PlacedSignatures, RefusesFormsTooDeep) {
  Objects objects = handMadeObjects();
  objects[kForm] = "<< /Fields [20 0 R] >>";
  for (std::uint32_t number = 20; number < 80; ++number)
    objects[number] = "<< /T (a) /Kids [" + ref(number + 1) + "] >>";
  EXPECT_THROW(lookAt(handMadeFile(objects)), Error);
}

TEST(PlacedSignatures, FindsEveryForgedByteRange) {
  const std::string contents = "/Contents <30030201010000> >>";
  const std::string start = "<< /Type /Sig /SubFilter /ETSI.CAdES.detached ";
  const auto faults = [&](const std::string& range) {
    return faultsOfOnly(signedWith(start + range + contents));
  };
  EXPECT_EQ(faults(""), only("byterange_assente"));
  EXPECT_EQ(faults("/ByteRange null"), only("byterange_assente"));
  EXPECT_EQ(faults("/ByteRange 15 0 R"), only("byterange_indiretto"));
  EXPECT_EQ(faults("/ByteRange (0 1 2 3)"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange []"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange [0 10 20]"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange [0 10 20 30 40 50]"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange [0 10.0 20 30]"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange [0 10 15 0 R 3]"), only("byterange_malformato"));
  EXPECT_EQ(faults("/ByteRange [0 -10 20 30]"), only("byterange_negativo"));
  EXPECT_EQ(faults("/ByteRange [5 10 20 30]"), only("byterange_non_da_zero"));
  EXPECT_EQ(faults("/ByteRange [0 20 10 30]"), only("byterange_sovrapposto"));
  EXPECT_EQ(faults("/ByteRange [0 20 20 30]"), only("byterange_sovrapposto"));
  EXPECT_EQ(faults("/ByteRange [0 10 20 99999999]"), only("byterange_oltre_il_file"));
  EXPECT_EQ(faults("/ByteRange [0 10 20 9223372036854775807]"), only("byterange_oltre_il_file"));
  EXPECT_EQ(faults("/ByteRange [0 10 20 30]"),
            (std::vector<std::string>{"lacuna_diversa", "copertura_diversa"}));
}

TEST(PlacedSignatures, FindsEveryForgedContents) {
  const auto faults = [](const std::string& contents) {
    return faultsOfOnly(signedWith("<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 10 20 30] " +
                                   contents + " >>"));
  };
  const auto first = [&](const std::string& contents) { return faults(contents).at(0); };
  EXPECT_EQ(first(""), "contenuto_assente");
  EXPECT_EQ(first("/Contents null"), "contenuto_assente");
  EXPECT_EQ(first("/Contents <>"), "contenuto_vuoto");
  EXPECT_EQ(first("/Contents (abc)"), "contenuto_malformato");
  EXPECT_EQ(first("/Contents /abc"), "contenuto_malformato");
  EXPECT_EQ(first("/Contents 15 0 R"), "contenuto_indiretto");
}

TEST(PlacedSignatures, RefusesGapWiderThanTheContents) {
  const Objects objects = handMadeObjects();
  Update update = signing(objects, kFirstField);
  update.objects[107] = "<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange " +
                        std::string(kRangeRoom) + " /Contents <3003020101> /Reason <4142> >>";
  std::string file = ranged(appended(handMadeFile(objects), update));
  EXPECT_EQ(faultsOfOnly(file), kSound);
  const std::size_t end = file.find("<3003020101>") + 12;
  const std::string was = std::to_string(end) + " " + std::to_string(file.size() - end);
  const std::string wide = std::to_string(end + 15) + " " + std::to_string(file.size() - end - 15);
  ASSERT_NE(file.find(was), file.npos);
  ASSERT_EQ(wide.size(), was.size()) << "numbers of other lengths move the rest of the file";
  std::string forged = file;
  forged.replace(forged.find(was), was.size(), wide);
  EXPECT_EQ(faultsOfOnly(forged), only("lacuna_diversa"));
}

TEST(PlacedSignatures, AdmitsOnlyTheLineEndOutsideTheCoverage) {
  const Objects objects = handMadeObjects();
  const std::string file = appended(handMadeFile(objects), signing(objects, kFirstField));
  ASSERT_TRUE(file.ends_with("%%EOF\n"));
  const std::string without = ranged(file.substr(0, file.size() - 1)) + "\n";
  EXPECT_EQ(faultsOfOnly(without), kSound);
  EXPECT_EQ(lookAt(without).signatures.at(0).coverageEnd, without.size() - 1);
  const std::string shorter = ranged(file.substr(0, file.size() - 2)) + "F\n";
  EXPECT_EQ(faultsOfOnly(shorter), only("copertura_diversa"));
}

TEST(PlacedSignatures, RefusesToCoverMoreThanItsRevision) {
  const Objects objects = handMadeObjects();
  Update later;
  later.objects[kSquare] = "<< /Type /Annot /Subtype /Square /Rect [0 0 9 9] >>";
  const std::string file =
      ranged(appended(appended(handMadeFile(objects), signing(objects, kFirstField)), later));
  EXPECT_EQ(faultsOfOnly(file), only("copertura_diversa"));
}

TEST(PlacedSignatures, TellsRecycledDictionary) {
  const Objects objects = handMadeObjects();
  const std::string once = signedFile(handMadeFile(objects), signing(objects, kFirstField));
  const std::size_t begin = once.find("107 0 obj\n") + 10;
  Update copy;
  copy.objects[kSecondField] = with(objects.at(kSecondField), "/V 150 0 R");
  copy.objects[150] = once.substr(begin, once.find("\nendobj", begin) - begin);
  const Look look = lookAt(appended(once, copy));
  ASSERT_EQ(look.signatures.size(), 2u);
  EXPECT_EQ(faultsOf(look.signatures[0]), kSound);
  EXPECT_EQ(faultsOf(look.signatures[1]),
            (std::vector<std::string>{"lacuna_diversa", "copertura_diversa", "intervallo_ripetuto"}));
}

TEST(PlacedSignatures, TellsDictionaryOfTwoFields) {
  const Objects objects = handMadeObjects();
  const std::string once = signedFile(handMadeFile(objects), signing(objects, kFirstField));
  Update shared;
  shared.objects[kSecondField] = with(objects.at(kSecondField), "/V 107 0 R");
  EXPECT_EQ(faultsOfOnly(appended(once, shared)), only("dizionario_condiviso"));
}

TEST(PlacedSignatures, KeepsTellingSignaturesWhoseFieldIsGone) {
  const Objects objects = handMadeObjects();
  const std::string once = signedFile(handMadeFile(objects), signing(objects, kFirstField));
  Update removed;
  removed.objects[kForm] = "<< /Fields [8 0 R 9 0 R 10 0 R] >>";
  EXPECT_EQ(faultsOfOnly(appended(once, removed)), only("campo_tolto"));
  Update emptied;
  emptied.objects[kFirstField] = objects.at(kFirstField);
  EXPECT_EQ(faultsOfOnly(appended(once, emptied)), only("campo_tolto"));
  Update freed;
  freed.freed = {107};
  EXPECT_EQ(faultsOfOnly(appended(once, freed)), only("campo_tolto"));
  Update overwritten;
  overwritten.objects[107] = signatureText();
  const Look look = lookAt(signedFile(once, overwritten));
  ASSERT_EQ(look.signatures.size(), 2u);
  EXPECT_EQ(faultsOf(look.signatures[0]), only("campo_tolto"));
}

TEST(PlacedSignatures, TellsSignatureInNoField) {
  const Objects objects = handMadeObjects();
  Update lonely;
  lonely.objects[150] = signatureText();
  const Look look = lookAt(signedFile(handMadeFile(objects), lonely));
  ASSERT_EQ(look.signatures.size(), 1u);
  EXPECT_EQ(look.signatures[0].field, "");
  EXPECT_EQ(faultsOf(look.signatures[0]), only("senza_campo"));
}

TEST(PlacedSignatures, RefusesFieldTurnedLaterToOldSignature) {
  const Objects objects = handMadeObjects();
  Update lonely;
  lonely.objects[150] = signatureText();
  const std::string file = signedFile(handMadeFile(objects), lonely);
  Update later;
  later.objects[kFirstField] = with(objects.at(kFirstField), "/V 150 0 R");
  EXPECT_EQ(faultsOfOnly(appended(file, later)), only("campo_in_altra_versione"));
}

TEST(PlacedSignatures, TellsFormatsItDoesNotKnow) {
  const auto faults = [](const std::string& format) {
    return faultsOfOnly(ranged(signedWith(signatureText(format))));
  };
  EXPECT_EQ(faults("/SubFilter /adbe.pkcs7.detached"), kSound);
  EXPECT_EQ(faults("/SubFilter /adbe.pkcs7.sha1"), only("formato_sconosciuto"));
  EXPECT_EQ(faults("/SubFilter /altro"), only("formato_sconosciuto"));
  EXPECT_EQ(faults(""), only("formato_sconosciuto"));
}

TEST(PlacedSignatures, TellsTimeStampsAndCertifications) {
  const PlacedSignature stamp =
      lookAt(ranged(signedWith(signatureText("/SubFilter /ETSI.RFC3161")))).signatures.at(0);
  EXPECT_TRUE(stamp.isTimeStamp);
  const auto certification = [](const std::string& parameters) {
    return lookAt(ranged(signedWith(signatureText(
                      "/SubFilter /ETSI.CAdES.detached /Reference [<< /TransformMethod /DocMDP " +
                      parameters + " >>]"))))
        .signatures.at(0)
        .certification;
  };
  EXPECT_EQ(certification("/TransformParams << /P 1 >>"), 1);
  EXPECT_EQ(certification("/TransformParams << /P 3 >>"), 3);
  EXPECT_EQ(certification("/TransformParams << /P 7 >>"), 2);
  EXPECT_EQ(certification(""), 2);
}

std::string digestOf(std::string_view bytes, const char* algorithm) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
             EVP_get_digestbyname(algorithm), nullptr);
  digest.resize(length);
  return digest;
}

TEST(CoverageDigests, DigestsWhatEachSignatureCovers) {
  const Objects objects = handMadeObjects();
  const std::string once = signedFile(handMadeFile(objects), signing(objects, kFirstField));
  const std::string twice = signedFile(once, signing(objects, kSecondField));
  std::vector<PlacedSignature> signatures = lookAt(twice).signatures;
  ASSERT_EQ(signatures.size(), 2u);
  CoverageDigests digests(twice, signatures);
  for (const char* algorithm : {"SHA256", "SHA512", "SHA1"}) {
    for (std::size_t i = 0; i < 2; ++i) {
      const PlacedSignature& one = signatures[i];
      const std::string covered =
          twice.substr(0, one.gapBegin) + twice.substr(one.gapEnd, one.coverageEnd - one.gapEnd);
      EXPECT_EQ(digests.digest(i, algorithm), digestOf(covered, algorithm)) << algorithm << i;
    }
  }
  EXPECT_THROW(digests.digest(0, "niente"), Error);
  EXPECT_THROW(digests.digest(2, "SHA256"), Error);
  signatures[1].faults.push_back({"prova", "Prova."});
  CoverageDigests unsound(twice, signatures);
  EXPECT_THROW(unsound.digest(1, "SHA256"), Error);
  EXPECT_EQ(unsound.digest(0, "SHA256"), digests.digest(0, "SHA256"));
}

TEST(CoverageDigests, ReadsTheFileOnceForAHundredSignatures) {
  std::string bytes(6u << 20, 'x');
  std::vector<PlacedSignature> signatures(100);
  for (std::size_t i = 0; i < 100; ++i) {
    const std::size_t begin = (2u << 20) + i * 40960;
    signatures[i].gapBegin = begin + 100;
    signatures[i].gapEnd = begin + 32868;
    signatures[i].coverageEnd = begin + 40960;
  }
  const auto before = std::chrono::steady_clock::now();
  CoverageDigests digests(bytes, signatures);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(digests.digest(i, "SHA256").size(), 32u);
  const auto taken =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before)
          .count();
  RecordProperty("milliseconds", static_cast<int>(taken));
  EXPECT_LT(taken, 1000);  // 100 whole passes would take several seconds
}

}  // namespace
}  // namespace stesura
