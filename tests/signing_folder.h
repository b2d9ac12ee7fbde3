// A folder with a document to sign, a key and its password, for tests of the commands that sign and verify.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "generator/signature/verification.h"
#include "program_process.h"
#include "signing_world.h"

namespace stesura::testing {

inline const SigningWorld& world() {
  static const SigningWorld one;
  return one;
}

inline const TestIdentity& identity() {
  static const TestIdentity one = world().signer({.key = TestKey::rsa2048});
  return one;
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// An agreement of three fields, a key, its password, in the folder where the program runs.
class SigningFolder : public ::testing::Test {
 protected:
  SigningFolder() {
    folder_.write("accordo.pdf", signablePdf({"firma_asst_1", "firma_comune_1", "firma_scuola_1"}));
    folder_.write("uno.pdf", signablePdf({"firma_asst_1"}));
    folder_.write("chiave.p12", identity().pkcs12("segreto"));
    folder_.write("parola", "segreto\nun’altra riga\n");
    ::chmod((folder_ / "parola").c_str(), 0600);
  }

  Ran stesura(std::vector<std::string> arguments, std::string input = {}) const {
    Start start;
    start.arguments = std::move(arguments);
    start.input = std::move(input);
    start.folder = folder_.path();
    return run(start);
  }
  Ran sign(const std::string& file, std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"sign", file, "--p12", "chiave.p12", "--password-file", "parola"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return stesura(arguments);
  }

  VerificationReport verified(const std::string& name) const {
    world().writeTrust(folder_.path() / "fiducia", std::time(nullptr));
    const TrustStore trust = TrustStore::readFolder(folder_.path() / "fiducia");
    const std::string bytes = folder_.read(name);
    VerificationOrder order;
    order.bytes = bytes;
    order.trust = &trust;
    order.now = std::time(nullptr);
    return verify(order);
  }
  // All signatures of the file are intact, by a trusted chain, and nothing else was changed.
  void expectValid(const std::string& name, std::size_t signatures) const {
    const VerificationReport report = verified(name);
    EXPECT_EQ(report.outcome, Outcome::valid) << report.sentence;
    EXPECT_EQ(report.signatures.size(), signatures);
  }

  TestFolder folder_;
};

// The same, with the certificate and the key apart: whoever signs is elsewhere.
class ElsewhereFolder : public SigningFolder {
 protected:
  ElsewhereFolder() {
    folder_.write("certificato.pem", identity().certificatePem());
    folder_.write("catena.pem", identity().chainPem());
    folder_.write("chiave.pem", identity().keyPem());
  }
  void call(const std::string& command) const {
    const std::string whole = "cd '" + folder_.path().string() + "' && " + command + " > detto 2>&1";
    ASSERT_EQ(std::system(whole.c_str()), 0) << folder_.read("detto");
  }
};

}  // namespace stesura::testing
