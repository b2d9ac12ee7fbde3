// The message of a signature as others read it, and time stamps beside it.
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>

#include <algorithm>
#include <cstdlib>

#include "generator/error.h"
#include "generator/signature/der.h"
#include "generator/signature/signed_attributes.h"
#include "program_process.h"
#include "signing_world.h"

namespace stesura {
namespace {

using testing::SigningWorld;
using testing::TestFolder;
using testing::TestIdentity;
using testing::TestKey;

const SigningWorld& world() {
  static const SigningWorld one;
  return one;
}

std::string sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             EVP_sha256(), nullptr);
  return digest;
}

struct Signed {
  TestIdentity identity;
  std::string attributes, signature, message;
};

Signed signedWith(TestKey sort, const std::string& content) {
  testing::TestSigner who;
  who.key = sort;
  Signed result{world().signer(who), "", "", ""};
  const SigningKey key = SigningKey::fromPkcs12(result.identity.pkcs12("prova"), "prova");
  result.attributes = signedAttributes(sha256(content), key.certificate());
  result.signature = key.sign(result.attributes);
  result.message = signedData(result.attributes, result.signature, key.certificate(), key.chain());
  return result;
}

// What a command wrote to standard output, and whether it was content.
struct Told {
  int code;
  std::string text;
};
Told tell(const TestFolder& folder, const std::string& command) {
  const int code =
      std::system(("cd '" + folder.path().string() + "' && " + command + " > detto 2>&1").c_str());
  return {code, folder.read("detto")};
}

Told checkedByOpenSsl(const std::string& message, const std::string& content) {
  const TestFolder folder;
  folder.write("firma.der", message);
  folder.write("contenuto", content);
  folder.write("radice.pem", world().root().certificatePem());
  return tell(
      folder,
      "openssl cms -verify -cades -binary -inform DER -in firma.der -content contenuto -CAfile radice.pem "
      "-purpose any -out /dev/null");
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Der, WritesWhatItReads) {
  for (const std::size_t size : {0, 1, 127, 128, 255, 256, 65535, 65536, 70000}) {
    const std::string element = der(kDerOctets, std::string(size, 'x'));
    const std::string twice = element + element;
    const std::vector<DerPart> parts = derParts(twice);
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[1].content.size(), size);
    EXPECT_EQ(parts[1].whole, element);
  }
}

TEST(Der, RefusesWhatIsNoDer) {
  using namespace std::string_literals;
  for (const std::string& bytes :
       {"\x30"s, "\x30\x80\x00\x00"s, "\x04\x05kkkk"s, "\x04\x81\x01k"s, "\x04\x82\x00\x81k"s,
        "\x04\x85\x01\x01\x01\x01\x01"s, "\x1f\x01\x00"s, "\x04\x84\xff\xff\xff\xff"s}) {
    EXPECT_THROW(derParts(bytes), std::invalid_argument) << bytes.size();
  }
}

TEST(Der, SortsSetsByBytesWithoutSign) {
  EXPECT_EQ(derSetOf({"\xf0", "\x10\x01", "\x10"}), std::string("\x31\x04\x10\x10\x01\xf0"));
}

TEST(SignedAttributes, AreTheThreeOfTheBaselineInOrder) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  const std::vector<DerPart> attributes = derParts(derParts(one.attributes).at(0).content);
  ASSERT_EQ(attributes.size(), 3u);
  EXPECT_EQ(static_cast<unsigned char>(one.attributes.front()), kDerSet);
  std::vector<std::string> sorted, types;
  for (const DerPart& attribute : attributes) sorted.emplace_back(attribute.whole);
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
  for (const DerPart& attribute : attributes) types.emplace_back(derParts(attribute.content).at(0).whole);
  const std::vector<std::string> wanted = {derOid("1.2.840.113549.1.9.3"), derOid("1.2.840.113549.1.9.4"),
                                           derOid("1.2.840.113549.1.9.16.2.47")};
  EXPECT_TRUE(std::is_permutation(types.begin(), types.end(), wanted.begin(), wanted.end()));
  EXPECT_EQ(one.attributes, signedAttributes(sha256("contenuto"), one.identity.certificate.get()));
}

TEST(SignedAttributes, NameTheCertificate) {
  const Signed one = signedWith(TestKey::rsa2048, "contenuto");
  const TestFolder folder;
  folder.write("attributi.der", one.attributes);
  const std::string read = tell(folder, "openssl asn1parse -inform DER -in attributi.der").text;
  EXPECT_TRUE(holds(read, "id-smime-aa-signingCertificateV2")) << read;
  EXPECT_TRUE(holds(read, "CA qualificata di prova")) << read;
  EXPECT_FALSE(holds(read, "signingTime")) << read;
  EXPECT_FALSE(holds(read, ":sha256")) << read;  // the default is left out
  unsigned char digest[32];
  X509_digest(one.identity.certificate.get(), EVP_sha256(), digest, nullptr);
  EXPECT_TRUE(holds(one.attributes, std::string(reinterpret_cast<char*>(digest), 32)));
}

TEST(SignedData, SatisfiesOpenSslWithEveryKey) {
  for (const TestKey sort : {TestKey::rsa2048, TestKey::rsa3072, TestKey::p256}) {
    const Signed one = signedWith(sort, "contenuto");
    const Told told = checkedByOpenSsl(one.message, "contenuto");
    EXPECT_EQ(told.code, 0) << told.text;
    EXPECT_TRUE(holds(told.text, "CAdES Verification successful")) << told.text;
    EXPECT_NE(checkedByOpenSsl(one.message, "contenuta").code, 0);
  }
}

TEST(SignedData, IsDetachedWithOneSignerAndItsIssuers) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  const TestFolder folder;
  folder.write("firma.der", one.message);
  const std::string read = tell(folder, "openssl cms -cmsout -print -noout -inform DER -in firma.der").text;
  EXPECT_TRUE(holds(read, "eContent: <ABSENT>")) << read;
  EXPECT_EQ(count(read, "issuerAndSerialNumber"), 1u) << read;
  EXPECT_EQ(count(read, "Certificate:"), 0u);
  EXPECT_EQ(count(read, "d.certificate:"), 3u) << read;  // signer, authority, root
  EXPECT_TRUE(holds(read, "ecdsa-with-SHA256")) << read;
  EXPECT_FALSE(holds(read, "signingTime")) << read;
  const Told again = tell(
      folder,
      "openssl cms -cmsout -inform DER -in firma.der -outform DER -out altra.der && cmp firma.der altra.der");
  EXPECT_EQ(again.code, 0) << "not DER: " << again.text;
}

// --- time stamps -------------------------------------------------------------------------------

TimeStampTransport honest(std::int64_t time = SigningWorld::kNow) {
  return [time](std::string_view request) {
    return world().timeStamp(request, world().timeStampAuthority(), time);
  };
}

std::string failure(const TimeStampTransport& transport) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  try {
    withTimeStamp(one.message, transport);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::surroundings);
    EXPECT_EQ(ERR_peek_error(), 0u);
    return error.sentence();
  }
  return "accepted";
}

TEST(TimeStamp, IsPutBesideTheSignature) {
  for (const TestKey sort : {TestKey::rsa2048, TestKey::p256}) {
    const Signed one = signedWith(sort, "contenuto");
    const std::string stamped = withTimeStamp(one.message, honest());
    const Told told = checkedByOpenSsl(stamped, "contenuto");
    EXPECT_EQ(told.code, 0) << told.text;
    EXPECT_TRUE(holds(stamped, one.attributes.substr(1))) << "the signed attributes were written anew";
    EXPECT_TRUE(holds(stamped, one.signature));
    const TestFolder folder;
    folder.write("firma.der", stamped);
    const std::string read = tell(folder, "openssl cms -cmsout -print -noout -inform DER -in firma.der").text;
    EXPECT_EQ(count(read, "id-smime-aa-timeStampToken"), 1u) << read;
    EXPECT_EQ(tell(folder,
                   "openssl cms -cmsout -inform DER -in firma.der -outform DER -out altra.der && cmp "
                   "firma.der altra.der")
                  .code,
              0);
  }
}

TEST(TimeStamp, IsTheOneOverThisSignature) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  std::string request;
  withTimeStamp(one.message, [&](std::string_view asked) {
    request = asked;
    return honest()(asked);
  });
  EXPECT_TRUE(holds(request, sha256(one.signature)));
  const TestFolder folder;
  folder.write("domanda.tsq", request);
  const std::string read = tell(folder, "openssl ts -query -in domanda.tsq -text").text;
  EXPECT_TRUE(holds(read, "Hash Algorithm: sha256")) << read;
  EXPECT_TRUE(holds(read, "Certificate required: yes")) << read;
  EXPECT_TRUE(holds(read, "Nonce: 0x")) << read;
}

TEST(TimeStamp, CanBeAddedASecondTime) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  const std::string twice = withTimeStamp(withTimeStamp(one.message, honest()), honest());
  EXPECT_EQ(count(twice, derOid("1.2.840.113549.1.9.16.2.14")), 2u);
  EXPECT_EQ(checkedByOpenSsl(twice, "contenuto").code, 0);
}

TEST(TimeStamp, IsRefusedForAnotherQuestion) {
  std::string first;
  const auto replayed = [&](std::string_view request) {
    if (first.empty()) first = honest()(request);
    return first;
  };
  EXPECT_EQ(failure(replayed), "accepted");
  EXPECT_EQ(
      failure(replayed),
      "La marca temporale non si può usare: risponde a un’altra richiesta (il numero casuale è diverso).");
  // The imprint changed on the way to the authority, the nonce not.
  EXPECT_EQ(failure([](std::string_view request) {
              std::string other(request);
              const std::size_t at = other.find(std::string("\x04\x20", 2));
              other[at + 5] = static_cast<char>(other[at + 5] ^ 1);
              return honest()(other);
            }),
            "La marca temporale non si può usare: è di un’altra firma (l’impronta è diversa).");
}

TEST(TimeStamp, TellsARefusal) {
  EXPECT_EQ(
      failure([](std::string_view) { return honest()("non è una richiesta"); }),
      "La marca temporale non si può usare: il servizio di marcatura ha rifiutato la richiesta (stato 2).");
}

TEST(TimeStamp, IsRefusedWhenAlteredOrUnreadable) {
  const std::string unreadable =
      "La marca temporale non si può usare: la risposta del servizio non è quella di una marcatura.";
  EXPECT_EQ(failure([](std::string_view) { return std::string(); }), unreadable);
  EXPECT_EQ(failure([](std::string_view) { return std::string("<html>404</html>"); }), unreadable);
  EXPECT_EQ(failure([](std::string_view) { return std::string(2u << 20, '0'); }),
            "La marca temporale non si può usare: la risposta è troppo lunga.");
  EXPECT_EQ(failure([](std::string_view request) {
              std::string answer = honest()(request);
              answer.back() = static_cast<char>(answer.back() ^ 1);  // of the signature
              return answer;
            }),
            "La marca temporale non si può usare: la sua firma non è giusta, o il certificato di chi l’ha "
            "fatta non è per marche temporali.");
}

TEST(TimeStamp, SurvivesAnswersBrokenAtRandom) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  int refused = 0;
  for (int run = 0; run < 400; ++run) {
    try {
      withTimeStamp(one.message, [&](std::string_view request) {
        std::string answer = honest()(request);
        answer[(static_cast<std::size_t>(run) * 7919) % answer.size()] ^= static_cast<char>(1 + run % 255);
        return answer;
      });
    } catch (const Error&) {
      ++refused;
    }
    ASSERT_EQ(ERR_peek_error(), 0u);
  }
  EXPECT_GT(refused, 200);  // a changed byte of the issuers inside, or of unsigned parts, may go unseen
}

// An answer whose statement of the time is signed by whomever.
std::string stampedBy(const TestIdentity& who, std::string_view request) {
  const std::string honestAnswer = honest()(request);
  const auto* next = reinterpret_cast<const unsigned char*>(honestAnswer.data());
  const std::unique_ptr<TS_RESP, decltype(&TS_RESP_free)> response(
      d2i_TS_RESP(nullptr, &next, static_cast<long>(honestAnswer.size())), TS_RESP_free);
  unsigned char* statement = nullptr;
  const int size = i2d_TS_TST_INFO(TS_RESP_get_tst_info(response.get()), &statement);
  const std::unique_ptr<BIO, decltype(&BIO_free)> content(BIO_new_mem_buf(statement, size), BIO_free);
  const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> token(
      CMS_sign(who.certificate.get(), who.key.get(), nullptr, nullptr, flags), CMS_ContentInfo_free);
  CMS_set1_eContentType(token.get(), OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
  CMS_final(token.get(), content.get(), nullptr, flags);
  unsigned char* bytes = nullptr;
  const int length = i2d_CMS_ContentInfo(token.get(), &bytes);
  const std::string_view written(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  const std::string answer =
      derSequence({derSequence({der(kDerInteger, std::string_view("\0", 1))}), written});
  OPENSSL_free(bytes);
  OPENSSL_free(statement);
  return answer;
}

TEST(TimeStamp, IsRefusedFromACertificateForSomethingElse) {
  EXPECT_EQ(
      failure([](std::string_view request) { return stampedBy(world().timeStampAuthority(), request); }),
      "accepted");
  EXPECT_EQ(failure([](std::string_view request) { return stampedBy(world().signer(), request); }),
            "La marca temporale non si può usare: la sua firma non è giusta, o il certificato di chi l’ha "
            "fatta non è per marche temporali.");
}

TEST(TimeStamp, IsRefusedOutsideTheTimeOfItsCertificate) {
  EXPECT_EQ(failure(honest(1700000000)),  // 2023: the certificate begins with 2026
            "La marca temporale non si può usare: la sua firma non è giusta, o il certificato di chi l’ha "
            "fatta non è per marche temporali.");
}

TEST(TimeStamp, WantsAMessageOfOneSigner) {
  const Signed one = signedWith(TestKey::p256, "contenuto");
  for (const std::string& message :
       {std::string(), std::string("prova"), one.message + "x", one.message + one.message, one.attributes,
        one.message.substr(0, one.message.size() - 1)}) {
    try {
      withTimeStamp(message, honest());
      ADD_FAILURE() << "accepted a message of " << message.size() << " bytes";
    } catch (const Error& error) {
      EXPECT_EQ(error.sentence(), "La firma non è un messaggio in DER con un solo firmatario.");
    }
  }
}

}  // namespace
}  // namespace stesura
