// A folder into which lists are imported, an operator who signs them, and a provider of services.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "data_folder.h"
#include "generator/error.h"
#include "generator/signature/chain.h"
#include "generator/signature/trust.h"
#include "trust_material.h"
#include "trusted_list_maker.h"

namespace stesura::testing {

class TrustedListHome : public ::testing::Test {
 protected:
  static constexpr std::int64_t kDay = 86'400;
  static constexpr std::int64_t kNow = SigningWorld::kNow;

  TrustedListImport import(const std::string& xml, std::int64_t now = kNow) const {
    return importTrustedList(xml, fingerprint_, folder_.path(), now);
  }
  // The sentence, or «accepted».
  std::string refusal(const std::string& xml, std::int64_t now = kNow) const {
    try {
      return import(xml, now).signerConfirmed ? "accepted" : "another signer";
    } catch (const Error& error) {
      return error.sentence();
    }
  }
  void expectRefused(const std::string& xml, const std::string& part) const {
    const std::string sentence = refusal(xml);
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }
  ChainVerdict judge(const MadeCertificate& who, std::int64_t at = kNow, bool proven = true,
                     CertificatePurpose purpose = CertificatePurpose::signing) const {
    return judgeChain(who.certificate.get(), {}, TrustStore::readFolder(folder_.path()), at, proven, purpose,
                      kNow);
  }

  MadeCertificate signer_ = makeCertificate({.name = {{"CN", "Gestore dell'elenco di prova"}}});
  MadeCertificate root_ = makeCertificate({.name = {{"CN", "Radice di prova"}}, .isAuthority = true});
  MadeCertificate authority_ = makeCertificate({.name = {{"CN", "CA del prestatore di prova"}},
                                                .isAuthority = true,
                                                .issuer = &root_,
                                                .notBefore = 1262304000});  // 2010
  std::string fingerprint_ = factsOf(signer_.certificate.get()).sha256;
  DataFolder folder_;
};

}  // namespace stesura::testing
