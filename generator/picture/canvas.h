// Writes the shapes and words of a drawing as SVG, always in the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/picture/drawing.h"
#include "generator/picture/label.h"

namespace stesura {

struct Point {
  double x, y;  // points, from the top left corner
};
struct Box {
  double x, y, width, height;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

enum class Anchor { start, middle, end };
enum class Outline { open, closed };

// A stroke: no `dash` is a whole line. Nothing is ever transparent.
struct Stroke {
  std::string_view colour = "#1a1a1a";
  double width = 1;
  std::string_view dash = {};  // as stroke-dasharray
};

struct LabelStyle {
  double size = 8.5;
  Anchor anchor = Anchor::start;
  Weight weight = Weight::regular;
  double turn = 0;  // degrees, around the point
  std::string_view colour = "#1a1a1a";
};

// White paper of the given size; the shapes lie in the order in which they are put.
class Canvas {
 public:
  Canvas(double width, double height);

  void rectangle(const Box& box, std::string_view fill);
  void frame(const Box& box, const Stroke& stroke);
  void line(Point from, Point to, const Stroke& stroke);
  void polyline(const std::vector<Point>& points, Outline outline, const Stroke& stroke);
  void polygon(const std::vector<Point>& points, std::string_view fill, const Stroke& outline);
  void circle(Point centre, double radius, std::string_view fill, const Stroke& outline);
  void path(std::string_view commands, std::string_view fill);
  // Parallel lines at 45°, upright or level, cut at the edges of the box.
  enum class Hatch { rising, falling, level, upright };
  void hatch(const Box& box, Hatch direction, double gap, const Stroke& stroke);
  // `text` as readLabel() gave it; the point lies on the base line.
  void text(Point at, std::string_view text, const LabelStyle& lettering);

  Drawing finish();
  static void appendNumber(std::string& out, double number);  // at most two decimals

 private:
  void attribute(std::string_view name, double value);
  void attribute(std::string_view name, std::string_view value);
  void stroke(const Stroke& stroke);
  void points(const std::vector<Point>& points);

  double width_, height_;
  std::string body_;
};

}  // namespace stesura
