#include "generator/picture/canvas.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "generator/merge/escape.h"

namespace stesura {

namespace {

constexpr std::array<std::string_view, 3> kAnchors = {"start", "middle", "end"};
// DejaVu Sans stands in for what Titillium Web lacks.
constexpr std::string_view kFamily = "'Titillium Web', 'DejaVu Sans', sans-serif";

}  // namespace

void Canvas::appendNumber(std::string& out, double number) {
  std::array<char, 400> text{};
  const double rounded = std::round(number * 100) / 100 + 0.0;  // + 0.0: no «-0»
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed, 2)
          .ptr;
  std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  while (written.back() == '0') written.remove_suffix(1);
  if (written.back() == '.') written.remove_suffix(1);
  out += written;
}

Canvas::Canvas(double width, double height) : width_(width), height_(height) {
  rectangle({0, 0, width, height}, "#ffffff");
}

void Canvas::attribute(std::string_view name, double value) {
  body_ += ' ';
  body_ += name;
  body_ += "=\"";
  appendNumber(body_, value);
  body_ += '"';
}

void Canvas::attribute(std::string_view name, std::string_view value) {
  body_ += ' ';
  body_ += name;
  body_ += "=\"";
  body_ += value;
  body_ += '"';
}

void Canvas::stroke(const Stroke& stroke) {
  attribute("stroke", stroke.colour);
  attribute("stroke-width", stroke.width);
  if (!stroke.dash.empty()) attribute("stroke-dasharray", stroke.dash);
}

void Canvas::points(const std::vector<Point>& points) {
  body_ += " points=\"";
  for (const Point& point : points) {
    if (&point != &points.front()) body_ += ' ';
    appendNumber(body_, point.x);
    body_ += ',';
    appendNumber(body_, point.y);
  }
  body_ += '"';
}

void Canvas::rectangle(const Box& box, std::string_view fill) {
  body_ += "<rect";
  attribute("x", box.x);
  attribute("y", box.y);
  attribute("width", box.width);
  attribute("height", box.height);
  attribute("fill", fill);
  body_ += "/>";
}

void Canvas::frame(const Box& box, const Stroke& line) {
  polyline(
      {{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}},
      Outline::closed, line);
}

void Canvas::line(Point from, Point to, const Stroke& line) {
  polyline({from, to}, Outline::open, line);
}

void Canvas::polyline(const std::vector<Point>& corners, Outline outline, const Stroke& line) {
  body_ += outline == Outline::closed ? "<polygon" : "<polyline";
  points(corners);
  attribute("fill", "none");
  stroke(line);
  body_ += "/>";
}

void Canvas::polygon(const std::vector<Point>& corners, std::string_view fill,
                     const Stroke& outline) {
  body_ += "<polygon";
  points(corners);
  attribute("fill", fill);
  stroke(outline);
  body_ += "/>";
}

void Canvas::circle(Point centre, double radius, std::string_view fill, const Stroke& outline) {
  body_ += "<circle";
  attribute("cx", centre.x);
  attribute("cy", centre.y);
  attribute("r", radius);
  attribute("fill", fill);
  stroke(outline);
  body_ += "/>";
}

void Canvas::path(std::string_view commands, std::string_view fill) {
  body_ += "<path";
  attribute("d", commands);
  attribute("fill", fill);
  body_ += "/>";
}

void Canvas::hatch(const Box& box, Hatch direction, double gap, const Stroke& line) {
  std::string commands;
  const auto add = [&](double x1, double y1, double x2, double y2) {
    commands += 'M';
    appendNumber(commands, x1);
    commands += ' ';
    appendNumber(commands, y1);
    commands += 'L';
    appendNumber(commands, x2);
    commands += ' ';
    appendNumber(commands, y2);
  };
  if (direction == Hatch::level) {
    for (double y = box.bottom() - gap; y > box.y; y -= gap) add(box.x, y, box.right(), y);
  } else if (direction == Hatch::upright) {
    for (double x = box.x + gap; x < box.right(); x += gap) add(x, box.y, x, box.bottom());
  } else {
    // Lines along which the way from the left edge plus the height is the same.
    for (double sum = gap; sum < box.width + box.height; sum += gap) {
      const double x1 = std::max(0.0, sum - box.height), x2 = std::min(box.width, sum);
      const double y1 = sum - x1, y2 = sum - x2;
      if (direction == Hatch::rising)
        add(box.x + x1, box.y + y1, box.x + x2, box.y + y2);
      else
        add(box.x + x1, box.bottom() - y1, box.x + x2, box.bottom() - y2);
    }
  }
  if (commands.empty()) return;
  body_ += "<path";
  attribute("d", commands);
  attribute("fill", "none");
  stroke(line);
  body_ += "/>";
}

void Canvas::text(Point at, std::string_view words, const LabelStyle& lettering) {
  if (words.empty()) return;
  body_ += "<text";
  attribute("x", at.x);
  attribute("y", at.y);
  attribute("font-size", lettering.size);
  if (lettering.weight == Weight::bold) attribute("font-weight", "bold");
  if (lettering.anchor != Anchor::start)
    attribute("text-anchor", kAnchors[static_cast<std::size_t>(lettering.anchor)]);
  attribute("fill", lettering.colour);
  if (lettering.turn != 0) {
    std::string turn = "rotate(";
    appendNumber(turn, lettering.turn);
    turn += ' ';
    appendNumber(turn, at.x);
    turn += ' ';
    appendNumber(turn, at.y);
    attribute("transform", turn + ")");
  }
  body_ += '>';
  escapeTo(body_, words, Escape::xmlPlain);
  body_ += "</text>";
}

Drawing Canvas::finish() {
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"";
  appendNumber(svg, width_);
  svg += "pt\" height=\"";
  appendNumber(svg, height_);
  svg += "pt\" viewBox=\"0 0 ";
  appendNumber(svg, width_);
  svg += ' ';
  appendNumber(svg, height_);
  svg += "\" font-family=\"";
  svg += kFamily;
  svg += "\">";
  svg += body_;
  svg += "</svg>\n";
  return {std::move(svg), width_, height_};
}

}  // namespace stesura
