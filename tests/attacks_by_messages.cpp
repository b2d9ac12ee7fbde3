#include <openssl/sha.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "generator/signature/key.h"
#include "generator/signature/signed_attributes.h"
#include "tests/attack_maker.h"
#include "tests/pdf_update.h"
#include "tests/signed_message.h"

namespace stesura::testing {

namespace {

using Ground = const AttackGround&;

TestIdentity third(Ground ground) {
  return ground.world.signer({.givenName = "Mario", .surname = "Rossi", .organisation = "Comune di Esempio"});
}

std::string sha256(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return std::string(reinterpret_cast<char*>(digest), sizeof digest);
}

std::string pades(const std::string& covered, const TestIdentity& who, X509* shown) {
  const SigningKey key = SigningKey::fromPkcs12(who.pkcs12("prova"), "prova");
  const std::string attributes = signedAttributes(sha256(covered), who.certificate.get());
  return signedData(attributes, key.sign(attributes), shown, who.chain);
}

using MessageMaker =
    std::function<std::string(const std::string& covered, const TestIdentity& who, Ground ground)>;

// A third signature with a sound place, whose message is another.
Attack messageOf(const std::string& name, Outcome outcome, const std::string& words, MessageMaker make) {
  return {"message_" + name, outcome, words, [make](Ground ground) {
            HandSignature signature(ground.twice, kThirdField);
            signature.setContents(make(signature.covered(), third(ground), ground));
            return signature.bytes();
          }};
}

std::string soundMessage(const std::string& covered, const TestIdentity& who, Ground) {
  return pades(covered, who, who.certificate.get());
}

// The same key, issuer and serial number; another subject. `issuer` signs it.
X509Pointer substitute(X509* certificate, EVP_PKEY* issuer) {
  X509Pointer other(X509_dup(certificate), X509_free);
  X509_NAME* name = X509_get_subject_name(other.get());
  const unsigned char text[] = "Direttore generale";
  const bool made = X509_NAME_add_entry_by_txt(name, "title", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
                    X509_set_subject_name(other.get(), name) == 1 &&
                    X509_sign(other.get(), issuer, EVP_sha256()) > 0;
  if (!made) throw std::runtime_error("no other certificate");
  return other;
}

std::vector<Attack> wrongMessages() {
  return {
      messageOf("with_two_signers", Outcome::broken, "firmatari",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  return detachedMessage(covered, {who, ground.first});
                }),
      messageOf("enveloped", Outcome::broken, "contenuto",
                [](const std::string& covered, const TestIdentity& who, Ground) {
                  return signedMessage(covered.substr(0, 2000), {who});
                }),
      messageOf("enveloping_other_content", Outcome::broken, "contenuto",
                [](const std::string&, const TestIdentity& who, Ground) {
                  return signedMessage("9000 euro", {who});
                }),
      // SignedData with the digest algorithm SHA-1 and nothing else.
      messageOf("without_signer", Outcome::broken, "firmatari",
                [](const std::string&, const TestIdentity&, Ground) {
                  return std::string(
                      "\x30\x2e\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x21\x30\x1f\x02\x01\x01\x31"
                      "\x0b\x30\x09\x06"
                      "\x05\x2b\x0e\x03\x02\x1a\x05\x00\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
                      "\x31\x00",
                      48);
                }),
      messageOf("over_the_issued_file", Outcome::broken, "",
                [](const std::string&, const TestIdentity& who, Ground ground) {
                  return soundMessage(ground.issued, who, ground);
                }),
      messageOf("of_another_field", Outcome::broken, "",
                [](const std::string&, const TestIdentity& who, Ground ground) {
                  HandSignature before(ground.issued, kFirstField);
                  return soundMessage(before.covered(), who, ground);
                }),
      messageOf("with_bytes_behind", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  return soundMessage(covered, who, ground) + "9000 euro";
                }),
      messageOf("with_bytes_behind_zeros", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  return soundMessage(covered, who, ground) + std::string(40, '\0') + "9000 euro";
                }),
      messageOf("twice", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  const std::string message = soundMessage(covered, who, ground);
                  return message + message;
                }),
      messageOf(
          "of_nobody", Outcome::broken, "",
          [](const std::string&, const TestIdentity&, Ground) { return std::string("\x30\x80\x00\x00", 4); }),
  };
}

std::vector<Attack> wrongCertificates() {
  return {
      // The authority itself errs, or is deceived: only the signed reference tells the two apart.
      messageOf("certificate_substituted", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  return pades(covered, who,
                               substitute(who.certificate.get(), ground.world.authority().key.get()).get());
                }),
      messageOf("certificate_forged", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground) {
                  return pades(covered, who, substitute(who.certificate.get(), who.key.get()).get());
                }),
      messageOf("certificate_of_another", Outcome::broken, "",
                [](const std::string& covered, const TestIdentity& who, Ground ground) {
                  return pades(covered, who, ground.first.certificate.get());
                }),
      // Whole, but by nobody we know: a person must look who that is.
      messageOf("impostor_with_the_same_names", Outcome::toConfirm, "firmatario",
                [](const std::string& covered, const TestIdentity&, Ground ground) {
                  static const SigningWorld kOther;
                  return soundMessage(covered, kOther.signer({.organisation = "ASST di Esempio"}), ground);
                }),
      messageOf("issued_by_a_signer", Outcome::toConfirm, "firmatario",
                [](const std::string& covered, const TestIdentity&, Ground ground) {
                  return soundMessage(
                      covered, ground.world.signerBelow(ground.first, {.organisation = "Comune di Esempio"}),
                      ground);
                }),
      messageOf("key_that_may_not_sign", Outcome::toConfirm, "firmare",
                [](const std::string& covered, const TestIdentity&, Ground ground) {
                  return soundMessage(
                      covered, ground.world.signer({.organisation = "Comune di Esempio", .maySign = false}),
                      ground);
                }),
      messageOf("certificate_expired", Outcome::toConfirm, "",
                [](const std::string& covered, const TestIdentity&, Ground ground) {
                  constexpr std::int64_t kDay = 86400;
                  return soundMessage(covered,
                                      ground.world.signer({.notBefore = SigningWorld::kNow - 10 * kDay,
                                                           .notAfter = SigningWorld::kNow - kDay}),
                                      ground);
                }),
  };
}

// A true signature whose ByteRange says something else than what was signed, or signs too little.
Attack rangeOf(const std::string& name, std::function<std::string(const HandSignature&)> text) {
  return {"range_" + name, Outcome::broken, "", [text](Ground ground) {
            HandSignature signature(ground.twice, kThirdField);
            signature.setByteRange(text(signature));
            signature.setContents(soundMessage(signature.covered(), third(ground), ground));
            return signature.bytes();
          }};
}

std::string numbers(const HandSignature& of, long first, long gapBegin, long gapEnd, long end) {
  return "[" + std::to_string(first) + " " + std::to_string(static_cast<long>(of.gapBegin()) + gapBegin) +
         " " + std::to_string(static_cast<long>(of.gapEnd()) + gapEnd) + " " +
         std::to_string(static_cast<long>(of.size() - of.gapEnd()) + end) + "]";
}

std::vector<Attack> forgedRanges() {
  return {
      rangeOf("null", [](const HandSignature&) { return std::string("null"); }),
      rangeOf("missing", [](const HandSignature&) { return std::string("null /Altro true"); }),
      rangeOf("of_strings",
              [](const HandSignature& of) {
                return "[(0) (" + std::to_string(of.gapBegin()) + ") (" + std::to_string(of.gapEnd()) +
                       ") (9)]";
              }),
      rangeOf("of_reals", [](const HandSignature& of) { return "[0.0" + of.soundRange().substr(2); }),
      rangeOf("of_three",
              [](const HandSignature& of) {
                return "[0 " + std::to_string(of.gapBegin()) + " " + std::to_string(of.gapEnd()) + "]";
              }),
      rangeOf("of_six", [](const HandSignature& of) { return replaced(of.soundRange(), "]", " 0 0]"); }),
      rangeOf("empty", [](const HandSignature&) { return std::string("[]"); }),
      rangeOf("negative_begin", [](const HandSignature& of) { return numbers(of, -1, 0, 0, 0); }),
      rangeOf("behind_the_header", [](const HandSignature& of) { return numbers(of, 9, -9, 0, 0); }),
      rangeOf("gap_too_wide", [](const HandSignature& of) { return numbers(of, 0, -12, 0, 0); }),
      rangeOf("gap_too_narrow", [](const HandSignature& of) { return numbers(of, 0, 1, -1, 2); }),
      rangeOf("beyond_the_file", [](const HandSignature& of) { return numbers(of, 0, 0, 0, 100); }),
      rangeOf("before_the_end", [](const HandSignature& of) { return numbers(of, 0, 0, 0, -40); }),
      rangeOf("overflowing",
              [](const HandSignature& of) {
                return "[0 " + std::to_string(of.gapBegin()) + " 9223372036854775807 9223372036854775807]";
              }),
      rangeOf("duplicate",
              [](const HandSignature& of) { return "[0 9 12 9] /ByteRange " + of.soundRange(); }),
      rangeOf("reversed",
              [](const HandSignature& of) {
                return "[" + std::to_string(of.gapEnd()) + " " + std::to_string(of.size() - of.gapEnd()) +
                       " 0 " + std::to_string(of.gapBegin()) + "]";
              }),
  };
}

// The message is right for the bytes that the forged range names.
Attack consistentRange(const std::string& name, long first, long gapBegin, long gapEnd, long end) {
  return {"consistent_range_" + name, Outcome::broken, "", [=](Ground ground) {
            HandSignature signature(ground.twice, kThirdField);
            signature.setByteRange(numbers(signature, first, gapBegin, gapEnd, end));
            const std::string& bytes = signature.bytes();
            const auto at = [](std::size_t place, long by) {
              return static_cast<std::size_t>(static_cast<long>(place) + by);
            };
            const std::string before =
                bytes.substr(static_cast<std::size_t>(first), at(signature.gapBegin(), gapBegin));
            const std::string behind =
                bytes.substr(at(signature.gapEnd(), gapEnd), at(bytes.size() - signature.gapEnd(), end));
            signature.setContents(soundMessage(before + behind, third(ground), ground));
            return signature.bytes();
          }};
}

}  // namespace

std::vector<Attack> attacksByMessages() {
  std::vector<Attack> all{messageOf("control", Outcome::valid, "valide", soundMessage)};
  for (auto group :
       {wrongMessages(),
        wrongCertificates(),
        forgedRanges(),
        {consistentRange("behind_the_header", 9, -9, 0, 0), consistentRange("gap_too_wide", 0, -12, 0, 0),
         consistentRange("gap_wide_at_its_end", 0, 0, 3, -3),
         consistentRange("before_the_end", 0, 0, 0, -40)}})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace stesura::testing
