// Makes every known attack on signed PDFs, for the tests of verification: those of the literature
// (universal forgery, incremental saving, signature wrapping, shadow attacks, evil annotations) and
// those on messages, certificates, and the trees of pages and fields.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/outcome.h"
#include "tests/signing_world.h"

namespace stesura::testing {

// What an attacker starts from: a document with three signature fields, signed by two parties.
struct AttackGround {
  SigningWorld world{};
  TestIdentity first, second;
  std::string issued{};  // pages 7, 9, 11 with their contents 8, 10, 12; fields 13, 15, 17; texts 14, 16, 18
  std::string once{}, twice{};  // signed in 13, and in 15
  std::function<std::string(std::string_view pdf, std::string_view field, const TestIdentity& who)> sign;

  std::string signedTwice(std::string_view prepared) const;  // as `twice`, from another first state
};

struct Attack {
  std::string name;   // an identifier
  Outcome outcome;    // of the file, for whoever trusts the authorities of the world
  std::string words;  // stand in one of the sentences of the report
  std::function<std::string(const AttackGround&)> make;
};

// Signed by the product's own signPdf() with EC keys.
const AttackGround& attackGround();

std::vector<Attack> attacksByBytes();     // on the signed bytes, ByteRange, Contents, cross-references
std::vector<Attack> attacksByDrawings();  // by what admitted changes show: looks, registrations, metadata
std::vector<Attack> attacksByUpdates();   // by what is appended, to pages, fields, appearances, catalog
std::vector<Attack> shadowAttacks();      // prepared before signing
std::vector<Attack> attacksByReaders();   // by what readers draw themselves, from the form's resources
std::vector<Attack> attacksByMessages();  // on the signed message and its certificates

constexpr std::uint32_t kPagesRoot = 2, kFormObject = 3, kFontObject = 4, kPageObject = 7, kContentObject = 8,
                        kFirstField = 13, kFirstText = 14, kSecondField = 15, kSecondText = 16,
                        kThirdField = 17;

}  // namespace stesura::testing
