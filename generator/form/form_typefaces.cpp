#include "generator/form/form_typefaces.h"

#include <utility>
#include <vector>

#include "generator/form/embedded_face.h"
#include "generator/pdf/increment.h"

namespace stesura {
namespace {

constexpr char kSignFont[] = "/StSegni";

const Face& signFace(const FormFonts& fonts) { return fonts.nearest("DejaVuSans"); }

QPDFObjectHandle dictionary(QPDF& pdf, const std::string& body) { return QPDFObjectHandle::parse(&pdf, "<<" + body + ">>"); }

// The Type0 font, and the descriptor that it shares with the simple one.
std::pair<QPDFObjectHandle, QPDFObjectHandle> embed(QPDF& pdf, const EmbeddedFace& face) {
  QPDFObjectHandle file = QPDFObjectHandle::newStream(&pdf, face.fontFile);
  file.getDict().replaceKey("/Length1", QPDFObjectHandle::newInteger(static_cast<long long>(face.fontFile.size())));
  QPDFObjectHandle descriptor = dictionary(pdf, face.descriptor);
  descriptor.replaceKey("/FontFile2", pdf.makeIndirectObject(file));
  descriptor = pdf.makeIndirectObject(descriptor);
  QPDFObjectHandle descendant = dictionary(pdf, face.cidFont);
  descendant.replaceKey("/FontDescriptor", descriptor);
  QPDFObjectHandle type0 = dictionary(pdf, face.type0);
  type0.replaceKey("/DescendantFonts", QPDFObjectHandle::newArray({pdf.makeIndirectObject(descendant)}));
  type0.replaceKey("/ToUnicode", pdf.makeIndirectObject(QPDFObjectHandle::newStream(&pdf, face.toUnicode)));
  return {pdf.makeIndirectObject(type0), descriptor};
}

}  // namespace

FormTypefaces embedTypefaces(QPDF& pdf, const PreparedFaces& faces, Signs signs) {
  QPDFObjectHandle fonts = QPDFObjectHandle::newDictionary();
  FormTypefaces typefaces{QPDFObjectHandle::newDictionary(), QPDFObjectHandle::newDictionary()};
  for (std::uint32_t number = 0; number < faces.size(); ++number) {
    const EmbeddedFace face(faces.face(number), latinCharacters(), "STESUR");
    const auto [type0, descriptor] = embed(pdf, face);
    fonts.replaceKey("/St" + std::to_string(number), type0);
    QPDFObjectHandle simple = dictionary(pdf, face.simple);
    simple.replaceKey("/FontDescriptor", descriptor);
    typefaces.simple.replaceKey("/Sc" + std::to_string(number), pdf.makeIndirectObject(simple));
  }
  if (signs == Signs::embedded) {
    const EmbeddedFace face(signFace(faces.fonts()), {kBoxSign, kTickedSign}, "STESUS");
    fonts.replaceKey(kSignFont, embed(pdf, face).first);
  }
  typefaces.resources.replaceKey("/Font", fonts);
  typefaces.resources = pdf.makeIndirectObject(typefaces.resources);
  return typefaces;
}

std::string drawnSign(const FormFonts& fonts, char32_t sign, const SignPlace& place, const std::string& colour) {
  constexpr char kHexadecimal[] = "0123456789ABCDEF";
  std::string content = colour + "\nBT\n" + kSignFont + " ";
  appendNumber(content, place.size);
  content += " Tf\n";
  appendNumber(content, place.x);
  content += ' ';
  appendNumber(content, place.y);
  content += " Td\n<";
  const unsigned glyph = signFace(fonts).glyph(sign).id;
  for (int shift = 12; shift >= 0; shift -= 4) content += kHexadecimal[glyph >> shift & 15];
  return content + "> Tj\nET\n";
}

}  // namespace stesura
