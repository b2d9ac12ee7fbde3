#include "generator/form/look.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "generator/pdf/decimal.h"

namespace stesura {

namespace {

constexpr double kLargestBox = 14400;  // points: the largest page (ISO 32000-1, annex C)

// A number of a content stream: digits, a sign, a point. False if the word is none.
bool readNumber(std::string_view word, double& value) {
  constexpr std::size_t kLongest = 40;
  const bool fits = !word.empty() && word.size() <= kLongest &&
                    word.find_first_not_of("0123456789+-.") == std::string_view::npos &&
                    word.find_first_of("0123456789") != std::string_view::npos;
  if (!fits) return false;
  const bool negative = word.front() == '-';
  double whole = 0, scale = 0;
  for (const char letter : word) {
    if (letter == '.') scale = 1;
    if (letter < '0' || letter > '9') continue;
    whole = whole * 10 + (letter - '0');
    scale *= 10;
  }
  value = (negative ? -whole : whole) / (scale > 0 ? scale : 1);
  return true;
}

// By its digits: bounded before it is a number of any type.
double numberOf(QPDFObjectHandle object, double least, double most, double otherwise) {
  if (!object.isNumber()) return otherwise;
  double value = 0;
  const std::string text = object.isInteger() ? object.unparseResolved() : object.getRealValue();
  return readNumber(text, value) ? std::clamp(value, least, most) : otherwise;
}

void appendNumbers(std::string& out, std::initializer_list<double> numbers) {
  for (const double number : numbers) {
    appendDecimal(out, number);
    out += ' ';
  }
}

// Table 189: no component is transparent, one grey, three RGB, four CMYK.
std::string colourOf(QPDFObjectHandle colour, std::array<const char*, 3> operators) {
  if (!colour.isArray()) return {};
  const int components = colour.getArrayNItems();
  if (components != 1 && components != 3 && components != 4) return {};
  std::string text;
  for (int i = 0; i < components; ++i) {
    appendDecimal(text, numberOf(colour.getArrayItem(i), 0, 1, 0));
    text += ' ';
  }
  return text + operators[components == 1 ? 0 : components == 3 ? 1 : 2];
}

void readBorder(QPDFObjectHandle widget, WidgetLook& look) {
  constexpr double kWidest = 100;
  QPDFObjectHandle style = widget.getKey("/BS");
  if (style.isDictionary()) {
    look.borderWidth = numberOf(style.getKey("/W"), 0, kWidest, 1);
    QPDFObjectHandle letter = style.getKey("/S");
    const std::string name = letter.isName() ? letter.getName() : "";
    look.borderStyle = name == "/D"   ? BorderStyle::dashed
                       : name == "/B" ? BorderStyle::beveled
                       : name == "/I" ? BorderStyle::inset
                       : name == "/U" ? BorderStyle::underline
                                      : BorderStyle::solid;
    return;
  }
  QPDFObjectHandle border = widget.getKey("/Border");
  if (!border.isArray() || border.getArrayNItems() < 3) return;
  look.borderWidth = numberOf(border.getArrayItem(2), 0, kWidest, 1);
  if (border.getArrayNItems() > 3 && border.getArrayItem(3).isArray())
    look.borderStyle = BorderStyle::dashed;
}

TickShape tickOf(QPDFObjectHandle caption) {
  const std::string text = caption.isString() ? caption.getUTF8Value() : "";
  if (text == "l") return TickShape::circle;
  if (text == "8") return TickShape::cross;
  if (text == "u") return TickShape::diamond;
  if (text == "n") return TickShape::square;
  return text == "H" ? TickShape::star : TickShape::check;
}

bool isSpace(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\f' ||
         letter == '\0';
}

// «Arial#20Bold» -> «Arial Bold» (7.3.5).
std::string plainName(std::string_view name) {
  const auto digit = [](char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '#' && i + 2 < name.size() && digit(name[i + 1]) >= 0 && digit(name[i + 2]) >= 0) {
      plain += static_cast<char>(digit(name[i + 1]) * 16 + digit(name[i + 2]));
      i += 2;
    } else {
      plain += name[i];
    }
  }
  return plain;
}

std::string colourOperator(const std::vector<double>& operands, std::string_view name) {
  const std::size_t wanted = name == "g" ? 1 : name == "rg" ? 3 : 4;
  if (operands.size() < wanted) return {};
  std::string text;
  for (auto operand = operands.end() - static_cast<std::ptrdiff_t>(wanted); operand != operands.end();
       ++operand) {
    appendDecimal(text, std::clamp(*operand, 0.0, 1.0));
    text += ' ';
  }
  return text + std::string(name);
}

// 12.7.3.3: «/Helv 9 Tf 0 g». What is neither font nor colour is left out.
void readDefaultAppearance(std::string_view text, WidgetLook& look) {
  constexpr std::size_t kLongest = 4096;
  constexpr double kLargestType = 1000;
  text = text.substr(0, kLongest);
  std::string name;
  std::vector<double> operands;
  for (std::size_t i = 0; i < text.size();) {
    if (isSpace(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && !isSpace(text[end]) && text[end] != '/') ++end;
    const std::string_view word = text.substr(i, end - i);
    i = end;
    double number = 0;
    if (word.front() == '/') {
      name = plainName(word.substr(1));
      operands.clear();
      continue;
    }
    if (readNumber(word, number)) {
      operands.push_back(number);
      continue;
    }
    if (word == "Tf" && !operands.empty()) {
      look.fontName = name;
      look.fontSize = std::clamp(operands.back(), 0.0, kLargestType);
    } else if (word == "g" || word == "rg" || word == "k") {
      if (std::string colour = colourOperator(operands, word); !colour.empty())
        look.textColour = std::move(colour);
    }
    operands.clear();
  }
}

// Four arcs; kCircle is the usual place of the control points (4/3·(√2−1)).
void appendCircle(std::string& out, double x, double y, double radius) {
  constexpr double kCircle = 0.5522847498;
  const double c = radius * kCircle;
  appendNumbers(out, {x + radius, y});
  out += "m ";
  const std::array<std::array<double, 6>, 4> arcs{{{x + radius, y + c, x + c, y + radius, x, y + radius},
                                                   {x - c, y + radius, x - radius, y + c, x - radius, y},
                                                   {x - radius, y - c, x - c, y - radius, x, y - radius},
                                                   {x + c, y - radius, x + radius, y - c, x + radius, y}}};
  for (const auto& arc : arcs) {
    appendNumbers(out, {arc[0], arc[1], arc[2], arc[3], arc[4], arc[5]});
    out += "c ";
  }
  out += "h ";
}

void appendPolygon(std::string& out, std::initializer_list<std::array<double, 2>> points) {
  bool first = true;
  for (const auto& point : points) {
    appendNumbers(out, {point[0], point[1]});
    out += first ? "m " : "l ";
    first = false;
  }
  out += "h ";
}

void appendCross(std::string& out, double x, double y, double r) {
  const double t = r * 0.2;  // half of a stroke, along the axes
  appendPolygon(out, {{x - r, y + r - t},
                      {x - r + t, y + r},
                      {x, y + t},
                      {x + r - t, y + r},
                      {x + r, y + r - t},
                      {x + t, y},
                      {x + r, y - r + t},
                      {x + r - t, y - r},
                      {x, y - t},
                      {x - r + t, y - r},
                      {x - r, y - r + t},
                      {x - t, y}});
}

void appendStar(std::string& out, double x, double y, double r) {
  for (int corner = 0; corner < 10; ++corner) {
    const double length = (corner % 2 == 0 ? 1.15 : 0.44) * r;
    const double angle = std::numbers::pi / 2 + corner * std::numbers::pi / 5;
    appendNumbers(out, {x + length * std::cos(angle), y + length * std::sin(angle)});
    out += corner == 0 ? "m " : "l ";
  }
  out += "h ";
}

// As wide as the box bears it.
double drawnBorder(const WidgetLook& look) {
  return std::min(look.borderWidth, std::min(look.width, look.height) / 4);
}

void drawRoundFrame(const WidgetLook& look, double border, std::string& out) {
  const double radius = std::min(look.width, look.height) / 2;
  const double x = look.width / 2, y = look.height / 2;
  if (!look.background.empty()) {
    out += look.background + '\n';
    appendCircle(out, x, y, radius);
    out += "f\n";
  }
  if (look.border.empty() || border <= 0) return;
  out += look.border + '\n';
  appendDecimal(out, border);
  out += " w ";
  if (look.borderStyle == BorderStyle::dashed) out += "[3] 0 d ";
  appendCircle(out, x, y, radius - border / 2);
  out += "S\n";
}

// The light and the dark half of a raised or sunken edge, inside the border.
void drawEdges(const WidgetLook& look, double border, std::string& out) {
  const bool raised = look.borderStyle == BorderStyle::beveled;
  const double near = border, far = 2 * border;
  const double w = look.width, h = look.height;
  out += raised ? "1 g\n" : "0.5 g\n";
  appendPolygon(out, {{near, near},
                      {near, h - near},
                      {w - near, h - near},
                      {w - far, h - far},
                      {far, h - far},
                      {far, far}});
  out += raised ? "f\n0.5 g\n" : "f\n0.75 g\n";
  appendPolygon(out, {{w - near, h - near},
                      {w - near, near},
                      {near, near},
                      {far, far},
                      {w - far, far},
                      {w - far, h - far}});
  out += "f\n";
}

void drawSquareFrame(const WidgetLook& look, double border, std::string& out) {
  if (!look.background.empty()) {
    out += look.background + '\n';
    appendNumbers(out, {0, 0, look.width, look.height});
    out += "re f\n";
  }
  if (border <= 0) return;
  if (look.borderStyle == BorderStyle::beveled || look.borderStyle == BorderStyle::inset)
    drawEdges(look, border, out);
  if (look.border.empty()) return;
  out += look.border + '\n';
  appendDecimal(out, border);
  out += " w\n";
  if (look.borderStyle == BorderStyle::underline) {
    appendNumbers(out, {0, border / 2});
    out += "m ";
    appendNumbers(out, {look.width, border / 2});
    out += "l S\n";
    return;
  }
  if (look.borderStyle == BorderStyle::dashed) out += "[3] 0 d\n";
  appendNumbers(out, {border / 2, border / 2, look.width - border, look.height - border});
  out += "re S\n";
}

}  // namespace

double WidgetLook::inset() const {
  const bool edged = borderStyle == BorderStyle::beveled || borderStyle == BorderStyle::inset;
  return (edged ? 2 : 1) * borderWidth + std::max(1.0, borderWidth);
}

std::string WidgetLook::matrix() const {
  std::string text = "[";
  switch (rotation) {
    case 90:
      text += "0 1 -1 0 ";
      appendNumbers(text, {height, 0});
      break;
    case 180:
      text += "-1 0 0 -1 ";
      appendNumbers(text, {width, height});
      break;
    case 270:
      text += "0 -1 1 0 ";
      appendNumbers(text, {0, width});
      break;
    default:
      text += "1 0 0 1 0 0 ";
      break;
  }
  text.back() = ']';
  return text;
}

WidgetLook readLook(QPDFObjectHandle widget, const std::string& defaultAppearance) {
  WidgetLook look;
  readDefaultAppearance(defaultAppearance, look);
  if (!widget.isDictionary()) return look;
  QPDFObjectHandle rect = widget.getKey("/Rect");
  if (rect.isArray() && rect.getArrayNItems() == 4) {
    const auto side = [&rect](int i) { return numberOf(rect.getArrayItem(i), -1e6, 1e6, 0); };
    look.width = std::min(std::abs(side(2) - side(0)), kLargestBox);
    look.height = std::min(std::abs(side(3) - side(1)), kLargestBox);
  }
  readBorder(widget, look);
  QPDFObjectHandle characteristics = widget.getKey("/MK");
  if (!characteristics.isDictionary()) return look;
  look.background = colourOf(characteristics.getKey("/BG"), {"g", "rg", "k"});
  look.border = colourOf(characteristics.getKey("/BC"), {"G", "RG", "K"});
  look.tick = tickOf(characteristics.getKey("/CA"));
  const int turned = static_cast<int>(numberOf(characteristics.getKey("/R"), -36000, 36000, 0));
  const int rotation = (turned % 360 + 360) % 360;
  if (rotation % 90 == 0) look.rotation = rotation;
  if (rotation == 90 || rotation == 270) std::swap(look.width, look.height);
  return look;
}

void drawFrame(const WidgetLook& look, FormFieldType type, std::string& out) {
  const double border = drawnBorder(look);
  if (look.background.empty() && (look.border.empty() || border <= 0)) return;
  out += "q\n";
  if (type == FormFieldType::radio && look.tick == TickShape::circle)
    drawRoundFrame(look, border, out);
  else
    drawSquareFrame(look, border, out);
  out += "Q\n";
}

void drawTick(const WidgetLook& look, std::string& out) {
  const double side = std::min(look.width, look.height) - 2 * drawnBorder(look);
  if (side <= 0) return;
  const double x = look.width / 2, y = look.height / 2;
  const double r = side * 0.36;  // half of the mark
  out += "q\n" + (look.textColour.empty() ? std::string("0 g") : look.textColour) + '\n';
  switch (look.tick) {
    case TickShape::circle:
      appendCircle(out, x, y, side * 0.27);
      break;
    case TickShape::square:
      appendPolygon(out, {{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}});
      break;
    case TickShape::diamond:
      appendPolygon(out, {{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}});
      break;
    case TickShape::cross:
      appendCross(out, x, y, r);
      break;
    case TickShape::star:
      appendStar(out, x, y, r);
      break;
    case TickShape::check:
      appendPolygon(out, {{x - r, y - r * 0.05},
                          {x - r * 0.68, y + r * 0.27},
                          {x - r * 0.25, y - r * 0.3},
                          {x + r * 0.72, y + r * 0.95},
                          {x + r, y + r * 0.72},
                          {x - r * 0.22, y - r * 0.95}});
      break;
  }
  out += "f\nQ\n";
}

}  // namespace stesura
