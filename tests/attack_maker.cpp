#include "tests/attack_maker.h"

#include "generator/signature/signing.h"
#include "tests/form_fonts.h"

namespace stesura::testing {

namespace {

std::string signedByProduct(std::string_view pdf, std::string_view field, const TestIdentity& who) {
  SigningOrder order;
  order.pdf = pdf;
  order.field = std::string(field);
  order.time = SigningWorld::kNow;
  return signPdf(order, SigningKey::fromPkcs12(who.pkcs12("prova"), "prova"), formFonts());
}

AttackGround madeGround() {
  AttackGround ground;
  ground.first = ground.world.signer({.organisation = "ASST di Esempio"});
  ground.second =
      ground.world.signer({.givenName = "Anna", .surname = "Neri", .organisation = "Provincia di Esempio"});
  ground.sign = signedByProduct;
  ground.issued = signablePdf({"firma_asst_1", "firma_provincia_1", "firma_comune_1"});
  ground.once = ground.sign(ground.issued, "firma_asst_1", ground.first);
  ground.twice = ground.sign(ground.once, "firma_provincia_1", ground.second);
  return ground;
}

}  // namespace

std::string AttackGround::signedTwice(std::string_view prepared) const {
  return sign(sign(prepared, "firma_asst_1", first), "firma_provincia_1", second);
}

const AttackGround& attackGround() {
  static const AttackGround kGround = madeGround();
  return kGround;
}

}  // namespace stesura::testing
