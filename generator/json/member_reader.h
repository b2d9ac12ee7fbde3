// Reads members of a configuration one by one, and collects what is wrong with them.
#pragma once

#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"

namespace stesura {

class MemberReader {
 public:
  // Mistakes go to `problems`, which must outlive the reader.
  explicit MemberReader(std::vector<Problem>& problems) : problems_(problems) {}

  // The member, or null. `object` may be anything.
  static const Json* member(const Json& object, const char* key);
  // The text of a member that must be there; "" (and a complaint) if it is not.
  std::string text(const Json& object, const std::string& pointer, const char* key);
  // The text of a member that may be left out.
  std::string text(const Json& object, const std::string& pointer, const char* key, std::string otherwise);
  // JSON Pointers, perhaps with `*`; empty if the member is not there.
  std::vector<std::string> patterns(const Json& object, const std::string& pointer, const char* key);
  bool flag(const Json& object, const std::string& pointer, const char* key, bool otherwise);
  // A whole number from `least` to `most`, which the complaint names.
  int whole(const Json& object, const std::string& pointer, const char* key, int least, int most, int otherwise);
  // Complains of everything that is not `known`, and of what is no object; false then.
  bool checkKeys(const Json& object, const std::string& pointer, const std::vector<std::string>& known);

  void complain(const std::string& pointer, const std::string& message, const std::string& hint = {});

 private:
  std::vector<Problem>& problems_;
};

}  // namespace stesura
