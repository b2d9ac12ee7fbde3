// A request that HTTP itself forbids: its status, and what to tell the client.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace stesura {

// After one of these the connection is closed: nobody knows where the next request would begin.
class HttpRefusal : public std::exception {
 public:
  // The sentence is Italian and repeats nothing of the request.
  HttpRefusal(int status, std::string sentence) : status_(status), sentence_(std::move(sentence)) {}
  int status() const { return status_; }
  const std::string& sentence() const { return sentence_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  int status_;
  std::string sentence_;
};

}  // namespace stesura
