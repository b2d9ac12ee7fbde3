#include "generator/schema/codice_fiscale.h"
#include "generator/schema/formats.h"
#include "generator/schema/pattern.h"
#include "tests/schema_fixture.h"

namespace stesura {
namespace {

bool valid(std::string_view format, std::string_view text) {
  const Format* found = findFormat(format);
  EXPECT_NE(found, nullptr) << format;
  return found != nullptr && found->valid(text);
}

void expectAll(std::string_view format, std::initializer_list<const char*> right,
               std::initializer_list<const char*> wrong) {
  for (const char* text : right) EXPECT_TRUE(valid(format, text)) << format << " " << text;
  for (const char* text : wrong) EXPECT_FALSE(valid(format, text)) << format << " " << text;
}

TEST(Format, AgreesWithStdnumOnItalianCodes) {
  const std::string script = (kSourceDir / "tests/schema_codes.py").string();
  std::istringstream lines(commandOutput("/usr/bin/python3 '" + script + "'"));
  std::string format, code;
  int expected = 0;
  std::size_t cases = 0;
  while (lines >> format >> code >> expected) {
    ++cases;
    EXPECT_EQ(valid(format, code), expected == 1) << format << " " << code;
  }
  EXPECT_GE(cases, 2000u);
}

TEST(Format, ReadsTheCodiceFiscaleThroughOmocodia) {
  const auto code = readCodiceFiscale("BNCMRAVNSSREUVTY");
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->surname + code->givenName, "BNCMRA");
  EXPECT_EQ(code->year, 92);
  EXPECT_EQ(code->month, 11);
  EXPECT_EQ(code->day, 25);
  EXPECT_TRUE(code->female);
  EXPECT_EQ(code->place, "E897");
}

TEST(Format, RefusesMistypedCodiciFiscali) {
  expectAll("codice-fiscale", {"RSSMRA85C12F704U", "99999910013"},
            {"RSSMRA79B11C566S", "rssmra85c12f704u", "RSSMRA85F12F704U", "RSSMRA85C12F704",
             "RSSMRA85C12F7O4U", "RSSMRA85C12F704U ", "RSS MRA 85C12 F704U", "", "99999910014",
             "9999991001", "00000000000", "RSSMRA85C12F704\xC3\xA0"});
  EXPECT_EQ(findFormat("codice-fiscale")->advice("rssmra85c12f704u"),
            "Scriverlo in lettere maiuscole.");
  EXPECT_EQ(findFormat("codice-fiscale")->advice("RSS MRA 85C12 F704U"),
            "Scriverlo in lettere maiuscole e senza spazi.");
}

TEST(Format, MakesTheLettersOfANameByTheRule) {
  EXPECT_EQ(surnameCode("Fo"), "FOX");
  EXPECT_EQ(surnameCode("Ù"), "UXX");
  EXPECT_EQ(surnameCode("D'Esempio"), "DSM");
  EXPECT_EQ(surnameCode("De Prova"), "DPR");
  EXPECT_EQ(givenNameCode("Niccolò"), "NCL");
  EXPECT_EQ(givenNameCode("Maria Chiara"), "MCH");
  EXPECT_EQ(givenNameCode("Al"), "LAX");
  EXPECT_EQ(givenNameCode("Io"), "IOX");
  EXPECT_EQ(surnameCode("Müller"), "MLL");
  EXPECT_EQ(surnameCode("Straße"), "STR");
  EXPECT_EQ(surnameCode("Ünal", true), "NLU");
  EXPECT_EQ(surnameCode("Niccolo\xCC\x80"), "NCC");
  EXPECT_EQ(surnameCode("Петров"), std::nullopt);
}

TEST(Format, ChecksDatesAndTimes) {
  expectAll("date", {"2026-03-12", "2024-02-29", "2000-02-29"},
            {"2021-02-29", "1900-02-29", "2026-3-12", "12/03/2026", "2026-13-01", "2026-00-10",
             "2026-01-32", "2026-01-00", "2026-03-12T", "", "２026-03-12"});
  expectAll("data-parziale", {"2019", "2019-03", "2019-03-12"},
            {"19", "2019-13", "2019-3", "2019-03-32", "2019-", "20190312"});
  expectAll(
      "time", {"09:30:00Z", "09:30:00.5+01:00", "23:59:60Z", "01:29:60+01:30"},
      {"09:30", "24:00:00Z", "09:60:00Z", "09:30:00", "22:59:60Z", "09:30:00+1:00", "09:30:00.Z"});
  expectAll("date-time", {"2026-03-12T09:30:00+01:00", "2026-03-12t09:30:00z"},
            {"2026-03-12 09:30:00Z", "2026-02-30T09:30:00Z", "2026-03-12T09:30:00"});
  expectAll("duration", {"P1Y6M", "PT2H30M", "P4W", "P1D", "P1DT12H"},
            {"P", "PT", "1Y", "P1Y1D", "P1W1D", "P1M1Y", "PT1D", "P1.5D"});
}

TEST(Format, ChecksCodesOfPlacesAndBodies) {
  expectAll("cap", {"20900", "00118"}, {"2090", "209000", "20 900", "I-20900", "00000"});
  expectAll("codice-istat", {"108033", "108", "03"}, {"1080331", "", "10803A", "000000", "1"});
  expectAll("codice-catastale", {"F704", "Z330"}, {"f704", "F70", "7704", "F000", "F7O4"});
  expectAll("codice-ipa", {"c_f704", "asst_mb", "UFABCD", "r_lazio"},
            {"", "c f704", "_f704", "c/f704", "è_1"});
  expectAll(
      "iban", {"IT60X0542811101000000123456", "DE89370400440532013000"},
      {"IT60X054281110100000012345", "it60x0542811101000000123456", "XX60X0542811101000000123456",
       "IT61X0542811101000000123456", "IT60 X054 2811 1010 0000 0123 456"});
  expectAll("partita-iva", {"99999910013"}, {"IT99999910013", "99999911010", "9999991001"});
}

TEST(Format, ChecksAddresses) {
  expectAll("email", {"a@b.example", "nome.cognome+x@pec.comune.example", "\"a b\"@c.example"},
            {"a", "@b.example", "a@", "a@@b.example", ".a@b.example", "a..b@c.example",
             "a b@c.example", "a@b_c.example", "a@-b.example"});
  expectAll("pec", {"protocollo@pec.comune.example"},
            {"protocollo", "a@localhost", "\"a b\"@c.example", "a@[127.0.0.1]"});
  expectAll(
      "uri", {"https://www.comune.example/a?b=c#d", "urn:uuid:1", "mailto:a@b.example"},
      {"www.comune.example", "/a", "https://a b", "http://a/%zz", "http://[::1", "\\\\server\\x"});
  expectAll("ipv6", {"::1", "2001:db8::1", "::ffff:192.0.2.1"},
            {"1::2::3", ":::", "12345::", "::1%eth0"});
  expectAll("uuid", {"123e4567-e89b-42d3-a456-426614174000"},
            {"123e4567e89b42d3a456426614174000", "123e4567-e89b-42d3-a456-42661417400g"});
}

TEST(Pattern, MeansWhatEcmaScriptMeans) {
  const auto found = [](const char* pattern, std::string_view text) {
    return Pattern(pattern).found(text);
  };
  EXPECT_TRUE(found("^\\p{Letter}+$", "Niccolò"));
  EXPECT_TRUE(found("^\\p{Script=Greek}$", "α"));
  EXPECT_FALSE(found("^\\d$", "৩"));
  EXPECT_FALSE(found("^\\w$", "è"));
  EXPECT_TRUE(found("^\\s$", "\xC2\xA0"));
  EXPECT_TRUE(found("^[\\s,]+$", ", \xE2\x80\xA8"));
  EXPECT_FALSE(found("^\\S$", "\xC2\xA0"));
  EXPECT_FALSE(found("^a$", "a\n"));
  EXPECT_FALSE(found("^.$", "\r"));
  EXPECT_TRUE(found("^.$", "😀"));
  EXPECT_TRUE(found("^\\cA$", "\x01"));
  EXPECT_TRUE(found("^\\u00e8\\x41\\u{1F600}\\ud83d\\ude00$", "èA😀😀"));
  EXPECT_TRUE(found("^(?<anno>[0-9]{4})/[[:a]$", "2019/:"));
  EXPECT_FALSE(found("[]", "a"));
  EXPECT_TRUE(found("^[^]$", "\n"));
  EXPECT_TRUE(found("^\\/\\-\\.$", "/-."));
}

TEST(Pattern, RefusesWhatCannotBeDone) {
  for (const char* pattern :
       {"(?=a)", "(?<!a)b", "(a)\\1", "\\k<x>", "\\a", "a\\", "[a", "(a", "a)", "*a", "a**",
        "(?i)a", "\\u12", "\\p{Nope}", "\\Q", "x{2000}", "[b-a]"}) {
    EXPECT_THROW(Pattern{pattern}, std::invalid_argument) << pattern;
  }
}

}  // namespace
}  // namespace stesura
