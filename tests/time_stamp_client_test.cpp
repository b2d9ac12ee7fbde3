// Time stamps over the network: a good authority, and each way a bad one can answer.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "generator/error.h"
#include "generator/signature/signed_attributes.h"
#include "service/http/time_stamp_client.h"
#include "signing_world.h"
#include "stamp_server.h"

namespace stesura {
namespace {

using testing::StampServer;
using testing::TestFolder;

const StampServer& server() {
  static const StampServer one;
  return one;
}

std::string message() {
  const testing::TestIdentity identity = testing::SigningWorld().signer();
  const SigningKey key = SigningKey::fromPkcs12(identity.pkcs12("prova"), "prova");
  const std::string attributes = signedAttributes(std::string(32, 'd'), key.certificate());
  return signedData(attributes, key.sign(attributes), key.certificate(), key.chain());
}

std::string sentenceOf(const std::string& address,
                       std::chrono::milliseconds patience = std::chrono::seconds(15),
                       ErrorKind expected = ErrorKind::surroundings) {
  try {
    withTimeStamp(message(), TimeStampClient(address, patience));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), expected) << error.sentence();
    return error.sentence();
  }
  return "accepted";
}

using namespace std::string_literals;
const std::string kService = "Il servizio di marcatura temporale «127.0.0.1» ";
const std::string kStamp = "La marca temporale non si può usare: ";

TEST(TimeStampClient, BringsAStampFromAnHonestAuthority) {
  const std::string before = message();
  const std::string after = withTimeStamp(before, TimeStampClient(server().address()));
  EXPECT_GT(after.size(), before.size() + 500);
  EXPECT_NE(after.find("Marcatura temporale di prova"), std::string::npos);
}

TEST(TimeStampClient, TellsEachWayAnAuthorityFails) {
  const auto told = [](const char* path) { return sentenceOf(server().address(path)); };
  EXPECT_EQ(told("refused"), kStamp + "il servizio di marcatura ha rifiutato la richiesta (stato 2).");
  EXPECT_EQ(told("other-nonce"), kStamp + "risponde a un’altra richiesta (il numero casuale è diverso).");
  EXPECT_EQ(told("other-digest"), kStamp + "è di un’altra firma (l’impronta è diversa).");
  EXPECT_EQ(told("garbage"), kStamp + "la risposta del servizio non è quella di una marcatura.");
  EXPECT_EQ(told("page"), kService + "non risponde con una marca temporale.");
  EXPECT_EQ(told("nowhere"), kService + "risponde con l’errore 404.");
  EXPECT_EQ(told("redirect"), kService + "rimanda a un altro indirizzo: indicare quello con --tsa.");
  EXPECT_EQ(told("cut"), kService + "ha interrotto la risposta.");
  EXPECT_EQ(told("endless"), kService + "manda una risposta troppo lunga.");
}

TEST(TimeStampClient, WaitsNoLongerThanItsPatience) {
  for (const char* path : {"slow", "drip", "huge"}) {
    const auto started = std::chrono::steady_clock::now();
    const std::string sentence = sentenceOf(server().address(path), std::chrono::milliseconds(700));
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10)) << path;
    if (path != std::string("huge"))
      EXPECT_EQ(sentence, kService + "non ha risposto in tempo. Riprovare più tardi.") << path;
    else
      EXPECT_EQ(sentence, kService + "ha interrotto la risposta.");
  }
}

TEST(TimeStampClient, TellsAServiceThatIsNotThere) {
  EXPECT_EQ(sentenceOf("http://127.0.0.1:1/"),
            kService + "non si raggiunge. Controllare l’indirizzo e la rete.");
  EXPECT_EQ(sentenceOf("http://manca.invalid/"),
            "Il servizio di marcatura temporale «manca.invalid» non si raggiunge. Controllare l’indirizzo e "
            "la rete.");
}

TEST(TimeStampClient, RefusesAddressesItCannotUse) {
  const auto told = [](const std::string& address) {
    return sentenceOf(address, std::chrono::seconds(1), ErrorKind::usage);
  };
  const std::string example = " Esempio: --tsa https://tsa.example/marca";
  EXPECT_EQ(told("http://nome:segreto@127.0.0.1/"),
            "Nell’indirizzo del servizio di marcatura non vanno nome utente e password." + example);
  EXPECT_EQ(told("http://nome@127.0.0.1/"),
            "Nell’indirizzo del servizio di marcatura non vanno nome utente e password." + example);
  EXPECT_EQ(told("ftp://127.0.0.1/"),
            "L’indirizzo del servizio di marcatura comincia per https:// o http://." + example);
  EXPECT_EQ(told("file:///etc/passwd"),
            "L’indirizzo del servizio di marcatura comincia per https:// o http://." + example);
  for (const char* address :
       {"http://", "http:///x", "http://a b/", "http://h:99999999/", "http://[::1", "http://a%0d%0ab/"}) {
    EXPECT_EQ(told(address), "L’indirizzo del servizio di marcatura non si capisce." + example) << address;
  }
  EXPECT_NE(told("tsa.example"), "accepted");
  EXPECT_NE(told(""), "accepted");
}

TEST(TimeStampClient, TellsNameAndPasswordToWhoAsks) {
  const auto told = [](const TimeStampLogin& login) {
    try {
      withTimeStamp(message(), TimeStampClient(server().address("login"), std::chrono::seconds(15), login));
    } catch (const Error& error) {
      return error.sentence();
    }
    return "accepted"s;
  };
  EXPECT_EQ(told({"utente", "parola d’ordine"}), "accepted");
  EXPECT_EQ(told({"utente", "altra"}), kService + "non accetta questo nome utente con questa password.");
  EXPECT_EQ(told({}), kService + "chiede nome utente e password: indicarli con --tsa-login.");
}

TEST(TimeStampClient, KeepsNameAndPasswordFromWhoListens) {
  const auto told = [](const std::string& address, const TimeStampLogin& login) {
    try {
      TimeStampClient(address, std::chrono::seconds(1), login);
    } catch (const Error& error) {
      return error.sentence();
    }
    return ""s;
  };
  const std::string clear =
      "Nome utente e password non si mandano in chiaro: per il servizio di marcatura serve un indirizzo "
      "https://.";
  for (const char* address : {"http://tsa.example/", "http://127.0.0.1.example/", "http://localhost.example/",
                              "http://192.0.2.1/"}) {
    EXPECT_EQ(told(address, {"utente", "segreto"}), clear) << address;
  }
  EXPECT_EQ(told("https://tsa.example/", {"utente", "segreto"}), "");
  EXPECT_EQ(told("http://[::1]/", {"utente", "segreto"}), "");
  for (const TimeStampLogin& odd : {TimeStampLogin{"a:b", "c"}, TimeStampLogin{"", "segreto"},
                                    TimeStampLogin{"a\r\nX: y", "c"}, TimeStampLogin{"a", "c\n"}}) {
    EXPECT_TRUE(
        told("https://tsa.example/", odd).starts_with("Il nome utente del servizio di marcatura manca"))
        << odd.user;
  }
}

TEST(TimeStampClient, GoesPastProxiesOfTheEnvironment) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("HTTP_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_EQ(sentenceOf(server().address()), "accepted");
  unsetenv("http_proxy");
  unsetenv("HTTP_PROXY");
}

// Certificates of TLS servers, made with the authority's own tools.
class OverTls : public ::testing::Test {
 protected:
  void makeCertificate(const std::string& name, const std::string& alternative) {
    const std::string command =
        "cd '" + folder_.path().string() +
        "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout " + name +
        ".key -out " + name + ".pem -days 30 -subj /CN=prova -addext subjectAltName=" + alternative +
        " 2>detto";
    ASSERT_EQ(std::system(command.c_str()), 0) << folder_.read("detto");
  }
  ~OverTls() override { unsetenv("SSL_CERT_FILE"); }

  TestFolder folder_;
};

TEST_F(OverTls, WantsACertificateThatTheSystemTrusts) {
  makeCertificate("giusto", "IP:127.0.0.1,DNS:localhost");
  const StampServer secure({folder_ / "giusto.pem", folder_ / "giusto.key"});
  EXPECT_EQ(sentenceOf(secure.address()), kService + "non si presenta con un certificato fidato.");
  setenv("SSL_CERT_FILE", (folder_ / "giusto.pem").c_str(), 1);
  EXPECT_EQ(sentenceOf(secure.address()), "accepted");
  EXPECT_EQ(sentenceOf("https://localhost:" + secure.port() + "/"), "accepted");
  EXPECT_EQ(sentenceOf(secure.address("endless")), kService + "manda una risposta troppo lunga.");
  EXPECT_EQ(sentenceOf(secure.address("drip"), std::chrono::milliseconds(700)),
            kService + "non ha risposto in tempo. Riprovare più tardi.");
}

TEST_F(OverTls, WantsACertificateForThisHost) {
  makeCertificate("altrui", "DNS:altrove.example");
  const StampServer secure({folder_ / "altrui.pem", folder_ / "altrui.key"});
  setenv("SSL_CERT_FILE", (folder_ / "altrui.pem").c_str(), 1);
  EXPECT_EQ(sentenceOf(secure.address()), kService + "non si presenta con un certificato fidato.");
  EXPECT_NE(sentenceOf("https://localhost:" + secure.port() + "/"), "accepted");
}

TEST_F(OverTls, DoesNotTakePlainAnswers) {
  std::string address = server().address();
  address.replace(0, 5, "https:");
  EXPECT_EQ(sentenceOf(address), kService + "non si presenta con un certificato fidato.");
}

}  // namespace
}  // namespace stesura
