// The bytes of a PDF, handed to qpdf as long as reading them stays within bounds.
#pragma once

#include <qpdf/InputSource.hh>
#include <string>

namespace stesura {

class BoundedSource : public InputSource {
 public:
  explicit BoundedSource(std::string bytes);

  // Throws Error{templateFile} if a bound was passed.
  void complain() const;

  qpdf_offset_t findAndSkipNextEOL() override;
  std::string const& getName() const override;
  qpdf_offset_t tell() override;
  void seek(qpdf_offset_t offset, int whence) override;
  void rewind() override;
  std::size_t read(char* room, std::size_t length) override;
  void unreadCh(char character) override;

 private:
  std::string bytes_;
  std::string name_;
  std::size_t at_ = 0;
};

}  // namespace stesura
