#include "generator/picture/qr.h"

#include <qrencode.h>

#include <memory>
#include <vector>

#include "generator/picture/canvas.h"

namespace stesura {
namespace {

constexpr int kQuietZone = 4;  // modules, as the standard wants
constexpr double kModule = 2;  // points; the frame sets the real size

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

// The outline of the dark modules as closed loops: no seams between modules, whoever draws it.
class Tracer {
 public:
  explicit Tracer(const QRcode& code) : code_(code), side_(code.width) {
    for (auto& edges : edges_) edges.resize(static_cast<std::size_t>((side_ + 1) * (side_ + 1)));
  }

  std::string trace() {
    for (int y = 0; y < side_; ++y)
      for (int x = 0; x < side_; ++x)
        if (dark(x, y)) addEdges(x, y);
    std::string path;
    for (int y = 0; y <= side_; ++y)
      for (int x = 0; x <= side_; ++x)
        while (take(kRight, x, y)) follow(x, y, path);
    return path;
  }

 private:
  enum Direction { kRight, kDown, kLeft, kUp };

  bool dark(int x, int y) const {
    if (x < 0 || y < 0 || x >= side_ || y >= side_) return false;
    return (code_.data[y * side_ + x] & 1) != 0;
  }
  std::vector<bool>::reference edge(Direction direction, int x, int y) {
    return edges_[direction][static_cast<std::size_t>(y * (side_ + 1) + x)];
  }
  bool take(Direction direction, int x, int y) {
    const bool there = edge(direction, x, y);
    edge(direction, x, y) = false;
    return there;
  }

  // Clockwise around a dark module, where the neighbour is light; named by where the edge begins.
  void addEdges(int x, int y) {
    if (!dark(x, y - 1)) edge(kRight, x, y) = true;
    if (!dark(x + 1, y)) edge(kDown, x + 1, y) = true;
    if (!dark(x, y + 1)) edge(kLeft, x + 1, y + 1) = true;
    if (!dark(x - 1, y)) edge(kUp, x, y + 1) = true;
  }

  static void step(Direction direction, int& x, int& y) {
    if (direction == kRight) ++x;
    if (direction == kDown) ++y;
    if (direction == kLeft) --x;
    if (direction == kUp) --y;
  }

  // The edge right of (startX, startY) is taken; on from there until the loop closes.
  void follow(int startX, int startY, std::string& path) {
    corner('M', startX, startY, path);
    Direction direction = kRight;
    int x = startX + 1, y = startY;
    while (x != startX || y != startY) {
      const auto turned = [&](int by) { return static_cast<Direction>((direction + by) % 4); };
      Direction next = turned(1);  // inwards first, so that modules that touch at a corner part
      if (!edge(next, x, y)) next = edge(direction, x, y) ? direction : turned(3);
      edge(next, x, y) = false;
      if (next != direction) corner('L', x, y, path);
      direction = next;
      step(direction, x, y);
    }
    path += 'Z';
  }

  static void corner(char command, int x, int y, std::string& path) {
    path += command;
    Canvas::appendNumber(path, (x + kQuietZone) * kModule);
    path += ' ';
    Canvas::appendNumber(path, (y + kQuietZone) * kModule);
  }

  const QRcode& code_;
  int side_;
  std::vector<bool> edges_[4];
};

}  // namespace

std::string drawQr(std::string_view text, Drawing& drawing) {
  if (text.empty()) return "è vuoto: un codice QR non può essere senza testo";
  if (text.find('\0') != text.npos) return "contiene U+0000, che un codice QR non può contenere";
  const std::string tooLong = "è più lungo di quanto un codice QR possa contenere (" +
                              std::to_string(kMostQrBytes) + " byte)";
  if (text.size() > kMostQrBytes) return tooLong;
  // As bytes and in one segment: other modes would save a little, but readers then guess charsets.
  const std::unique_ptr<QRcode, FreeCode> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code) return tooLong;
  const double side = (code->width + 2 * kQuietZone) * kModule;
  Canvas canvas(side, side);
  canvas.path(Tracer(*code).trace(), "#000000");
  drawing = canvas.finish();
  return "";
}

}  // namespace stesura
