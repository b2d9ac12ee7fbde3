#include "generator/pdf/stream_filters.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "generator/pdf/inflation.h"

namespace stesura {
namespace {

using State = DecodedStream::State;

struct Prediction {
  std::int64_t predictor = 1, colors = 1, bits = 8, columns = 1;
  std::size_t pixel() const { return static_cast<std::size_t>(std::max<std::int64_t>(1, colors * bits / 8)); }
  std::size_t row() const { return static_cast<std::size_t>((colors * bits * columns + 7) / 8); }
};

// None for what no sound stream says.
std::optional<Prediction> predictionOf(const PdfObject& parameters, const PdfResolve& resolve) {
  Prediction result;
  if (parameters.isNull()) return result;
  if (!parameters.isDictionary()) return std::nullopt;
  const std::pair<const char*, std::int64_t*> keys[] = {{"Predictor", &result.predictor},
                                                        {"Colors", &result.colors},
                                                        {"BitsPerComponent", &result.bits},
                                                        {"Columns", &result.columns}};
  for (const auto& [key, value] : keys) {
    const PdfObject& given = resolve(parameters[key]);
    if (given.isNull()) continue;
    if (!given.isInteger()) return std::nullopt;
    *value = given.integer;
  }
  const bool hasBits =
      result.bits == 1 || result.bits == 2 || result.bits == 4 || result.bits == 8 || result.bits == 16;
  const bool isKnown =
      result.predictor == 1 || result.predictor == 2 || (result.predictor >= 10 && result.predictor <= 15);
  if (!hasBits || !isKnown || result.colors < 1 || result.colors > 32) return std::nullopt;
  if (result.columns < 1 || result.columns > (1 << 24)) return std::nullopt;
  return result;
}

unsigned char paeth(int left, int above, int corner) {
  const int guess = left + above - corner;
  const int byLeft = std::abs(guess - left), byAbove = std::abs(guess - above),
            byCorner = std::abs(guess - corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return static_cast<unsigned char>(left);
  return static_cast<unsigned char>(byAbove <= byCorner ? above : corner);
}

// PNG (RFC 2083, 6): each row begins with its own filter. None for an unknown filter; the last row may be
// short.
std::optional<std::string> withoutPng(std::string_view data, const Prediction& prediction) {
  const std::size_t row = std::min(prediction.row(), data.size()), pixel = prediction.pixel();
  std::string out, above(row, '\0');
  out.reserve(data.size());
  for (std::size_t at = 0; at < data.size();) {
    const auto filter = static_cast<unsigned char>(data[at++]);
    if (filter > 4) return std::nullopt;
    std::string line(data.substr(at, row));
    at += line.size();
    for (std::size_t i = 0; i < line.size(); ++i) {
      const int left = i >= pixel ? static_cast<unsigned char>(line[i - pixel]) : 0;
      const int up = static_cast<unsigned char>(above[i]);
      const int corner = i >= pixel ? static_cast<unsigned char>(above[i - pixel]) : 0;
      const int guesses[] = {0, left, up, (left + up) / 2, filter == 4 ? paeth(left, up, corner) : 0};
      line[i] = static_cast<char>(static_cast<unsigned char>(line[i]) + guesses[filter]);
    }
    out += line;
    line.resize(row, '\0');
    above = std::move(line);
  }
  return out;
}

// TIFF 2: each component is the difference to the pixel before it in its row.
void undoTiff(std::string& data, const Prediction& prediction) {
  const std::size_t row = prediction.row(), colors = static_cast<std::size_t>(prediction.colors);
  const auto bits = static_cast<std::size_t>(prediction.bits);
  std::vector<unsigned> before(colors);
  for (std::size_t begin = 0; begin + row <= data.size(); begin += row) {
    std::fill(before.begin(), before.end(), 0u);
    for (std::size_t i = 0; i < static_cast<std::size_t>(prediction.columns) * colors; ++i) {
      unsigned& sum = before[i % colors];
      const std::size_t at = begin + i * bits / 8;
      const auto byte = [&data](std::size_t place) { return static_cast<unsigned char>(data[place]); };
      if (bits == 16) {
        sum = (sum + (byte(at) << 8 | byte(at + 1))) & 0xFFFF;
        data[at] = static_cast<char>(sum >> 8);
        data[at + 1] = static_cast<char>(sum & 0xFF);
        continue;
      }
      const std::size_t shift = 8 - bits - i * bits % 8;
      const unsigned mask = (1u << bits) - 1;
      sum = (sum + (byte(at) >> shift)) & mask;
      data[at] = static_cast<char>((byte(at) & ~(mask << shift)) | sum << shift);
    }
  }
}

State undoFlate(std::string& data, const PdfObject& parameters, std::size_t most, DecodedStream& result,
                const PdfResolve& resolve) {
  const auto prediction = predictionOf(parameters, resolve);
  if (!prediction) return State::broken;
  Inflated plain = inflated(data, most);
  result.inflated += plain.text.size();
  if (plain.isMore) return State::tooLarge;
  if (!plain.isWhole) return State::broken;
  data = std::move(plain.text);
  if (prediction->predictor == 2) undoTiff(data, *prediction);
  if (prediction->predictor < 10) return State::whole;
  auto unpredicted = withoutPng(data, *prediction);
  if (!unpredicted) return State::broken;
  data = std::move(*unpredicted);
  return State::whole;
}

// One filter or the items of an array of filters, in the order to undo them.
std::vector<const PdfObject*> listOf(const PdfObject& value, const PdfResolve& resolve) {
  std::vector<const PdfObject*> list;
  if (value.isArray()) {
    for (const PdfObject& item : value.items) list.push_back(&resolve(item));
  } else if (!value.isNull()) {
    list.push_back(&value);
  }
  return list;
}

}  // namespace

DecodedStream decodedStream(const PdfObject& stream, std::size_t most, const PdfResolve& resolve) {
  constexpr std::size_t kMostFilters = 4;
  static const PdfObject kNone{};
  DecodedStream result;
  const auto filters = listOf(resolve(stream["Filter"]), resolve);
  const auto parameters = listOf(resolve(stream["DecodeParms"]), resolve);
  if (filters.size() > kMostFilters) return result;
  for (const PdfObject* filter : filters) {
    if (filter->isName("FlateDecode") || filter->isName("Fl")) continue;
    result.state = State::otherFilter;
    return result;
  }
  result.state = filters.empty() && stream.data.size() > most ? State::tooLarge : State::whole;
  if (result.state != State::whole) return result;
  std::string data(stream.data);
  for (std::size_t i = 0; i < filters.size() && result.state == State::whole; ++i)
    result.state = undoFlate(data, i < parameters.size() ? *parameters[i] : kNone, most, result, resolve);
  if (result.state == State::whole) result.text = std::move(data);
  return result;
}

DecodedStream decodedStream(const PdfObject& stream, std::size_t most) {
  return decodedStream(stream, most, [](const PdfObject& object) -> const PdfObject& { return object; });
}

}  // namespace stesura
