#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "tests/attack_maker.h"
#include "tests/form_file.h"
#include "tests/pdf_update.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;

// Another character; a hexadecimal digit stays one.
std::string flipped(std::string bytes, std::size_t at) {
  char& letter = bytes.at(at);
  letter =
      std::isxdigit(static_cast<unsigned char>(letter)) && std::isalpha(static_cast<unsigned char>(letter))
          ? '1'
          : static_cast<char>(letter ^ 1);
  return bytes;
}

std::size_t placeOf(const std::string& bytes, std::string_view text, std::size_t from = 0) {
  const std::size_t at = bytes.find(text, from);
  if (at == bytes.npos) throw std::runtime_error("no «" + std::string(text) + "»");
  return at;
}

struct Part {
  std::size_t begin, end;
};

Part contentsOf(const std::string& bytes, std::size_t signature) {
  std::size_t at = 0;
  for (std::size_t i = 0; i <= signature; ++i) at = placeOf(bytes, "/ByteRange", at) + 10;
  const std::size_t object = bytes.rfind(" obj", at);
  const std::size_t begin = bytes.find('<', placeOf(bytes, "/Contents", object));
  return {begin, bytes.find('>', begin) + 1};
}

Part rangeOf(const std::string& bytes, std::size_t signature) {
  std::size_t at = 0;
  for (std::size_t i = 0; i <= signature; ++i) at = placeOf(bytes, "/ByteRange", at) + 10;
  return {at, bytes.find(']', at) + 1};
}

std::string withPart(std::string bytes, Part part, const std::string& text) {
  bytes.replace(part.begin, part.end - part.begin, paddedTo(part.end - part.begin, text));
  return bytes;
}

Attack altered(const std::string& name, std::function<std::size_t(const std::string&)> where) {
  return {"altered_" + name, Outcome::broken, "",
          [where](Ground ground) { return flipped(ground.twice, where(ground.twice)); }};
}

std::vector<Attack> alteredBytes() {
  return {
      altered("page", [](const std::string& pdf) { return placeOf(pdf, "1000 euro"); }),
      altered("header", [](const std::string& pdf) { return placeOf(pdf, "%PDF-1.7") + 7; }),
      altered("info", [](const std::string& pdf) { return placeOf(pdf, "(Accordo di prova)") + 1; }),
      altered("metadata", [](const std::string& pdf) { return placeOf(pdf, "Accordo di prova</rdf"); }),
      altered("time_of_first_signature",
              [](const std::string& pdf) { return placeOf(pdf, "(D:20260921") + 5; }),
      altered("time_of_last_signature", [](const std::string& pdf) { return pdf.rfind("(D:20260921") + 5; }),
      altered("first_xref", [](const std::string& pdf) { return placeOf(pdf, " 00000 n") - 1; }),
      altered("free_entry_of_first_xref", [](const std::string& pdf) { return placeOf(pdf, "65535 f") + 4; }),
      altered("last_xref", [](const std::string& pdf) { return pdf.rfind(" 00000 n") - 1; }),
      altered("last_trailer", [](const std::string& pdf) { return pdf.rfind("/Size") + 6; }),
      altered("line_end_of_first_revision", [](const std::string& pdf) { return placeOf(pdf, "%%EOF") + 5; }),
      altered("end_of_first_message",
              [](const std::string& pdf) { return pdf.find_last_not_of('0', contentsOf(pdf, 0).end - 2); }),
      {"altered_certificate_of_last_signer", Outcome::broken, "",
       [](Ground ground) {
         const std::string certificate = hexOf(derOf(ground.second.certificate.get()));
         std::string pdf = ground.twice;
         const auto sameDigit = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
         const auto at =
             std::search(pdf.begin(), pdf.end(), certificate.begin(), certificate.end(), sameDigit);
         if (at == pdf.end()) throw std::runtime_error("no certificate of the signer");
         return flipped(pdf, static_cast<std::size_t>(at - pdf.begin()) + certificate.size() - 8);
       }},
      altered("end_of_last_message",
              [](const std::string& pdf) { return pdf.find_last_not_of('0', contentsOf(pdf, 1).end - 2); }),
      altered("beginning_of_last_message",
              [](const std::string& pdf) { return contentsOf(pdf, 1).begin + 2; }),
      altered("padding_of_first_message", [](const std::string& pdf) { return contentsOf(pdf, 0).end - 40; }),
      altered("padding_of_last_message", [](const std::string& pdf) { return contentsOf(pdf, 1).end - 40; }),
      altered("last_digit_of_padding", [](const std::string& pdf) { return contentsOf(pdf, 1).end - 2; }),
  };
}

// The last ByteRange rewritten in the signed bytes, with spaces for what is shorter.
Attack rangeForged(const std::string& name, const std::string& text) {
  return {"byterange_" + name, Outcome::broken, "",
          [text](Ground ground) { return withPart(ground.twice, rangeOf(ground.twice, 1), text); }};
}

std::vector<Attack> forgedRanges() {
  std::vector<Attack> attacks{rangeForged("null", " null"),
                              rangeForged("empty", "[]"),
                              rangeForged("three", "[0 9 99]"),
                              rangeForged("strings", "[(0)(9)(9)(9)]"),
                              rangeForged("reals", "[0. 9. 12. 9.]"),
                              rangeForged("negative", "[0 -9 12 9]"),
                              rangeForged("zeros", "[0 0 0 0]"),
                              rangeForged("whole_as_two", "[0 9 9 99]"),
                              rangeForged("overlapping", "[0 99 9 9]"),
                              rangeForged("huge", "[0 9 4294967297 9]"),
                              rangeForged("number", " 9"),
                              rangeForged("reference", " 5 0 R"),
                              rangeForged("unclosed", "[0 9 12 9")};
  attacks.push_back({"byterange_missing", Outcome::broken, "", [](Ground ground) {
                       std::string pdf = ground.twice;
                       return pdf.replace(pdf.rfind("/ByteRange"), 10, "/ByteRangX");
                     }});
  return attacks;
}

// Of the last signature; all is outside of what is signed.
Attack contentsForged(const std::string& name, const std::string& text) {
  return {"contents_" + name, Outcome::broken, "",
          [text](Ground ground) { return withPart(ground.twice, contentsOf(ground.twice, 1), text); }};
}

std::vector<Attack> forgedContents() {
  return {contentsForged("null", "null"),
          contentsForged("empty", "<>"),
          contentsForged("zero", "<00>"),
          contentsForged("no_hexadecimal", "<3080zz>"),
          contentsForged("literal", "(0)"),
          contentsForged("name", "/Nulla"),
          contentsForged("reference", "5 0 R"),
          contentsForged("unclosed", "<3080"),
          {"contents_all_zeros", Outcome::notVerified, "non ancora firmata",
           [](Ground ground) {
             const Part part = contentsOf(ground.twice, 1);
             std::string zeros(part.end - part.begin, '0');
             zeros.front() = '<';
             zeros.back() = '>';
             return withPart(ground.twice, part, zeros);
           }},
          {"contents_missing", Outcome::broken, "",
           [](Ground ground) {
             std::string pdf = ground.twice;
             return pdf.replace(pdf.rfind("/Contents", contentsOf(pdf, 1).begin), 9, "/Contentz");
           }},
          {"contents_swapped", Outcome::broken, "", [](Ground ground) {
             const Part first = contentsOf(ground.twice, 0), last = contentsOf(ground.twice, 1);
             return withPart(ground.twice, last, ground.twice.substr(first.begin, first.end - first.begin));
           }}};
}

const std::string kEvilContent =
    streamOf("BT /F1 11 Tf 70 740 Td (Le parti versano 9000 euro ciascuna.) Tj ET\n");

// The digits of the message without the zeros behind it, in its brackets.
std::string shortContents(const std::string& pdf, Part part) {
  const std::size_t end = pdf.find_last_not_of('0', part.end - 2) + 1;
  const std::size_t digits = (end - part.begin) % 2 == 0 ? end + 1 : end;
  return pdf.substr(part.begin, digits - part.begin) + ">";
}

struct Wrapping {
  std::size_t signature = 1;
  bool secondRange = true;  // the new ByteRange is written behind the message, outside of what is signed
  bool isMoved = true;      // the second signed part goes to the end; else all fits into the gap
  bool hasOwnEnd = true;    // the table of the attacker has its own «startxref» and «%%EOF»
};

// The signed bytes stay as they are, and what was behind the message is moved to the end of the file;
// between stands other content, with a table where the moved «startxref» says (Mladenov et al., 2019).
std::string wrapped(const std::string& pdf, const Wrapping& how) {
  const Part gap = contentsOf(pdf, how.signature);
  const std::size_t table = startxrefOf(pdf);
  std::string out = pdf.substr(0, gap.begin) + shortContents(pdf, gap);
  const std::size_t rangeAt = out.size();
  if (how.secondRange) out += " /ByteRange [0 0000000000 0000000000 0000000000]";
  out += " >>\nendobj\n";
  const std::size_t evil = out.size();
  out += std::to_string(kContentObject) + " 0 obj\n" + kEvilContent + "\nendobj\n";
  const std::string tail = pdf.substr(gap.end);
  if (!how.isMoved) {
    PdfUpdate update;
    update.elsewhere[kContentObject] = evil;
    return update.behind(paddedTo(gap.end, out) + tail);
  }
  PdfUpdate update;
  update.elsewhere[kContentObject] = evil;
  const std::string whole = update.behind(pdf);
  std::string evilTable = whole.substr(startxrefOf(whole));
  evilTable = replaced(evilTable, "startxref\n" + std::to_string(startxrefOf(whole)),
                       "startxref\n" + std::to_string(table));
  // The one before the table that this one takes the place of.
  const std::size_t previous = pdf.rfind("/Prev ", table + 4000);
  if (previous == pdf.npos) throw std::runtime_error("no /Prev");
  const std::string before = std::to_string(std::stoull(pdf.substr(pdf.find("/Prev ", table) + 6, 20)));
  evilTable = replaced(evilTable, "/Prev " + std::to_string(table), "/Prev " + before);
  if (!how.hasOwnEnd) evilTable.resize(evilTable.find("startxref"));
  if (out.size() > table) throw std::runtime_error("no room before the table");
  out = paddedTo(table, out) + evilTable;
  const std::size_t moved = out.size();
  out += tail;
  const auto ten = [](std::size_t number) {
    const std::string digits = std::to_string(number);
    return std::string(10 - digits.size(), '0') + digits;
  };
  if (how.secondRange)
    out.replace(rangeAt + 15, 32, ten(gap.begin) + " " + ten(moved) + " " + ten(tail.size()));
  return out;
}

Attack wrapping(const std::string& name, Wrapping how) {
  return {"wrapping_" + name, Outcome::broken, "",
          [how](Ground ground) { return wrapped(ground.twice, how); }};
}

std::vector<Attack> wrappings() {
  return {
      wrapping("second_part_moved", {}),
      wrapping("second_part_moved_without_range", {.secondRange = false}),
      wrapping("second_part_moved_with_one_end", {.hasOwnEnd = false}),
      wrapping("second_part_moved_with_one_end_without_range", {.secondRange = false, .hasOwnEnd = false}),
      wrapping("inside_the_gap", {.isMoved = false}),
      wrapping("inside_the_gap_without_range", {.secondRange = false, .isMoved = false}),
      wrapping("inside_the_gap_of_the_first", {.signature = 0, .secondRange = false, .isMoved = false})};
}

std::string cutAt(const std::string& pdf, std::size_t length) { return pdf.substr(0, length); }

std::vector<Attack> damagedEnds() {
  return {
      {"tail_truncated_in_trailer", Outcome::broken, "",
       [](Ground ground) { return cutAt(ground.twice, ground.twice.rfind("trailer") + 3); }},
      {"tail_truncated_in_message", Outcome::broken, "",
       [](Ground ground) { return cutAt(ground.twice, contentsOf(ground.twice, 1).begin + 800); }},
      {"tail_without_eof", Outcome::broken, "",
       [](Ground ground) { return cutAt(ground.twice, ground.twice.rfind("%%EOF")); }},
      {"second_end_of_file", Outcome::broken, "", [](Ground ground) { return ground.twice + "%%EOF\n"; }},
      {"second_startxref", Outcome::broken, "",
       [](Ground ground) {
         return ground.twice + "startxref\n" + std::to_string(startxrefOf(ground.twice)) + "\n%%EOF\n";
       }},
      {"startxref_of_the_issued_file", Outcome::broken, "",
       [](Ground ground) {
         return ground.twice + "startxref\n" + std::to_string(startxrefOf(ground.issued)) + "\n%%EOF\n";
       }},
      {"comment_behind", Outcome::broken, "", [](Ground ground) { return ground.twice + "% 9000 euro\n"; }},
      {"other_file_behind", Outcome::broken, "", [](Ground ground) { return ground.twice + ground.issued; }},
      {"bytes_before_header", Outcome::broken, "", [](Ground ground) { return "%!PS\n" + ground.twice; }},
      {"other_file_before", Outcome::broken, "", [](Ground ground) { return ground.issued + ground.twice; }},
  };
}

}  // namespace

std::vector<Attack> attacksByBytes() {
  std::vector<Attack> all;
  for (auto group : {alteredBytes(), forgedRanges(), forgedContents(), wrappings(), damagedEnds()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace stesura::testing
