#include "service/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// Nobody is there to type a password.
int noPassword(char*, int, int, void*) { return 0; }

}  // namespace

Poco::Net::Context::Ptr tlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  Poco::Net::Context::Params params;
  params.verificationMode = Poco::Net::Context::VERIFY_NONE;
  params.cipherList = kCiphers;
  Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
  SSL_CTX* inner = context->sslContext();
  SSL_CTX_set_options(inner, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Poco's own loading would ask for a password through an exception that crosses C code.
  SSL_CTX_set_default_passwd_cb(inner, noPassword);
  const bool loaded = SSL_CTX_use_certificate_chain_file(inner, certificate.c_str()) == 1 &&
                      SSL_CTX_use_PrivateKey_file(inner, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_check_private_key(inner) == 1;
  ERR_clear_error();
  if (!loaded) {
    throw Error(ErrorKind::surroundings,
                "Il certificato o la chiave TLS non si possono usare: servono due file PEM che vadano insieme, la chiave senza password.");
  }
  return context;
}

}  // namespace stesura
