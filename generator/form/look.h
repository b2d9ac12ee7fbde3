// The frame and the marks of a widget, drawn as every viewer would (ISO 32000-1, 12.5.6.19, 12.7.4).
#pragma once

#include <cstdint>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>

#include "generator/form/form.h"

namespace stesura {

enum class BorderStyle : std::uint8_t { solid, dashed, beveled, inset, underline };
enum class TickShape : std::uint8_t { check, circle, cross, diamond, square, star };

// What /MK, /BS or /Border, /DA and the rectangle say, made upright.
struct WidgetLook {
  double width = 0, height = 0;  // of the upright box, points
  int rotation = 0;              // 0, 90, 180, 270: /MK /R
  std::string background{};      // colour operators for filling («0.9 g»); "" for none
  std::string border{};          // the same for stroking; "" for none
  double borderWidth = 1;
  BorderStyle borderStyle = BorderStyle::solid;
  TickShape tick = TickShape::check;
  std::string textColour{};      // colour operators of /DA; "" is black
  std::string fontName{};        // of /DA, without the slash; "" if it names none
  double fontSize = 0;           // of /DA; 0: automatic

  // What the border and the customary padding take at every side.
  double inset() const;
  // «[a b c d e f]»: /Matrix of an appearance drawn in the upright box.
  std::string matrix() const;
};

// `defaultAppearance`: /DA of the field or the form.
WidgetLook readLook(QPDFObjectHandle widget, const std::string& defaultAppearance);

// Appends background and border (nothing where the widget has neither).
void drawFrame(const WidgetLook& look, FormFieldType type, std::string& out);
// Appends the mark of a check box or radio button that is on, as vectors: no font.
void drawTick(const WidgetLook& look, std::string& out);

}  // namespace stesura
