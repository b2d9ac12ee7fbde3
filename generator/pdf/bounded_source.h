// The bytes of a PDF, handed to qpdf as long as reading them stays within bounds.
#pragma once

#include <cstdint>
#include <memory>
#include <qpdf/InputSource.hh>
#include <qpdf/QPDF.hh>
#include <set>
#include <string>
#include <string_view>

namespace stesura {

inline constexpr std::size_t kMostObjects = 200000;  // of a file

// qpdf 11.3 inflates cross-reference and object streams without a bound while it parses, and a
// damaged file can have it read the same bytes again and again. Both are seen here, where every byte
// passes: the work is counted, and a stream is judged before its first byte is given. Once a bound is
// passed every call throws; qpdf makes of it what it will, and complain() tells the reason. The bounds
// count work and not time, so that a file is refused on every machine or on none.
class BoundedSource : public InputSource {
 public:
  explicit BoundedSource(std::string bytes);

  // Throws Error{templateFile} if a bound was passed.
  void complain() const;
  // From now on nothing is bounded: what is taken in may be read and written as often as needed.
  void release() { isReleased_ = true; }

  qpdf_offset_t findAndSkipNextEOL() override;
  std::string const& getName() const override;
  qpdf_offset_t tell() override;
  void seek(qpdf_offset_t offset, int whence) override;
  void rewind() override;
  std::size_t read(char* room, std::size_t length) override;
  void unreadCh(char character) override;

 private:
  void spend(std::size_t work);
  void spendText(std::size_t start, std::size_t end);
  [[noreturn]] void fail(const char* sentence);
  void judgeStream(std::size_t start, std::size_t length);
  QPDFObjectHandle dictionaryBefore(std::size_t keyword);
  void judgeFilter(QPDFObjectHandle dictionary, std::size_t start);
  void judgePredictor(QPDFObjectHandle parameters);
  void countEntries(QPDFObjectHandle dictionary);

  std::string bytes_;
  std::string name_;
  std::size_t at_ = 0;
  bool isReleased_ = false;
  const char* failure_ = nullptr;
  std::size_t work_ = 0;
  std::size_t inflated_ = 0;
  std::size_t textStart_ = 0;  // of the text fetched last
  std::size_t textEnd_ = 0;
  std::uint64_t entries_ = 0;
  std::set<std::size_t> judged_;
  std::unique_ptr<QPDF> parsing_;  // home of the dictionaries that are judged
};

}  // namespace stesura
