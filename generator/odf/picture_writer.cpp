#include "generator/odf/picture_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "generator/digest.h"
#include "generator/merge/escape.h"
#include "generator/merge/italian.h"
#include "generator/merge/present.h"
#include "generator/odf/data_picture.h"
#include "generator/picture/chart.h"
#include "generator/picture/label.h"
#include "generator/picture/qr.h"
#include "generator/picture/raster.h"

namespace stesura {
namespace {

constexpr double kPointsPerCentimetre = 72 / 2.54;
constexpr double kPointsPerModule = 2;                 // as drawQr draws them
constexpr double kLeastModule = 0.25 * 72 / 25.4;      // points; readers miss smaller ones on paper
constexpr std::size_t kNameLetters = 32;  // of the digest, in the name of the part

struct Figure {
  DataPicture picture;
  std::string title, description;
};

std::string centimetres(double points) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(),
                                 points / kPointsPerCentimetre, std::chars_format::fixed, 3)
                       .ptr;
  return std::string(text.data(), end) + "cm";
}

DataPicture vectorPicture(Drawing drawing) {
  return {std::move(drawing.svg), "image/svg+xml", ".svg", drawing.width, drawing.height};
}

const std::string* textOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

std::string readFigure(const Json& value, const FrameBox&, Figure& figure) {
  if (!value.is_object()) return "non è un'immagine";
  const std::string* alternative = textOf(value, "testo_alternativo");
  if (alternative != nullptr) {
    if (std::string wrong = readLabel(*alternative, figure.description, 2000); !wrong.empty())
      return wrong;
  }
  if (figure.description.empty())
    return "non ha «testo_alternativo», il testo per chi non vede l'immagine";
  const std::string* content = textOf(value, "contenuto");
  std::string bytes;
  if (content == nullptr || !readBase64(*content, bytes))
    return "non ha in «contenuto» un'immagine in base64";
  return readDataPicture(bytes, figure.picture);
}

std::string readCode(const Json& value, const FrameBox& box, Figure& figure) {
  const std::string* text = value.get_ptr<const std::string*>();
  const auto number = text == nullptr ? decimalText(value) : std::nullopt;
  if (text == nullptr && !number)
    return "non è un testo né un numero, e non può stare in un codice QR";
  Drawing drawing;
  if (std::string wrong = drawQr(text != nullptr ? *text : *number, drawing); !wrong.empty())
    return wrong;
  if (std::min(box.width, box.height) / (drawing.width / kPointsPerModule) < kLeastModule)
    return "ha più testo di quanto un codice QR ne possa mostrare leggibile nella cornice: "
           "ingrandire la cornice nel modello";
  figure.picture = vectorPicture(std::move(drawing));
  figure.title = box.title;
  figure.description = box.description.empty() && box.title.empty() ? "Codice QR" : box.description;
  return "";
}

std::string readDiagram(const Json& value, const FrameBox& box, Figure& figure) {
  Drawing drawing;
  if (std::string wrong = drawChart(value, {box.width, box.height}, drawing); !wrong.empty())
    return wrong;
  figure.picture = vectorPicture(std::move(drawing));
  figure.description = describeChart(value);
  if (const std::string* title = textOf(value, "titolo")) readLabel(*title, figure.title);
  return "";
}

class PictureWriter : public ValueWriter {
 public:
  PictureWriter(ValueFormat format, FrameBox box) : format_(format), box_(std::move(box)) {}

  bool takes(const Tag& tag, const Field* field) const override {
    return Presenter(tag.presentation, field).misfits(tag.name, tag.place).empty();
  }

  std::string write(const Json& value, WriterContext& context, std::string& out) const override {
    Figure figure;
    const auto read = format_ == ValueFormat::picture ? readFigure
                      : format_ == ValueFormat::qr    ? readCode
                                                      : readDiagram;
    if (std::string wrong = read(value, box_, figure); !wrong.empty()) return wrong;
    const double scale =
        std::min(box_.width / figure.picture.width, box_.height / figure.picture.height);
    const std::string width = centimetres(figure.picture.width * scale);
    const std::string height = centimetres(figure.picture.height * scale);
    if (width == "0.000cm" || height == "0.000cm")
      return "è troppo sottile per stare nella cornice";
    const std::string part = "Pictures/" + sha256Hex(figure.picture.bytes).substr(0, kNameLetters) +
                             figure.picture.suffix;
    writeFrame(figure, {width, height}, part, context.written + 1, out);
    context.parts.push_back({part, figure.picture.mediaType, std::move(figure.picture.bytes)});
    return "";
  }

 private:
  static void attribute(std::string& out, std::string_view name, std::string_view value) {
    out += ' ';
    out += name;
    out += "=\"";
    escapeTo(out, value, Escape::xmlAttribute);
    out += '"';
  }

  static void element(std::string& out, const char* name, const std::string& text) {
    if (text.empty()) return;
    out += std::string("<") + name + ">";
    escapeTo(out, text, Escape::xmlPlain);
    out += std::string("</") + name + ">";
  }

  // As large as fits into the box with its own proportions.
  void writeFrame(const Figure& figure, const std::pair<std::string, std::string>& size,
                  const std::string& part, std::size_t number, std::string& out) const {
    out += "<draw:frame";
    for (const auto& [name, value] : box_.attributes) attribute(out, name, value);
    attribute(out, "draw:name", box_.names + " " + std::to_string(number));
    attribute(out, "svg:width", size.first);
    attribute(out, "svg:height", size.second);
    out += "><draw:image";
    attribute(out, "xlink:href", part);
    attribute(out, "xlink:type", "simple");
    attribute(out, "xlink:show", "embed");
    attribute(out, "xlink:actuate", "onLoad");
    attribute(out, "draw:mime-type", figure.picture.mediaType);
    out += "/>";
    element(out, "svg:title", figure.title);
    element(out, "svg:desc", figure.description);
    out += "</draw:frame>";
  }

  ValueFormat format_;
  FrameBox box_;
};

}  // namespace

std::shared_ptr<const ValueWriter> makePictureWriter(ValueFormat format, FrameBox box) {
  return std::make_shared<const PictureWriter>(format, std::move(box));
}

}  // namespace stesura
