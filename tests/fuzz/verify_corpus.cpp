// Writes the small signed files from which the fuzz driver starts (corpus/) into the folder given, and
// whom to trust for them. New keys each time; none is kept. Those called «valid…» are.

#include <filesystem>
#include <fstream>
#include <string>

#include "generator/signature/signing.h"
#include "tests/form_fonts.h"
#include "tests/pdf_updates.h"
#include "tests/signed_message.h"
#include "tests/signing_world.h"

using namespace stesura;
using namespace stesura::testing;

namespace {

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  for (std::size_t at = 64; at < out.size(); at += 65) out.insert(at, "\n");
  return out;
}

struct Corpus {
  std::filesystem::path folder;
  SigningWorld world{};
  TestIdentity first = world.signer(),
               second = world.signer(
                   {.givenName = "Anna", .surname = "Neri", .organisation = "Provincia di Esempio"});
  TestIdentity stamps = world.timeStampAuthority();

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }

  std::string sign(std::string_view pdf, const std::string& field, const TestIdentity& who,
                   bool isStamped = false) const {
    SigningOrder order;
    order.pdf = pdf;
    order.field = field;
    order.time = SigningWorld::kNow;
    order.reserved = isStamped ? 8192 : 3072;
    const SigningKey key = SigningKey::fromPkcs12(who.pkcs12("prova"), "prova");
    const auto transport = [this](std::string_view request) { return world.timeStamp(request, stamps); };
    return signPdf(order, key, formFonts(), isStamped ? TimeStampTransport(transport) : TimeStampTransport());
  }

  void writePdfs() const {
    const std::string issued = signablePdf({"a", "b"}, 1);
    const std::string once = sign(issued, "a", first), twice = sign(once, "b", second);
    write("da-firmare.pdf", issued);
    write("valid-una.pdf", once);
    write("valid-due.pdf", twice);
    write("valid-bollo.pdf", sign(issued, "a", first, true));
    write("annotazione.pdf", updated(once, {{40, "<</Type/Annot/Subtype/Square/Rect[0 0 600 800]>>"}}));
    const std::string onStream = updated(issued, {{41, "<</Nota(x)>>"}}, PdfReferences::stream);
    write("valid-flusso.pdf", sign(onStream, "a", first));
  }

  void writeMessages() const {
    const std::string content = "Accordo di prova.\n", simple = signedMessage(content, {first});
    write("valid-semplice.p7m", simple);
    write("valid-parallele.p7m", signedMessage(content, {first, second}));
    write("valid-doppia.p7m", signedMessage(simple, {second}));
    write("valid-base64.p7m", base64(simple));
    write("staccata.p7s", detachedMessage(content, {first}));
    write("valid-pdf.p7m", signedMessage(sign(signablePdf({"a"}, 1), "a", first), {second}));
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  Corpus corpus{.folder = arguments[1]};
  std::filesystem::create_directories(corpus.folder / "trust");
  corpus.world.writeTrust(corpus.folder / "trust");
  corpus.writePdfs();
  corpus.writeMessages();
}
