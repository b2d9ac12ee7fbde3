// The sample networks as a service to try: their agencies, people, paths and users.
#pragma once

#include <string>
#include <vector>

#include "service/services.h"

namespace stesura {

struct DemoUser {
  std::string login{};
  std::string agency{};  // id
  std::vector<std::string> roles{};
  std::string name{};    // «Anna Neri»
  std::string key{};     // «Authorization: Bearer …», good for a day
};

struct Demo {
  std::string password{};  // of all of them, new at each start
  std::vector<DemoUser> users{};
};

// Loads samples/registers into an empty database, once; later starts change nothing but the
// password and the keys, which are random and good until the next start. The database is marked, and
// serves nothing else from then on. Throws Error{usage} for a database that somebody uses already.
Demo openDemo(const Services& services);

// Throws Error{usage} for a database that openDemo() made: it is not for real people.
void refuseDemo(Database& database);

}  // namespace stesura
