// The one soffice.bin of an agent: started with limits, restarted when it asks, watched.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace stesura {

// The process ends with the thread that made the object, or when the object goes.
class Soffice {
 public:
  // `folder` holds what writeProfile wrote.
  explicit Soffice(std::filesystem::path folder);
  ~Soffice();
  Soffice(const Soffice&) = delete;
  Soffice& operator=(const Soffice&) = delete;

  // False once it has ended. A fresh profile may make it end with the code 81, «start me again»:
  // that is done here, at most twice.
  bool alive();
  // The name of its UNO pipe: without a sandbox all pipes of the machine share a folder.
  std::string pipe() const;
  std::size_t residentMegabytes() const;  // 0 where /proc is not to be seen

 private:
  void start();

  std::filesystem::path folder_;
  pid_t process_ = -1;
  int restarts_ = 0;
};

}  // namespace stesura
