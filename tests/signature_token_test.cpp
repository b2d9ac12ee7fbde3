// Keys of signature devices (PKCS#11), on one made of software.
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <atomic>
#include <thread>
#include <vector>

#include "generator/error.h"
#include "generator/signature/key.h"
#include "soft_token.h"

namespace stesura {
namespace {

using testing::kSoftModule;
using testing::SigningWorld;
using testing::SoftToken;
using testing::TestIdentity;
using testing::TestKey;

bool verifies(X509* certificate, std::string_view bytes, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, X509_get0_pubkey(certificate)) ==
             1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                          bytes.size()) == 1;
}

class SigningToken : public ::testing::Test {
 protected:
  // Made once: a token takes a while.
  static void SetUpTestSuite() {
    token_ = new SoftToken;
    const SigningWorld world;
    testing::TestSigner who;
    who.key = TestKey::rsa2048;
    rsa_ = new TestIdentity(world.signer(who));
    who.key = TestKey::p256;
    curve_ = new TestIdentity(world.signer(who));
    who.key = TestKey::rsa1024;
    token_->put(*rsa_, "rsa", "01");
    token_->put(*curve_, "firma curva", "02");
    token_->putKey(world.signer(), "spaiata", "03");
    token_->putCertificate(*curve_, "spaiata", "04");
    token_->put(world.signer(who), "debole", "05");
    token_->makeCareful(world.authority(), "attenta", "06");
  }
  static void TearDownTestSuite() {
    delete token_;
    delete rsa_;
    delete curve_;
  }

  static SigningKey open(const std::string& uri, const std::string& pin = "123456") {
    return SigningKey::fromPkcs11(uri, pin, kSoftModule);
  }
  static std::string sentenceOf(const std::string& uri, const std::string& pin, ErrorKind expected,
                                const std::string& module = kSoftModule) {
    try {
      SigningKey::fromPkcs11(uri, pin, module);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), expected) << error.sentence();
      EXPECT_EQ(ERR_peek_error(), 0u);
      return error.sentence();
    }
    return "accepted";
  }

  static inline SoftToken* token_ = nullptr;
  static inline TestIdentity* rsa_ = nullptr;
  static inline TestIdentity* curve_ = nullptr;
};

TEST_F(SigningToken, SignsWithBothSortsOfKey) {
  const SigningKey rsa = open("pkcs11:token=Prova;object=rsa");
  EXPECT_EQ(rsa.sort(), KeySort::rsa);
  EXPECT_EQ(X509_cmp(rsa.certificate(), rsa_->certificate.get()), 0);
  EXPECT_TRUE(verifies(rsa_->certificate.get(), "testo", rsa.sign("testo")));
  const SigningKey curve = open("pkcs11:token=Prova;object=firma%20curva");
  EXPECT_EQ(curve.sort(), KeySort::ellipticCurve);
  EXPECT_TRUE(verifies(curve_->certificate.get(), "testo", curve.sign("testo")));
  EXPECT_TRUE(verifies(rsa_->certificate.get(), "altro", rsa.sign("altro")));
}

TEST_F(SigningToken, FindsTheKeyByItsNumber) {
  EXPECT_TRUE(verifies(curve_->certificate.get(), "testo",
                       open("pkcs11:token=Prova;id=%02;type=private").sign("testo")));
}

TEST_F(SigningToken, TakesTheModuleOfTheUri) {
  EXPECT_EQ(sentenceOf(std::string("pkcs11:token=Prova;object=rsa?module-path=") + kSoftModule, "123456",
                       ErrorKind::data, ""),
            "accepted");
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "123456", ErrorKind::usage, ""),
            "Manca la libreria del dispositivo di firma: indicarla con --module.");
}

TEST_F(SigningToken, CanBeOpenedAgainAndAgain) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(
        verifies(rsa_->certificate.get(), "testo", open("pkcs11:token=Prova;object=rsa").sign("testo")));
  }
}

TEST_F(SigningToken, GivesThePinForEachSignatureWhereItIsWanted) {
  const SigningKey careful = open("pkcs11:token=Prova;object=attenta");
  for (const char* text : {"uno", "due", "tre"})
    EXPECT_TRUE(verifies(careful.certificate(), text, careful.sign(text)));
  const SigningKey other = open("pkcs11:token=Prova;object=rsa");
  EXPECT_TRUE(verifies(rsa_->certificate.get(), "testo", other.sign("testo")));
  EXPECT_TRUE(verifies(careful.certificate(), "quattro", careful.sign("quattro")));
}

TEST_F(SigningToken, LendsOneKeyTwice) {
  auto first = std::make_unique<SigningKey>(open("pkcs11:token=Prova;object=rsa"));
  const SigningKey second = open("pkcs11:token=Prova;object=rsa");
  first.reset();
  EXPECT_TRUE(verifies(rsa_->certificate.get(), "testo", second.sign("testo")));
}

TEST_F(SigningToken, UsesOneModuleAtATime) {
  const SigningKey key = open("pkcs11:token=Prova;object=rsa");
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "123456", ErrorKind::usage, testing::kSpyModule),
            "È già in uso un dispositivo di firma con un’altra libreria: usarne uno alla volta.");
  EXPECT_TRUE(verifies(rsa_->certificate.get(), "testo", key.sign("testo")));
}

TEST_F(SigningToken, IsClosedWhenTheKeyGoes) {
  EXPECT_TRUE(
      verifies(rsa_->certificate.get(), "testo", open("pkcs11:token=Prova;object=rsa").sign("testo")));
  EXPECT_NE(sentenceOf("pkcs11:token=Prova;object=rsa", "654321", ErrorKind::data), "accepted");
}

TEST_F(SigningToken, TellsAWrongPinAndOpensAfterwards) {
  const std::string wrong =
      "Il PIN del dispositivo è sbagliato. È stato provato una volta sola: dopo pochi tentativi il "
      "dispositivo si blocca.";
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "654321", ErrorKind::data), wrong);
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "1", ErrorKind::data), wrong);
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", std::string(300, '1'), ErrorKind::data),
            "Questo non può essere il PIN di un dispositivo.");
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "", ErrorKind::data),
            "Manca il PIN del dispositivo.");
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "123456", ErrorKind::data), "accepted");
}

TEST_F(SigningToken, TriesAPinOnce) {
  setenv("PKCS11SPY", kSoftModule, 1);
  setenv("PKCS11SPY_OUTPUT", (token_->folder() / "chiamate").c_str(), 1);
  std::size_t expected = 0;
  for (const auto& [pin, object] :
       {std::pair{"654321", "rsa"}, std::pair{"654321", "assente"}, std::pair{"123456", "rsa"}}) {
    sentenceOf(std::string("pkcs11:token=Prova;object=") + object, pin, ErrorKind::data, testing::kSpyModule);
    const std::string calls = token_->folder().read("chiamate");  // the spy writes on
    std::size_t logins = 0;
    for (std::size_t at = calls.find("C_Login\n"); at != std::string::npos;
         at = calls.find("C_Login\n", at + 1))
      ++logins;
    EXPECT_EQ(logins, ++expected) << pin << ' ' << object;
  }
  unsetenv("PKCS11SPY");
  unsetenv("PKCS11SPY_OUTPUT");
}

TEST_F(SigningToken, TellsWhatIsMissing) {
  const std::string missing =
      "Sul dispositivo non si trova un certificato con questo nome. Controllare che sia inserito, e l’URI.";
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=assente", "123456", ErrorKind::data), missing);
  EXPECT_EQ(sentenceOf("pkcs11:token=Altro;object=rsa", "123456", ErrorKind::data), missing);
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=spaiata", "123456", ErrorKind::data),
            "Il certificato con questo nome non corrisponde alla chiave: indicarli con «id=».");
  EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=debole", "123456", ErrorKind::data),
            "La chiave è troppo debole: RSA di 1024 bit; ne servono almeno 2048.");
}

TEST_F(SigningToken, TellsAModuleThatDoesNotLoad) {
  const std::string sentence =
      "La libreria del dispositivo di firma non si carica. Controllare il percorso dato con --module.";
  for (const char* module : {"/manca.so", "/etc/passwd", "/usr/lib/x86_64-linux-gnu/libz.so.1"}) {
    EXPECT_EQ(sentenceOf("pkcs11:token=Prova;object=rsa", "123456", ErrorKind::surroundings, module),
              sentence)
        << module;
  }
}

TEST_F(SigningToken, RefusesUrisThatNameTooLittleOrAPin) {
  const std::string example = " Esempio: pkcs11:token=Firma;object=mia-chiave";
  const std::string pin =
      "Il PIN non va nell’URI, dove altri lo possono leggere: viene chiesto, o si dà con --password-file." +
      example;
  const auto told = [](const std::string& uri) { return sentenceOf(uri, "123456", ErrorKind::usage); };
  EXPECT_EQ(told("pkcs11:token=Prova;object=rsa?pin-value=123456"), pin);
  EXPECT_EQ(told("pkcs11:token=Prova;object=rsa;pin-value=123456"), pin);
  EXPECT_EQ(told("pkcs11:token=Prova;object=rsa?module-path=x&pin-source=file:/x"), pin);
  EXPECT_EQ(told("pkcs11:object=rsa"),
            "L’URI non dice quale dispositivo: manca «token=» o «serial=»." + example);
  EXPECT_EQ(told("pkcs11:token=Prova"),
            "L’URI non dice quale chiave del dispositivo: manca «object=» o «id=»." + example);
  EXPECT_EQ(told("token=Prova;object=rsa"),
            "Il dispositivo va indicato con un URI che comincia per «pkcs11:»." + example);
  EXPECT_EQ(told("pkcs11:token=Prova;object=%4"),
            "L’URI del dispositivo ha un «%» che non è seguito da due cifre esadecimali." + example);
  EXPECT_EQ(told("pkcs11:token=Prova;object"),
            "L’URI del dispositivo non si capisce: dopo ogni nome va «=»." + example);
  EXPECT_NE(told("pkcs11:token=Prova;object=rsa;slot-id=0").find("non è previsto"), std::string::npos);
  EXPECT_NE(told("").find("comincia per"), std::string::npos);
}

TEST_F(SigningToken, ServesKeysOfSeveralThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const bool rsa = i % 2 == 0;
      for (int n = 0; n < 5; ++n) {
        const SigningKey key = open(rsa ? "pkcs11:token=Prova;object=rsa" : "pkcs11:token=Prova;id=%02");
        right += verifies((rsa ? rsa_ : curve_)->certificate.get(), "testo", key.sign("testo")) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 20);
}

}  // namespace
}  // namespace stesura
