// Files to sign, keys to sign with, and other people's tools to judge what came out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/signing.h"
#include "tests/form_file.h"
#include "tests/signing_world.h"

namespace stesura::testing {

// The world of trust and its keys, made once.
const SigningWorld& signingWorld();
const TestIdentity& identity(TestKey key);
const SigningKey& signingKey(TestKey key);
// Another signer with a P-256 key of his own.
SigningKey keyOf(const TestIdentity& identity);

// An order to sign this field, by a signer of the samples, at SigningWorld::kNow.
SigningOrder orderFor(std::string_view pdf, const std::string& field);
std::string signedBy(TestKey key, std::string_view pdf, const std::string& field);

// One page with one signature field «firma», object 5; further entries of the field.
SmallForm oneField(const std::string& rectangle, const std::string& entries = "");

// What pdfsig says, one line a signature: «firma: Total document signed Signature is Valid.».
std::vector<std::string> pdfsigLines(std::string_view pdf);
// What qpdf --check complains of; "" for nothing.
std::string qpdfComplaint(std::string_view pdf);
// What a qpdf command makes of the file, «--object-streams=generate».
std::string remade(std::string_view pdf, const std::string& options);
// Takes the last signature's ByteRange and Contents out of the file by its bytes alone, and has OpenSSL's
// program verify it; "" if it does, else what it says. `issuers`: PEM.
std::string opensslComplaint(std::string_view pdf, const std::string& issuers);
// Every signature: the sentence of what is wrong with its place or message; empty for all sound, one
// revision of «solo_firme» after another.
std::vector<std::string> faultsOf(std::string_view pdf);

// The times of the signature time stamps, seconds since 1970; one a signature that has an intact one.
std::vector<std::int64_t> stampedTimes(std::string_view pdf);
// DER of a detached message as mail programs make it: no signing-certificate, no signing-time.
std::string plainMessage(std::string_view content, const TestIdentity& signer);

// The sentence and the problems of an Error, a line each; "" if nothing is thrown.
template <typename Action>
std::string refusal(Action action);

}  // namespace stesura::testing

#include "generator/error.h"

namespace stesura::testing {

template <typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const Error& error) {
    std::string text = error.sentence();
    for (const Problem& problem : error.problems()) text += "\n" + problem.message;
    return text;
  }
  return {};
}

}  // namespace stesura::testing
