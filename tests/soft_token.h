// A signature device made of software (softhsm2), with a key and its certificate, for tests.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "program_process.h"
#include "signing_world.h"

namespace stesura::testing {

constexpr const char* kSoftModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kSpyModule = "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so";  // of opensc: tells each call

// Its token is called «Prova», its PIN is 123456. While it lives, SOFTHSM2_CONF points to it.
class SoftToken {
 public:
  SoftToken() {
    std::filesystem::create_directory(folder_.path() / "tokens");
    folder_.write("softhsm2.conf", "directories.tokendir = " + folder_ / "tokens" +
                                       "\nobjectstore.backend = file\nlog.level = ERROR\n");
    setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    call("softhsm2-util --init-token --free --label Prova --pin 123456 --so-pin 12345678");
  }
  ~SoftToken() { unsetenv("SOFTHSM2_CONF"); }

  // `id`: hexadecimal.
  void put(const TestIdentity& identity, const std::string& label, const std::string& id) const {
    putKey(identity, label, id);
    putCertificate(identity, label, id);
  }
  void putKey(const TestIdentity& identity, const std::string& label, const std::string& id) const {
    folder_.write("chiave.pem", identity.keyPem());
    call("softhsm2-util --import chiave.pem --token Prova --pin 123456 --label '" + label + "' --id " + id);
    std::filesystem::remove(folder_.path() / "chiave.pem");
  }
  void putCertificate(const TestIdentity& identity, const std::string& label, const std::string& id) const {
    folder_.write("certificato.pem", identity.certificatePem());
    call("openssl x509 -in certificato.pem -outform DER -out certificato.der");
    call(std::string("pkcs11-tool --module ") + kSoftModule +
         " --token-label Prova --login --pin 123456 --write-object certificato.der --type cert --label '" +
         label + "' --id " + id);
  }
  // A key made inside that wants the PIN for each signature, as qualified devices do, and a certificate of
  // it.
  void makeCareful(const TestIdentity& issuer, const std::string& label, const std::string& id) const {
    const std::string tool = std::string("pkcs11-tool --module ") + kSoftModule +
                             " --token-label Prova --login --pin 123456 --id " + id;
    folder_.write("chiave.pem", issuer.keyPem());
    folder_.write("autorita.pem", issuer.certificatePem());
    call(tool + " --keypairgen --key-type rsa:2048 --always-auth --label '" + label + "'");
    call(tool +
         " --read-object --type pubkey -o pubblica.der && openssl pkey -pubin -inform DER -in pubblica.der "
         "-out pubblica.pem");
    call("openssl req -new -key chiave.pem -subj /CN=Prova -out richiesta.pem");
    call(
        "openssl x509 -req -in richiesta.pem -force_pubkey pubblica.pem -CA autorita.pem -CAkey chiave.pem "
        "-set_serial 9 -days 90 "
        "-outform DER -out certificato.der");
    call(tool + " --write-object certificato.der --type cert --label '" + label + "'");
    std::filesystem::remove(folder_.path() / "chiave.pem");
  }
  std::string configuration() const { return folder_ / "softhsm2.conf"; }
  const TestFolder& folder() const { return folder_; }

 private:
  void call(const std::string& command) const {
    const std::string whole = "cd '" + folder_.path().string() + "' && " + command + " > detto 2>&1";
    if (std::system(whole.c_str()) != 0) throw std::runtime_error(command + ": " + folder_.read("detto"));
  }

  TestFolder folder_;
};

}  // namespace stesura::testing
